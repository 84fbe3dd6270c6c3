"""Word documents for the tests: python-docx makes the package, the body is given as XML."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import docx
import pytest
from lxml import etree

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def _elements(xml: str) -> list[etree._Element]:
    return list(etree.fromstring(f"<root {SPACES}>{xml}</root>"))


def build(body: str, numbering: str = "", styles: str = "") -> bytes:
    """The bytes of a .docx whose body, numbering definitions and further styles are these."""
    document = docx.Document()
    document.element.body[:-1] = []  # all but the section's properties
    for n, element in enumerate(_elements(body)):
        document.element.body.insert(n, element)
    root = document.part.numbering_part.element
    root[:] = _elements(numbering)
    document.styles.element.extend(_elements(styles))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    return build


@pytest.fixture(scope="session")
def pdf() -> ModuleType:
    """The module `pdf_bytes`, which writes PDF documents."""
    spec = importlib.util.spec_from_file_location("pdf_bytes", Path(__file__).with_name("pdf_bytes.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
