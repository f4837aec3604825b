"""XML for programs: written element by element, nothing of it kept.

UTF-8, one element a line. What XML 1.0 cannot carry at all (control characters but tab and line
ends) is shown by its picture of Unicode, as in the tables (see `firmware.export.tables.cells`).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

#: XML 1.0 § 2.2; halves of characters are not in the book.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PICTURES: Final = 0x2400
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_INDENT: Final = "  "
#: As they stand; and an element is one line.
_LINE_ENDS: Final = {"\n": "&#10;", "\r": "&#13;"}
#: A line end in an attribute would be read as a space.
_ATTRIBUTE: Final = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}

Attributes = Mapping[str, str | int | None]


class XmlOut:
    """Writes one document; what is opened is closed, whatever happens in between."""

    def __init__(self, out: BinaryIO, document_type: str | None = None) -> None:
        """Write the declaration, and of which type the document is."""
        self._out = out
        self._depth = 0
        self._line('<?xml version="1.0" encoding="UTF-8"?>')
        if document_type is not None:
            self._line(f"<!DOCTYPE {document_type}>")

    @contextmanager
    def inside(self, name: str, attributes: Attributes | None = None) -> Iterator[None]:
        """An element with others in it."""
        self._line(f"<{name}{_attributes(attributes or {})}>")
        self._depth += 1
        yield
        self._depth -= 1
        self._line(f"</{name}>")

    def element(self, name: str, attributes: Attributes, text: str | None = None) -> None:
        """An element with text, or with nothing."""
        head = f"{name}{_attributes(attributes)}"
        if text is None:
            self._line(f"<{head}/>")
        else:
            self._line(f"<{head}>{_text(text)}</{name}>")

    def _line(self, line: str) -> None:
        self._out.write(f"{_INDENT * self._depth}{line}\n".encode())


def _attributes(attributes: Attributes) -> str:
    """In their order; without those that are None."""
    return "".join(
        f" {name}={quoteattr(_shown(str(value)), _ATTRIBUTE)}"
        for name, value in attributes.items()
        if value is not None
    )


def _text(text: str) -> str:
    return escape(_shown(text), _LINE_ENDS)


def _shown(text: str) -> str:
    return _FORBIDDEN.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(_PICTURES + code) if code < ord(" ") else _REPLACEMENT
