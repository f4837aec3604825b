"""The way of one receipt: prepare, intent on disk, card, self-check, commit. Paper comes later.

§ 9, § 17 and Anlage Z 4, 11 RKSV. A power cut between any two steps leaves either nothing or an
intent; an intent is finished with the identical payload, never renumbered. What must come first is
issued first: the Sammelbeleg after an outage, then the closing receipt of a month that ended.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import msgspec
import structlog

from firmware.rksv import chain
from firmware.rksv.chain import Draft, Register, Tail
from firmware.rksv.duties import Month, closing_due, month_of
from firmware.rksv.errors import (
    ClockBackwardsError,
    ImplausibleTimeError,
    RksvError,
    SelfCheckError,
)
from firmware.rksv.outage import Outage
from firmware.rksv.receipt import ReceiptKind, local_time_text
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.store.entry import Certificate, Entry, Intent, StoredReceipt
from firmware.store.errors import StoreError
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from firmware.till.events import Refusal
from firmware.till.sale import Sale, buckets, from_content, to_content
from hal.card.port import SignatureCard
from hal.clock.port import Clock, Instant
from hal.errors import HalError

log = structlog.get_logger()

#: The longest a customer waits for the card before the receipt is issued without it (§ 17 Abs 4).
CARD_DEADLINE_S = 3.0
#: Below this no new sale begins: room for what is open, and for an export.
MIN_FREE_BYTES = 50 * 1024 * 1024


class RefusedError(Exception):
    """No receipt was issued, nothing was stored."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(f"{refusal.value}: {detail}")
        self.refusal = refusal


@contextmanager
def _refusals() -> Iterator[None]:
    """Faults of clock, disk and chain as refusals the counter can show."""
    try:
        yield
    except (ClockBackwardsError, ImplausibleTimeError) as error:
        raise RefusedError(Refusal.CLOCK, str(error)) from error
    except StoreError as error:
        raise RefusedError(Refusal.STORAGE, str(error)) from error
    except RksvError as error:
        raise RefusedError(Refusal.CHAIN, str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A committed receipt with what it was about."""

    receipt: StoredReceipt
    sale: Sale


class Issuer:
    """Issues receipts for one register with one card; the only writer of receipts.

    `is_signing` is false from the first failure until `resume` was told that the card signs again;
    meanwhile receipts are issued in failure form without waiting for the card.
    """

    def __init__(
        self,
        book: Book,
        register: Register,
        card: SignatureCard,
        clock: Clock,
        free_bytes: Callable[[], int],
    ) -> None:
        self._book = book
        self._register = register
        self._card = card
        self._clock = clock
        self._free_bytes = free_bytes
        self.is_signing = True

    def issue(self, sale: Sale, records: Sequence[Record]) -> tuple[Issued, ...]:
        """Issue what is due and then `sale`; returns all receipts in the order of their numbers.

        An intent that an earlier refusal left (the disk filled up between its two commits) is
        finished instead: it is the same sale, its number is taken, and it must come first.

        Raises:
            RefusedError: the clock is before the last receipt, the disk takes nothing, or the
                chain does not check.
        """
        with _refusals():
            if self._free_bytes() < MIN_FREE_BYTES:
                raise RefusedError(Refusal.STORAGE, "less than 50 MB free")
            pending = self.finish_intent()
            if pending is not None:
                return (pending,)
            before = self._issue_due()
            return (*before, self._issue_one(sale, records))

    def resume(self) -> tuple[Issued, ...]:
        """The card signs again: end the outage with the Sammelbeleg, at once (§ 17 Abs 4 RKSV).

        Raises:
            RefusedError: as `issue`.
        """
        self.is_signing = True
        with _refusals():
            return self._issue_due()

    def finish_intent(self) -> Issued | None:
        """Sign, or seal in failure form, what a power cut left; the payload stays as it was.

        Raises:
            StoreError: the book cannot be read or written.
            SelfCheckError: the found intent does not follow from the last receipt.
        """
        intent = self._book.intent()
        if intent is None:
            return None
        log.warning("intent found", number=intent.draft.number)
        sale = from_content(intent.content)
        return self._seal(intent, sale, ())

    def probe(self) -> bool:
        """Whether the card signs: a real signature over a text that is no receipt."""
        nonce = sha256(b"standlkassa test signature" + os.urandom(16)).digest()
        try:
            self._card.sign(nonce, CARD_DEADLINE_S)
        except HalError as error:
            log.info("card probe failed", fault=error.fault.value, detail=error.detail)
            return False
        return True

    def _issue_due(self) -> tuple[Issued, ...]:
        """Sammelbeleg, then the closing receipt, as far as each is due now."""
        issued: list[Issued] = []
        if self.is_signing and (outage := self._book.outage()) is not None:
            issued.append(self._issue_one(_sammelbeleg(outage), ()))
        closing = self._closing()
        if closing is not None:
            issued.append(self._issue_one(closing, ()))
        return tuple(issued)

    def _closing(self) -> Sale | None:
        identity = self._book.identity()
        assert identity is not None, "an issuer is made for a commissioned book"
        if self._book.tail() is None:
            return None
        due = closing_due(
            last_closed=self._book.last_closed(),
            commissioned=month_of(identity.commissioned_at_utc),
            unsigned_year_open=self.is_signing and self._book.unsigned_year_open(),
            now_utc=self._clock.now().utc,
        )
        if due is None:
            return None
        return Sale(
            kind=due.kind,
            clerk=None,
            note=months_text(due.months),
            closes=tuple(str(month) for month in due.months),
        )

    def _issue_one(self, sale: Sale, records: Sequence[Record]) -> Issued:
        now = self._clock.now()
        day = local_day(now)
        certificate = self._certificate()
        draft = chain.prepare(
            self._register,
            self._book.tail(),
            kind=sale.kind,
            buckets=buckets(sale.lines, day),
            issued_at_utc=now.utc,
            certificate_serial=certificate.serial,
        )
        intent = Intent(
            draft=draft, content=plain(to_content(sale)), certificate_serial=certificate.serial
        )
        self._book.put_intent(intent)
        return self._seal(intent, sale, records)

    def _certificate(self) -> Certificate:
        return self._book.certificates()[-1]

    def _seal(self, intent: Intent, sale: Sale, records: Sequence[Record]) -> Issued:
        """Card, self-check, commit."""
        tail = self._book.tail()
        draft = intent.draft
        was_signing = self.is_signing
        jws = self._signed(draft, tail)
        is_signed = jws is not None
        if jws is None:
            jws = chain.seal(self._register, tail, draft, None, None)
            self.is_signing = False
        receipt = StoredReceipt(
            number=draft.number,
            kind=draft.kind,
            issued_at_utc=draft.issued_at_utc,
            jws=jws,
            turnover_cents=draft.turnover_cents,
            certificate_serial=intent.certificate_serial,
            is_signed=is_signed,
            content=intent.content,
        )
        entries = self._entries(receipt, sale, records)
        number: dict[str, object] = {"number": draft.number}
        if was_signing and not is_signed:
            entries.append(self._entry(JournalKind.AUSFALL_BEGINN, number))
        if is_signed and draft.kind is ReceiptKind.SAMMELBELEG:
            entries.append(self._entry(JournalKind.AUSFALL_ENDE, number))
        self._book.commit_receipt(receipt, entries)
        return Issued(receipt=receipt, sale=sale)

    def _signed(self, draft: Draft, tail: Tail | None) -> str | None:
        """The compact JWS with a good signature, or None when the card gave none in time."""
        if not self.is_signing:
            return None
        try:
            signature = self._card.sign(draft.digest, CARD_DEADLINE_S)
            return chain.seal(self._register, tail, draft, signature, self._certificate().der)
        except HalError as error:
            log.warning("card failed", fault=error.fault.value, detail=error.detail)
        except SelfCheckError as error:
            # A signature that does not verify is as good as none; any other broken rule is ours,
            # and shows again, unguarded, when the failure form is sealed.
            log.warning("self-check failed", rule=str(error))
        return None

    def _entries(
        self, receipt: StoredReceipt, sale: Sale, records: Sequence[Record]
    ) -> list[Entry]:
        content: dict[str, object] = {
            "number": receipt.number,
            "kind": receipt.kind.value,
            "is_sale": sale.is_sale,
            "is_signed": receipt.is_signed,
            "total_cents": sale.total_cents,
            "note": sale.note,
        }
        now_utc = self._clock.now().utc
        return [
            *(entry_of(record, now_utc) for record in records),
            self._entry(JournalKind.BELEG, content, sale.clerk),
        ]

    def _entry(
        self, kind: JournalKind, content: Mapping[str, object], clerk: int | None = None
    ) -> Entry:
        return Entry(kind=kind, clerk=clerk, content=plain(content), at_utc=self._clock.now().utc)


def plain(content: Mapping[str, object]) -> Mapping[str, Json]:
    """Content as the book takes it: texts, integers, lists and maps only."""
    builtins: Mapping[str, Json] = msgspec.to_builtins(content)
    return builtins


def entry_of(record: Record, at_utc: datetime) -> Entry:
    """A journal row of the counter, at its time."""
    return Entry(kind=record.kind, clerk=record.clerk, content=plain(record.content), at_utc=at_utc)


def local_day(now: Instant) -> date:
    """The Austrian calendar day, which decides the VAT rates."""
    return now.utc.astimezone(texts.VIENNA).date()


def months_text(months: Sequence[Month]) -> str:
    """„Oktober 2026" or „September 2026 - Oktober 2026"."""
    names = [f"{texts.MONTH_NAMES[month.month - 1]} {month.year}" for month in months]
    return names[0] if len(names) == 1 else f"{names[0]} - {names[-1]}"


def _sammelbeleg(outage: Outage) -> Sale:
    first, last = outage.first_number, outage.last_number
    numbers = f"Bon {first}" if first == last else f"Bon {first}-{last}"
    began = local_time_text(outage.began_at_utc)
    since = f"{began[8:10]}.{began[5:7]}. {began[11:16]}"
    note = f"Ausfall {numbers}, {outage.count} Belege, seit {since}"
    return Sale(kind=ReceiptKind.SAMMELBELEG, clerk=None, note=note)
