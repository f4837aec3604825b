"""Stamps: a third party says when a checkpoint of the log of heads was there (RFC 3161)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx
import sqlalchemy as sa
from cryptography import x509

from archive.heads.errors import HeadsError, UnreachableError
from archive.heads.shelf import Shelf
from archive.index.database import Database
from archive.index.tables import stamps
from archive.settings import HeadsSection, SettingsError
from firmware.evidence.errors import EvidenceError
from firmware.evidence.stamp import MAX_STAMP_BYTES, request_for, roots_of, stamped_at
from firmware.store.canonical import utc_text

_QUERY: Final = "application/timestamp-query"
_REPLY: Final = "application/timestamp-reply"
_MAX_ROOTS_BYTES: Final = 1024 * 1024


def stamp_roots(section: HeadsSection) -> tuple[x509.Certificate, ...]:
    """The roots of the settings.

    Raises:
        SettingsError: stamps are wanted, and no root says whose; or the file holds none.
    """
    if not section.stamp_url:
        return ()
    if not section.stamp_roots:
        raise SettingsError("[heads] stamp_roots: name the roots that a stamp must lead to (PEM)")
    try:
        with Path(section.stamp_roots).open("rb") as file:
            return roots_of(file.read(_MAX_ROOTS_BYTES))
    except (EvidenceError, OSError) as error:
        raise SettingsError(f"[heads] stamp_roots: {section.stamp_roots}: {error}") from error


class Stamping:
    """Has the newest checkpoint stamped, and keeps only what it verified itself."""

    def __init__(self, database: Database, shelf: Shelf, client: httpx.Client) -> None:
        self._database = database
        self._shelf = shelf
        self._client = client

    def stamp(self, url: str, roots: Sequence[x509.Certificate]) -> datetime | None:
        """When it was stamped now; None: there is no checkpoint, or it has a stamp.

        Raises:
            UnreachableError: the authority does not answer now.
            HeadsError: what it answers is no stamp of this checkpoint.
        """
        found = self._shelf.last_note()
        if found is None or self._shelf.stamp(found[0].size):
            return None
        text = found[1].text
        request = request_for(text)
        answer = self._post(url, request.as_bytes())
        try:
            at = stamped_at(answer, text, roots, request)
        except EvidenceError as error:
            raise HeadsError(f"{url}: {error}") from error
        row = {"size": found[0].size, "token": answer, "at": utc_text(at, "a stamp")}
        try:
            with self._database.write() as connection:
                connection.execute(sa.insert(stamps), [row])
        except sa.exc.IntegrityError:
            return None
        return at

    def _post(self, url: str, body: bytes) -> bytes:
        headers = {"Content-Type": _QUERY, "Accept": _REPLY}
        content = bytearray()
        try:
            with self._client.stream("POST", url, content=body, headers=headers) as answer:
                for piece in answer.iter_raw():
                    content += piece
                    if len(content) > MAX_STAMP_BYTES:
                        raise HeadsError(f"{url}: an answer without end")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(f"{url}: {error}") from error
        if answer.status_code != httpx.codes.OK:
            raise UnreachableError(f"{url}: {answer.status_code}")
        return bytes(content)
