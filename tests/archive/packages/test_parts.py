"""archive.packages.parts: files in parts."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from archive.index.database import Database
from archive.packages import parts as rules
from archive.packages.parts import (
    KEPT,
    Parts,
    PartsError,
    TooManyPartsError,
)
from tests.archive.keeping import NOW_UTC

OWNER: str = "till/1"


@pytest.fixture
def parts(database: Database) -> Parts:
    """None yet."""
    return Parts(database)


def test_in_any_order(parts: Parts, tmp_path: Path) -> None:
    """Put together in the order of their numbers, and each may come twice."""
    for number in (3, 1, 2, 1):
        parts.put(OWNER, "z", number, b"%d" % number * 4, NOW_UTC)
    parts.put(OWNER, "y", 1, b"other", NOW_UTC)
    parts.put("till/2", "z", 1, b"foreign", NOW_UTC)
    there = parts.there(OWNER, "z")
    assert [(1, sha256(b"1111").hexdigest()), 2, 3] == [there[0], there[1][0], there[2][0]]
    whole = parts.whole(OWNER, "z", 3, tmp_path)
    assert b"111122223333" == whole.path.read_bytes()
    assert (12, sha256(b"111122223333").hexdigest()) == (whole.size, whole.sha256)
    parts.drop(OWNER, "z")
    assert () == parts.there(OWNER, "z")
    assert 1 == len(parts.there(OWNER, "y"))


def test_another_under_the_number(parts: Parts) -> None:
    """The last stays: a till that made its file anew goes on (docs/archive/protocol.md)."""
    parts.put(OWNER, "z", 1, b"a", NOW_UTC)
    parts.put(OWNER, "z", 1, b"b", NOW_UTC)
    assert ((1, sha256(b"b").hexdigest()),) == parts.there(OWNER, "z")


@pytest.mark.parametrize(("count", "words"), [(3, r"parts \[2, 3\]"), (5, "missing")])
def test_not_all(parts: Parts, tmp_path: Path, count: int, words: str) -> None:
    """It is said which are missing, and nothing is left behind."""
    parts.put(OWNER, "z", 1, b"a", NOW_UTC)
    with pytest.raises(PartsError, match=words):
        parts.whole(OWNER, "z", count, tmp_path)
    parts.put(OWNER, "z", 6, b"a", NOW_UTC)
    with pytest.raises(PartsError, match="missing"):
        parts.whole(OWNER, "z", count, tmp_path)
    assert [] == list(tmp_path.glob("tmp*"))


def test_more_than_said(parts: Parts, tmp_path: Path) -> None:
    """Nobody guesses which are meant."""
    for number in (1, 2):
        parts.put(OWNER, "z", number, b"a", NOW_UTC)
    with pytest.raises(PartsError, match="more parts"):
        parts.whole(OWNER, "z", 1, tmp_path)


def test_taken_away_meanwhile(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody gave it up while it was put together: nothing half is left."""
    parts.put(OWNER, "z", 1, b"a", NOW_UTC)
    there = parts.there(OWNER, "z")
    parts.drop(OWNER, "z")
    monkeypatch.setattr(parts, "there", lambda *_: there)
    with pytest.raises(PartsError):
        parts.whole(OWNER, "z", 1, tmp_path)
    assert [] == list(tmp_path.glob("tmp*"))


def test_bounds(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number and by bytes, of one owner."""
    parts.put(OWNER, "z", 1, b"1234", NOW_UTC)
    with monkeypatch.context() as patch:
        patch.setattr(rules, "OPEN_PARTS", 1)
        with pytest.raises(TooManyPartsError):
            parts.put(OWNER, "y", 1, b"1", NOW_UTC)
    with monkeypatch.context() as patch:
        patch.setattr(rules, "OPEN_BYTES", 5)
        parts.put("till/2", "z", 1, b"12345", NOW_UTC)
        with pytest.raises(TooManyPartsError):
            parts.put(OWNER, "z", 2, b"12", NOW_UTC)


def test_swept(parts: Parts) -> None:
    """What was never finished goes after its time."""
    parts.put(OWNER, "old", 1, b"a", NOW_UTC - KEPT - timedelta(seconds=1))
    parts.put(OWNER, "new", 1, b"a", NOW_UTC - KEPT + timedelta(seconds=1))
    assert 1 == parts.sweep(NOW_UTC)
    assert () == parts.there(OWNER, "old")
    assert 1 == len(parts.there(OWNER, "new"))
