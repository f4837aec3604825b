"""A JSON reader for files of any size from anywhere: bounded memory, and every error has its byte.

Written for DEP files, which are nearly one huge array of short plain strings: runs of those are cut
out of the buffer at once. Everything else (RFC 8259) is read value by value. Nothing is ever read
into memory that is longer than a chunk and one string.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import BinaryIO, Final, NoReturn

CHUNK_BYTES: Final = 64 * 1024
STRING_BYTES_MAX: Final = 64 * 1024
NUMBER_BYTES_MAX: Final = 1024
DEPTH_MAX: Final = 32
BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_SPACE: Final = re.compile(rb"[ \t\n\r]*+")
# Plain: printable ASCII without quote and backslash. A run ends behind a comma, so that what
# follows the last string is still to be looked at.
_PLAIN: Final = rb'"[ !#-\[\]-~]{0,%d}+"' % STRING_BYTES_MAX
_PLAIN_RUN: Final = re.compile(rb"(?>[ \t\n\r]*+" + _PLAIN + rb"[ \t\n\r]*+,)++")
_STRING: Final = re.compile(rb'"(?>[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*+"')
_STRING_HEAD: Final = re.compile(rb'"(?>[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*+')
_SCALAR: Final = re.compile(
    rb"(?>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null)(?![0-9A-Za-z.+-])"
)
_TYPE_BY_BEGINNING: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b'"': "a string",
        b"[": "an array",
        b"{": "an object",
        b"-": "a number",
        b"t": "a truth value",
        b"f": "a truth value",
        b"n": "null",
    }
)


class JsonSyntaxError(Exception):
    """The text is not JSON, or exceeds what a reader of bounded memory accepts."""

    def __init__(self, offset_bytes: int, text: str) -> None:
        super().__init__(f"byte {offset_bytes}: {text}")
        self.offset_bytes = offset_bytes
        self.text = text


class JsonTypeError(JsonSyntaxError):
    """Well-formed as far as read, but another type of value than the one expected."""


class JsonScanner:
    """Walks through JSON text; the caller says what it expects next.

    Every method raises JsonSyntaxError, and OSError as the file does.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._at = 0
        self._buffer_offset_bytes = 0
        self._is_ended = False

    @property
    def offset_bytes(self) -> int:
        """Where in the file the scanner stands."""
        return self._buffer_offset_bytes + self._at

    def seek(self, offset_bytes: int) -> None:
        """Go on at another place of the file."""
        self._file.seek(offset_bytes)
        self._buffer, self._at = b"", 0
        self._buffer_offset_bytes = offset_bytes
        self._is_ended = False

    def begin(self) -> None:
        """Refuse byte order marks, which RFC 8259 § 8.1 forbids to write."""
        self._fill(1)
        for mark in BYTE_ORDER_MARKS:
            if self._buffer.startswith(mark):
                self.fail("a byte order mark; the text must be plain UTF-8")

    def peek(self) -> bytes:
        """Skip white space and return the next byte without taking it; b"" is the end."""
        while True:
            space = _SPACE.match(self._buffer, self._at)
            self._at = self._at if space is None else space.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill(1):
                return b""

    def take(self, expected: bytes) -> None:
        """Take one byte of punctuation."""
        if self.peek() != expected:
            self.refuse(f"{expected.decode('ascii')!r}")
        self._at += 1

    def take_if(self, candidate: bytes) -> bool:
        """Take one byte of punctuation if it is the next."""
        if self.peek() != candidate:
            return False
        self._at += 1
        return True

    def end(self) -> None:
        """Require that nothing but white space follows."""
        if self.peek():
            self.refuse("the end of the file")

    def string(self) -> str:
        """Take a string and return its text."""
        self._require_type(b'"', "a string")
        # Two quotes and one byte more, to see that it is too long.
        self._fill(STRING_BYTES_MAX + 3)
        match = _STRING.match(self._buffer, self._at)
        if match is None or match.end() - self._at - 2 > STRING_BYTES_MAX:
            self._refuse_string()
        token = match.group()
        text = self._decode(token)
        self._at = match.end()
        return text

    def strings(self) -> Iterator[str]:
        """Take a whole array of strings, one by one or by the run."""
        self._require_type(b"[", "an array")
        self._at += 1
        if self.take_if(b"]"):
            return
        while True:
            run = _PLAIN_RUN.match(self._buffer, self._at)
            if run is not None:
                self._at = run.end()
                yield from run.group().decode("ascii").split('"')[1::2]
            yield self.string()
            if not self.take_if(b","):
                break
        self._take_closing(b"]")

    def members(self) -> Iterator[str]:
        """Take an object; the caller takes the value after each key that is yielded."""
        self._require_type(b"{", "an object")
        self._at += 1
        if self.take_if(b"}"):
            return
        while True:
            if self.peek() != b'"':
                self.refuse("a key")
            key = self.string()
            self.take(b":")
            yield key
            if not self.take_if(b","):
                break
        self._take_closing(b"}")

    def elements(self) -> Iterator[int]:
        """Take an array; the caller takes the value at each index that is yielded."""
        self._require_type(b"[", "an array")
        self._at += 1
        if self.take_if(b"]"):
            return
        for index in count():
            yield index
            if not self.take_if(b","):
                break
        self._take_closing(b"]")

    def skip_value(self) -> None:
        """Take any value and forget it."""
        self._skip(0)

    def _skip(self, depth: int) -> None:
        if depth > DEPTH_MAX:
            self.fail(f"nested deeper than {DEPTH_MAX} levels")
        match self.peek():
            case b'"':
                self.string()
            case b"{":
                for _ in self.members():
                    self._skip(depth + 1)
            case b"[":
                for _ in self.elements():
                    self._skip(depth + 1)
            case _:
                self._skip_scalar()

    def _skip_scalar(self) -> None:
        self._fill(NUMBER_BYTES_MAX + 1)
        match = _SCALAR.match(self._buffer, self._at, self._at + NUMBER_BYTES_MAX + 1)
        if match is None or match.end() - self._at > NUMBER_BYTES_MAX:
            self.refuse("a value")
        self._at = match.end()

    def _take_closing(self, closing: bytes) -> None:
        if self.peek() != closing:
            self.refuse(f"',' or {closing.decode('ascii')!r}")
        self._at += 1

    def _require_type(self, opening: bytes, expected: str) -> None:
        found = self.peek()
        if found == opening:
            return
        other = _TYPE_BY_BEGINNING.get(found) or ("a number" if found.isdigit() else None)
        if other is not None:
            raise JsonTypeError(self.offset_bytes, f"{other} instead of {expected}")
        self.refuse(expected)

    def refuse(self, expected: str) -> NoReturn:
        """Say what should stand here and what does."""
        found = self.peek()
        match found:
            case b"":
                self.fail(f"the file ends where {expected} should stand")
            case b"\x00":
                self.fail(f"a NUL byte where {expected} should stand")
            case _:
                self.fail(f"{found!r} where {expected} should stand")

    def fail(self, text: str) -> NoReturn:
        """Refuse at the place where the scanner stands."""
        raise JsonSyntaxError(self.offset_bytes, text)

    def _refuse_string(self) -> NoReturn:
        head = _STRING_HEAD.match(self._buffer, self._at)
        length = 0 if head is None else head.end() - self._at
        if length > STRING_BYTES_MAX:
            self.fail(f"a string of more than {STRING_BYTES_MAX} bytes")
        self._at += length
        following = self._buffer[self._at : self._at + 1]
        match following:
            case b"":
                self.fail("the file ends within a string")
            case b"\\":
                self.fail("an escape that JSON does not know, or that is cut off")
            case b"\x00":
                self.fail("a NUL byte within a string")
            case _:
                self.fail(f"the control character {following!r} within a string")

    def _decode(self, token: bytes) -> str:
        try:
            text = token.decode("utf-8")
            unescaped: str = json.loads(text) if b"\\" in token else text[1:-1]
            unescaped.encode("utf-8")
        except UnicodeDecodeError as error:
            self.fail(f"not UTF-8 at byte {self.offset_bytes + error.start}")
        except UnicodeEncodeError:
            self.fail("half a surrogate pair within a string")
        return unescaped

    def _fill(self, wanted_bytes: int) -> bool:
        """Have that many bytes in the buffer if the file has them; tell whether any came."""
        has_grown = False
        while not self._is_ended and len(self._buffer) - self._at < wanted_bytes:
            chunk = self._file.read(CHUNK_BYTES)
            self._is_ended = not chunk
            has_grown = has_grown or bool(chunk)
            self._buffer_offset_bytes += self._at
            self._buffer = self._buffer[self._at :] + chunk
            self._at = 0
        return has_grown
