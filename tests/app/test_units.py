"""Several signature units of one till: order, failover, change, and what the book says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.app.boot import register_of
from firmware.app.config import Config
from firmware.app.credentials import read_aes_key
from firmware.app.devices import UnitPlace
from firmware.app.issue import Issuer, entry_of
from firmware.app.signer import CARD_DEADLINE_S, TakenError
from firmware.app.units import Units
from firmware.desk.stand import Stand
from firmware.finanzonline.order import UnitKind
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Certificate
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from firmware.till.sales.sale import Sale
from hal.card.driver import RksvCard
from hal.card.emulator import EmulatedCard, EmulatedReader
from hal.card.port import SignatureCard
from hal.errors import Fault, HalError
from tests.app.conftest import MORNING, utc

NULLBELEG = Sale(kind=ReceiptKind.NULLBELEG, clerk=None, note="Kontrolle")
DIGEST = bytes(range(32))


@dataclass
class Shop:
    """A commissioned till with its card, and a second unit of another provider."""

    stand: Stand
    book: Book
    second: EmulatedCard
    places: tuple[UnitPlace, ...]

    @property
    def units(self) -> Units:
        """As after a boot."""
        return Units(self.book, self.places, self.stand.clock.monotonic)

    def issuer(self) -> Issuer:
        """As after a boot."""
        aes_key = read_aes_key(self.stand.secrets)
        register = register_of(self.book.identity(), self.stand.config, aes_key)
        issuer = Issuer(self.book, register, self.units, self.stand.clock, lambda: 1 << 40)
        issuer.is_signing = self.book.outage() is None
        return issuer

    def enter(self, card: EmulatedCard, place: str, rka: str) -> None:
        """Its certificate into the book."""
        content = {"serial": card.serial, "place": place}
        row = Record(kind=JournalKind.ZERTIFIKAT, clerk=None, content=content)
        certificate = Certificate(serial=card.serial, der=card.certificate, chain=(), rka=rka)
        self.book.add_certificate(certificate, [entry_of(row, self.stand.clock.now().utc)])

    @property
    def first_serial(self) -> str:
        """Of the card in the reader."""
        return self.stand.bench.card.serial


@pytest.fixture
def shop(tmp_path: Path, config: Config) -> Iterator[Shop]:
    """Card first, service second."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    stand.commission()
    second = EmulatedCard(seed=7)

    def device_for(serial: str | None) -> SignatureCard:
        reader = EmulatedReader(card=second, wait=stand.clock.advance)
        return RksvCard(reader, pin=b"123456", expected_serial=serial, clock=stand.clock.monotonic)

    service = UnitPlace(name="service", kind=UnitKind.SERVICE, vda_id="AT3", device_for=device_for)
    places = (*stand.bench.devices().places, service)
    with Book.open(stand.book_path) as book:
        yield Shop(stand=stand, book=book, second=second, places=places)


def test_a_place_without_certificate_is_no_unit(shop: Shop) -> None:
    """What is configured but not entered in the book signs nothing."""
    assert [shop.first_serial] == [unit.serial for unit in shop.units.all]


def test_order_is_that_of_the_places(shop: Shop) -> None:
    """The first place is preferred, whenever its certificate was entered."""
    shop.enter(shop.second, "service", "R1-AT3")
    units = shop.units
    assert [shop.first_serial, shop.second.serial] == [unit.serial for unit in units.all]
    assert shop.first_serial == units.active.serial
    assert units.preferred_over_active == ()


def test_swapped_card_takes_the_place(shop: Shop) -> None:
    """§ 5 RKSV: another certificate signs from its row KARTENTAUSCH on, and the old one never."""
    newer = EmulatedCard(seed=9)
    shop.enter(newer, "card", "R1-AT1")
    # Entered, but not yet registered: it must not sign.
    assert [shop.first_serial] == [unit.serial for unit in shop.units.all]
    swap = {"old": shop.first_serial, "new": newer.serial}
    row = Record(kind=JournalKind.KARTENTAUSCH, clerk=1, content=swap)
    shop.book.append([entry_of(row, shop.stand.clock.now().utc)])
    units = shop.units
    assert [newer.serial] == [unit.serial for unit in units.all]
    with pytest.raises(HalError) as refused:
        units.sign(shop.first_serial, DIGEST)
    assert Fault.ABSENT is refused.value.fault


@pytest.mark.parametrize("active", ["card", "service"])
def test_swapped_card_signs_whichever_unit_did(shop: Shop, active: str) -> None:
    """§ 5 RKSV: a row EINHEIT from before the exchange does not keep the new card from signing."""
    shop.enter(shop.second, "service", "R1-AT3")
    shop.places = tuple(reversed(shop.places))
    old, newer = shop.first_serial, EmulatedCard(seed=9)
    serial = old if active == "card" else shop.second.serial
    shop.enter(newer, "card", "R1-AT1")
    content: dict[JournalKind, dict[str, str]] = {
        JournalKind.EINHEIT: {"serial": serial, "place": active},
        JournalKind.KARTENTAUSCH: {"old": old, "new": newer.serial},
    }
    for kind, told in content.items():
        row = Record(kind=kind, clerk=1, content=told)
        shop.book.append([entry_of(row, shop.stand.clock.now().utc)])
    assert newer.serial == shop.units.active.serial
    assert [shop.second.serial] == [unit.serial for unit in shop.units.preferred_over_active]


def test_use_of_what_is_not_there(shop: Shop) -> None:
    """A serial that is no unit changes nothing, nor does the one that signs already."""
    units = shop.units
    assert not units.use("abc")
    assert not units.use(shop.first_serial)
    assert shop.first_serial == units.active.serial


def test_a_unit_that_somebody_has_is_not_passed_over(shop: Shop) -> None:
    """§ 5 Abs 2 RKSV: it is signing just now: the next one is no better one for that."""
    shop.enter(shop.second, "service", "R1-AT3")
    units = shop.units
    with units.active.signer._alone(0.0), pytest.raises(TakenError):
        units.find_working()
    assert units.active == units.find_working()


def test_failover_and_back(shop: Shop) -> None:
    """§ 5 Abs 2, § 17 Abs 4 RKSV: one failed receipt, Sammelbeleg by the other unit, then back."""
    shop.enter(shop.second, "service", "R1-AT3")
    issuer = shop.issuer()
    shop.stand.bench.set_card("out")
    issuer.issue(NULLBELEG, ())
    working = issuer.probe()
    assert working is not None
    issuer.use(working)
    issuer.resume()
    assert issuer.has_better_unit
    # After a boot the other unit goes on signing: the preferred one was not asked yet.
    issuer = shop.issuer()
    issuer.issue(NULLBELEG, ())
    assert issuer.probe_better() is None
    shop.stand.bench.set_card("in")
    better = issuer.probe_better()
    assert better is not None
    issuer.use(better)
    issuer.issue(NULLBELEG, ())
    assert not issuer.has_better_unit
    first, second = shop.first_serial, shop.second.serial
    expected = [
        (first, "R1-AT1", True),
        (first, "R1-AT1", False),
        (second, "R1-AT3", True),
        (second, "R1-AT3", True),
        (first, "R1-AT1", True),
    ]
    stored = list(shop.book.receipts())
    fields = [parse(jws.split(one.jws).payload) for one in stored]
    assert expected == [
        (field.certificate_serial, field.rka, one.is_signed)
        for field, one in zip(fields, stored, strict=True)
    ]
    rows = [dict(row.content) for row in shop.book.journal(kind=JournalKind.EINHEIT)]
    assert [
        {"serial": second, "place": "service", "instead_of": first, "is_back": False},
        {"serial": first, "place": "card", "instead_of": second, "is_back": True},
    ] == rows
    assert list(integrity.check(shop.book, integrity.FULL)) == []
    facts = gather(shop.book)
    assert facts is not None
    # The service is what it was, a unit in reserve: FinanzOnline is told of no outage of it.
    assert [first] == [outage.serial for outage in facts.outages]


def test_unit_that_is_slow_costs_one_deadline(shop: Shop) -> None:
    """A search among the units waits for each at most as long as a customer does."""
    shop.enter(shop.second, "service", "R1-AT3")
    shop.stand.bench.set_card("dead")
    issuer = shop.issuer()
    before = shop.stand.clock.now().utc
    found = issuer.probe()
    assert found is not None
    assert shop.second.serial == found.serial
    waited = shop.stand.clock.now().utc - before
    assert waited <= timedelta(seconds=CARD_DEADLINE_S + 1)
