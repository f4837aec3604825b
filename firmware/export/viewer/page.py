"""BETRACHTER.html: the book in a page that anybody opens with a double click, and that proves it.

Data stands in blocks of base64 that the browser does not run: whatever an article is called, it
cannot end a block. The page unpacks them and reckons everything again.
"""

import zlib
from base64 import b64encode
from collections.abc import Iterable
from typing import BinaryIO, Final

from firmware.export.package.names import VIEWER
from firmware.export.package.part import Part, Sight
from firmware.export.viewer.assemble import shell
from firmware.export.viewer.streams import streams

#: Of a block before base64: without padding between blocks, and short enough for every browser.
BLOCK_BYTES: Final = 3 * 128 * 1024
_LEVEL: Final = 6
_GZIP: Final = 16 + zlib.MAX_WBITS


def parts(sight: Sight) -> tuple[Part, ...]:  # noqa: ARG001 - one name for every sight
    """The viewer."""
    return (Part(name=VIEWER, write=write),)


def write(sight: Sight, out: BinaryIO) -> None:
    """Write the page with what `sight` shows, streamed.

    Raises:
        StoreError: the book cannot be read.
        OSError: of `out`.
    """
    write_page(streams(sight), sight.program, out)


def write_page(content: Iterable[tuple[str, Iterable[bytes]]], program: str, out: BinaryIO) -> None:
    """Write the page with `content`: the names of its streams, and their pieces."""
    page = shell(program)
    out.write(page.before)
    for name, pieces in content:
        _write_stream(name, pieces, out)
    out.write(page.after)


def _write_stream(name: str, pieces: Iterable[bytes], out: BinaryIO) -> None:
    """One gzip, in blocks."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    waiting = bytearray()
    for piece in pieces:
        waiting += packer.compress(piece)
        _write_blocks(name, waiting, out)
    waiting += packer.flush()
    _write_blocks(name, waiting, out)
    _write_block(name, waiting, out)


def _write_blocks(name: str, packed: bytearray, out: BinaryIO) -> None:
    """Take the full blocks off `packed`."""
    while len(packed) >= BLOCK_BYTES:
        _write_block(name, packed[:BLOCK_BYTES], out)
        del packed[:BLOCK_BYTES]


def _write_block(name: str, packed: bytearray, out: BinaryIO) -> None:
    opening = f'<script type="application/octet-stream" data-stream="{name}">'
    out.write(opening.encode())
    out.write(b64encode(packed))
    out.write(b"</script>\n")
