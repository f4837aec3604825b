"""archive.accounts.sealing: secrets that lie in the database and are nobody's there."""

import os

import pytest

from archive.accounts.sealing import opened, sealed

KEY = b"k" * 32


def test_opened_by_its_key() -> None:
    """Sealed twice it looks different twice, and never like itself."""
    kept = {sealed(KEY, "JBSWY3DPEHPK3PXP", "anna") for _ in range(2)}
    assert 2 == len(kept)
    assert not any("JBSWY3DPEHPK3PXP" in one for one in kept)
    assert ["JBSWY3DPEHPK3PXP"] * 2 == [opened(KEY, one, "anna") for one in kept]


@pytest.mark.parametrize(
    ("key", "whose"),
    [(b"x" * 32, "anna"), (KEY, "eva"), (os.urandom(32), "")],
    ids=["another key", "another person", "neither"],
)
def test_by_nothing_else(key: bytes, whose: str) -> None:
    """Another key, another person."""
    assert None is opened(key, sealed(KEY, "secret", "anna"), whose)


@pytest.mark.parametrize("kept", ["", "1:", "1:!!", "JBSWY3DPEHPK3PXP", "1:AAAA", "ü"])
def test_what_was_never_sealed(kept: str) -> None:
    """Nothing is taken for a secret as it stands."""
    assert None is opened(KEY, kept, "anna")


def test_damaged() -> None:
    """One sign changed."""
    kept = sealed(KEY, "secret", "anna")
    other = "A" if kept[20] != "A" else "B"
    assert None is opened(KEY, f"{kept[:20]}{other}{kept[21:]}", "anna")
