from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from archive.accounts.attempts import Limit, TooMany, Try, forget, network_of, take
from archive.index.database import Database
from archive.index.tables import attempts
from tests.archive.accounts.ground import Clock

THREE = Limit(name="three", most=3, span=timedelta(minutes=1))
FIVE = Limit(name="five", most=5, span=timedelta(hours=1))


def rows(database: Database) -> list[tuple[str, int]]:
    """What is counted."""
    with database.read() as connection:
        asked = sa.select(attempts.c.subject, attempts.c.count).order_by(attempts.c.subject)
        return [(row[0], row[1]) for row in connection.execute(asked)]


def test_as_many_as_the_limit(database: Database, clock: Clock) -> None:
    """The fourth waits until the span of the first is over."""
    one = [Try(limit=THREE, who="a")]
    assert [None] * 3 == [take(database, one, clock.now) for _ in range(3)]
    clock.later(seconds=20)

    assert TooMany(retry_after_s=40) == take(database, one, clock.now)
    clock.later(seconds=40)
    assert take(database, one, clock.now) is None


def test_each_is_counted_apart(database: Database, clock: Clock) -> None:
    """By who, and by limit."""
    for _ in range(3):
        take(database, [Try(limit=THREE, who="a")], clock.now)

    assert take(database, [Try(limit=THREE, who="b")], clock.now) is None
    assert take(database, [Try(limit=FIVE, who="a")], clock.now) is None
    both = [Try(limit=THREE, who="a"), Try(limit=FIVE, who="a")]
    assert isinstance(take(database, both, clock.now), TooMany)


def test_who_is_over_makes_nothing_be_written(database: Database, clock: Clock) -> None:
    """However often it is tried."""
    one = [Try(limit=THREE, who="a")]
    for _ in range(4):
        take(database, one, clock.now)
    before = rows(database)

    for _ in range(5):
        assert isinstance(take(database, one, clock.now), TooMany)
    assert [(one[0].subject, 4)] == before == rows(database)


def test_forgotten(database: Database, clock: Clock) -> None:
    """From zero again, and only this one."""
    mine, other = Try(limit=THREE, who="a"), Try(limit=THREE, who="b")
    take(database, [mine, other], clock.now)
    with database.write() as connection:
        forget(connection, [mine])

    assert [(other.subject, 1)] == rows(database)


def test_what_is_over_is_swept_away(database: Database, clock: Clock) -> None:
    """No trace of who tried stays longer than it is needed."""
    take(database, [Try(limit=THREE, who="192.0.2.7")], clock.now)
    assert "192.0.2.7" not in str(rows(database))
    clock.later(minutes=1)
    other = Try(limit=FIVE, who="b")
    take(database, [other], clock.now)

    assert [(other.subject, 1)] == rows(database)


def test_at_once(database: Database, clock: Clock) -> None:
    """Of twenty beside each other three go on."""
    one = [Try(limit=THREE, who="a"), Try(limit=FIVE, who="b")]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: take(database, one, clock.now), range(20)))

    assert 3 == found.count(None)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "20010db800000000/64"),
        ("2001:db8:0:0:ffff::", "20010db800000000/64"),
        ("2001:db8:0:1::", "20010db800000001/64"),
        ("fe80::1%eth0", "fe80000000000000/64"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_what_one_person_has(address: str, network: str) -> None:
    """A /64 of IPv6 is as one address of IPv4."""
    assert network == network_of(address)
