"""Alarms: once raised, once told, once cleared."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from archive.alarms.ledger import (
    Alarm,
    AlarmKind,
    clear_alarm,
    last_alarms,
    open_alarms,
    raise_alarm,
)
from archive.index.database import Database
from archive.index.tables import alarms, deliveries
from tests.archive.fleet import NOW, OTHER_TILL, TILL, add_target, add_tenant, add_till


def raised(database: Database, till_id: str = TILL, kind: AlarmKind = AlarmKind.DISK) -> bool:
    """Raise it in a transaction of its own."""
    with database.write() as connection:
        return raise_alarm(connection, till_id, kind, "12 MB free", NOW)


def cleared(database: Database, till_id: str = TILL, kind: AlarmKind = AlarmKind.DISK) -> bool:
    """Clear it in a transaction of its own."""
    with database.write() as connection:
        return clear_alarm(connection, till_id, kind, NOW + timedelta(minutes=5))


def open_now(database: Database) -> list[Alarm]:
    """What is open."""
    with database.read() as connection:
        return open_alarms(connection)


def test_an_alarm_is_raised_once(database: Database) -> None:
    """The second time it is open already; another kind and another till are other alarms."""
    add_tenant(database)
    add_till(database)
    assert raised(database)
    assert not raised(database)
    assert raised(database, kind=AlarmKind.CLOCK)
    assert raised(database, OTHER_TILL)
    expected = [(TILL, AlarmKind.DISK), (TILL, AlarmKind.CLOCK), (OTHER_TILL, AlarmKind.DISK)]
    assert expected == [(one.till_id, one.kind) for one in open_now(database)]


def test_a_cleared_alarm_may_be_raised_again(database: Database) -> None:
    """It is another alarm then, and the one before is still known."""
    add_tenant(database)
    add_till(database)
    assert not cleared(database)
    assert raised(database)
    assert cleared(database)
    assert not cleared(database)
    assert raised(database)
    with database.read() as connection:
        last = last_alarms(connection, [TILL])
    assert [None, NOW + timedelta(minutes=5)] == [one.cleared_at for one in last]
    assert ["12 MB free"] * 2 == [one.detail for one in last]


def test_everybody_it_concerns_is_told_once_of_each(database: Database) -> None:
    """The rows of the outbox come with the alarm, in its transaction."""
    add_tenant(database)
    add_tenant(database, "22222222-0000-4000-8000-000000000001")
    add_till(database)
    add_till(database, OTHER_TILL, "22222222-0000-4000-8000-000000000001")
    add_target(database, "mailto:huber@example.at")
    add_target(database, "https://example.at/hook")
    raised(database)
    raised(database)
    raised(database, OTHER_TILL)
    cleared(database)
    with database.read() as connection:
        rows = connection.execute(
            sa.select(deliveries.c.news, sa.func.count()).group_by(deliveries.c.news)
        ).all()
    assert {("raised", 2), ("cleared", 2)} == {(news, count) for news, count in rows}


def test_nothing_is_told_of_what_was_not_kept(database: Database) -> None:
    """A transaction that fails takes the outbox with it."""
    add_tenant(database)
    add_till(database)
    add_target(database, "mailto:huber@example.at")

    def fails() -> None:
        with database.write() as connection:
            raise_alarm(connection, TILL, AlarmKind.FORK, "", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with database.read() as connection:
        assert 0 == connection.scalar(sa.select(sa.func.count()).select_from(deliveries))
        assert 0 == connection.scalar(sa.select(sa.func.count()).select_from(alarms))


def test_two_at_once_raise_one(database: Database) -> None:
    """Two processes see the same at the same moment: one alarm is open."""
    together, outcomes = Barrier(4), list[bool]()

    def run() -> None:
        together.wait(10)
        outcomes.append(raised(database))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [False, False, False, True] == sorted(outcomes)
    assert 1 == len(open_now(database))


def test_a_long_detail_is_cut(database: Database) -> None:
    """Nobody fills the table with one alarm."""
    with database.write() as connection:
        raise_alarm(connection, TILL, AlarmKind.FINDING, "x" * 5000, NOW)
    assert 1000 == len(open_now(database)[0].detail)
