"""Links to digital receipts on kassad's side: the secret they are made from, and their rows.

The secret is made when the first link is wanted, lies with the till's own secrets, and leaves the
till in no export: whoever has the books cannot make links. A row BELEG_LINK tells the archive the
SHA-256 of a token before anybody can read it off the display.
"""

from pathlib import Path

from firmware.accord import link
from firmware.accord.errors import AccordError
from firmware.app import credentials
from firmware.app.credentials import CredentialError
from firmware.process.logs import get_logger
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind

log = get_logger()


class Links:
    """Makes links of one register; used by the loop."""

    def __init__(self, book: Reader, secrets: Path, register_id: str) -> None:
        self._book = book
        self._secrets = secrets
        self._register_id = register_id
        self._secret = b""
        self._is_lost = False

    def link(self, base: str, number: int) -> str:
        """The link of a receipt; empty where there are no links, or the secret cannot be had."""
        token = self._token(number) if base else ""
        try:
            return link.link(base, token) if token else ""
        except AccordError:
            # Said already, where the base was told.
            return ""

    def row(self, number: int) -> dict[str, object] | None:
        """The content of the row for the link of a receipt; None: it stands in the book.

        Raises:
            StoreError: the book cannot be read.
        """
        token = self._token(number)
        assert token, "only a link that was made is shown"
        content: dict[str, object] = {"number": number, "token_sha256": link.token_sha256(token)}
        first_seq = self._book.receipt_seq(number) or 1
        rows = self._book.journal(first_seq, kind=JournalKind.BELEG_LINK)
        return None if any(row.content == content for row in rows) else content

    def _token(self, number: int) -> str:
        if not self._secret and not self._is_lost:
            try:
                self._secret = credentials.own_link_secret(self._secrets)
            except CredentialError as error:
                # Receipts come on paper; nothing is sold less for it.
                self._is_lost = True
                log.error("no links to receipts", detail=str(error))
        return link.token(self._secret, self._register_id, number) if self._secret else ""
