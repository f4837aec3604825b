"""How often somebody may try: counted in the database, so that all processes count together.

A try is counted before anything else is done for it, so that many at once are as many. Who is over
the limit is only read for: an attacker cannot make the database write without end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.accounts.moment import moment_of, text_of
from archive.index.database import Database
from archive.index.tables import attempts

_IPV6_HOST_BITS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` tries in `span`, counted from the first of them."""

    name: str
    most: int
    span: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try under a limit; `who` is an address, an account, or both."""

    limit: Limit
    who: str

    @property
    def subject(self) -> str:
        """Under which it is counted; what was typed is not kept."""
        said = f"{self.limit.name}\n{self.who}".encode("utf-8", "surrogatepass")
        return sha256(said).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany:
    """Not now; again in so many seconds."""

    retry_after_s: int


def take(database: Database, tries: Sequence[Try], now: datetime) -> TooMany | None:
    """Count a try under each limit; None: it may go on."""
    with database.read() as connection:
        refused = _over(connection, tries, now)
    if refused is not None:
        return refused
    with database.write() as connection:
        connection.execute(attempts.delete().where(attempts.c.ends_at <= text_of(now)))
        counts = [_count(connection, one, now) for one in _in_order(tries)]
        return _over(connection, tries, now) if any(counts) else None


def forget(connection: Connection, tries: Sequence[Try]) -> None:
    """It was the right one: count from 0 again."""
    subjects = [one.subject for one in tries]
    connection.execute(attempts.delete().where(attempts.c.subject.in_(subjects)))


def network_of(address: str) -> str:
    """What one person has of addresses: an IPv4 address, or the first half of an IPv6 one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> _IPV6_HOST_BITS:x}/64"


def _over(connection: Connection, tries: Sequence[Try], now: datetime) -> TooMany | None:
    most = {one.subject: one.limit.most for one in tries}
    asked = sa.select(attempts.c.subject, attempts.c.count, attempts.c.ends_at).where(
        attempts.c.subject.in_(most), attempts.c.ends_at > text_of(now)
    )
    # The try that passed a limit is counted too: so reading tells, and nothing more is written.
    ends = [
        moment_of(ends_at)
        for subject, count, ends_at in connection.execute(asked)
        if count > most[subject]
    ]
    if not ends:
        return None
    return TooMany(retry_after_s=max(1, round((max(ends) - now).total_seconds())))


def _in_order(tries: Sequence[Try]) -> Sequence[Try]:
    # Two that lock the same rows lock them in one order.
    return sorted(tries, key=lambda one: one.subject)


def _count(connection: Connection, one: Try, now: datetime) -> bool:
    """Whether the limit is passed with this try."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    adding = insert(attempts).values(
        subject=one.subject, count=1, ends_at=text_of(now + one.limit.span)
    )
    counted = connection.execute(
        adding.on_conflict_do_update(
            index_elements=[attempts.c.subject], set_={"count": attempts.c.count + 1}
        ).returning(attempts.c.count)
    ).scalar_one()
    return bool(counted > one.limit.most)
