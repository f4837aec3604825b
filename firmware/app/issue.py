"""The way of one receipt: prepare, intent on disk, card, self-check, commit. Paper comes later.

§ 9, § 17 and Anlage Z 4, 11 RKSV. A power cut between any two steps leaves either nothing or an
intent; an intent is finished with the identical payload, never renumbered. What must come first is
issued first: the Sammelbeleg after an outage, then the closing receipt of a month that ended.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from firmware.app.due_sales import closing_sale, sammelbeleg
from firmware.app.units import Unit, Units
from firmware.process.logs import get_logger
from firmware.rksv import chain
from firmware.rksv.chain import Draft, Register, Tail
from firmware.rksv.duties import closing_due, month_of
from firmware.rksv.errors import (
    ClockBackwardsError,
    ImplausibleTimeError,
    RksvError,
    SelfCheckError,
)
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.store.entry import Certificate, Entry, Intent, StoredReceipt
from firmware.store.errors import StoreError, StoreFault
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from firmware.till.events import Refusal
from firmware.till.sales.sale import Sale, buckets, from_content, journal_content, to_content
from firmware.till.sales.sale_rows import rows_with
from hal.clock.port import Clock, Instant
from hal.errors import HalError

log = get_logger()

#: Below this no new sale begins: room for what is open, and for an export.
MIN_FREE_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A committed receipt with what it was about."""

    receipt: StoredReceipt
    sale: Sale


class RefusedError(Exception):
    """What was asked for was not issued; `issued` is what came before it and is stored."""

    def __init__(self, refusal: Refusal, detail: str, issued: tuple[Issued, ...] = ()) -> None:
        super().__init__(f"{refusal.value}: {detail}")
        self.refusal = refusal
        self.issued = issued


@contextmanager
def _refusals(issued: Sequence[Issued]) -> Iterator[None]:
    """Faults of clock, disk and chain as refusals the counter can show.

    A book that says BROKEN is none of them: it answers nothing more until it is opened anew.
    """
    try:
        yield
    except (ClockBackwardsError, ImplausibleTimeError) as error:
        raise RefusedError(Refusal.CLOCK, str(error), tuple(issued)) from error
    except StoreError as error:
        if error.fault is StoreFault.BROKEN:
            raise
        raise RefusedError(Refusal.STORAGE, str(error), tuple(issued)) from error
    except RksvError as error:
        raise RefusedError(Refusal.CHAIN, str(error), tuple(issued)) from error


class Issuer:
    """Issues receipts for one register; the only writer of receipts.

    `is_signing` is false from the first failure until `resume` was told that the card signs again;
    meanwhile receipts are issued in failure form without waiting for the card. `is_pending` says
    that a refusal came between the two commits: the receipt is begun and must be finished first.
    `is_probe_wanted` asks whoever probes the units to do it soon; `signatures` counts the receipts
    they have signed, so that a probe from before the last one is known.
    """

    def __init__(
        self,
        book: Book,
        register: Register,
        units: Units,
        clock: Clock,
        free_bytes: Callable[[], int],
    ) -> None:
        self._book = book
        self._register = register
        self._units = units
        self._clock = clock
        self._free_bytes = free_bytes
        self.is_signing = True
        self.is_pending = False
        self.is_probe_wanted = False
        self.signatures = 0

    def issue(self, sale: Sale, records: Sequence[Record]) -> tuple[Issued, ...]:
        """Issue what is due and then `sale`; returns all receipts in the order of their numbers.

        An intent that an earlier refusal or cut left has its number and comes first; if it is this
        very sale, it is not issued a second time.

        Raises:
            RefusedError: the clock is before the last receipt, the disk takes nothing, or the
                chain does not check. What was issued before that is in it.
            StoreError: BROKEN: nobody knows what is stored until the book is opened anew.
        """
        issued: list[Issued] = []
        with _refusals(issued):
            self._require_room()
            pending = self.finish_intent()
            if pending is not None:
                issued.append(pending)
            if pending is None or pending.sale != sale:
                if self.has_ended:
                    raise RefusedError(Refusal.ENDED, "out of service for good", tuple(issued))
                self._issue_due(issued)
                # What was asked for may be what was due (F 61).
                if all(one.sale != sale for one in issued):
                    issued.append(self._issue_one(sale, records))
        return tuple(issued)

    def finish(self) -> tuple[Issued, ...]:
        """Finish the receipt a refusal left half way; nothing if there is none.

        Raises:
            RefusedError, StoreError: as `issue`; it stays half way.
        """
        with _refusals(()):
            self._require_room()
            pending = self.finish_intent()
        return () if pending is None else (pending,)

    def resume(self) -> tuple[Issued, ...]:
        """The card signs again: end the outage with the Sammelbeleg, at once (§ 17 Abs 4 RKSV).

        What is half way is still finished in failure form, so that the Sammelbeleg is the first
        signed receipt. If the card fails again, `is_signing` is false again.

        Raises:
            RefusedError, StoreError: as `issue`; `is_signing` stays false.
        """
        issued: list[Issued] = []
        with _refusals(issued):
            pending = self.finish_intent()
            if pending is not None:
                issued.append(pending)
            self.is_signing = True
            try:
                self._issue_due(issued)
            except BaseException:
                self.is_signing = False
                raise
        return tuple(issued)

    def finish_intent(self) -> Issued | None:
        """Sign, or seal in failure form, what a cut left; the payload stays as it was.

        Raises:
            StoreError: the book cannot be read or written.
            SelfCheckError: the found intent does not follow from the last receipt.
        """
        intent = self._book.intent()
        # What was half way when the register ended without a Schlussbeleg was never issued.
        if intent is None or self.has_ended:
            self.is_pending = False
            return None
        log.warning("intent found", number=intent.draft.number)
        sale = from_content(intent.content)
        return self._seal(intent, sale, ())

    @property
    def has_ended(self) -> bool:
        """Whether the register is out of service: no receipt follows, not even a Sammelbeleg."""
        return self._book.last_journal(JournalKind.AUSSERBETRIEB) is not None

    @property
    def unit(self) -> Unit:
        """The signature unit whose serial the next receipt has."""
        return self._units.active

    @property
    def serials(self) -> tuple[str, ...]:
        """Of the signature units in use, the preferred one first; any thread."""
        return tuple(unit.serial for unit in self._units.all)

    @property
    def has_better_unit(self) -> bool:
        """Whether a unit is preferred over the one that signs now: it had failed."""
        return bool(self._units.preferred_over_active)

    def probe(self) -> Unit | None:
        """The first unit that gives a real signature over a text that is no receipt; any thread.

        Raises:
            TakenError: as `Units.find_working`.
        """
        return self._units.find_working()

    def probe_better(self) -> Unit | None:
        """The same among those that are preferred over the one that signs now."""
        return self._units.find_working(self._units.preferred_over_active)

    def use(self, unit: Unit) -> None:
        """Sign with `unit` from the next receipt on, which the journal says.

        Raises:
            RefusedError, StoreError: the row cannot be written; the unit stays as it was.
        """
        before = self.unit
        if unit.serial == before.serial:
            return
        content = {
            "serial": unit.serial,
            "place": unit.place,
            "instead_of": before.serial,
            "is_back": self._units.is_preferred(unit.serial),
        }
        with _refusals(()):
            self._book.append([self._entry(JournalKind.EINHEIT, content)])
        self._units.use(unit.serial)

    def take_over(self) -> None:
        """Another card signs from the next receipt on (row KARTENTAUSCH): it just signed a test."""
        self._units.refresh()
        self.is_signing = True

    def _require_room(self) -> None:
        if self._free_bytes() < MIN_FREE_BYTES:
            raise StoreError(StoreFault.FULL, "disk", f"less than {MIN_FREE_BYTES} bytes free")

    def _issue_due(self, issued: list[Issued]) -> None:
        """Sammelbeleg, then the closing receipt, as far as each is due now."""
        if self.has_ended:
            return
        if self.is_signing and (outage := self._book.outage()) is not None:
            issued.append(self._issue_one(sammelbeleg(outage), ()))
        closing = self.closing_due()
        if closing is not None:
            issued.append(self._issue_one(closing, ()))

    def closing_due(self) -> Sale | None:
        """The closing receipt that comes before the next other one (§ 8 Abs 2 and 3 RKSV)."""
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
        return closing_sale(due)

    def _issue_one(self, sale: Sale, records: Sequence[Record]) -> Issued:
        now, tail = self._clock.now(), self._book.tail()
        # Before the VAT rates of such a day are looked for: the clock is what is wrong then.
        if tail is not None and now.utc < tail.issued_at_utc:
            raise ClockBackwardsError(tail.issued_at_utc, now.utc)
        day = local_day(now)
        certificate = self.unit.certificate
        draft = chain.prepare(
            self._register_of(certificate),
            tail,
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

    def _seal(self, intent: Intent, sale: Sale, records: Sequence[Record]) -> Issued:
        """Card, self-check, commit."""
        self.is_pending = True
        tail = self._book.tail()
        draft, certificate = intent.draft, self._certificate(intent)
        jws, fault = self._signed(draft, tail, certificate)
        is_signed = jws is not None
        if jws is None:
            jws = chain.seal(self._register_of(certificate), tail, draft, None, None)
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
        entries = [*self._entries(receipt, sale, records), *self._outage_entries(receipt, fault)]
        self._book.commit_receipt(receipt, entries)
        self.is_pending = False
        return Issued(receipt=receipt, sale=sale)

    def _signed(
        self, draft: Draft, tail: Tail | None, certificate: Certificate
    ) -> tuple[str | None, str]:
        """The compact JWS with a good signature; or None, when there was none in time, and why."""
        if not self.is_signing:
            return None, self.unit.signer.fault
        try:
            signature = self._units.sign(certificate.serial, draft.digest)
            register = self._register_of(certificate)
            sealed = chain.seal(register, tail, draft, signature, certificate.der)
        except HalError as error:
            log.warning("card failed", fault=error.fault.value, detail=error.detail)
            return None, error.fault.value
        except SelfCheckError as error:
            # A signature that does not verify is as good as none; any other broken rule is ours,
            # and shows again, unguarded, when the failure form is sealed.
            log.warning("self-check failed", rule=str(error))
            return None, "signature does not verify"
        self.signatures += 1
        return sealed, ""

    def _register_of(self, certificate: Certificate) -> Register:
        """The register as the receipts of this certificate name it (field 1)."""
        return replace(self._register, rka=certificate.rka)

    def _certificate(self, intent: Intent) -> Certificate:
        """The certificate the intent names, which need not be the newest one any more."""
        certificate = self._book.certificate(intent.certificate_serial)
        assert certificate is not None, "the book takes no intent whose certificate it has not"
        return certificate

    def _outage_entries(self, receipt: StoredReceipt, fault: str) -> Iterator[Entry]:
        """Begin and end of an outage, each once: whether one is open is asked of the book."""
        content: dict[str, object] = {
            "number": receipt.number,
            "serial": receipt.certificate_serial,
        }
        if not receipt.is_signed and self._book.outage() is None:
            yield self._entry(JournalKind.AUSFALL_BEGINN, {**content, "fault": fault})
        if receipt.is_signed and receipt.kind is ReceiptKind.SAMMELBELEG:
            yield self._entry(JournalKind.AUSFALL_ENDE, content)

    def _entries(
        self, receipt: StoredReceipt, sale: Sale, records: Sequence[Record]
    ) -> list[Entry]:
        content: dict[str, object] = {
            "number": receipt.number,
            "kind": receipt.kind.value,
            "is_signed": receipt.is_signed,
            "note": sale.note,
            **journal_content(sale, receipt.issued_at_utc.astimezone(texts.VIENNA).date()),
        }
        now_utc = self._clock.now().utc
        return [
            *(entry_of(record, now_utc) for record in records),
            self._entry(JournalKind.BELEG, content, sale.clerk),
            *(self._entry(kind, row, sale.clerk) for kind, row in rows_with(receipt.number, sale)),
        ]

    def _entry(
        self, kind: JournalKind, content: Mapping[str, object], clerk: int | None = None
    ) -> Entry:
        return Entry(kind=kind, clerk=clerk, content=plain(content), at_utc=self._clock.now().utc)


def plain(content: Mapping[str, object]) -> Mapping[str, Json]:
    """Content as the book gives it back: texts, integers, lists and maps only."""
    read_back: Mapping[str, Json] = msgspec.json.decode(msgspec.json.encode(content))
    return read_back


def entry_of(record: Record, at_utc: datetime) -> Entry:
    """A journal row of the counter, at its time."""
    return Entry(kind=record.kind, clerk=record.clerk, content=plain(record.content), at_utc=at_utc)


def local_day(now: Instant) -> date:
    """The Austrian calendar day, which decides the VAT rates."""
    return now.utc.astimezone(texts.VIENNA).date()
