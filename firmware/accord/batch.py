"""A batch: lines of the book (`firmware.store.line`), one under the other, zstd over all of them.

Bounded on both sides: no reader unpacks more than `MAX_PLAIN_BYTES`, whatever a frame promises.
"""

from collections.abc import Sequence
from typing import Final

import zstandard

from firmware.accord.errors import AccordError

MAX_LINES: Final = 1000
#: A row holds at most 256 KiB of content, a receipt the same again; one of each always fits.
MAX_PLAIN_BYTES: Final = 4 * 1024 * 1024
MAX_PACKED_BYTES: Final = 1024 * 1024 * 2
#: A till stops filling a batch here.
TARGET_PLAIN_BYTES: Final = 1024 * 1024
#: Half of a line is hashes and signatures, in which no effort finds anything but matches by chance,
#: dearer than the signs: only what repeats seven at least is looked for. A tenth less than the
#: fastest level, in three milliseconds for a full batch and under 2 MiB of memory.
_PACKING: Final = zstandard.ZstdCompressionParameters(
    window_log=20,
    hash_log=16,
    chain_log=16,
    search_log=4,
    min_match=7,
    target_length=64,
    strategy=zstandard.STRATEGY_LAZY2,
)
_WINDOW_BYTES: Final = 8 * 1024 * 1024


def pack(lines: Sequence[bytes]) -> bytes:
    """The body of a batch; each line ends in its line feed."""
    return pack_plain(b"".join(lines))


def pack_plain(plain: bytes) -> bytes:
    """The body of a batch whose lines stand one under the other already."""
    return zstandard.ZstdCompressor(compression_params=_PACKING).compress(plain)


def unpack(body: bytes) -> list[bytes]:
    """The lines of a batch, without their line feeds.

    Raises:
        AccordError: no zstd, unpacks to too much, no line, too many, or the last one torn.
    """
    if len(body) > MAX_PACKED_BYTES:
        raise AccordError(f"a batch has at most {MAX_PACKED_BYTES} bytes")
    try:
        unpacking = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES).decompressobj()
        plain = _bounded(unpacking, body)
    except zstandard.ZstdError as error:
        raise AccordError("the batch is not zstd") from error
    if not unpacking.eof or unpacking.unused_data:
        raise AccordError("the batch is not one whole zstd frame")
    if not plain.endswith(b"\n"):
        raise AccordError("the last line of a batch ends in a line feed")
    lines = plain[:-1].split(b"\n")
    if len(lines) > MAX_LINES:
        raise AccordError(f"a batch has at most {MAX_LINES} lines")
    return lines


def _bounded(unpacking: "zstandard.ZstdDecompressionObj", body: bytes) -> bytes:
    # A piece of input can become very much output: small pieces keep the overshoot small.
    plain, step = bytearray(), 256
    for at in range(0, len(body), step):
        plain += unpacking.decompress(body[at : at + step])
        if len(plain) > MAX_PLAIN_BYTES:
            raise AccordError(f"a batch unpacks to at most {MAX_PLAIN_BYTES} bytes")
        if unpacking.eof:
            if at + step < len(body):
                raise AccordError("there is something behind the batch")
            break
    return bytes(plain)
