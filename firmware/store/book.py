"""The book: what a till must never lose, written by one process, in whole transactions.

A receipt takes two commits. `put_intent` stores its final payload before the card sees it;
`commit_receipt` stores the receipt, takes the intent away and adds the journal rows, all or
nothing (RKSV Anlage Z 4 and 11: chain, counter, number and DEP entry are one). A cut at any moment
leaves either the intent, whose payload is then signed again unchanged, or the whole receipt.

The journal row the book itself adds for each receipt, certificate and identity carries their
digests; each of those rows names that journal row. Neither side can lose its end alone unnoticed.
"""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code
from firmware.rksv.chain import Draft, Tail, first_link, link
from firmware.rksv.errors import MalformedError
from firmware.rksv.receipt import Payload, ReceiptKind, local_time_text
from firmware.store import journal
from firmware.store.canonical import utc_text
from firmware.store.entry import (
    CERTIFICATE_KIND,
    IDENTITY_KIND,
    OWN_KINDS,
    RECEIPT_KIND,
    Certificate,
    Entry,
    Intent,
    StoredReceipt,
)
from firmware.store.errors import StoreError, StoreFault, edge
from firmware.store.file import BookFile, Connect
from firmware.store.reader import Reader
from firmware.store.row import (
    INTENT_DOMAIN,
    certificate_cells,
    certificate_content,
    identity_content,
    intent_cells,
    months_closed,
    receipt_cells,
    receipt_content,
    row_digest,
)

# Commit 2 must not find the disk full after the card has signed: below this nothing is begun.
RESERVE_BYTES: Final = 16_777_216

_INSERT_IDENTITY: Final = (
    "INSERT INTO identity (id, register_id, rka, counter_bytes, aes_key_check, "
    "commissioned_at_utc, journal_seq) VALUES (1, ?, ?, ?, ?, ?, ?)"
)
_INSERT_CERTIFICATE: Final = (
    "INSERT INTO certificates (serial, der, chain, rka, journal_seq) VALUES (?, ?, ?, ?, ?)"
)
_INSERT_INTENT: Final = (
    "INSERT INTO intent (id, number, kind, issued_at_utc, turnover_cents, payload, "
    "certificate_serial, content, digest) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_RECEIPT: Final = (
    "INSERT INTO receipts (number, kind, issued_at_utc, jws, turnover_cents, certificate_serial, "
    "is_signed, content, is_zero, journal_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DELETE_INTENT: Final = "DELETE FROM intent"
_CHECKPOINT: Final = "PRAGMA wal_checkpoint(PASSIVE)"
_CLOSING_KINDS: Final = frozenset({ReceiptKind.MONATSBELEG, ReceiptKind.JAHRESBELEG})


class Book(Reader):
    """The book opened for writing; there is one such at a time, used by one thread.

    Every writing method is one transaction: it is stored when the method returns, and not at all
    when it raises. After StoreError BROKEN alone that is open: see `StoreError`.
    """

    @classmethod
    def create(cls, path: Path, *, connect: Connect = sqlite3.connect) -> Self:
        """Make an empty book, once in the life of a till; the folder must be there.

        Raises:
            StoreError: EXISTS, ABSENT (no folder), LOCKED, FULL, BROKEN, FORBIDDEN.
        """
        return cls(BookFile.create(path, connect))

    @classmethod
    def open(cls, path: Path, *, connect: Connect = sqlite3.connect) -> Self:
        """Open the book; one of an older firmware is carried on to the schema of this one.

        Never makes one: a till whose book is missing must not begin a second chain.

        Raises:
            StoreError: ABSENT, LOCKED (another till program has it), TOO_NEW, FULL, BROKEN,
                FORBIDDEN.
        """
        return cls(BookFile.open(path, connect))

    def commission(
        self,
        register_id: str,
        rka: str,
        counter_bytes: int,
        aes_key_check: str,
        entries: Sequence[Entry],
    ) -> None:
        """Write down who the till is, once; the time is that of the first entry.

        Raises:
            StoreError: REFUSED: commissioned before, no entry, counter not 5 to 16 bytes.
        """
        at_utc = _first_of(entries, "identity").at_utc
        cells = (register_id, rka, counter_bytes, aes_key_check, utc_text(at_utc, "identity"))
        content = identity_content(cells)
        own = Entry(kind=IDENTITY_KIND, clerk=None, content=content, at_utc=at_utc)
        with self.file.transaction():
            seq = self._journal(own, entries)
            self.file.row(_INSERT_IDENTITY, (*cells, seq))

    def add_certificate(self, certificate: Certificate, entries: Sequence[Entry]) -> None:
        """Enter a signature certificate and its issuers; receipts may name it from now on.

        Args:
            certificate: it bears the serial as receipts carry it in field 11: lower-case hex
                without leading zeros; issuers in order up to the root, may be none (Anlage Z 3).
            entries: at least one; the time is that of the first.

        Raises:
            StoreError: REFUSED: no X.509, no key of P-256, another serial, entered before, or
                no entry.
        """
        place = f"certificate {certificate.serial}"
        at_utc = _first_of(entries, place).at_utc
        _require_x509(certificate, place)
        cells = certificate_cells(certificate)
        content = certificate_content(cells)
        own = Entry(kind=CERTIFICATE_KIND, clerk=None, content=content, at_utc=at_utc)
        with self.file.transaction():
            seq = self._journal(own, entries)
            self.file.row(_INSERT_CERTIFICATE, (*cells, seq))

    def append(self, entries: Sequence[Entry]) -> None:
        """Add journal rows by one commit; no entries, no commit.

        Raises:
            StoreError: REFUSED, naming the entry and the place in its content; FULL, BROKEN.
        """
        if not entries:
            return
        _refuse_own_kinds(entries)
        with self.file.transaction():
            journal.append(self.file, entries)

    def put_intent(self, intent: Intent) -> None:
        """Commit 1: store the receipt that is about to be signed.

        Raises:
            StoreError: REFUSED: one is there already; not commissioned; certificate not entered;
                the draft does not follow on the last receipt; a closing receipt without months.
                FULL also while there is still room, but less than RESERVE_BYTES.
        """
        self._require_room()
        cells = intent_cells(intent)
        place = f"intent {intent.draft.number}"
        if intent.draft.kind in _CLOSING_KINDS:
            months_closed(intent.content, place)
        with self.file.transaction():
            waiting = self.intent()
            if waiting is not None:
                raise _refused(place, f"intent {waiting.draft.number} is still to be signed")
            self._require_follows(intent.draft, intent.certificate_serial, place)
            self.file.row(_INSERT_INTENT, (*cells, row_digest(INTENT_DOMAIN, cells)))

    def commit_receipt(self, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        """Commit 2: the receipt comes in, its intent goes, the journal rows are added.

        The book adds a row of its own before `entries`, with the time of the receipt.

        Raises:
            StoreError: REFUSED: there is no intent; the receipt is another one than the intent
                (number, kind, time, turnover, certificate, payload); the JWS does not follow on
                the last receipt, or says something else about being signed.
        """
        _refuse_own_kinds(entries)
        place = f"receipt {receipt.number}"
        cells = receipt_cells(receipt)
        with self.file.transaction():
            draft = self._require_intended(receipt, place)
            payload = self._require_follows(draft, receipt.certificate_serial, place)
            own = Entry(
                kind=RECEIPT_KIND,
                clerk=None,
                content=receipt_content(cells),
                at_utc=receipt.issued_at_utc,
            )
            seq = self._journal(own, entries)
            self.file.row(_INSERT_RECEIPT, (*cells, int(payload.buckets.is_zero), seq))
            self.file.row(_DELETE_INTENT)

    def checkpoint(self) -> None:
        """Move the WAL into the file as far as readers allow; for idle moments (see file.py).

        Raises:
            StoreError: FULL, BROKEN; what was committed stays committed.
        """
        self.file.row(_CHECKPOINT)

    def _journal(self, own: Entry, entries: Sequence[Entry]) -> int:
        """Add the book's own row, then the caller's; returns the seq of the own one."""
        _refuse_own_kinds(entries)
        return journal.append(self.file, (own, *entries))

    def _require_intended(self, receipt: StoredReceipt, place: str) -> Draft:
        """The intent's draft, if the receipt is nothing but that draft with its third part."""
        intent = self.intent()
        if intent is None:
            raise _refused(place, "there is no intent for it")
        draft = intent.draft
        try:
            parts = jws_form.split(receipt.jws)
        except MalformedError as error:
            raise _refused(place, str(error)) from error
        compared = (
            ("number", receipt.number, draft.number),
            ("kind", receipt.kind, draft.kind),
            ("time", receipt.issued_at_utc, draft.issued_at_utc),
            ("turnover", receipt.turnover_cents, draft.turnover_cents),
            ("certificate", receipt.certificate_serial, intent.certificate_serial),
            ("payload", parts.payload, draft.payload),
            ("is_signed", receipt.is_signed, parts.signature is not None),
        )
        for name, given, intended in compared:
            if given != intended:
                raise _refused(place, f"{name} is {given!r}, intended was {intended!r}")
        return draft

    def _require_follows(self, draft: Draft, serial: str, place: str) -> Payload:
        """The draft's payload, if it is the next receipt of this till (RKSV Anlage Z 4)."""
        identity = self.identity()
        if identity is None:
            raise _refused(place, "the till is not commissioned")
        try:
            payload = machine_code.parse(draft.payload)
        except MalformedError as error:
            raise _refused(place, str(error)) from error
        certificate = self.certificate(serial)
        if certificate is None:
            raise _refused(place, f"certificate {serial} is not entered")
        tail = self.tail()
        if tail is not None and draft.issued_at_utc < tail.issued_at_utc:
            raise _refused(place, f"before receipt {tail.number} of {tail.issued_at_utc}")
        number = 1 if tail is None else tail.number + 1
        compared = (
            ("number", draft.number, number),
            ("number in the payload", payload.number_text, str(number)),
            ("RKA", payload.rka, certificate.rka),
            ("register", payload.register_id, identity.register_id),
            ("local time", payload.local_time, local_time_text(draft.issued_at_utc)),
            ("amounts", payload.buckets, draft.buckets),
            ("certificate", payload.certificate_serial, serial),
            ("turnover", draft.turnover_cents, _turnover_after(tail, draft)),
            (
                "link",
                payload.previous_link,
                first_link(identity.register_id) if tail is None else link(tail.jws),
            ),
        )
        for name, given, expected in compared:
            if given != expected:
                raise _refused(place, f"{name} is {given!r}, expected {expected!r}")
        return payload

    def _require_room(self) -> None:
        with edge(self.path):
            room = os.statvfs(self.path)
        free_bytes = room.f_bavail * room.f_frsize
        if free_bytes < RESERVE_BYTES:
            raise StoreError(
                StoreFault.FULL,
                str(self.path),
                f"{free_bytes} bytes free, a receipt is begun with {RESERVE_BYTES}: free space",
            )


def _turnover_after(tail: Tail | None, draft: Draft) -> int:
    before_cents = 0 if tail is None else tail.turnover_cents
    return before_cents + (draft.buckets.total if draft.kind.changes_counter else 0)


def _require_x509(certificate: Certificate, place: str) -> None:
    """The certificate bears the serial and a key that ES256 verifies with; issuers may be RSA."""
    from cryptography import x509  # noqa: PLC0415 - once in a year, and 3 MiB for every reader

    try:
        ders = (certificate.der, *certificate.chain)
        loaded, *_ = [x509.load_der_x509_certificate(each) for each in ders]
        key = loaded.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _refused(place, f"it or an issuer is no X.509 certificate: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _refused(place, "it holds no key of P-256")
    borne = f"{loaded.serial_number:x}"
    if borne != certificate.serial:
        raise _refused(place, f"the certificate bears the serial {borne}")


def _first_of(entries: Sequence[Entry], place: str) -> Entry:
    if not entries:
        raise _refused(place, "such an act is journalled: at least one entry")
    return entries[0]


def _refuse_own_kinds(entries: Sequence[Entry]) -> None:
    for entry in entries:
        if entry.kind.startswith(OWN_KINDS):
            raise _refused(entry.kind, f"kinds that begin with {OWN_KINDS!r} are the book's own")


def _refused(place: str, detail: str) -> StoreError:
    return StoreError(StoreFault.REFUSED, place, detail)
