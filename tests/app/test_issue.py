"""The way of one receipt, over a real book and the real driver of an emulated card."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.app.boot import register_of
from firmware.app.config import Config
from firmware.app.credentials import read_aes_key
from firmware.app.issue import (
    MIN_FREE_BYTES,
    Issued,
    Issuer,
    RefusedError,
    entry_of,
    local_day,
    plain,
)
from firmware.app.units import Units
from firmware.desk.stand import Stand
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.entry import Certificate, StoredReceipt
from firmware.store.errors import StoreError, StoreFault
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from firmware.till.events import Refusal
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale, to_content
from hal.card.emulator import EmulatedCard
from hal.clock.port import Instant
from tests.app.day import MORNING, utc

HERBS = Line(
    group=1,
    name="Kräuter",
    vat_per_mille=49,
    quantity_milli=1000,
    unit_cents=250,
    is_weight=False,
)
SALE = Sale(
    kind=ReceiptKind.STANDARD,
    clerk=1,
    lines=(HERBS,),
    tenders=(Tender(means=Means.CASH, amount_cents=250, given_cents=500),),
)
NULLBELEG = Sale(kind=ReceiptKind.NULLBELEG, clerk=None, note="Kontrolle")


class Desk:
    """An issuer on a commissioned book, with hands to disturb it."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.stand = Stand(folder, config, utc(MORNING))
        self.stand.commission()
        self.free_bytes = MIN_FREE_BYTES
        self.book = Book.open(self.stand.book_path)
        self.issuer = self.new_issuer()

    def new_issuer(self) -> Issuer:
        """As after a boot."""
        config = self.stand.config
        aes_key = read_aes_key(self.stand.secrets)
        register = register_of(self.book.identity(), config, aes_key)
        units = Units(self.book, self.stand.bench.devices().places, self.stand.clock.monotonic)
        return Issuer(self.book, register, units, self.stand.clock, lambda: self.free_bytes)

    def kinds(self) -> list[str]:
        """Our own journal rows."""
        return [row.kind for row in self.book.journal() if not row.kind.startswith("book.")]


@pytest.fixture
def desk(tmp_path: Path, config: Config) -> Iterator[Desk]:
    """A till whose counter is this test."""
    (tmp_path / "till").mkdir()
    desk = Desk(tmp_path / "till", config)
    yield desk
    desk.book.close()


def test_signed_receipt(desk: Desk) -> None:
    """§ 9 RKSV: number, time, amounts, counter and link of the law, signed by the card."""
    record = Record(kind=JournalKind.ZAHLUNG, clerk=1, content={"n": 1})
    (issued,) = desk.issuer.issue(SALE, [record])
    assert issued.sale == SALE
    stored = desk.book.receipt(2)
    assert stored == issued.receipt
    payload = parse(jws.split(issued.receipt.jws).payload)
    assert payload.number_text == "2"
    assert payload.local_time == MORNING
    assert payload.buckets.besonders == 250
    assert issued.receipt.is_signed
    assert issued.receipt.turnover_cents == 250
    assert desk.kinds()[-2:] == ["ZAHLUNG", "BELEG"]
    assert desk.book.intent() is None
    assert not desk.issuer.is_pending


def test_what_is_stored_is_what_was_sold(desk: Desk) -> None:
    """The book's content makes the same sale again, for slip and exports."""
    desk.issuer.issue(SALE, ())
    row = desk.book.last_journal(JournalKind.BELEG)
    assert row is not None
    assert row.content == {
        "number": 2,
        "kind": "standard",
        "is_sale": True,
        "is_signed": True,
        "total_cents": 250,
        "note": "",
        "day": "2026-11-20",
        "original": None,
        "lines": plain(to_content(SALE))["lines"],
        "tenders": [{"means": "bar", "amount_cents": 250, "given_cents": 500}],
    }


def test_less_than_the_reserve(desk: Desk) -> None:
    """E15: nothing is begun, nothing is stored."""
    desk.free_bytes = MIN_FREE_BYTES - 1
    with pytest.raises(RefusedError) as caught:
        desk.issuer.issue(SALE, ())
    assert caught.value.refusal is Refusal.STORAGE
    assert caught.value.issued == ()
    assert desk.book.last_receipt() == desk.book.receipt(1)
    assert not desk.issuer.is_pending


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=20_000)])
def test_clock_before_the_last_receipt(desk: Desk, back: timedelta) -> None:
    """§ 8 RKSV: E14 for a second as for fifty years."""
    desk.issuer.issue(SALE, ())
    desk.stand.clock.jump(-back.total_seconds())
    with pytest.raises(RefusedError) as caught:
        desk.issuer.issue(SALE, ())
    assert caught.value.refusal is Refusal.CLOCK
    assert desk.book.intent() is None


def test_chain_that_does_not_check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """E21: a receipt that fails its own examination is not stored, signed or not."""
    turnover = desk.issuer._register
    broken = type(turnover)(
        register_id=turnover.register_id,
        rka=turnover.rka,
        aes_key=bytes(32),
        counter_bytes=turnover.counter_bytes,
    )
    prepare = desk.issuer._issue_one

    def with_other_key(sale: Sale, records: object) -> Issued:
        desk.issuer._register = turnover
        seal = desk.issuer._seal

        def other(*arguments: object) -> Issued:
            desk.issuer._register = broken
            return seal(*arguments)

        monkeypatch.setattr(desk.issuer, "_seal", other)
        return prepare(sale, records)

    monkeypatch.setattr(desk.issuer, "_issue_one", with_other_key)
    with pytest.raises(RefusedError) as caught:
        desk.issuer.issue(SALE, ())
    assert caught.value.refusal is Refusal.CHAIN
    assert desk.book.last_receipt() == desk.book.receipt(1)
    assert desk.issuer.is_pending


def fail_commit(desk: Desk, fault: StoreFault = StoreFault.FULL) -> Callable[[], None]:
    """Refuse commit 2 until the returned function is called."""

    def refuse(receipt: StoredReceipt, entries: object) -> None:
        raise StoreError(fault, "book", "as the test says")

    commit = desk.book.commit_receipt
    desk.book.commit_receipt = refuse
    return lambda: setattr(desk.book, "commit_receipt", commit)


def test_half_way_sale_is_not_issued_twice(desk: Desk) -> None:
    """Anlage Z 4 RKSV: the same sale again is the same receipt, text for text."""
    mend = fail_commit(desk)
    with pytest.raises(RefusedError) as caught:
        desk.issuer.issue(SALE, ())
    assert caught.value.refusal is Refusal.STORAGE
    assert desk.issuer.is_pending
    intent = desk.book.intent()
    assert intent is not None
    desk.stand.clock.advance(60)
    mend()
    (issued,) = desk.issuer.issue(SALE, ())
    assert jws.split(issued.receipt.jws).payload == intent.draft.payload
    assert issued.receipt.is_signed
    assert not desk.issuer.is_pending
    assert desk.issuer.finish() == ()


def test_another_sale_after_a_half_way_one(desk: Desk) -> None:
    """Both are issued, each once, in the order of their numbers."""
    mend = fail_commit(desk)
    with pytest.raises(RefusedError):
        desk.issuer.issue(SALE, ())
    mend()
    issued = desk.issuer.issue(NULLBELEG, ())
    assert [one.sale for one in issued] == [SALE, NULLBELEG]


def test_broken_book_is_no_refusal(desk: Desk) -> None:
    """Nobody knows what is stored: that ends the till, it is not "disk full"."""
    fail_commit(desk, StoreFault.BROKEN)
    with pytest.raises(StoreError) as caught:
        desk.issuer.issue(SALE, ())
    assert caught.value.fault is StoreFault.BROKEN


def test_finish_in_the_reserve(desk: Desk) -> None:
    """What is half way waits for room, too, and asks no card before there is some."""
    mend = fail_commit(desk)
    with pytest.raises(RefusedError):
        desk.issuer.issue(SALE, ())
    mend()
    signatures = desk.stand.bench.card.signature_count
    desk.free_bytes = 0
    with pytest.raises(RefusedError):
        desk.issuer.finish()
    assert desk.stand.bench.card.signature_count == signatures
    desk.free_bytes = MIN_FREE_BYTES
    (issued,) = desk.issuer.finish()
    assert issued.sale == SALE


def test_resume_with_a_full_disk(desk: Desk) -> None:
    """§ 17 Abs 4 RKSV: no Sammelbeleg, no end of the outage; the next probe tries again."""
    desk.stand.bench.set_card("out")
    desk.issuer.issue(SALE, ())
    desk.stand.bench.set_card("in")
    mend = fail_commit(desk)
    with pytest.raises(RefusedError):
        desk.issuer.resume()
    assert not desk.issuer.is_signing
    mend()
    issued = desk.issuer.resume()
    # The Sammelbeleg that was begun fails, since it is not the card's turn yet; the next is signed.
    assert [(one.sale.kind, one.receipt.is_signed) for one in issued] == [
        (ReceiptKind.SAMMELBELEG, False),
        (ReceiptKind.SAMMELBELEG, True),
    ]
    assert desk.issuer.is_signing
    assert desk.book.outage() is None


def test_intent_of_an_older_certificate(desk: Desk) -> None:
    """Anlage Z 5 RKSV: an intent is checked against the certificate it names, not the newest."""
    mend = fail_commit(desk)
    with pytest.raises(RefusedError):
        desk.issuer.issue(SALE, ())
    mend()
    other = EmulatedCard(seed=2)
    row = Record(kind=JournalKind.ZERTIFIKAT, clerk=None, content={"serial": other.serial})
    certificate = Certificate(serial=other.serial, der=other.certificate, chain=(), rka="R1-AT1")
    desk.book.add_certificate(certificate, [entry_of(row, desk.stand.clock.now().utc)])
    (issued,) = desk.issuer.finish()
    assert issued.receipt.is_signed


def test_local_day() -> None:
    """The VAT rates are those of the Austrian day, not of UTC's."""
    instant = Instant(utc=utc("2026-07-01T00:30:00"), monotonic_s=0.0, is_trusted=True)
    assert local_day(instant).isoformat() == "2026-07-01"


def test_plain_values() -> None:
    """What goes into the book is texts, integers, lists and maps."""
    tender = Tender(means=Means.CASH, amount_cents=250, given_cents=500)
    assert plain({"tender": tender, "kinds": (ReceiptKind.STORNO,)}) == {
        "tender": {
            "means": "bar",
            "amount_cents": 250,
            "given_cents": 500,
            "is_charged": False,
            "slip": [],
            "voucher": "",
        },
        "kinds": ["storno"],
    }
