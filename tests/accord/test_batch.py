"""firmware.accord.batch: bounded both ways."""

import pytest
import zstandard

from firmware.accord.batch import MAX_LINES, MAX_PLAIN_BYTES, pack, unpack
from firmware.accord.errors import AccordError

LINES = [b'{"journal":[%d]}\n' % seq for seq in range(1, 101)]


def test_packed_and_unpacked() -> None:
    """Line by line."""
    assert [line[:-1] for line in LINES] == unpack(pack(LINES))


def test_a_bomb_is_left_before_it_fills_the_memory() -> None:
    """A gigabyte of zeros in a few kilobytes."""
    packing = zstandard.ZstdCompressor().compressobj()
    body = b"".join(packing.compress(bytes(1 << 24)) for _ in range(64)) + packing.flush()
    with pytest.raises(AccordError, match=f"at most {MAX_PLAIN_BYTES}"):
        unpack(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "one whole"),
        (b"no zstd", "not zstd"),
        (pack(LINES)[:-1], "one whole"),
        (pack(LINES) + b"x", "behind|one whole"),
        (pack([b"torn"]), "line feed"),
        (pack([b""]), "line feed"),
        (pack([b"\n"] * (MAX_LINES + 1)), f"{MAX_LINES} lines"),
        (bytes(3 << 20), "at most"),
    ],
)
def test_what_is_no_batch(body: bytes, words: str) -> None:
    """Says why."""
    with pytest.raises(AccordError, match=words):
        unpack(body)
