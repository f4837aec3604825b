"""Whether for each Z its day package came: asked of the book made again, now and then.

A package is called `<register id>-z<number>` (docs/archive/protocol.md). A till that is switched
off after its Z sends it the next time it is on; a day and a half from when the row of the Z came is
what it is given, and as long again after each package of a backlog. An export put in by hand does
as well, where its row of the Z was found equal to the log's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import sqlalchemy as sa

from archive.alarms.ledger import PLACE, AlarmKind, clear_alarm, open_alarms, raise_alarm
from archive.index.ledger import SIZES
from archive.index.tables import chunks, packages, tills
from archive.replica.replica import Replicas
from archive.world import World
from firmware.export.package.manifest import Span
from firmware.process.logs import get_logger
from firmware.store.canonical import utc_of
from firmware.store.entry import JournalRow
from firmware.store.errors import StoreError

log = get_logger()

EVERY_S: Final = 900.0
LIMIT: Final = timedelta(hours=36)
#: How packages are called that somebody put in by hand (archive.portal.uploads).
BY_HAND: Final = "upload-"
_Z: Final = "Z"
#: So many names in one question.
_AT_ONCE: Final = 500


class _Content(msgspec.Struct, frozen=True):
    journal: Span
    equal_rows: int = 0


class _Verdict(msgspec.Struct, frozen=True):
    """Of `archive.packages.verdict` what is asked here; that room lies above this one."""

    contents: tuple[_Content, ...] = ()
    errors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Up to row `seq` every Z that is owed has its package; the last of these came then."""

    seq: int
    came_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """A Z and how its package is called."""

    seq: int
    name: str


_NOTHING: Final = _Known(seq=0, came_at=datetime.min.replace(tzinfo=UTC))


class PackageRounds:
    """Goes round the tills; remembers up to which row of each all packages are there.

    The oldest Z without one counts: a till that closes every day would else always be given time.
    """

    def __init__(self, world: World, replicas: Replicas) -> None:
        self._world = world
        self._replicas = replicas
        self._well: dict[str, int] = {}
        self._known: dict[str, _Known] = {}

    def go_round(self, now: datetime) -> None:
        """Look at every till with rows behind its last look."""
        with self._world.database.read() as connection:
            ends = connection.execute(SIZES.where(tills.c.revoked_at.is_(None))).all()
            known = open_alarms(connection)
            there = {one.till_id for one in known if one.kind is AlarmKind.PACKAGE}
        for till_id, end in ends:
            if end is None or self._well.get(till_id) == end:
                continue
            is_open = till_id in there
            try:
                words = self._missing(till_id, now, is_open=is_open)
            except StoreError as error:
                log.warning("packages not looked at", till=till_id, detail=str(error))
                continue
            if words is None:
                self._well[till_id] = end
            if is_open != bool(words):
                self._say(till_id, words, now)

    def _say(self, till_id: str, words: str | None, now: datetime) -> None:
        with self._world.database.write() as connection:
            if words:
                raise_alarm(connection, till_id, AlarmKind.PACKAGE, words, now)
            else:
                clear_alarm(connection, till_id, AlarmKind.PACKAGE, now)
        log.info("alarm", till=till_id, kind=AlarmKind.PACKAGE.value, is_cleared=not words)

    def _missing(self, till_id: str, now: datetime, *, is_open: bool) -> str | None:
        """What is missing; empty: it may still come; None: all that must be there is."""
        closings = self._closings(till_id)
        if not closings:
            return None
        with self._world.database.read() as connection:
            missing = self._first_missing(connection, till_id, closings)
            if missing is None:
                return None
            # A till that comes with years behind it brings one after the other. Once somebody was
            # told, it is well again when all is.
            since = _row_came(connection, till_id, missing.seq)
        if not is_open:
            since = max(since, self._known.get(till_id, _NOTHING).came_at)
        return f"day package {missing.name} is missing" if now - since > LIMIT else ""

    def _closings(self, till_id: str) -> list[_Closing]:
        """The Zs behind what is known, in order."""
        first = self._known.get(till_id, _NOTHING).seq + 1
        with self._replicas.open(till_id) as book:
            identity = book.identity()
            if identity is None:
                return []
            return [
                _Closing(seq=row.seq, name=f"{identity.register_id}-z{row.content['number']}")
                for row in book.journal(first, kind=_Z)
                if _is_real(row)
            ]

    def _first_missing(
        self, connection: sa.Connection, till_id: str, closings: Sequence[_Closing]
    ) -> _Closing | None:
        """The oldest that has none and is owed; what is before it is known from now on."""
        known = self._known.get(till_id, _NOTHING)
        came = _came(connection, till_id, [one.name for one in closings])
        if known is _NOTHING:
            # A till sends the packages of all its Zs, oldest first. What lies before the first one
            # that ever came, it never made: a program that began to make them later.
            closings = closings[_first_of(closings, came) :]
        by_hand: Sequence[str] | None = None
        for one in closings:
            if one.name not in came:
                by_hand = _by_hand(connection, till_id) if by_hand is None else by_hand
                if not any(covers(text, one.seq) for text in by_hand):
                    return one
            came_at = max(known.came_at, came.get(one.name, known.came_at))
            self._known[till_id] = known = _Known(seq=one.seq, came_at=came_at)
        return None


def _first_of(closings: Sequence[_Closing], came: Mapping[str, datetime]) -> int:
    return next((at for at, one in enumerate(closings) if one.name in came), 0)


def _came(connection: sa.Connection, till_id: str, names: Sequence[str]) -> Mapping[str, datetime]:
    """When packages came, of those that have come."""
    found: dict[str, datetime] = {}
    for at in range(0, len(names), _AT_ONCE):
        asked = sa.select(packages.c.external_id, packages.c.received_at).where(
            packages.c.till_id == till_id, packages.c.external_id.in_(names[at : at + _AT_ONCE])
        )
        found |= {name: utc_of(text, PLACE) for name, text in connection.execute(asked)}
    return found


def _row_came(connection: sa.Connection, till_id: str, seq: int) -> datetime:
    """When row `seq` came, which is in the log; by our clock: a till's may be wrong."""
    asked = (
        sa.select(chunks.c.received_at)
        .where(chunks.c.till_id == till_id, chunks.c.first_seq <= seq)
        .order_by(chunks.c.first_seq.desc())
        .limit(1)
    )
    return utc_of(connection.execute(asked).scalar_one(), PLACE)


def _by_hand(connection: sa.Connection, till_id: str) -> Sequence[str]:
    """What was found in exports that somebody put in by hand."""
    asked = sa.select(packages.c.verdict).where(
        packages.c.till_id == till_id, packages.c.external_id.startswith(BY_HAND)
    )
    return connection.scalars(asked).all()


def covers(verdict: str, seq: int) -> bool:
    """Whether a package that nothing speaks against holds row `seq` equal to the log."""
    try:
        said = msgspec.json.decode(verdict, type=_Verdict)
    except msgspec.MsgspecError:
        return False
    return not said.errors and any(
        one.journal.first <= seq <= min(one.journal.last, one.equal_rows) for one in said.contents
    )


def _is_real(row: JournalRow) -> bool:
    """Whether it closes a period; one made in training has number 0."""
    number = row.content.get("number")
    return isinstance(number, int) and number > 0
