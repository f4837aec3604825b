"""Whether each Z has its day package."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

from archive.alarms import packages as packages_module
from archive.alarms.ledger import AlarmKind, open_alarms
from archive.alarms.packages import PackageRounds
from archive.index.database import Database
from archive.index.tables import packages
from archive.replica.replica import Replicas
from firmware.rksv.receipt import ReceiptKind
from firmware.store.canonical import utc_text
from firmware.store.raw import Unit
from tests.archive.books import REGISTER_ID, Maker
from tests.archive.fleet import TILL, add_tenant, add_till
from tests.archive.keeping import keep, world_of
from tests.archive.plans import plans

#: When the first rows of a till came.
CAME: Final = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)


class Shop:
    """A till that closes its days, and the round that looks whether their packages come."""

    def __init__(self, database: Database, folder: Path) -> None:
        add_tenant(database)
        add_till(database)
        self.database = database
        self.replicas = Replicas(world_of(database, folder))
        self.rounds = PackageRounds(world_of(database, folder), self.replicas)
        self.maker = Maker()
        self.sends([*self.maker.begin(), self.maker.receipt(ReceiptKind.STARTBELEG)])

    def sends(self, rows: list[Unit], at: datetime = CAME) -> None:
        """Rows come."""
        keep(self.database, rows, TILL, at_utc=at)

    def closes(self, *numbers: int, at: datetime = CAME) -> int:
        """A day each is sold and closed, and its rows come; the row of the last Z."""
        for number in numbers:
            sale, z = self.maker.receipt(cents=250), self.maker.row("Z", {"number": number})
            self.sends([sale, z], at)
        return self.maker.seq

    def brings(self, *numbers: int, at: datetime = CAME) -> None:
        """The packages of Zs come."""
        for number in numbers:
            came(self.database, f"{REGISTER_ID}-z{number}", at=at)

    def is_told(self, at: datetime, *, anew: bool = False) -> bool:
        """Whether the alarm is open after a round then, by a process that was started `anew`."""
        if anew:
            self.rounds = PackageRounds(self.rounds._world, self.replicas)
        self.rounds.go_round(at)
        with self.database.read() as connection:
            return [AlarmKind.PACKAGE] == [one.kind for one in open_alarms(connection)]


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Shop:
    """A till that has begun."""
    return Shop(sqlite, tmp_path)


def came(database: Database, external_id: str, verdict: str = "{}", *, at: datetime = CAME) -> None:
    """A package is kept."""
    with database.write() as connection:
        connection.execute(
            packages.insert().values(
                till_id=TILL,
                external_id=external_id,
                sha256="",
                size=1,
                blob_key="",
                blob_version="",
                received_at=utc_text(at, "test"),
                source="till",
                verdict=verdict,
            )
        )


def verdict(first: int, last: int, equal_rows: int, errors: int = 0) -> str:
    """Of an export with these rows."""
    content = {"journal": {"first": first, "last": last}, "equal_rows": equal_rows}
    return json.dumps({"contents": [content], "errors": errors})


def test_a_z_without_a_package(shop: Shop) -> None:
    """A day and a half is what it is given; then somebody is told, until the right one comes."""
    shop.closes(7)
    assert not shop.is_told(CAME + 36 * HOUR)
    assert shop.is_told(CAME + 37 * HOUR)
    shop.brings(6)
    assert shop.is_told(CAME + 38 * HOUR)
    shop.brings(7)
    assert not shop.is_told(CAME + 39 * HOUR)


@pytest.mark.parametrize("anew", [False, True])
def test_one_day_is_left_out(shop: Shop, *, anew: bool) -> None:
    """Closing every day, with every other package there in time, does not hide the one."""
    shop.closes(1)
    shop.brings(1)
    for number in range(2, 7):
        at = CAME + (number - 1) * 24 * HOUR
        shop.closes(number, at=at)
        if number != 2:
            shop.brings(number, at=at)
        assert (number > 2) == shop.is_told(at + 14 * HOUR, anew=anew)
    shop.brings(2, at=CAME + 6 * 24 * HOUR)
    assert not shop.is_told(CAME + 6 * 24 * HOUR, anew=anew)


def test_a_till_that_comes_with_years_behind_it(shop: Shop) -> None:
    """It brings one package after the other: each is given its time from the one before on."""
    shop.closes(*range(1, 6))
    for number in range(1, 5):
        at = CAME + number * 30 * HOUR
        shop.brings(number, at=at)
        assert not shop.is_told(at + HOUR, anew=number % 2 == 0)
    assert shop.is_told(at + 37 * HOUR)


def test_well_again_is_said_when_all_is(shop: Shop) -> None:
    """Not when the first of several has come at last."""
    shop.closes(1, 2)
    assert shop.is_told(CAME + 37 * HOUR)
    shop.brings(1, at=CAME + 38 * HOUR)
    assert shop.is_told(CAME + 38 * HOUR)
    shop.closes(3, at=CAME + 38 * HOUR)
    shop.brings(2, at=CAME + 39 * HOUR)
    assert not shop.is_told(CAME + 39 * HOUR)


@pytest.mark.parametrize("anew", [False, True])
def test_what_was_before_the_first_package_is_not_owed(shop: Shop, *, anew: bool) -> None:
    """A till that began to make packages late never sends those; from then on it owes each."""
    shop.closes(1, 2)
    assert shop.is_told(CAME + 37 * HOUR)
    shop.closes(3, at=CAME + 38 * HOUR)
    shop.brings(3, at=CAME + 38 * HOUR)
    assert not shop.is_told(CAME + 99 * HOUR, anew=anew)
    shop.closes(4, at=CAME + 100 * HOUR)
    assert not shop.is_told(CAME + 136 * HOUR, anew=anew)
    assert shop.is_told(CAME + 137 * HOUR, anew=anew)


@pytest.mark.parametrize("number", [0, None])
def test_a_z_that_closes_nothing(shop: Shop, number: int | None) -> None:
    """Made in training it has no number, and no package."""
    shop.sends([shop.maker.row("Z", {"number": number})])
    assert not shop.is_told(CAME + 99 * HOUR)


def test_what_is_there_is_not_asked_for_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round asks for Zs behind the last one that was found to be there."""
    asked: list[tuple[str, ...]] = []
    asks = packages_module._came

    def noted(connection: sa.Connection, till_id: str, names: Sequence[str]) -> object:
        asked.append(tuple(names))
        return asks(connection, till_id, names)

    monkeypatch.setattr(packages_module, "_came", noted)
    shop.closes(1, 2)
    shop.brings(1)
    for _ in range(2):
        assert not shop.is_told(CAME + HOUR)
    shop.brings(2)
    for _ in range(2):
        assert not shop.is_told(CAME + HOUR)
    names = [f"{REGISTER_ID}-z{number}" for number in (1, 2)]
    assert [tuple(names), (names[1],), (names[1],)] == asked


def test_as_many_as_a_till_has_ever_closed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are asked for at once."""
    monkeypatch.setattr(packages_module, "_AT_ONCE", 2)
    shop.closes(*range(1, 6))
    shop.brings(*range(1, 5))
    assert shop.is_told(CAME + 37 * HOUR)
    shop.brings(5)
    assert not shop.is_told(CAME + 37 * HOUR)


def test_put_in_by_hand(shop: Shop) -> None:
    """It does as well, if the Z in it is that of the log and nothing speaks against it."""
    seq, late = shop.closes(1), CAME + 37 * HOUR
    bad = (
        verdict(1, seq, seq, errors=1),
        verdict(1, seq, seq - 1),
        verdict(1, seq - 1, seq),
        verdict(seq + 1, seq + 2, seq + 2),
        "nonsense",
    )
    for number, one in enumerate(bad):
        came(shop.database, f"upload-{number}", one)
    assert shop.is_told(late)
    came(shop.database, "upload-good", verdict(1, seq, seq))
    assert not shop.is_told(late)


def test_a_book_without_a_z_owes_nothing(shop: Shop) -> None:
    """The first day is not closed yet."""
    assert not shop.is_told(CAME + 9 * 24 * HOUR)


def test_no_log_is_gone_through(shop: Shop) -> None:
    """How long a log is, and when a row came, says the key."""
    shop.closes(1)
    with plans(shop.database, "chunks") as told:
        assert shop.is_told(CAME + 37 * HOUR)
    assert any("(till_id=? AND first_seq<?)" in one for one in told)
    assert [] == [one for one in told if "SCAN" in one]
