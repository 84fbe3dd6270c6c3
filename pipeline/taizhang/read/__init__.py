"""Readers: one module a format, each giving a `Source`."""

from __future__ import annotations

from pathlib import Path

from taizhang.model import Source


def read(path: Path, name: str) -> Source:
    """Read a file of any known format, decided by its content."""
    raise NotImplementedError
