"""firmware.app.stick.known: whatever lies on a stick, it is judged and never trips the till."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.app.stick.known import LOOKED_AT_MAX, Known, known_of
from firmware.store.head import head_of
from firmware.store.reader import Reader
from tests.app.day import Day

BASE = Path("Registrierkasse") / "GRAZ-01"


@pytest.fixture
def book(day: Day) -> Iterator[Reader]:
    """The book of a till that sold something."""
    day.type("250 WG1 BAR")
    with Reader.open_read_only(day.stand.book_path) as book:
        yield book


def lay(root: Path, text: bytes, seal: bytes, name: str = "2026-11-20_100000_abholung") -> Path:
    folder = root / BASE / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "MANIFEST.json").write_bytes(text)
    (folder / "MANIFEST.jws").write_bytes(seal)
    return folder


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(text=st.binary(max_size=300), seal=st.binary(max_size=300))
def test_anything_may_lie_there(book: Reader, tmp_path: Path, text: bytes, seal: bytes) -> None:
    """What is no list tells nothing."""
    lay(tmp_path, text, seal)
    assert Known() == known_of(tmp_path, book)


def test_a_stick_without_exports(book: Reader, tmp_path: Path) -> None:
    """Nothing there; or something else where the folder should be."""
    assert Known() == known_of(tmp_path, book)
    (tmp_path / BASE).parent.mkdir()
    (tmp_path / BASE).write_text("a file")
    assert Known() == known_of(tmp_path, book)


def manifest(book: Reader, register_id: str = "GRAZ-01", **head: object) -> bytes:
    """An unsealed list that ends with the book, or elsewhere."""
    found = head_of(book)
    assert found is not None
    members = {name: getattr(found, name) for name in found.__dataclass_fields__} | head
    members["at_utc"] = found.at_utc.isoformat()
    said = {
        "format": 1,
        "program": "p",
        "kind": "abholung",
        "register_id": register_id,
        "made_at_utc": found.at_utc.isoformat(),
        "first_day": "2026-11-20",
        "last_day": "2026-11-20",
        "receipts": {"first": 1, "last": 2},
        "journal": {"first": 1, "last": 2},
        "head": members,
        "after": None,
        "findings": [],
        "files": [],
    }
    return json.dumps(said).encode()


def test_a_list_without_a_seal_leaves_nothing_out(book: Reader, tmp_path: Path) -> None:
    """It is true, but anybody could have written it."""
    lay(tmp_path, manifest(book), b"")
    assert Known() == known_of(tmp_path, book)


def test_a_list_without_a_seal_may_warn(book: Reader, tmp_path: Path) -> None:
    """A false alarm costs a longer export; one that is missing hides a clone."""
    lay(tmp_path, manifest(book, journal_seq=10**6), b"")
    known = known_of(tmp_path, book)
    assert (None, True) == (known.after, "ends before it" in known.alarm)
    lay(tmp_path, manifest(book, journal_hash="0" * 64), b"")
    assert "went another way" in known_of(tmp_path, book).alarm


def test_lists_of_another_register_are_nobodys_business(book: Reader, tmp_path: Path) -> None:
    """Neither the folder's name nor the list's makes it ours."""
    lay(tmp_path, manifest(book, register_id="WIEN-02", journal_seq=10**6), b"")
    assert Known() == known_of(tmp_path, book)
    lay(tmp_path, manifest(book, journal_seq=10**6).replace(b'"GRAZ-01"', b'"WIEN-02"'), b"")
    assert Known() == known_of(tmp_path, book)


def test_the_newest_folders_count(book: Reader, tmp_path: Path) -> None:
    """As many as an owner leaves on a stick; what is older was carried away."""
    for number in range(LOOKED_AT_MAX):
        lay(tmp_path, b"{}", b"", f"2026-12-01_{number:06}_abholung")
    lay(tmp_path, manifest(book, journal_seq=10**6), b"", "2026-11-01_100000_abholung")
    assert Known() == known_of(tmp_path, book)
