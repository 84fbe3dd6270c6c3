"""The tree of errors.

    TaizhangError                a sentence for a person: what was wrong, where, what to do
    ├── InputError               an input that cannot be read      (its file is `failed`, the others go on)
    ├── OutputError              the run folder cannot be written  (the old one stays as it was)
    ├── LexiconError             a line of lexicons/ breaks its own Table Schema
    ├── MetaError                a --meta table that cannot be used
    └── CheckError               a run folder that breaks its own contract

Every error carries `code` (a word to search for), `where` (file, table or address) and `advice`, and
pickles, since errors cross process borders.
"""

from __future__ import annotations


class TaizhangError(Exception):
    """Base of all errors that taizhang raises on purpose.

    Args:
        message: what was wrong, one sentence.
        code: short machine-readable name of the fault, e.g. ``not_docx``.
        where: file, table or address that the fault belongs to, as the user named it.
        advice: what the user can do about it, one sentence.
    """

    def __init__(self, message: str, *, code: str = "error", where: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.where = where
        self.advice = advice

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _rebuild, (type(self), self.message, self.code, self.where, self.advice)

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head} {self.advice}".rstrip()


def _rebuild(cls: type[TaizhangError], message: str, code: str, where: str, advice: str) -> TaizhangError:
    return cls(message, code=code, where=where, advice=advice)


class InputError(TaizhangError):
    """A file that cannot be read; the run records it and goes on with the others."""


class OutputError(TaizhangError):
    """A run folder that cannot be written; nothing that was there before is lost."""


class LexiconError(TaizhangError):
    """A lexicon file that is missing or breaks its own Table Schema."""


class MetaError(TaizhangError):
    """A --meta table that lacks its key column or names unknown columns."""


class CheckError(TaizhangError):
    """A run folder that breaks the contract of its own datapackage.json."""
