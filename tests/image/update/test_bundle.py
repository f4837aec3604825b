"""firmware.image.update.bundle: what RAUC says, and what follows from it."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.app.image_state import ImageFacts, UpdateReason
from firmware.image.update.bundle import (
    MAGIC,
    Image,
    RefusedError,
    judge,
    read_info,
    reason_of_info,
    reason_of_install,
)

FACTS = ImageFacts(version="1.3", commit="", built_utc="", compatible="standlkassa-pi-1")
IMAGES = [
    {"slot-class": "boot", "checksum": "aa", "size": 10},
    {"slot-class": "system", "checksum": "bb", "size": 20},
]


def info(
    version: str = "1.4",
    compatible: str = "standlkassa-pi-1",
    images: list[dict[str, object]] | None = None,
    notes: str = "Neu",
) -> bytes:
    """As RAUC writes it."""
    return msgspec.json.encode(
        {
            "update": {"version": version, "compatible": compatible, "build": "x"},
            "images": IMAGES if images is None else images,
            "meta": {"kassa": {"notes_de": notes}},
        }
    )


def test_what_a_bundle_says() -> None:
    """Version, notes, and both file systems."""
    found = read_info(info())
    assert ("1.4", "Neu") == (found.version, found.notes_de)
    assert {"boot": Image(size=10, sha256="aa"), "system": Image(size=20, sha256="bb")} == (
        found.images
    )


def test_notes_that_no_display_shows() -> None:
    """Signs that are none become gaps; what is too long ends."""
    found = read_info(info(notes="a\x1bb" + "x" * 500))
    assert ("a bxx", 400) == (found.notes_de[:5], len(found.notes_de))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"update":{"version":"\xff"}}',
        b'{"x":' + b"[" * 100_000,
        info(images=[]),
        info(images=IMAGES[:1]),
        info(images=[*IMAGES, IMAGES[0]]),
        info(images=[*IMAGES, {"slot-class": "data", "checksum": "cc", "size": 1}]),
    ],
)
def test_signed_and_not_for_a_till(raw: bytes) -> None:
    """A bundle of something else, with a right signature."""
    with pytest.raises(RefusedError) as refused:
        read_info(raw)
    assert UpdateReason.NOT_A_BUNDLE is refused.value.reason


@pytest.mark.parametrize(
    ("version", "compatible", "reason"),
    [
        ("1.3", "standlkassa-pi-1", UpdateReason.SAME),
        ("1.2.9", "standlkassa-pi-1", UpdateReason.OLDER),
        ("1.3~rc1", "standlkassa-pi-1", UpdateReason.OLDER),
        ("", "standlkassa-pi-1", UpdateReason.NOT_A_BUNDLE),
        ("vier", "standlkassa-pi-1", UpdateReason.NOT_A_BUNDLE),
        ("9.9", "standlkassa-pi-2", UpdateReason.WRONG_MACHINE),
    ],
)
def test_refused(version: str, compatible: str, reason: UpdateReason) -> None:
    """Each for its reason."""
    with pytest.raises(RefusedError) as refused:
        judge(read_info(info(version, compatible)), FACTS)
    assert reason is refused.value.reason


def test_forward() -> None:
    """A newer one for this machine may come."""
    judge(read_info(info("1.10")), FACTS)


@pytest.mark.parametrize(
    ("said", "head", "reason"),
    [
        ("signature verification failed: x", MAGIC, UpdateReason.WRONG_KEY),
        ("Invalid bundle format: Signature size (5) exceeds", MAGIC, UpdateReason.DAMAGED),
        ("Invalid bundle format: Signature size (5) exceeds", b"PK\3\4", UpdateReason.NOT_A_BUNDLE),
        ("signature verification failed: x", b"", UpdateReason.NOT_A_BUNDLE),
    ],
)
def test_not_trusted(said: str, head: bytes, reason: UpdateReason) -> None:
    """RAUC's own words; tests/imager/test_bundle_image.py holds them against RAUC."""
    assert reason is reason_of_info(said, head)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("LastError: signature verification failed", UpdateReason.WRONG_KEY),
        ("Failed to copy: No space left on device", UpdateReason.NO_ROOM),
        ("failed to write data to /dev/x: Input/output error", UpdateReason.DISK),
        ("failed to read: Input/output error", UpdateReason.DAMAGED),
        ("no word", UpdateReason.DAMAGED),
    ],
)
def test_not_installed(said: str, reason: UpdateReason) -> None:
    """What is read, or what is written, is at fault."""
    assert reason is reason_of_install(said)


@given(raw=st.binary(max_size=300))
def test_whatever_rauc_says(raw: bytes) -> None:
    """Any bytes are a bundle or refused."""
    with suppress(RefusedError):
        read_info(raw)
