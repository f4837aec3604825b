"""Files that come in parts, until all of them are there: any part to any process, in any order.

They wait in the database, which every process reaches; a folder would tie a till to one machine.
So parts are small, their sum is bounded, and what was never finished is thrown away after a week:
whoever sends it asks first which parts are there.
"""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from archive.accounts.moment import text_of
from archive.index.database import Database
from archive.index.tables import uploads

PART_BYTES: Final = 8 * 1024 * 1024
#: Of one owner, all files together.
OPEN_BYTES: Final = 1024 * 1024 * 1024
OPEN_PARTS: Final = 2_000
KEPT: Final = timedelta(days=7)


class PartsError(Exception):
    """The parts do not make the file; the message says what is missing or wrong."""


class TooManyPartsError(Exception):
    """This owner has too much on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A file put together: `path` is the caller's to remove."""

    path: Path
    sha256: str
    size: int


class Parts:
    """Files on their way, by owner (`till/<id>`, `user/<id>`) and name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, owner: str, name: str, number: int, body: bytes, now: datetime) -> None:
        """Keep a part, in the place of the one that was there under its number.

        Raises:
            TooManyPartsError: this owner has too much on its way.
        """
        assert number >= 1
        assert len(body) <= PART_BYTES
        row = {
            "owner": owner,
            "external_id": name,
            "part": number,
            "sha256": sha256(body).hexdigest(),
            "body": body,
            "at": text_of(now),
        }
        size = sa.func.coalesce(sa.func.sum(sa.func.length(uploads.c.body)), 0)
        with self._database.write() as connection:
            held = sa.select(sa.func.count(), size).where(uploads.c.owner == owner)
            count, total = connection.execute(held).one()
            if count >= OPEN_PARTS or total + len(body) > OPEN_BYTES:
                raise TooManyPartsError(f"{count} parts, {total} bytes on their way")
            insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
            statement = insert(uploads).values(row)
            said = {one: statement.excluded[one] for one in ("sha256", "body", "at")}
            place = [uploads.c.owner, uploads.c.external_id, uploads.c.part]
            connection.execute(statement.on_conflict_do_update(index_elements=place, set_=said))

    def there(self, owner: str, name: str) -> tuple[tuple[int, str], ...]:
        """Number and SHA-256 of each part that is there, in order."""
        asked = sa.select(uploads.c.part, uploads.c.sha256).where(*_named(owner, name))
        with self._database.read() as connection:
            rows = connection.execute(asked.order_by(uploads.c.part)).all()
        return tuple((part, digest) for part, digest in rows)

    def whole(self, owner: str, name: str, count: int, folder: Path) -> Whole:
        """Put the file together in `folder`, from part 1 to `count`.

        Raises:
            PartsError: one is missing, or there are more.
            OSError: there is no room.
        """
        numbers = [number for number, _ in self.there(owner, name)]
        if numbers != list(range(1, count + 1)):
            missing = sorted(set(range(1, count + 1)) - set(numbers))[:10]
            raise PartsError(f"parts {missing} are missing" if missing else "there are more parts")
        digest, size = sha256(), 0
        descriptor, path = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as out:
                for number in numbers:
                    body = self._body(owner, name, number)
                    digest.update(body)
                    size += len(body)
                    out.write(body)
        except BaseException:
            Path(path).unlink()
            raise
        return Whole(path=Path(path), sha256=digest.hexdigest(), size=size)

    def drop(self, owner: str, name: str) -> None:
        """The file is where it belongs, or nobody wants it."""
        with self._database.write() as connection:
            connection.execute(uploads.delete().where(*_named(owner, name)))

    def sweep(self, now: datetime) -> int:
        """Throw away what was never finished; how many parts."""
        old = uploads.delete().where(uploads.c.at < text_of(now - KEPT))
        with self._database.write() as connection:
            return int(connection.execute(old).rowcount)

    def _body(self, owner: str, name: str, number: int) -> bytes:
        asked = sa.select(uploads.c.body).where(*_named(owner, name), uploads.c.part == number)
        with self._database.read() as connection:
            body = connection.execute(asked).scalar_one_or_none()
        if body is None:
            raise PartsError(f"part {number} is missing")
        return bytes(body)


def _named(owner: str, name: str) -> tuple["sa.ColumnElement[bool]", ...]:
    return uploads.c.owner == owner, uploads.c.external_id == name
