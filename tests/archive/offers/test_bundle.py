"""archive.offers.bundle: what a bundle says of itself, and what is none."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.offers import bundle as bundles
from archive.offers.bundle import BundleError, read_bundle
from tests.archive.offers.bundles import COMPATIBLE, bundle, manifest, signed


def test_it_says_what_it_is(tmp_path: Path) -> None:
    """Version and kind out of the signature, size and SHA-256 of the whole file."""
    path = bundle(tmp_path)
    found = read_bundle(path)
    assert ("1.3", COMPATIBLE) == (found.version, found.compatible)
    content = path.read_bytes()
    assert (len(content), sha256(content).hexdigest()) == (found.size, found.sha256)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (manifest(version="neu"), "version 'neu' is none"),
        (manifest(version="../1.3"), "is none"),
        (manifest(compatible=""), "compatible"),
        (manifest(compatible="x" * 201), "compatible"),
        (manifest(form="plain"), "not verity"),
        (b"[update]\nversion=1.3\n", "not verity"),
        (b"version=1.3\n", "cannot be read"),
        (b"\xff\xfe[update]", "cannot be read"),
    ],
)
def test_it_says_nothing_usable(content: bytes, words: str, tmp_path: Path) -> None:
    """No till could take it: it is not offered."""
    with pytest.raises(BundleError, match=words):
        read_bundle(bundle(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hsqs",
        b"PK\x03\x04" + b"x" * 100,
        b"hsqs" + b"x" * 100 + (5000).to_bytes(8, "big"),
        b"hsqs" + b"x" * 100 + bytes(8),
        b"hsqs" + b"x" * 100 + (50).to_bytes(8, "big"),
        b"hsqs" + b"x" * 100_000 + (80_000).to_bytes(8, "big"),
    ],
)
def test_no_bundle(content: bytes, tmp_path: Path) -> None:
    """Another file, or one that was cut off: said in a line."""
    path = tmp_path / "holiday.raucb"
    path.write_bytes(content)
    with pytest.raises(BundleError, match="holiday"):
        read_bundle(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than there is room for on any till."""
    path = bundle(tmp_path)
    monkeypatch.setattr(bundles, "MAX_BYTES", path.stat().st_size - 1)
    with pytest.raises(BundleError, match="larger than"):
        read_bundle(path)


@given(at=st.integers(0, 200), sign=st.binary(max_size=3))
def test_a_damaged_signature(
    at: int, sign: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever its bytes: it is read, or refused, and nothing else."""
    whole = signed(manifest())
    broken = whole[:at] + sign + whole[at + len(sign) + 1 :]
    path = tmp_path_factory.mktemp("bundles") / "b"
    path.write_bytes(b"hsqs" + broken + len(broken).to_bytes(8, "big"))
    try:
        found = read_bundle(path)
    except BundleError:
        return
    assert found.version
