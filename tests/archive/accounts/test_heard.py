from datetime import timedelta

import msgspec
import pytest

from archive.accounts import heard
from archive.accounts.heard import Heard
from archive.accounts.moment import text_of
from archive.accounts.tills import TillBook
from archive.index.tables import chunks
from firmware.accord.messages import TillStatus
from tests.archive.accounts.ground import NOW, Clock, Ground

STATUS = TillStatus(at_utc="2026-11-21T09:30:07+00:00", version="1.0", pending=3, due=("x",))


def test_told(ground: Ground, clock: Clock) -> None:
    """The last word counts."""
    till = ground.till(ground.tenant())
    assert heard.last_heard(ground.database, till) is None

    for pending in (3, 5):
        status = msgspec.structs.replace(STATUS, pending=pending)
        heard.told(ground.database, till, status, clock.now)

    last = heard.last_heard(ground.database, till)
    assert (clock.now, 7, status) == (last.at, last.clock_offset_s, last.status)


@pytest.mark.parametrize(
    ("at_utc", "offset_s"),
    [
        ("2026-11-21T09:29:00+00:00", -60),
        ("2026-11-21T10:30:00+01:00", 0),
        ("2026-11-21T09:30:00", 0),
        ("0001-01-01T00:00:00+23:59", 0),
        ("0001-01-01T00:00:00+00:00", -10 * 366 * 86_400),
        ("9999-12-31T23:59:59+00:00", 10 * 366 * 86_400),
        ("", 0),
        ("x" * 1000, 0),
    ],
)
def test_its_clock_less_ours(ground: Ground, at_utc: str, offset_s: int) -> None:
    """Bounded; what is no time says nothing of a clock."""
    till = ground.till(ground.tenant())
    heard.told(ground.database, till, TillStatus(at_utc=at_utc), NOW)

    assert offset_s == heard.last_heard(ground.database, till).clock_offset_s


def test_batches_are_heard_too(ground: Ground, clock: Clock) -> None:
    """Rows say that a till lives, whatever it said of itself before or after."""
    till = ground.till(ground.tenant())

    def send(seq: int) -> None:
        row = {"first_seq": seq, "last_seq": seq, "received_at": text_of(clock.now)}
        with ground.database.write() as connection:
            empty = {"body": b"", "hashes": b"", "state": b""}
            connection.execute(chunks.insert().values(till_id=till, **row, **empty))

    send(1)
    assert Heard(at=NOW, clock_offset_s=0, status=None) == heard.last_heard(ground.database, till)
    clock.later(minutes=1)
    heard.told(ground.database, till, STATUS, clock.now)
    assert clock.now == heard.last_heard(ground.database, till).at
    clock.later(minutes=1)
    send(2)
    last = heard.last_heard(ground.database, till)
    assert (clock.now, STATUS) == (last.at, last.status)


def test_programs_in_the_history(ground: Ground, clock: Clock) -> None:
    """Seed A031: each version from when on, said once."""
    till = ground.till(ground.tenant())
    for version in ("1.0", "1.0", "1.1", "1.1", "1.0"):
        clock.later(hours=1)
        status = msgspec.structs.replace(STATUS, version=version)
        heard.told(ground.database, till, status, clock.now)

    events = TillBook(ground.database).history(till)
    assert ["1.0", "1.1", "1.0"] == [msgspec.json.decode(one.what)["version"] for one in events]
    assert [1, 3, 5] == [(one.at - NOW) // timedelta(hours=1) for one in events]
