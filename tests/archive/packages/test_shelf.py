"""archive.packages.shelf: kept first, each name once, whatever is in it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore

import pytest
import sqlalchemy as sa

from archive.accounts.tills import Till
from archive.alarms.ledger import AlarmKind, open_alarms
from archive.blobs.port import BlobError
from archive.index.database import Database
from archive.index.tables import packages
from archive.packages import shelf as shelves
from archive.packages.shelf import PackageExistsError, Parcel, QuotaError, Shelf
from archive.packages.verdict import PackageRule
from tests.archive.keeping import TILL_ID, keep
from tests.archive.packages.conftest import Sent
from tests.archive.packages.zips import made

NAME: str = "GRAZ-01-z1"


def parcel(path: Path, name: str = NAME) -> Parcel:
    """As a route hands it on."""
    content = path.read_bytes()
    return Parcel(
        external_id=name, path=path, sha256=sha256(content).hexdigest(), size=len(content)
    )


def test_taken(database: Database, shelf: Shelf, till: Till, sent: Sent) -> None:
    """Kept for the years of the law, examined, and answered for; the same again is the same."""
    keep(database, sent.rows)
    package, is_new = shelf.take(till, parcel(sent.packages[0]))
    assert is_new
    assert package.verdict.is_whole
    assert package.verdict.is_compared
    assert date(2033, 12, 31) == package.retain_until
    assert "2033-12-31" == package.ack.retain_until
    assert () == package.ack.findings
    with shelf.open(package) as file:
        assert sent.packages[0].read_bytes() == file.read()
    assert (package, False) == shelf.take(till, parcel(sent.packages[0]))
    assert [package] == list(shelf.all_of(till.id))
    with database.read() as connection:
        assert [] == open_alarms(connection)


def test_another_under_the_name(shelf: Shelf, till: Till, sent: Sent) -> None:
    """The first stays what it is."""
    package, _ = shelf.take(till, parcel(sent.packages[0]))
    with pytest.raises(PackageExistsError):
        shelf.take(till, parcel(sent.packages[1]))
    assert package == shelf.find(till.id, NAME)


def test_bad_ones_are_kept(database: Database, shelf: Shelf, till: Till, tmp_path: Path) -> None:
    """Never refused: in quarantine, with a verdict, an alarm, and the words of it in the answer."""
    package, is_new = shelf.take(till, parcel(made(tmp_path / "z.zip", {"../up": b"x"})))
    assert is_new
    assert package.stored.key.startswith("quarantine/")
    assert ("unreadable: file: has a name that leads elsewhere",) == package.ack.findings
    with database.read() as connection:
        (alarm,) = open_alarms(connection)
    assert (TILL_ID, AlarmKind.FINDING) == (alarm.till_id, alarm.kind)
    assert NAME in alarm.detail


def test_an_examiner_that_stumbles(
    shelf: Shelf, till: Till, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is no reason to refuse evidence."""

    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(shelves, "examine_zip", stumble)
    package, _ = shelf.take(till, parcel(sent.packages[0]))
    assert [PackageRule.FAULT] == [one.rule for one in package.verdict.findings]


def test_a_place_that_is_down(
    database: Database, shelf: Shelf, till: Till, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not acknowledged and not written down; the next try has it."""

    def refuse(*_: object) -> None:
        raise BlobError("not now")

    with monkeypatch.context() as patch:
        patch.setattr(shelf._world.blobs, "put_once", refuse)
        with pytest.raises(BlobError):
            shelf.take(till, parcel(sent.packages[0]))
    assert None is shelf.find(till.id, NAME)
    assert shelf.take(till, parcel(sent.packages[0]))[1]
    with database.read() as connection:
        assert 1 == connection.scalar(sa.select(sa.func.count()).select_from(packages))


def test_held_from_the_first_moment(shelf: Shelf, till: Till, sent: Sent) -> None:
    """§ 132 Abs 1 BAO: a proceeding is pending."""
    package, _ = shelf.take(replace(till, is_held=True), parcel(sent.packages[0]))
    assert shelf._world.blobs.is_held(package.stored)


def test_ten_years(shelf: Shelf, till: Till, sent: Sent) -> None:
    """§ 147 AO."""
    package, _ = shelf.take(replace(till, retention_years=10), parcel(sent.packages[0]))
    assert date(2036, 12, 31) == package.retain_until


def test_quota(shelf: Shelf, till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that has gone mad fills no disk; what it sent already it may send again."""
    path = made(tmp_path / "z.zip", {"a": b"x"})
    shelf.take(till, parcel(path))
    monkeypatch.setattr(shelves, "DAY_PACKAGES", 1)
    with pytest.raises(QuotaError, match="1 packages"):
        shelf.take(till, parcel(path, "another"))
    assert not shelf.take(till, parcel(path))[1]
    monkeypatch.setattr(shelves, "DAY_PACKAGES", 10)
    with pytest.raises(QuotaError):
        shelf.require_quota(till.id, shelves.DAY_BYTES)
    shelf.require_quota("another till", shelves.DAY_BYTES)


def test_at_once(shelf: Shelf, till: Till, sent: Sent) -> None:
    """A till that asks again while it is still being answered: one package, one that is new."""
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: shelf.take(till, parcel(sent.packages[0])), range(4)))
    assert 1 == sum(is_new for _, is_new in answers)
    assert 1 == len({package.ack for package, _ in answers})


def test_nobody_of_that_name(shelf: Shelf) -> None:
    """And nothing of a till that sent nothing."""
    assert None is shelf.find(TILL_ID, "x")
    assert [] == list(shelf.all_of(TILL_ID))


def test_few_are_examined_at_once(
    shelf: Shelf, till: Till, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may unpack to gigabytes: the next comes later, and nothing of it is kept before."""
    monkeypatch.setattr(shelves, "_TURNS", BoundedSemaphore(1))
    monkeypatch.setattr(shelves, "_WAIT_S", 0.01)
    with shelves._TURNS, pytest.raises(BlobError, match="too many"):
        shelf.take(till, parcel(sent.packages[0]))
    assert None is shelf.find(till.id, NAME)
    assert shelf.take(till, parcel(sent.packages[0]))[1]
