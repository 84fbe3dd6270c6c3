"""jieba as a segmenter: one tokenizer a process, its cache in the user's cache folder, no global state."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any


@cache
def tokenizer() -> Any:
    """A jieba tokenizer of this process's own (jieba's module-level one would be shared with every other user)."""
    import jieba

    made = jieba.Tokenizer()
    jieba.setLogLevel(logging.WARNING)
    made.initialize()
    return made


def cut(text: str) -> list[str]:
    """The words of a text in order; joined they are the text again."""
    return list(tokenizer().cut(text))
