"""Load, validate and hash the word lists of lexicons/; the one place that finds data.

A lexicon is a CSV file beside a Table Schema (Frictionless) of the same name::

    lexicons/units/units.csv   lexicons/units/units.schema.json

Words are data: adding a unit, a cue or an organisation is a line in a CSV file and never a change of Python.  A user
adds words in a folder of the same layout (``--lexicons DIR``): a line whose primary key is new is added, one whose
key exists replaces the shipped line.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from taizhang.errors import LexiconError

Line = dict[str, str]


def home() -> Path:
    """The folder of the shipped lexicons: package data in a wheel, the checkout's own in an editable install.

    Raises:
        LexiconError: neither is there.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "lexicons", here.parents[1] / "lexicons"):
        if folder.is_dir():
            return folder
    raise LexiconError("the folder lexicons/ is missing.", code="no_lexicons", advice="Install taizhang again.")


@dataclass(frozen=True)
class Lexicons:
    """The word lists of one run: the shipped ones, with a user's overlays laid over them.

    Args:
        overlays: folders of the same layout, later ones win.
    """

    overlays: tuple[str, ...] = ()
    _cache: dict[str, tuple[Line, ...]] = field(default_factory=dict, compare=False, repr=False)

    def folders(self) -> list[Path]:
        """The folders in the order in which they are laid over each other."""
        return [home(), *(Path(o) for o in self.overlays)]

    def table(self, name: str) -> tuple[Line, ...]:
        """All lines of a lexicon, e.g. ``table("units/units")``, each a dict of column → text.

        Raises:
            LexiconError: the lexicon is missing, or a line breaks its schema (file and line are named).
        """
        if name not in self._cache:
            self._cache[name] = tuple(self._load(name))
        return self._cache[name]

    def words(self, name: str, **where: str) -> tuple[str, ...]:
        """The column ``word`` of a lexicon, longest first, of those lines whose columns equal `where`."""
        found = {w["word"] for w in self.table(name) if all(w[k] == v for k, v in where.items())}
        return tuple(sorted(found, key=lambda w: (-len(w), w)))

    def _load(self, name: str) -> Iterator[Line]:
        lines: dict[tuple[str, ...], Line] = {}
        shipped, *overlays = self.folders()
        schema = _schema(shipped / f"{name}.schema.json")
        for folder in (shipped, *overlays):
            path = folder / f"{name}.csv"
            if path.exists():
                for key, line in read_csv(path, schema):
                    lines[key] = line
            elif folder == shipped:
                raise LexiconError("this lexicon is missing.", code="no_lexicon", where=str(path))
        yield from lines.values()

    def hash(self) -> str:
        """SHA-256 over names and contents of all lexicon files, newlines normalised; 64 hex digits."""
        total = hashlib.sha256()
        for folder in self.folders():
            for path in sorted(folder.rglob("*")):
                if path.suffix in {".csv", ".json"}:
                    total.update(path.relative_to(folder).as_posix().encode())
                    total.update(b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        return total.hexdigest()


@cache
def lexicons(overlays: tuple[str, ...] = ()) -> Lexicons:
    """The lexicons of this process, loaded once and lazily."""
    return Lexicons(overlays)


def _schema(path: Path) -> dict[str, object]:
    if not path.exists():
        raise LexiconError("this lexicon has no Table Schema.", code="no_schema", where=str(path))
    schema: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def read_csv(path: Path, schema: dict[str, object]) -> Iterator[tuple[tuple[str, ...], Line]]:
    """Lines of a lexicon file with their primary keys, each checked against the Table Schema.

    Understood are the field properties name, type (string, number, integer, boolean) and the constraints required,
    enum and pattern, and the primaryKey; that is what the lexicons use.
    """
    fields: list[dict[str, object]] = schema["fields"]  # type: ignore[assignment]
    names = [str(f["name"]) for f in fields]
    key_names = schema.get("primaryKey") or names[:1]
    keys: list[str] = [key_names] if isinstance(key_names, str) else list(key_names)  # type: ignore[call-overload]
    checks = [(str(f["name"]), str(f.get("type", "string")), f.get("constraints") or {}) for f in fields]
    seen: set[tuple[str, ...]] = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != names:
            raise LexiconError(
                f"the head row is {reader.fieldnames}, the schema wants {names}.", code="head", where=str(path)
            )
        for raw in reader:
            where = f"{path}:{reader.line_num}"
            if None in raw or None in raw.values():
                raise LexiconError("this line has too many or too few cells.", code="cells", where=where)
            for name, kind, rules in checks:
                _check(raw[name], name, kind, rules, where)  # type: ignore[arg-type]
            key = tuple(raw[k] for k in keys)
            if key in seen:
                raise LexiconError(f"{key} stands twice.", code="twice", where=where)
            seen.add(key)
            yield key, raw


_TYPES = {
    "number": re.compile(r"-?\d+(\.\d+)?([eE]-?\d+)?"),
    "integer": re.compile(r"-?\d+"),
    "boolean": re.compile(r"true|false"),
}


def _check(cell: str, name: str, kind: str, rules: dict[str, object], where: str) -> None:
    if not cell:
        if rules.get("required"):
            raise LexiconError(f"column {name} is empty.", code="required", where=where)
        return
    if cell != cell.strip():
        raise LexiconError(f"column {name} has white space around {cell!r}.", code="space", where=where)
    if kind in _TYPES and not _TYPES[kind].fullmatch(cell):
        raise LexiconError(f"column {name} is {cell!r}, not a {kind}.", code="type", where=where)
    enum = rules.get("enum")
    if isinstance(enum, list) and cell not in enum:
        raise LexiconError(f"column {name} is {cell!r}, not one of {enum}.", code="enum", where=where)
    pattern = rules.get("pattern")
    if isinstance(pattern, str) and not re.fullmatch(pattern, cell):
        raise LexiconError(f"column {name} is {cell!r}, which breaks {pattern}.", code="pattern", where=where)


def main(folders: Sequence[str] = ()) -> int:
    """Validate all lexicons and print a line a file: its name and how many lines it has.

    Args:
        folders: a user's folders of word lists, as ``--lexicons`` takes them; each file of them is held against the
            schema of the shipped lexicon of the same name.

    Returns:
        0, or 1 where a file breaks its schema; the sentence that says so goes to stderr.
    """
    try:
        shipped = home()
        for folder in (shipped, *map(Path, folders)):
            if not folder.is_dir():
                raise LexiconError("there is no such folder.", code="no_folder", where=str(folder))
            for path in sorted(folder.rglob("*.csv")):
                name = path.relative_to(folder).with_suffix("").as_posix()
                lines = sum(1 for _ in read_csv(path, _schema(shipped / f"{name}.schema.json")))
                print(f"{name}  {lines}")
    except LexiconError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
