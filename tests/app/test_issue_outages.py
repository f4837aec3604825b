"""Whatever card, sales and calendar do, the issuer makes no sequence that an examiner faults.

The real issuer on a real book; the card is told for each receipt whether it signs. What the issuer
does next depends on few things it remembers (`Memory`): every one that can be reached is met with
everything that can happen, which covers sequences of any length. That nothing else is remembered is
looked at with sequences written out one by one.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from itertools import count, product
from pathlib import Path
from typing import NamedTuple

import pytest

from firmware.app.boot import register_of
from firmware.app.config import Config
from firmware.app.credentials import read_aes_key
from firmware.app.devices import UnitPlace
from firmware.app.issue import Issuer
from firmware.app.units import FIRST_PLACE, Units
from firmware.desk.proof import prove
from firmware.desk.stand import Stand
from firmware.finanzonline.order import UnitKind
from firmware.rksv.duties import month_of
from firmware.rksv.outage import Mark, Order, advance, mark
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.entry import StoredReceipt
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale
from hal.card.emulator import EmulatedCard
from hal.card.emulator_pki import sign_digest
from hal.card.port import CardIdentity
from hal.clock.emulator import EmulatedClock
from hal.errors import Fault, HalError
from tests.app.day import utc

#: The second of two months that follow ends a year, whose Jahresbeleg must be signed.
BEGIN = "2026-11-20T09:00:00"
LONGEST = 8

HERBS = Line(
    group=1,
    name="Kräuter",
    vat_per_mille=49,
    quantity_milli=1000,
    unit_cents=250,
    is_weight=False,
)
CASH = (Tender(means=Means.CASH, amount_cents=250, given_cents=250),)
SALE = Sale(kind=ReceiptKind.STANDARD, clerk=1, lines=(HERBS,), tenders=CASH)
PRACTICE = Sale(kind=ReceiptKind.TRAINING, clerk=1, lines=(HERBS,), tenders=CASH)


class Happening(Enum):
    """What can happen next: a receipt is wanted and the card signs or fails; or it is probed."""

    SALE = "sale"
    SALE_FAILS = "sale, the card fails"
    PRACTICE = "training"
    PRACTICE_FAILS = "training, the card fails"
    MONTH = "first sale of the next month"
    MONTH_FAILS = "first sale of the next month, the card fails"
    PROBE = "the probe succeeds"
    PROBE_FLAPS = "the probe succeeds, the card fails again"


FAILING = (
    Happening.SALE_FAILS,
    Happening.PRACTICE_FAILS,
    Happening.MONTH_FAILS,
    Happening.PROBE_FLAPS,
)
Story = tuple[Happening, ...]


class ToldCard:
    """Signs as the emulated card does, without its commands; or not, when told so."""

    def __init__(self, card: EmulatedCard) -> None:
        self._key = card._credential.key
        self.is_well = True

    def identify(self, deadline_s: float) -> CardIdentity:
        """See `SignatureCard.identify`."""
        raise NotImplementedError

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """See `SignatureCard.sign`."""
        if not self.is_well:
            raise HalError(Fault.ABSENT, "card", "as told")
        return sign_digest(self._key, digest)


class Memory(NamedTuple):
    """What the next receipts can depend on."""

    is_signing: bool
    is_owed: bool
    is_year_open: bool
    month: int


@dataclass(frozen=True)
class Workshop:
    """A commissioned till; each story is told on a copy of its book."""

    stand: Stand
    folder: Path
    numbers: Iterator[int]

    def tell(self, story: Story) -> "Told":
        """Let `story` happen."""
        path = self.folder / f"{next(self.numbers)}.sqlite"
        shutil.copyfile(self.stand.book_path, path)
        told = Told(self.stand, path)
        for happening in story:
            told.happen(happening)
        return told


class Told:
    """A till to which a story has happened."""

    def __init__(self, stand: Stand, path: Path) -> None:
        self.stand = stand
        self.book = Book.open(path)
        self.clock = EmulatedClock(utc(BEGIN))
        self.card = ToldCard(stand.bench.card)
        place = UnitPlace(
            name=FIRST_PLACE, kind=UnitKind.CARD, vda_id="AT1", device_for=lambda _serial: self.card
        )
        register = register_of(self.book.identity(), stand.config, read_aes_key(stand.secrets))
        units = Units(self.book, (place,), self.clock.monotonic)
        self.issuer = Issuer(self.book, register, units, self.clock, lambda: 1 << 40)

    def happen(self, happening: Happening) -> None:
        """As the loop does it."""
        self.clock.advance(60.0)
        if happening in (Happening.PROBE, Happening.PROBE_FLAPS):
            self.card.is_well = happening is Happening.PROBE
            # A device that works is not probed.
            if not self.issuer.is_signing:
                self.issuer.resume()
            return
        if happening in (Happening.MONTH, Happening.MONTH_FAILS):
            self._pass_month()
        self.card.is_well = happening not in FAILING
        is_practice = happening in (Happening.PRACTICE, Happening.PRACTICE_FAILS)
        self.issuer.issue(PRACTICE if is_practice else SALE, ())

    def _pass_month(self) -> None:
        now_utc = self.clock.now().utc
        begin = month_of(now_utc)
        while month_of(self.clock.now().utc) == begin:
            self.clock.advance(timedelta(days=1).total_seconds())

    @property
    def memory(self) -> Memory:
        """What the next receipts depend on, as far as a look from outside tells."""
        return Memory(
            is_signing=self.issuer.is_signing,
            is_owed=self.book.outage() is not None,
            is_year_open=self.book.unsigned_year_open(),
            month=month_of(self.clock.now().utc).month,
        )

    @property
    def kinds(self) -> list[str]:
        """The receipts in words."""
        return [f"{one.kind.value}{'' if one.is_signed else ' !'}" for one in self._receipts()]

    def faults(self) -> list[int]:
        """The numbers of the receipts that may not stand where they do."""
        order, found = Order.WHOLE, []
        for receipt in self._receipts():
            step = advance(order, _mark(receipt))
            order = step.order
            if step.is_violation:
                found.append(receipt.number)
        return found

    def _receipts(self) -> list[StoredReceipt]:
        return list(self.book.receipts(2))


def _mark(receipt: StoredReceipt) -> Mark:
    return mark(
        is_signed=receipt.is_signed,
        is_zero=receipt.kind.must_be_zero,
        is_marked=receipt.kind.counter_marker is not None,
    )


@pytest.fixture
def workshop(tmp_path: Path, config: Config) -> Workshop:
    """A till as it was commissioned."""
    folder = tmp_path / "till"
    folder.mkdir()
    stand = Stand(folder, config, utc(BEGIN))
    stand.commission()
    return Workshop(stand, tmp_path, count())


def reachable(workshop: Workshop) -> dict[Memory, Story]:
    """Every memory within `LONGEST` happenings, with the shortest story to it; none is faulted."""
    begin = workshop.tell(())
    found: dict[Memory, Story] = {begin.memory: ()}
    begin.book.close()
    todo = [()]
    for story in todo:
        for happening in Happening if len(story) < LONGEST else ():
            longer = (*story, happening)
            told = workshop.tell(longer)
            assert [] == told.faults(), (longer, told.kinds)
            if told.memory not in found:
                found[told.memory] = longer
                todo.append(longer)
            told.book.close()
    return found


def test_whatever_happens_up_to_eight_times(workshop: Workshop) -> None:
    """§ 17 Abs 4 RKSV: each memory within eight steps meets everything, and no order is broken."""
    found = reachable(workshop)
    assert {(memory.is_signing, memory.is_owed) for memory in found} == {
        (True, False),
        (False, True),
    }
    assert any(memory.is_year_open for memory in found)


def examine(workshop: Workshop, length: int) -> None:
    """Each story of this length, one by one; each signed customer's receipt finds nothing owed."""
    for story in product(Happening, repeat=length):
        told = workshop.tell(story)
        assert [] == told.faults(), (story, told.kinds)
        assert told.issuer.is_signing == (told.book.outage() is None), story
        told.book.close()
        told.book.path.unlink()


def test_short_stories_one_by_one(workshop: Workshop) -> None:
    """§ 17 Abs 4 RKSV: nothing but `Memory` is remembered, as far as three happenings tell."""
    examine(workshop, 3)


@pytest.mark.heavy
def test_longer_stories_one_by_one(workshop: Workshop) -> None:
    """The same for four."""
    examine(workshop, 4)


@pytest.mark.parametrize(
    ("story", "kinds"),
    [
        (
            (Happening.PRACTICE_FAILS, Happening.PROBE, Happening.SALE),
            ["training !", "sammelbeleg", "standard"],
        ),
        (
            (Happening.SALE, Happening.MONTH_FAILS, Happening.PROBE_FLAPS, Happening.PROBE),
            ["standard", "monatsbeleg !", "standard !", "sammelbeleg !", "sammelbeleg"],
        ),
        (
            (Happening.SALE_FAILS, Happening.SALE, Happening.PROBE, Happening.SALE_FAILS),
            ["standard !", "standard !", "sammelbeleg", "standard !"],
        ),
        (
            (Happening.MONTH, Happening.MONTH_FAILS, Happening.PROBE),
            [
                "monatsbeleg",
                "standard",
                "jahresbeleg !",
                "standard !",
                "sammelbeleg",
                "jahresbeleg",
            ],
        ),
    ],
)
def test_stories_in_words(workshop: Workshop, story: Story, kinds: list[str]) -> None:
    """§ 17 Abs 4 RKSV: failed training alone, failed Monatsbeleg, second outage, Jahresbeleg."""
    told = workshop.tell(story)
    assert kinds == told.kinds
    report = prove(
        told.book,
        told.stand.secrets,
        workshop.folder / "dep.json",
        (),
        told.clock.now().utc,
    ).report
    told.book.close()
    assert report.is_valid is not False, report.findings
