"""Packages on their shelf: kept first, then examined, then written down; each name once.

What is bad is kept like what is good: a package that cannot be read lies under `quarantine/`
instead of `packages/`, with a verdict that says so, and is answered for. A till that would have to
send it again for ever would only fill its own card. Nothing is answered for before the file is
where it cannot be lost (`archive.blobs`); while that place does not answer, the package stays with
whoever sent it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from archive.accounts.moment import moment_of, text_of
from archive.accounts.tills import Till
from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.blobs.port import BlobError, Stored
from archive.blobs.retention import retain_until
from archive.index.tables import packages, retentions
from archive.packages import verdict as verdicts
from archive.packages.examine import Against, examine_zip
from archive.packages.verdict import PackageFinding, PackageRule, Verdict
from archive.replica.replica import Replicas
from archive.world import World
from firmware.accord.messages import PackageAck
from firmware.process.logs import get_logger

log = get_logger()

#: The largest package, in one piece or in parts.
MAX_BYTES: Final = 512 * 1024 * 1024
#: Of one till within a day: far more than a Z for each hour, far less than a disk.
DAY_BYTES: Final = 2 * 1024**3
DAY_PACKAGES: Final = 200
#: Where files are on their way; caches only, thrown away at any time.
SCRATCH: Final = "tmp"
FROM_TILL: Final = "till"
_WORDS_MAX: Final = 20
#: A ZIP unpacks to gigabytes: so many are examined at once in a process, whoever brings them. The
#: next waits a moment, and is told to come later.
EXAMINED: Final = 4
_TURNS: Final = BoundedSemaphore(EXAMINED)
_WAIT_S: Final = 2.0


class PackageExistsError(Exception):
    """There is another package of this name already."""


class QuotaError(Exception):
    """This till has sent too much today; the message says how much is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file that came whole: its name, its SHA-256 as it was found, and who brought it."""

    external_id: str
    path: Path
    sha256: str
    size: int
    source: str = FROM_TILL


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package on the shelf."""

    till_id: str
    external_id: str
    stored: Stored
    received_at: datetime
    source: str
    verdict: Verdict
    retain_until: date

    @property
    def ack(self) -> PackageAck:
        """The answer to whoever brought it, each time the same."""
        return PackageAck(
            external_id=self.external_id,
            sha256=self.stored.sha256,
            size=self.stored.size,
            received_utc=text_of(self.received_at),
            retain_until=self.retain_until.isoformat(),
            findings=self.verdict.words[:_WORDS_MAX],
        )


class Shelf:
    """The packages of an archive; any number of processes use it at once."""

    def __init__(self, world: World, replicas: Replicas) -> None:
        self._world = world
        self._replicas = replicas

    def scratch(self) -> Path:
        """A folder for files on their way."""
        folder = self._world.settings.folder / SCRATCH
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def require_quota(self, till_id: str, size: int) -> None:
        """Whether a till may bring so many bytes more today.

        Raises:
            QuotaError: no.
        """
        since = text_of(self._world.now_utc() - timedelta(days=1))
        asked = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(packages.c.size), 0)).where(
            packages.c.till_id == till_id, packages.c.received_at > since
        )
        with self._world.database.read() as connection:
            count, held = connection.execute(asked).one()
        if count >= DAY_PACKAGES or held + size > DAY_BYTES:
            raise QuotaError(f"{count} packages, {held} bytes within a day")

    def find(self, till_id: str, external_id: str) -> Package | None:
        """The package of a name."""
        with self._world.database.read() as connection:
            return _one(connection, till_id, external_id)

    def all_of(self, till_id: str) -> Sequence[Package]:
        """All of a till, the newest first."""
        asked = _asked().where(packages.c.till_id == till_id)
        ordered = asked.order_by(packages.c.received_at.desc(), packages.c.external_id)
        with self._world.database.read() as connection:
            return [_package(row) for row in connection.execute(ordered)]

    def open(self, package: Package) -> BinaryIO:
        """Its bytes, compared before they are handed on; the caller closes.

        Raises:
            BlobError: not now, or never more.
        """
        return self._world.blobs.open(package.stored)

    def take(self, till: Till, parcel: Parcel) -> tuple[Package, bool]:
        """Keep a package, and say whether it is new; the same again is answered as before.

        Raises:
            PackageExistsError: the name stands for other bytes.
            QuotaError: the till has sent too much.
            BlobError: the place for files does not take it now.
        """
        known = self.find(till.id, parcel.external_id)
        if known is None:
            self.require_quota(till.id, parcel.size)
            return self._kept(till, parcel)
        return _same(known, parcel), False

    def _kept(self, till: Till, parcel: Parcel) -> tuple[Package, bool]:
        now = self._world.now_utc()
        if not _TURNS.acquire(timeout=_WAIT_S):
            raise BlobError("too many packages are being examined")
        try:
            found = self._verdict(till, parcel, now)
        finally:
            _TURNS.release()
        room = "packages" if found.contents else "quarantine"
        until = retain_until(now, till.retention_years)
        key = f"{room}/{till.id}/{parcel.sha256}.zip"
        stored = self._world.blobs.put_once(key, parcel.path, parcel.sha256, until)
        if till.is_held:
            self._world.blobs.hold(stored, is_held=True)
        try:
            with self._world.database.write() as connection:
                _write_down(connection, till, parcel, (stored, until, found, now))
            is_new = True
        except sa.exc.IntegrityError:
            # Somebody sent the same at the same time, and was faster.
            is_new = False
        made = self.find(till.id, parcel.external_id)
        assert made is not None
        return _same(made, parcel), is_new

    def _verdict(self, till: Till, parcel: Parcel, now: datetime) -> Verdict:
        try:
            with self._replicas.open(till.id) as book:
                against = Against(register_id=till.register_id, book=book, now_utc=now)
                return examine_zip(parcel.path, self.scratch(), against)
        except Exception as error:
            # Whatever it was: evidence is not turned away because its examiner stumbled.
            log.exception("package not examined", till=till.id, package=parcel.external_id)
            fault = PackageFinding(
                rule=PackageRule.FAULT.value,
                place="archive",
                detail=f"could not be examined: {type(error).__name__}",
                is_error=True,
            )
            return verdicts.of((), [fault], 0)


def _write_down(
    connection: Connection,
    till: Till,
    parcel: Parcel,
    kept: tuple[Stored, date, Verdict, datetime],
) -> None:
    stored, until, found, now = kept
    at = text_of(now)
    connection.execute(
        packages.insert().values(
            till_id=till.id,
            external_id=parcel.external_id,
            sha256=stored.sha256,
            size=stored.size,
            blob_key=stored.key,
            blob_version=stored.version,
            received_at=at,
            source=parcel.source,
            verdict=verdicts.to_text(found),
        )
    )
    connection.execute(
        retentions.insert().values(
            blob_key=stored.key, until=until.isoformat(), is_held=till.is_held, at=at
        )
    )
    if not found.is_whole:
        detail = f"package {parcel.external_id}: {found.words[0]}"
        raise_alarm(connection, till.id, AlarmKind.FINDING, detail, now)


def _same(known: Package, parcel: Parcel) -> Package:
    if known.stored.sha256 != parcel.sha256:
        raise PackageExistsError(f"{known.external_id} has SHA-256 {known.stored.sha256}")
    return known


def _asked() -> "sa.Select[tuple[object, ...]]":
    until = (
        sa.select(sa.func.max(retentions.c.until))
        .where(retentions.c.blob_key == packages.c.blob_key)
        .scalar_subquery()
    )
    return sa.select(packages, until.label("until"))


def _one(connection: Connection, till_id: str, external_id: str) -> Package | None:
    asked = _asked().where(packages.c.till_id == till_id, packages.c.external_id == external_id)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _package(row)


def _package(row: "Row[tuple[object, ...]]") -> Package:
    return Package(
        till_id=row.till_id,
        external_id=row.external_id,
        stored=Stored(key=row.blob_key, version=row.blob_version, sha256=row.sha256, size=row.size),
        received_at=moment_of(row.received_at),
        source=row.source,
        verdict=verdicts.from_text(row.verdict),
        retain_until=date.fromisoformat(row.until),
    )
