"""Whether for each Z its day package came: asked of the book made again, now and then.

A package is called `<register id>-z<number>` (docs/archive/protocol.md). A till that is switched
off after its Z sends it the next time it is on; a day and a half is what it is given. An export put
in by hand does as well, where its row of the Z was found equal to the log's.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
import sqlalchemy as sa

from archive.alarms.ledger import AlarmKind, clear_alarm, open_alarms, raise_alarm
from archive.index.tables import chunks, packages, tills
from archive.replica.replica import Replicas
from archive.world import World
from firmware.export.package.manifest import Span
from firmware.process.logs import get_logger
from firmware.store.entry import JournalRow
from firmware.store.errors import StoreError

log = get_logger()

EVERY_S: Final = 900.0
LIMIT: Final = timedelta(hours=36)
#: How packages are called that somebody put in by hand (archive.portal.uploads).
BY_HAND: Final = "upload-"
_Z: Final = "Z"


class _Content(msgspec.Struct, frozen=True):
    journal: Span
    equal_rows: int = 0


class _Verdict(msgspec.Struct, frozen=True):
    """Of `archive.packages.verdict` what is asked here; that room lies above this one."""

    contents: tuple[_Content, ...] = ()
    errors: int = 0


class PackageRounds:
    """Goes round the tills; remembers those whose log has not grown and that were well."""

    def __init__(self, world: World, replicas: Replicas) -> None:
        self._world = world
        self._replicas = replicas
        self._well: dict[str, int] = {}

    def go_round(self, now: datetime) -> None:
        """Look at every till with rows behind its last look."""
        with self._world.database.read() as connection:
            ends = connection.execute(
                sa.select(chunks.c.till_id, sa.func.max(chunks.c.last_seq))
                .join_from(chunks, tills, tills.c.id == chunks.c.till_id)
                .where(tills.c.revoked_at.is_(None))
                .group_by(chunks.c.till_id)
            ).all()
            known = open_alarms(connection)
            there = {one.till_id for one in known if one.kind is AlarmKind.PACKAGE}
        for till_id, end in ends:
            if self._well.get(till_id) == end:
                continue
            try:
                words = self._missing(till_id, now)
            except StoreError as error:
                log.warning("packages not looked at", till=till_id, detail=str(error))
                continue
            if words is None:
                self._well[till_id] = end
            if (till_id in there) != bool(words):
                self._say(till_id, words, now)

    def _say(self, till_id: str, words: str | None, now: datetime) -> None:
        with self._world.database.write() as connection:
            if words:
                raise_alarm(connection, till_id, AlarmKind.PACKAGE, words, now)
            else:
                clear_alarm(connection, till_id, AlarmKind.PACKAGE, now)
        log.info("alarm", till=till_id, kind=AlarmKind.PACKAGE.value, is_cleared=not words)

    def _missing(self, till_id: str, now: datetime) -> str | None:
        """What is missing; empty: it may still come; None: all that must be there is."""
        with self._replicas.open(till_id) as book:
            row, identity = book.last_journal(_Z), book.identity()
        if row is None or identity is None:
            return None
        name = package_id(identity.register_id, row)
        with self._world.database.read() as connection:
            found = connection.execute(
                sa.select(packages.c.external_id).where(
                    packages.c.till_id == till_id, packages.c.external_id == name
                )
            ).first()
            if found is not None or _is_covered(connection, till_id, row.seq):
                return None
        return f"day package {name} is missing" if now - row.at_utc > LIMIT else ""


def _is_covered(connection: sa.Connection, till_id: str, seq: int) -> bool:
    """Whether somebody put in an export by hand that holds row `seq` as the log has it."""
    asked = sa.select(packages.c.verdict).where(
        packages.c.till_id == till_id, packages.c.external_id.startswith(BY_HAND)
    )
    return any(covers(text, seq) for text in connection.scalars(asked))


def covers(verdict: str, seq: int) -> bool:
    """Whether a package that nothing speaks against holds row `seq` equal to the log."""
    try:
        said = msgspec.json.decode(verdict, type=_Verdict)
    except msgspec.MsgspecError:
        return False
    return not said.errors and any(
        one.journal.first <= seq <= min(one.journal.last, one.equal_rows) for one in said.contents
    )


def package_id(register_id: str, row: JournalRow) -> str:
    """The name of the package of a Z."""
    return f"{register_id}-z{row.content.get('number')}"
