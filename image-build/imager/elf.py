"""Which libraries a program of the till asks for: the DT_NEEDED entries of a 64-bit ELF file."""

import struct
from collections.abc import Iterator
from typing import Final

from imager.errors import BuildError

_IDENT: Final = b"\x7fELF\x02\x01"
_SECTION_HEADERS: Final = 0x28
_SECTION_COUNT: Final = 0x3C
_SECTION_SIZE: Final = 64
_SHT_DYNAMIC: Final = 6
_DT_NEEDED: Final = 1


def needed(content: bytes) -> tuple[str, ...]:
    """The names of the libraries, in the order of the file; none for a static program.

    Raises:
        BuildError: it is no 64-bit little-endian ELF file, or it is cut off.
    """
    if not content.startswith(_IDENT):
        raise BuildError("not a 64-bit ELF file")
    try:
        return tuple(_needed(content))
    except (struct.error, IndexError, ValueError) as error:
        raise BuildError(f"an ELF file that is cut off: {error}") from error


def _needed(content: bytes) -> Iterator[str]:
    (headers,) = struct.unpack_from("<Q", content, _SECTION_HEADERS)
    (count,) = struct.unpack_from("<H", content, _SECTION_COUNT)
    sections = [
        struct.unpack_from("<IIQQQQIIQQ", content, headers + _SECTION_SIZE * place)
        for place in range(count)
    ]
    for _, kind, _, _, start, size, strings, *_ in sections:
        if kind != _SHT_DYNAMIC:
            continue
        names = sections[strings][4]
        for at in range(start, start + size, 16):
            tag, value = struct.unpack_from("<qQ", content, at)
            if tag == _DT_NEEDED:
                begin = names + value
                yield content[begin : content.index(b"\0", begin)].decode()
