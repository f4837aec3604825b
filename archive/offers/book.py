"""Which image is offered to which till, and since when; nobody installs but the till itself.

An offer goes to all tills, those of a tenant, or one; of these to a share, by a hash of version and
till, so that a larger share has those of a smaller one in it. What was offered is never changed:
a wider circle is another offer of the same bundle, an end is its withdrawal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from archive.accounts.moment import moment_of, text_of
from archive.accounts.tills import Till
from archive.blobs.port import Stored
from archive.blobs.retention import retain_until
from archive.index.tables import offers, tenants, till_status, tills
from archive.offers.bundle import Bundle
from archive.world import World
from firmware.accord.messages import INTERRUPTED, TillStatus
from firmware.accord.release import is_newer, order_of

ALL: Final = 100
NOTES_MAX: Final = 500
#: An image is of use until the next ones are out.
_KEPT_YEARS: Final = 1


class OfferError(Exception):
    """It cannot be offered so; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """For whom: one till, the tills of a tenant, or (both None) all; of these `share` percent."""

    tenant_id: str | None = None
    till_id: str | None = None
    share: int = ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer as it stands; `withdrawn_at` is None while it is open."""

    id: int
    version: str
    compatible: str
    notes_de: str
    stored: Stored
    circle: Circle
    made_at: datetime
    withdrawn_at: datetime | None

    def is_for(self, till_id: str, tenant_id: str) -> bool:
        """Whether a till is among those it is for."""
        circle = self.circle
        if circle.till_id is not None:
            return circle.till_id == till_id
        if circle.tenant_id not in (None, tenant_id):
            return False
        return lot_of(self.version, till_id) < circle.share

    def fits(self, status: TillStatus) -> bool:
        """Whether the till could take it, as it says it is, and did not give it up before."""
        is_kind = bool(status.image) and status.compatible == self.compatible
        is_given_up = (
            status.fell_back_from == self.version and status.fell_back_because != INTERRUPTED
        )
        return is_kind and not is_given_up and is_newer(self.version, status.image)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far an offer has come: of the tills it is for, how many run it, have it, gave it up."""

    tills: int
    running: int
    fetched: int
    fell_back: int


class OfferBook:
    """The offers of an archive."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add(self, bundle: Bundle, circle: Circle, notes_de: str) -> Offered:
        """Keep the bundle and offer it; the same bundle may be offered to several circles.

        Raises:
            OfferError: another bundle of this version is there, or the circle is none.
            BlobError: the place for files does not take it now.
        """
        _require_notes(notes_de)
        now = self._world.now_utc()
        with self._world.database.read() as connection:
            _require_circle(connection, circle)
            _require_same(connection, bundle)
        key = f"offers/{bundle.sha256}"
        until = retain_until(now, _KEPT_YEARS)
        stored = self._world.blobs.put_once(key, bundle.path, bundle.sha256, until)
        values = {
            "version": bundle.version,
            "compatible": bundle.compatible,
            "size": stored.size,
            "sha256": stored.sha256,
            "notes_de": notes_de,
            "blob_key": stored.key,
            "blob_version": stored.version,
            "tenant_id": circle.tenant_id,
            "till_id": circle.till_id,
            "share": circle.share,
            "made_at": text_of(now),
        }
        with self._world.database.write() as connection:
            # Two who offer at once: here one comes after the other.
            _require_same(connection, bundle)
            made = connection.execute(offers.insert().values(values).returning(offers.c.id))
            number = made.scalar_one()
            row = connection.execute(sa.select(offers).where(offers.c.id == number)).one()
        return _offered(row)

    def withdraw(self, version: str) -> int:
        """End every open offer of a version; how many there were.

        A till that has fetched it and not installed it yet takes it away when it hears of it.
        """
        ending = (
            sa.update(offers)
            .where(offers.c.version == version, offers.c.withdrawn_at.is_(None))
            .values(withdrawn_at=text_of(self._world.now_utc()))
        )
        with self._world.database.write() as connection:
            return connection.execute(ending).rowcount

    def all(self) -> Sequence[Offered]:
        """All there ever were, the newest first."""
        with self._world.database.read() as connection:
            found = connection.execute(sa.select(offers).order_by(offers.c.id.desc()))
            return [_offered(row) for row in found]

    def open(self) -> Sequence[Offered]:
        """Those that are not withdrawn, the newest version first, of each the newest offer."""
        asked = sa.select(offers).where(offers.c.withdrawn_at.is_(None))
        with self._world.database.read() as connection:
            found = [_offered(row) for row in connection.execute(asked)]
        return sorted(found, key=lambda one: (order_of(one.version), one.id), reverse=True)

    def for_till(self, till: Till, status: TillStatus) -> Offered | None:
        """What a till that is so is offered: the newest it could take."""
        return best(self.open(), till, status)

    def bundle_for(self, till: Till, digest: str) -> Stored | None:
        """The bundle of this SHA-256, if it is offered to the till."""
        for one in self.open():
            if one.stored.sha256 == digest and one.is_for(till.id, till.tenant_id):
                return one.stored
        return None

    def reach(self, offered: Offered) -> Reach:
        """How far it has come, by what the tills said last."""
        asked = (
            sa.select(tills.c.id, tills.c.tenant_id, till_status.c.status)
            .join(till_status, till_status.c.till_id == tills.c.id)
            .where(tills.c.revoked_at.is_(None))
        )
        with self._world.database.read() as connection:
            rows = connection.execute(asked).all()
        return _reach(offered, _those(offered, rows))


def best(open_offers: Iterable[Offered], till: Till, status: TillStatus) -> Offered | None:
    """The first of `open_offers` that is for the till and that it could take."""
    for one in open_offers:
        if one.is_for(till.id, till.tenant_id) and one.fits(status):
            return one
    return None


def lot_of(version: str, till_id: str) -> int:
    """The lot of a till, 0 to 99: in each version others are the first."""
    digest = sha256(f"{version}/{till_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % ALL


def _those(offered: Offered, rows: Sequence["Row[str, str, str]"]) -> list[TillStatus]:
    """What those tills said that it is for and that run images of its kind."""
    said = [
        msgspec.json.decode(row[2], type=TillStatus)
        for row in rows
        if offered.is_for(row[0], row[1])
    ]
    return [one for one in said if one.compatible == offered.compatible]


def _reach(offered: Offered, said: Sequence[TillStatus]) -> Reach:
    return Reach(
        tills=len(said),
        running=sum(one.image == offered.version for one in said),
        fetched=sum(one.offer == offered.version and one.offer_state == "there" for one in said),
        fell_back=sum(one.fell_back_from == offered.version for one in said),
    )


def _require_notes(notes_de: str) -> None:
    if not notes_de.strip() or len(notes_de) > NOTES_MAX or not notes_de.isprintable():
        raise OfferError(f"notes: one line that is read before it is installed, to {NOTES_MAX}")


def _require_circle(connection: Connection, circle: Circle) -> None:
    if circle.till_id is not None and (circle.tenant_id is not None or circle.share != ALL):
        raise OfferError("one till is neither a share nor a tenant's tills")
    places: Mapping[str, tuple[sa.Column[str], str | None]] = {
        "tenant": (tenants.c.id, circle.tenant_id),
        "till": (tills.c.id, circle.till_id),
    }
    for name, (column, wanted) in places.items():
        if wanted is None:
            continue
        if connection.scalar(sa.select(column).where(column == wanted)) is None:
            raise OfferError(f"{wanted}: no such {name}")


def _require_same(connection: Connection, bundle: Bundle) -> None:
    asked = sa.select(offers.c.sha256).where(
        offers.c.version == bundle.version, offers.c.compatible == bundle.compatible
    )
    for known in connection.execute(asked).scalars():
        if known != bundle.sha256:
            raise OfferError(f"{bundle.version} was offered with other bytes: SHA-256 {known}")


def _offered(row: "Row[tuple[object, ...]]") -> Offered:
    return Offered(
        id=row.id,
        version=row.version,
        compatible=row.compatible,
        notes_de=row.notes_de,
        stored=Stored(key=row.blob_key, version=row.blob_version, sha256=row.sha256, size=row.size),
        circle=Circle(tenant_id=row.tenant_id, till_id=row.till_id, share=row.share),
        made_at=moment_of(row.made_at),
        withdrawn_at=None if row.withdrawn_at is None else moment_of(row.withdrawn_at),
    )
