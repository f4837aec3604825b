"""The client before the office: every order, in both modes, once and again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from firmware.finanzonline.codes import rule
from firmware.finanzonline.order import Act, Order, Reason, Status, UnitKind, Verdict
from firmware.rksv.receipt import ReceiptKind
from firmware.sync.packet import PACKET_NUMBER_MAX
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.client import Client, Outcome, order
from tests.finanzonline.emulator.books import Status as Standing
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.tricks import Trick
from tests.finanzonline.receipts import SERIAL, Paper

CARD = "1a2b3c4d"
TILL = "MARKT-01"


@pytest.fixture
def client(office: Office, tmp_path: Path) -> Client:
    """In test mode."""
    return Client(office, tmp_path)


def orders_of_a_life(now: datetime) -> tuple[Order, ...]:
    """One of each act, in an order that a life may have; all at `now` or before."""
    paper = Paper()
    begin, finish = now + timedelta(minutes=1), now + timedelta(minutes=2)
    startbeleg = paper.start(now)
    return (
        order(Act.REGISTRIERUNG_SE, CARD, now, unit_kind=UnitKind.CARD, vda_id="AT1"),
        order(Act.REGISTRIERUNG_KASSE, TILL, now),
        order(Act.BELEGPRUEFUNG, startbeleg, now),
        order(Act.AUSFALL_SE, CARD, now, reason=Reason.SIGNATURE, moment_utc=begin),
        order(Act.WIEDERINBETRIEBNAHME_SE, CARD, now, moment_utc=finish),
        order(Act.AUSFALL_KASSE, TILL, now, reason=Reason.RECORDING, moment_utc=begin),
        order(Act.WIEDERINBETRIEBNAHME_KASSE, TILL, now, moment_utc=finish),
        order(Act.AUSSERBETRIEBNAHME_KASSE, TILL, now, reason=Reason.PLANNED),
        order(Act.AUSSERBETRIEBNAHME_SE, CARD, now, reason=Reason.IRREPARABLE),
    )


def live(client: Client, clock: EmulatedClock, repeat: int = 1) -> list[Outcome]:
    """Deliver a whole life; after the Startbeleg five minutes pass."""
    outcomes = []
    for one in orders_of_a_life(clock.now().utc):
        if one.act is Act.AUSFALL_SE:
            clock.advance(300)
        outcomes += [client.deliver(one) for _ in range(repeat)]
    return outcomes


def verdicts(outcomes: list[Outcome]) -> list[Verdict]:
    """Of each delivery."""
    return [outcome.verdict for outcome in outcomes]


@pytest.mark.parametrize("mode", ["T", "P"])
def test_every_act_is_done(
    office: Office, tmp_path: Path, clock: EmulatedClock, mode: Literal["T", "P"]
) -> None:
    """§§ 6, 16, 17 RKSV: from registration to end, in the mode that was asked and no other."""
    client = Client(office, tmp_path, mode=mode)
    other = {"T": "P", "P": "T"}[mode]

    assert [Verdict.DONE] * len(Act) == verdicts(live(client, clock))
    assert {mode, ""} == {call.mode for call in office.calls}
    assert [] == [call.fault for call in office.calls if call.fault]
    assert {act.value for act in Act} <= {call.operation for call in office.calls}
    assert Standing.AUSSER_BETRIEB is office.till(TILL, mode).status
    assert Standing.AUSSER_BETRIEB is office.unit(SERIAL, mode).status
    assert ({}, {}) == (office.book(other).tills, office.book(other).units)


def test_every_act_may_be_told_twice(client: Client, clock: EmulatedClock) -> None:
    """What is so already is done, not refused."""
    assert [Verdict.DONE] * 2 * len(Act) == verdicts(live(client, clock, repeat=2))


@pytest.mark.parametrize("trick", [Trick.LOST, Trick.TRUNCATED, Trick.TWICE, Trick.SESSION_GONE])
def test_an_answer_that_was_lost_is_asked_for_again(
    client: Client, office: Office, clock: EmulatedClock, trick: Trick
) -> None:
    """Though it befalls every act: in the end each is done, and nothing stands there twice."""
    for act in Act:
        office.misbehave(trick, operation=act.value)
    outcomes = live(client, clock, repeat=2)

    assert [Verdict.DONE] * len(Act) == verdicts(outcomes[1::2])
    assert {Verdict.DONE, Verdict.LATER} >= set(verdicts(outcomes))
    assert (1, 1) == (len(office.book().tills), len(office.book().units))
    assert (1, 1) == (len(office.till(TILL).outages), len(office.unit(SERIAL).outages))
    # Over a line that broke nobody says good-bye; every other session is closed.
    lost = trick in {Trick.LOST, Trick.TRUNCATED}
    assert (len(Act) if lost else 0) == office.sessions.count_open
    assert len(Act) == len([call for call in office.calls if call.trick is trick])


def test_times_arrive_as_they_were_meant(
    client: Client, office: Office, clock: EmulatedClock
) -> None:
    """§ 17 RKSV: begin and end of an outage, over the zone and whatever it is written in."""
    start = clock.now().utc
    live(client, clock)

    for thing in (office.till(TILL), office.unit(SERIAL)):
        (outage,) = thing.outages
        expected = (start + timedelta(minutes=1), start + timedelta(minutes=2))
        assert expected == (outage.began_utc, outage.ended_utc)


def test_the_registered_key_opens_the_counter(
    client: Client, office: Office, clock: EmulatedClock
) -> None:
    """The key arrives as it is: a Jahresbeleg with turnover passes with it."""
    paper = Paper()
    now = clock.now().utc
    for one in orders_of_a_life(now)[:2]:
        client.deliver(one)
    codes = [paper.start(now), paper.issue(ReceiptKind.STANDARD, now, cents=-123_456)]
    codes.append(paper.issue(ReceiptKind.JAHRESBELEG, now))

    passed = [client.deliver(order(Act.BELEGPRUEFUNG, code, now)) for code in codes]
    assert [True] * 3 == [one.answer is not None and one.answer.is_passed for one in passed]
    assert Paper().user_key == office.till(TILL).user_key
    assert ["1", "2", "3"] == [checked.number for checked in office.till(TILL).checked]


def test_a_faulty_receipt_is_refused_with_its_check(
    client: Client, office: Office, clock: EmulatedClock
) -> None:
    """Rc 43 and the name of what failed; after three, B38 is not tried at once again."""
    now = clock.now().utc
    for one in orders_of_a_life(now)[:2]:
        client.deliver(one)
    wrong = order(Act.BELEGPRUEFUNG, Paper(register_id="MARKT-02").start(now), now)
    outcomes = [client.deliver(wrong) for _ in range(4)]

    first, last = outcomes[0], outcomes[-1]
    assert first.answer is not None
    assert last.answer is not None
    assert last.ruling is not None
    assert (("43",), False) == (first.answer.codes, first.answer.is_passed)
    assert ("Prüfung EXISTS_CASHBOX",) == first.answer.failed_checks
    assert Verdict.REFUSED is first.verdict
    assert ("B38",) == last.answer.codes
    assert (Verdict.LATER, True) == (last.verdict, last.ruling.wait_s >= 3600)


def test_a_registration_is_asked_after(
    client: Client, office: Office, clock: EmulatedClock
) -> None:
    """§ 11.6 of the service: the unit works, the till waits for its Startbeleg."""
    now = clock.now().utc
    unit, till = orders_of_a_life(now)[:2]
    office.book().is_certificate_check_slow = True
    slow = client.deliver(unit).answer
    office.book().activate(now)
    answers = [client.deliver(one).answer for one in (unit, till)]

    assert slow is not None
    assert Status.AKTIVIERT is slow.status
    assert [Status.IN_BETRIEB, Status.REGISTRIERT] == [one and one.status for one in answers]


def test_packets_have_numbers_of_their_own(
    client: Client, office: Office, clock: EmulatedClock
) -> None:
    """No two calls within a life share one, and all are within bounds."""
    live(client, clock)
    numbers = [
        int(call.body.partition(b"paket_nr>")[2].partition(b"<")[0])
        for call in office.calls
        if b"paket_nr>" in call.body
    ]

    assert len(numbers) == len(set(numbers)) >= len(Act)
    assert all(0 < number <= PACKET_NUMBER_MAX for number in numbers)


def test_other_prefixes_are_read(client: Client, office: Office, clock: EmulatedClock) -> None:
    """The prefix has changed over the years; only the namespace means something."""
    office.prefix = "ns5"

    assert [Verdict.DONE] * len(Act) == verdicts(live(client, clock))


def _needs(act: Act) -> Callable[[Order], bool]:
    return lambda one: one.act is act


@pytest.mark.parametrize("code", ["B2", "B5", "B7", "4", "5", "6", "7", "8", "9", "41", "36", "32"])
def test_refusals_name_a_next_step(
    client: Client, office: Office, clock: EmulatedClock, code: str
) -> None:
    """A person must do something first, and is told what."""
    unit = next(filter(_needs(Act.REGISTRIERUNG_SE), orders_of_a_life(clock.now().utc)))
    office.force(code, operation=Act.REGISTRIERUNG_SE.value)
    outcome = client.deliver(unit)

    assert outcome.answer is not None
    assert outcome.ruling is not None
    assert (code,) == outcome.answer.codes
    assert Verdict.REFUSED is outcome.verdict
    assert len(outcome.ruling.words) <= 16
    assert outcome.ruling.advice
    assert outcome.ruling == rule(unit, outcome.answer)


@pytest.mark.parametrize(
    "code", ["-1", "-2", "-3", "14", "B4", "B22", "C1", "V1", "V16", "1336", "1337"]
)
def test_what_is_for_later_is_tried_later(
    client: Client, office: Office, clock: EmulatedClock, code: str
) -> None:
    """Not at once: each has its pause."""
    unit = orders_of_a_life(clock.now().utc)[0]
    office.force(code, calls=2, operation=Act.REGISTRIERUNG_SE.value)
    outcome = client.deliver(unit)

    assert outcome.ruling is not None
    assert (Verdict.LATER, True) == (outcome.verdict, outcome.ruling.wait_s > 0)
    office.behave()
    assert Verdict.DONE is client.deliver(unit).verdict
