"""One spelling for punctuation and digits, character by character.

Real plans mix half- and full-width forms.  Folding keeps the length of the text, so that an offset into the folded
text is an offset into the text itself, and every rule is written once.
"""

from __future__ import annotations

# Full-width ASCII block U+FF01-FF5E (Unicode, Halfwidth and Fullwidth Forms).
_TABLE = {0xFF01 + i: 0x21 + i for i in range(0x5E)}
_TABLE |= {
    ord(a): ord(b)
    for a, b in {
        "〔": "(", "〕": ")", "［": "(", "］": ")", "[": "(", "]": ")", "【": "(", "】": ")", "〈": "《", "〉": "》",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "─": "-", "～": "~", "〜": "~",
        "∶": ":", "︰": ":", "﹕": ":", "﹐": ",", "﹑": "、", "﹒": ".", "﹔": ";", "﹙": "(", "﹚": ")", "％": "%",
        "﹪": "%", "×": "x", "✕": "x", "㎡": "㎡", "“": "“", "”": "”", "„": "“", "〝": "“", "〞": "”",
        "Ｏ": "O", "○": "〇", "◯": "〇", "·": "·", "•": "·", "‧": "·", "・": "·", "．": ".", "｡": "。",
    }.items()
}  # fmt: skip


def fold(text: str) -> str:
    """The text with full-width letters, digits and punctuation in their half-width form; same length."""
    return text.translate(_TABLE)
