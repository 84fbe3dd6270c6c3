"""Web pages: the main part of the page, each paragraph a line, tables with their merged cells.

trafilatura says which part of a page is its main text.  The text itself comes from our own walk over that part,
because trafilatura runs paragraphs together where a page is laid out with tables, and loses merged cells.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from taizhang.errors import InputError
from taizhang.model import Fault, Source
from taizhang.read.lines import Lines
from taizhang.read.page import Line, Page
from taizhang.read.txt import Decoded, decode, plausibility

if TYPE_CHECKING:
    from lxml.etree import _Element

_META = re.compile(rb"<(?:meta\b[^>]*?\bcharset\s*=|\?xml\b[^>]*?\bencoding\s*=)\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_HEAD = 8192
# Pages call GB18030 by the names of its subsets (WHATWG Encoding, 10.1: the decoder of GBK is that of GB18030).
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "gb18030", "latin-1": "", "ascii": ""}
# A declared encoding is believed when it gives text like this; what was declared wrongly scores below 0.6 (see txt).
_PLAUSIBLE = 0.8
_ADVICE = "Open the page in a browser, save it again as UTF-8 and convert that."
_SHORT = 6  # letters and Hanzi under which finding a line in another text means little
_SHARE = 0.9
_FEW = 60  # a page with frames and less text than that shows its text in the frames
_FILE = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|et|zip|rar|ofd|pptx?)(?:$|[?#])", re.IGNORECASE)
# What stands at the foot of official sites: registrations, which no plan has, and lines around them that one may have.
_REGISTERED = re.compile(r"ICP备|公网安备|备案(?:序)?号|网站标识码|版权所有")
_AROUND = re.compile(
    r"\s*(?:网站)?(?:主办|承办|维护|运维|技术支持)(?:单位)?\s*[:：]|\s*(?:联系我们|网站地图|隐私声明|地址|电话|邮编)"
)
_FEET = 12  # lines that such a foot has at most
_TITLE_END = re.compile(r"\s*[_|｜–—]+\s*|\s+-+\s+")


def read_html(data: bytes, name: str) -> Source:
    """Read a web page.

    Args:
        data: the file's bytes.
        name: the file's name in the tables.

    Returns:
        The source: the page's heading where it stands outside of the main part, and the lines of that part. A block is
        a line of a paragraph (``para 12``, counted in this text) or a table's row (``table 2 R4``). Scripts, menus and
        what the page hides are left out, spaces are kept as a browser shows them, and automatic numbers of lists are
        written out. A table that only lays out the page is none.

    Raises:
        InputError: ``empty``, ``frames`` and ``binary``.
    """
    return _read(data, data, name, "html", "")


def read_mhtml(data: bytes, name: str) -> Source:
    """Read a page that a browser or Word saved into one file (.mht); see `read_html`.

    Raises:
        InputError: ``no_page`` when the file holds no page, and those of `read_html`.
    """
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages = []
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() in _PAGES else None
        if isinstance(content, bytes):
            pages.append((content, part.get_content_charset() or ""))
    if not pages:
        advice = "Open it in a browser and save it as a web page (.html)."
        raise InputError("this saved page holds no text of a page.", code="no_page", where=name, advice=advice)
    # The first part is the page itself; where it is only a set of frames, the text is in the largest of them.
    first = pages[0] if not re.search(rb"<frameset\b", pages[0][0], re.IGNORECASE) else max(pages, key=_length)
    return _read(first[0], data, name, "mhtml", first[1])


_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def _length(page: tuple[bytes, str]) -> int:
    return len(page[0])


def _read(page: bytes, data: bytes, name: str, kind: str, charset: str) -> Source:
    decoded = decode_html(page, name, charset)
    root = _parse(decoded.text)
    walked = Page(root) if root is not None else None
    found = walked.lines if walked is not None else []
    if root is not None and sum(len(line.text) for line in found) < _FEW and _framed(root):
        what = "this page is a frame around other pages and holds next to no text of its own."
        advice = "Open the plan alone in the browser (open the frame in a new tab), save that page and convert it."
        raise InputError(what, code="frames", where=name, advice=advice)
    lines = Lines()
    table, last = 0, 0
    paragraphs = 0
    for line in _main(root, found, decoded.text) if root is not None and found else []:
        if line.table:
            table, last = (table, last) if line.table == last else (table + 1, line.table)
            lines.row(line.text.split("\t"), f"table {table} R{line.row}", table)
        else:
            paragraphs += 1
            lines.add(line.text, f"para {paragraphs}")
    faults = tuple(Fault(name, "read", code, sentence, _ADVICE) for code, sentence in decoded.faults)
    advice = "Open it in a browser; if the text appears there, copy it into a .docx or .txt file."
    return lines.source(data, name, kind, encoding=decoded.encoding, faults=faults, advice=advice)


def decode_html(data: bytes, name: str, charset: str = "") -> Decoded:
    """Decode a page: byte order mark, then UTF-8 where it is valid, then what the page declares, then its content.

    UTF-8 comes before the declaration, since browsers save pages as UTF-8 and leave the old declaration in them.

    Args:
        data: the page.
        name: what to call it in a message.
        charset: what stands outside of the page about its encoding.

    Raises:
        InputError: ``binary`` when the bytes are no text.
    """
    bare = re.sub(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*>", b"", data, flags=re.DOTALL | re.IGNORECASE)
    plain = decode(bare, name) if bare.strip() else decode(data, name)
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if marked or plain.encoding == "utf-8" or b"\0" in data:
        return decode(data, name)
    declared = charset or (found[1].decode("ascii", "replace") if (found := _META.search(data[:_HEAD])) else "")
    encoding = _known(declared)
    if encoding:
        text = bare.decode(encoding, "replace")
        if "\ufffd" not in text and plausibility(text) >= _PLAUSIBLE:
            return Decoded(_newlines(data.decode(encoding, "replace")), encoding)
    return Decoded(_newlines(data.decode(plain.encoding, "replace")), plain.encoding, plain.faults)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _known(declared: str) -> str:
    """The codec of a declared encoding; empty for none, an unknown one, or one that Chinese cannot be written in."""
    try:
        found = codecs.lookup(declared).name if declared else ""
    except LookupError:
        return ""
    return _CHINESE.get(found, "" if found.startswith(("utf-16", "utf-32", "iso8859", "cp125")) else found)


def _parse(text: str) -> _Element | None:
    """The tree of a page, or None where there is no element at all."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # "document is empty"
        return None


def _framed(root: _Element) -> bool:
    return next(root.iter("frame", "iframe"), None) is not None


def _main(root: _Element, lines: list[Line], text: str) -> list[Line]:
    """The lines of the main part, the page's heading before them where it stands elsewhere."""
    import trafilatura

    extract = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True)
    known = squeeze(extract or "")
    hits = [_hit(line, known) for line in lines]
    core = _core(lines, hits)
    if core is None:
        return lines
    inside = [n for n, line in enumerate(lines) if _within(line.element, core)]
    kept = [lines[n] for n in inside if hits[n] or not _menu(lines[n])]
    before = lines[: inside[0]] if inside else []
    return [*_heading(root, before, kept), *_footless(kept)]


def squeeze(text: str) -> str:
    """Letters, digits and Hanzi alone, so that texts compare whatever their layout."""
    return "".join(filter(str.isalnum, text))


def _hit(line: Line, known: str) -> int:
    """How many characters of a line trafilatura has in its text, cell by cell."""
    pieces = [squeeze(piece) for piece in line.text.split("\t")]
    return sum(len(p) for p in pieces if p in known and (len(p) >= _SHORT or len(pieces) > 1))


def _core(lines: list[Line], hits: list[int]) -> _Element | None:
    """The element of the main part: the deepest with nearly all that trafilatura found, or one around it.

    An element around it is taken where that adds more of what trafilatura found than of what it left out.
    """
    matched: dict[_Element, int] = defaultdict(int)
    total: dict[_Element, int] = defaultdict(int)
    for line, hit in zip(lines, hits, strict=True):
        size = len(squeeze(line.text))
        for element in (line.element, *line.element.iterancestors()):
            matched[element] += hit
            total[element] += size
    whole = sum(hits)
    if not whole:
        return None
    full = [e for e, n in matched.items() if n >= _SHARE * whole]
    core = max(full, key=lambda e: sum(1 for _ in e.iterancestors()))
    best, gain = core, 0
    for around in core.iterancestors():
        more = matched[around] - matched[core]
        left_out = total[around] - total[core] - more
        if more - left_out > gain:
            best, gain = around, more - left_out
    return best


def _within(element: _Element, core: _Element) -> bool:
    return element is core or any(a is core for a in element.iterancestors())


def _menu(line: Line) -> bool:
    """Whether a line is nothing but links to other pages; links to files are attachments, which plans name."""
    return line.linked >= len(squeeze(line.text)) > 0 and not any(map(_FILE.search, (*line.links, line.text.strip())))


def _footless(lines: list[Line]) -> list[Line]:
    """The lines without the foot of the site, which has registrations and neither sentences nor tables."""
    for n in range(max(1, len(lines) - _FEET), len(lines)):
        if _REGISTERED.search(lines[n].text):
            if any(line.table or line.text.endswith("。") for line in lines[n:]):
                continue
            while n > 1 and _AROUND.match(lines[n - 1].text):
                n -= 1
            return lines[:n]
    return lines


def _heading(root: _Element, before: list[Line], kept: list[Line]) -> list[Line]:
    """The lines above the main part that are the page's title, unless the main part has it too."""
    names = [m.get("content") or "" for m in root.iter("meta") if (m.get("name") or "").lower() == "articletitle"]
    title = next((" ".join(map(str, t.itertext())) for t in root.iter("title")), "")
    names += [title, *_TITLE_END.split(title)]
    wanted = {key for n in names if len(key := squeeze(n)) >= _SHORT}
    start = squeeze("".join(line.text for line in kept[:20]))
    for element in reversed([line.element for line in before]):
        lines = [line for line in before if line.element is element]
        key = squeeze("".join(line.text for line in lines))
        if len(key) >= _SHORT and (key in wanted or element.tag == "h1"):
            return [] if key in start else lines
    return []
