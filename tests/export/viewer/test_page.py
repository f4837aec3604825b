"""The page with its data: streamed, in blocks that nothing in the data can end."""

import gzip
import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.package.names import VIEWER
from firmware.export.viewer import page as viewer
from firmware.export.viewer.assemble import shell
from firmware.store.reader import Reader
from tests.export.viewer.shown import sight_of

_BLOCK = re.compile(
    rb'<script type="application/octet-stream" data-stream="(\w+)">([A-Za-z0-9+/=]*)</script>\n'
)


def _made(**streams: bytes) -> bytes:
    out = BytesIO()
    content = ((name, iter((text,))) for name, text in streams.items())
    viewer.write_page(content, "test", out)
    return out.getvalue()


def _read(page: bytes) -> dict[str, bytes]:
    packed: dict[str, bytes] = {}
    for name, block in _BLOCK.findall(page):
        packed[name.decode()] = packed.get(name.decode(), b"") + b64decode(block, validate=True)
    return {name: gzip.decompress(text) for name, text in packed.items()}


def test_it_is_one_part_by_its_name(days: Reader) -> None:
    """Whoever puts a folder together takes it from here."""
    (part,) = viewer.parts(sight_of(days))
    out = BytesIO()

    part.write(sight_of(days), out)

    assert VIEWER == part.name
    assert {"meta", "receipts", "journal"} == set(_read(out.getvalue()))


@given(st.binary(max_size=2000))
def test_whatever_the_data_is_comes_out_again(text: bytes) -> None:
    """Blocks hold base64 alone, and between them and the shell is nothing else."""
    page = _made(meta=b"{}", journal=b"</script><script>alert(1)</script>" + text)
    made = shell("test")

    assert b"</script><script>alert(1)</script>" + text == _read(page)["journal"]
    assert made.before + made.after == _BLOCK.sub(b"", page)


def test_a_long_stream_stands_in_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No block is longer than every browser takes; together they are one gzip."""
    monkeypatch.setattr(viewer, "BLOCK_BYTES", 30)
    text = bytes(range(256)) * 3

    page = _made(journal=text)

    blocks = [len(block) for _, block in _BLOCK.findall(page)]
    assert len(blocks) > 5
    assert max(blocks) <= 40
    assert text == _read(page)["journal"]


def test_it_is_written_while_it_is_read() -> None:
    """Memory does not grow with the days: a block leaves before the stream has ended."""
    out = BytesIO()
    sizes: list[int] = []

    def pieces() -> Iterator[bytes]:
        for at in range(40):
            sizes.append(len(out.getvalue()))
            # Bytes that do not pack.
            yield Random(at).randbytes(65536)

    viewer.write_page((("journal", pieces()),), "test", out)

    assert sizes[0] < sizes[20] < sizes[-1]
