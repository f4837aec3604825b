"""A manifest says what an export holds, and nothing else passes for one."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.package import manifest as manifests
from firmware.export.package.manifest import FileEntry, Manifest, ManifestError, Span
from firmware.store.head import Head

HEAD = Head(
    register_id="MARKT-01",
    receipts=12,
    turnover_cents=-300,
    last_jws_sha256="a" * 64,
    journal_seq=90,
    journal_hash="b" * 64,
    at_utc=datetime(2026, 11, 21, 17, 45, tzinfo=UTC),
)
MADE = Manifest(
    program="standlkassa 0.1.0",
    kind="abholung",
    register_id="MARKT-01",
    made_at_utc=datetime(2026, 11, 21, 17, 45, 12, tzinfo=UTC),
    first_day=date(2026, 11, 1),
    last_day=date(2026, 11, 21),
    receipts=Span(first=1, last=12),
    journal=Span(first=1, last=90),
    head=HEAD,
    after=HEAD,
    findings=("receipt 3: DEP_CHAINING_VALUE",),
    files=(FileEntry(name="csv/belege.csv", bytes=3, sha256="c" * 64),),
)


def test_what_is_written_is_read() -> None:
    """A manifest comes back as it was, from canonical JSON of one line."""
    text = manifests.to_bytes(MADE)
    assert MADE == manifests.from_bytes(text)
    assert 1 == text.count(b"\n")


@given(place=st.integers(min_value=0), byte=st.integers(min_value=0, max_value=255))
def test_another_byte_is_another_manifest_or_none(place: int, byte: int) -> None:
    """No byte can be altered without another meaning, a refusal, or another digest."""
    text = bytearray(manifests.to_bytes(MADE))
    place %= len(text)
    altered = bytes(text[:place]) + bytes([byte]) + bytes(text[place + 1 :])
    if altered == bytes(text):
        return
    assert manifests.digest(bytes(text)) != manifests.digest(altered)
    with suppress(ManifestError):
        assert MADE != manifests.from_bytes(altered)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../a",
        "a/../b",
        "a//b",
        "a\\b",
        "a:b",
        "ä",
        ".part",
        "a/b/c/d/e",
        "a" * 129,
    ],
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    """A name that leads elsewhere, or that FAT cannot keep, is no name of a file."""
    assert not manifests.is_plain_name(name)
    text = manifests.to_bytes(MADE).replace(b"csv/belege.csv", name.replace("\\", "\\\\").encode())
    with pytest.raises(ManifestError):
        manifests.from_bytes(text)


def test_a_file_is_named_once() -> None:
    """Two names that a stick cannot tell apart are a mistake, or a trick."""
    entry = MADE.files[0]
    twin = FileEntry(name="CSV/Belege.csv", bytes=entry.bytes, sha256=entry.sha256)
    members = {name: getattr(MADE, name) for name in MADE.__struct_fields__}
    text = manifests.to_bytes(Manifest(**{**members, "files": (entry, twin)}))
    with pytest.raises(ManifestError, match="twice"):
        manifests.from_bytes(text)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"format":2}', b"\xff", b"[" * 100_000, b" " * 5_000_000]
)
def test_what_is_none_is_refused_by_name(text: bytes) -> None:
    """Whatever lies under the name of a manifest, the answer is a refusal in words."""
    with pytest.raises(ManifestError):
        manifests.from_bytes(text)
