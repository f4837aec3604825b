"""Random lives of a till with few connections: whatever is due is taken by the office, in order."""

import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.finanzonline.due import open_orders, waiting_orders
from firmware.finanzonline.facts import (
    CheckFact,
    EndFact,
    Facts,
    OutageFact,
    RegisterOutageFact,
    SettledFact,
    UnitFact,
)
from firmware.finanzonline.order import Order, Reason, UnitKind, Verdict
from firmware.rksv.receipt import ReceiptKind
from firmware.sync.post import HttpPost, Received
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.client import Client
from tests.finanzonline.emulator.books import Status
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.receipts import Paper, card

BEGIN: Final = datetime(2027, 3, 1, 8, tzinfo=UTC)


class Wire(HttpPost):
    """Carries requests to the office within the process."""

    def __init__(self, office: Office) -> None:
        super().__init__(5.0)
        self._office = office

    def send(self, url: str, action: str, body: bytes) -> Received:
        """See `HttpPost.send`."""
        headers = {"content-type": "text/xml; charset=utf-8", "soapaction": action}
        reply = self._office.respond(url, headers, body)
        return Received(status=reply.status, body=reply.body)


@dataclass
class Life:
    """A till that keeps its facts itself; `client` is heard only in `connect`."""

    client: Client
    clock: EmulatedClock
    paper: Paper = field(default_factory=Paper)
    is_failing: bool = False
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        unit = UnitFact(serial="1", vda_id="AT1", kind=UnitKind.CARD, entered_utc=BEGIN)
        self.facts = Facts(
            register_id=self.paper.register_id, commissioned_utc=BEGIN, units=(unit,), checks=()
        )
        self._take(unit.serial)
        self.check(ReceiptKind.STARTBELEG)
        self.clock.advance(120)
        self.connect()

    @property
    def now(self) -> datetime:
        """The till's time, which is the office's."""
        return self.clock.now().utc

    def _take(self, serial: str) -> None:
        number = int(serial, 16)
        self.paper.credential, self.paper.serial = card(number), number
        self.client.office.directory.publish(card(number).certificate)

    def check(self, kind: ReceiptKind) -> None:
        """Issue a receipt that must be checked; not while nothing signs."""
        if self.is_failing:
            return
        code = self.paper.issue(kind, self.now)
        assert self.paper.tail is not None
        fact = CheckFact(
            number=self.paper.tail.number,
            kind=kind,
            issued_utc=self.now,
            code=code,
            serial=self.facts.units[-1].serial,
            year=self.now.year,
        )
        self.facts = replace(self.facts, checks=(*self.facts.checks, fact))

    def fail(self) -> None:
        """A receipt in failure form, and those after it."""
        self.paper.issue(ReceiptKind.STANDARD, self.now, cents=500, is_signed=False)
        if self.is_failing:
            return
        assert self.paper.tail is not None
        fact = OutageFact(
            number=self.paper.tail.number,
            serial=self.facts.units[-1].serial,
            began_utc=self.now,
        )
        self.facts = replace(self.facts, outages=(*self.facts.outages, fact))
        self.is_failing = True

    def recover(self) -> None:
        """The Sammelbeleg, if one is owed."""
        if not self.is_failing:
            return
        self.paper.issue(ReceiptKind.SAMMELBELEG, self.now)
        over = replace(self.facts.outages[-1], ended_utc=self.now)
        self.facts = replace(self.facts, outages=(*self.facts.outages[:-1], over))
        self.is_failing = False

    def swap(self) -> None:
        """Another card takes over, once it is registered."""
        old = replace(self.facts.units[-1], ended_utc=self.now, end_reason=Reason.IRREPARABLE)
        serial = f"{len(self.facts.units) + 1:x}"
        new = UnitFact(serial=serial, vda_id="AT1", kind=UnitKind.CARD, entered_utc=self.now)
        self.facts = replace(self.facts, units=(*self.facts.units[:-1], old, new))
        self._take(serial)
        self.clock.advance(60)
        self.connect()
        self.recover()

    def stand_still(self, hours: int) -> None:
        """The till itself failed; a person enters it afterwards."""
        began = self.now
        self.clock.advance(hours * 3600)
        fact = RegisterOutageFact(
            number=1000 + len(self.facts.register_outages),
            reason=Reason.RECORDING,
            began_utc=began,
            ended_utc=self.now,
        )
        self.facts = replace(self.facts, register_outages=(*self.facts.register_outages, fact))

    def end(self) -> None:
        """The Schlussbeleg, if something signs; then the till goes, and its card with it."""
        self.check(ReceiptKind.SCHLUSSBELEG)
        number = None if self.is_failing else self.facts.checks[-1].number
        self.clock.advance(60)
        last = replace(self.facts.units[-1], ended_utc=self.now, end_reason=Reason.PLANNED)
        end = EndFact(ended_utc=self.now, reason=Reason.PLANNED, number=number)
        self.facts = replace(self.facts, units=(*self.facts.units[:-1], last), end=end)
        self.clock.advance(7 * 86400)

    def connect(self) -> None:
        """Tell all that is due; each is taken."""
        told: list[str] = []
        while due := [one for one in self._open() if one.not_before_utc <= self.now]:
            outcome = self.client.deliver(due[0])
            assert outcome.verdict is Verdict.DONE, (due[0].key, outcome.answer, told)
            told.append(due[0].key)
            row = SettledFact(key=due[0].key, verdict=Verdict.DONE, at_utc=self.now)
            self.facts = replace(self.facts, settled=(*self.facts.settled, row))

    def _open(self) -> list[Order]:
        return list(open_orders(self.facts, self.now))


EVENTS = st.sampled_from(["sell", "fail", "recover", "swap", "year", "connect", "stand still"])
HOURS = st.sampled_from([1, 30, 49, 200, 1000])


@settings(max_examples=25)
@given(st.lists(st.tuples(EVENTS, HOURS), max_size=14))
def test_whatever_is_due_is_taken(events: list[tuple[str, int]]) -> None:
    """§§ 6, 8, 16, 17 RKSV: however rarely it is connected, no order comes too early or late."""
    clock = EmulatedClock(BEGIN)
    office = Office(lambda: clock.now().utc)
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Client(office, Path(folder), post=Wire(office)), clock)
        for event, hours in events:
            clock.advance(hours * 3600)
            match event:
                case "sell" if not life.is_failing:
                    life.paper.issue(ReceiptKind.STANDARD, life.now, cents=250)
                case "fail":
                    life.fail()
                case "recover":
                    life.recover()
                case "swap":
                    life.swap()
                case "year":
                    life.check(ReceiptKind.JAHRESBELEG)
                case "connect":
                    life.connect()
                case "stand still":
                    life.stand_still(hours)
        life.end()
        life.connect()

        assert () == waiting_orders(life.facts, life.now)
    assert Status.AUSSER_BETRIEB is office.till("MARKT-01").status
    assert {Status.AUSSER_BETRIEB} == {unit.status for unit in office.book().units.values()}
    numbers = {str(fact.number) for fact in life.facts.checks}
    assert numbers == {checked.number for checked in office.till("MARKT-01").checked}
