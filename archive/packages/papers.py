"""Documents of a business: what belongs to its books and is no row of them, kept as long as those.

Commissioning papers, manuals, a DEP7 of a till of before: what an auditor asks for and nobody finds
seven years later. Of a DEP7 it is kept beside it what the examination said when it came.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Row

from archive.accounts.moment import moment_of, text_of
from archive.blobs.port import Stored
from archive.blobs.retention import retain_until
from archive.index.tables import documents, retentions, tenants
from archive.packages import verdict as verdicts
from archive.packages.verdict import Verdict
from archive.world import World

NAME_MAX: Final = 150
MEDIA_TYPE: Final = "application/octet-stream"
#: Of one business within a day.
DAY_BYTES: Final = 2 * 1024**3
#: Control signs, what file systems forbid, and what turns the direction of reading around.
_STRANGE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


class FullError(Exception):
    """This business has put in too much today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document; `verdict` is that of a DEP7, None of anything else."""

    id: str
    tenant_id: str
    till_id: str | None
    name: str
    stored: Stored
    uploaded_by: str
    uploaded_at: datetime
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file that came whole, and what is said of it."""

    tenant_id: str
    name: str
    path: Path
    sha256: str
    size: int
    who: str
    till_id: str | None = None
    verdict: Verdict | None = None


class Papers:
    """The documents of an archive."""

    def __init__(self, world: World) -> None:
        self._world = world

    def put(self, sheet: Sheet) -> Paper:
        """Keep a document, for the years of the business.

        Raises:
            FullError: it has put in too much today.
            BlobError: the place for files does not take it now.
        """
        now = self._world.now_utc()
        years, is_held = self._terms(sheet, now)
        until = retain_until(now, years)
        key = f"documents/{sheet.tenant_id}/{sheet.sha256}"
        stored = self._world.blobs.put_once(key, sheet.path, sheet.sha256, until)
        if is_held:
            self._world.blobs.hold(stored, is_held=True)
        number, at = str(uuid4()), text_of(now)
        verdict = None if sheet.verdict is None else verdicts.to_text(sheet.verdict)
        with self._world.database.write() as connection:
            connection.execute(
                documents.insert().values(
                    id=number,
                    tenant_id=sheet.tenant_id,
                    till_id=sheet.till_id,
                    name=plain_name(sheet.name),
                    media_type=MEDIA_TYPE,
                    sha256=stored.sha256,
                    size=stored.size,
                    blob_key=stored.key,
                    blob_version=stored.version,
                    uploaded_by=sheet.who,
                    uploaded_at=at,
                    verdict=verdict,
                )
            )
            connection.execute(
                retentions.insert().values(
                    blob_key=stored.key, until=until.isoformat(), is_held=is_held, at=at
                )
            )
        found = self.find(sheet.tenant_id, number)
        assert found is not None
        return found

    def find(self, tenant_id: str, number: str) -> Paper | None:
        """A document of a business."""
        asked = sa.select(documents).where(
            documents.c.id == number, documents.c.tenant_id == tenant_id
        )
        with self._world.database.read() as connection:
            row = connection.execute(asked).one_or_none()
        return None if row is None else _paper(row)

    def all_of(self, tenant_id: str) -> Sequence[Paper]:
        """All of a business, the newest first."""
        asked = sa.select(documents).where(documents.c.tenant_id == tenant_id)
        ordered = asked.order_by(documents.c.uploaded_at.desc(), documents.c.id)
        with self._world.database.read() as connection:
            return [_paper(row) for row in connection.execute(ordered)]

    def open(self, paper: Paper) -> BinaryIO:
        """Its bytes, compared before they are handed on; the caller closes.

        Raises:
            BlobError: not now, or never more.
        """
        return self._world.blobs.open(paper.stored)

    def _terms(self, sheet: Sheet, now: datetime) -> tuple[int, bool]:
        """How long a business keeps, and whether nothing of it may go."""
        terms = sa.select(tenants.c.retention_years, tenants.c.is_held).where(
            tenants.c.id == sheet.tenant_id
        )
        size = sa.func.coalesce(sa.func.sum(documents.c.size), 0)
        day = text_of(now)[:10]
        held = sa.select(size).where(
            documents.c.tenant_id == sheet.tenant_id, documents.c.uploaded_at >= day
        )
        with self._world.database.read() as connection:
            years, is_held = connection.execute(terms).one()
            total = connection.execute(held).scalar_one()
        if total + sheet.size > DAY_BYTES:
            raise FullError(f"{total} bytes today")
        return int(years), bool(is_held)


def plain_name(name: str) -> str:
    """What a document is called: no path, nothing that turns letters around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = _STRANGE.sub("_", last).strip(" .")[:NAME_MAX]
    # Half signs of a browser's mistake are no text of a database.
    return plain.encode("utf-8", "replace").decode() or "dokument"


def _paper(row: "Row[tuple[object, ...]]") -> Paper:
    return Paper(
        id=row.id,
        tenant_id=row.tenant_id,
        till_id=row.till_id,
        name=row.name,
        stored=Stored(key=row.blob_key, version=row.blob_version, sha256=row.sha256, size=row.size),
        uploaded_by=row.uploaded_by,
        uploaded_at=moment_of(row.uploaded_at),
        verdict=None if row.verdict is None else verdicts.from_text(row.verdict),
    )
