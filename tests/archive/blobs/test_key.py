"""archive.blobs.key: names of files."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.blobs.key import READ_BYTES, copied, require_key
from archive.blobs.port import BlobError


@pytest.mark.parametrize("key", ["a", "packages/0192f0c1-0000/z_12.zip", "9/a.b.c-d"])
def test_keys(key: str) -> None:
    """Relative paths of few signs."""
    assert key == require_key(key)


@given(st.text(alphabet="ab9._-/\\\n A", max_size=20))
def test_never_out_of_the_place(text: str) -> None:
    """Whatever is taken stays below the folder, and hides nothing in it."""
    try:
        parts = require_key(text).split("/")
    except BlobError:
        return
    assert all(part and not part.startswith(".") and ".." not in part for part in parts)


def test_copied() -> None:
    """All of it, in pieces."""
    content, out = bytes(READ_BYTES + 1), io.BytesIO()
    digest, size = copied(io.BytesIO(content), out.write)
    assert (content, len(content)) == (out.getvalue(), size)
    assert 64 == len(digest)
