"""The technician's dialogue, question by question; nothing is made before its last key."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from firmware.desk.keys import parse_keys
from firmware.desk.manual.practice import OPENED_UTC
from firmware.till import machine
from firmware.till.effects import Record, Request
from firmware.till.events import Answered, KeyPressed
from firmware.till.fiscal.commission_requests import (
    FindStart,
    FindUnit,
    FoundStart,
    FoundUnit,
    InOperation,
    PinTried,
    PutIntoOperation,
    SetTime,
    StartFound,
    StartRefused,
    StartWanted,
    TimeTaken,
    TryPin,
)
from firmware.till.fiscal.commissioning import begin
from firmware.till.sales.basket import EMPTY
from firmware.till.screen import Zones, screen, zones
from firmware.till.texts import ErrorCode
from hal.display.codec import render
from tests.till.playbook import STALL

START = FoundStart(register_id="GRAZ-01", is_clock_trusted=True)
UNIT = FoundUnit(
    holder="ATU12345678",
    serial="32082a8f",
    valid_until=date(2030, 12, 31),
    tries_left=3,
    needs_pin=True,
)
RIGHT = PinTried(is_right=True)
TAKEN = TimeTaken()


class NewTill:
    """A till that never sold, and what the app answers in its turn."""

    def __init__(self, answers: Iterable[StartFound]) -> None:
        self.answers = list(answers)
        self.wanted: list[StartWanted] = []
        self.now_utc = OPENED_UTC
        self.rows: list[str] = []
        self.till, _ = begin(machine.begin(STALL, OPENED_UTC, EMPTY, None))

    def type(self, keys: str) -> Zones:
        """Press keys; what stands there then, as it fits the panel."""
        for key in parse_keys(keys):
            self.now_utc += timedelta(milliseconds=100)
            self._send(KeyPressed(key=key, at_utc=self.now_utc))
        render(screen(self.till))
        return zones(self.till)

    def _send(self, event: KeyPressed | Answered) -> None:
        self.till, effects = machine.step(self.till, event)
        for effect in effects:
            if isinstance(effect, Record):
                self.rows.append(effect.kind.value)
            if isinstance(effect, Request):
                self.wanted.append(effect.wanted)
                render(screen(self.till))
                self._send(Answered(answer=self.answers.pop(0), at_utc=self.now_utc))


def test_whole_way() -> None:
    """§ 6 Abs 1 RKSV: every question in its order, and the last key alone makes something."""
    new = NewTill([START, TAKEN, UNIT, RIGHT, InOperation()])
    assert ("NEUE KASSE", "nicht in Betrieb", "BAR = beginnen") == zones(new.till)
    assert ("KASSEN-ID ?", "GRAZ-01", "BAR = stimmt") == new.type("BAR")
    assert ("UHRZEIT ?", "20.11.2026 10:42", "BAR=stimmt 2=stellen") == new.type("BAR")
    assert ("PIN DER KARTE", "_", "noch 3 Versuche") == new.type("BAR")
    assert ("PIN DER KARTE", "****", "noch 3 Versuche") == new.type("1234")
    assert ("ATU12345678", "32082a8f", "bis 31.12.2030 BAR=ok") == new.type("BAR")
    assert ("INBETRIEBNAHME ?", "GRAZ-01", "BAR = in Betrieb") == new.type("BAR")
    assert [FindStart(), SetTime(utc=None), FindUnit(), TryPin(pin="1234")] == new.wanted
    assert ("IN BETRIEB", "GRAZ-01", "") == new.type("BAR")
    assert PutIntoOperation() == new.wanted[-1]
    assert new.till.dialogue is None


def test_known_pin_is_not_asked() -> None:
    """A try that was cut has kept it, or the unit has none; it is tried all the same."""
    new = NewTill([replace(START, is_begun=True), TAKEN, replace(UNIT, needs_pin=False), RIGHT])
    assert ("KASSEN-ID ?", "GRAZ-01", "weiter = BAR") == new.type("BAR")
    assert "ATU12345678" == new.type("BAR BAR")[0]
    assert TryPin(pin=None) == new.wanted[-1]
    assert ("INBETRIEBNAHME ?", "GRAZ-01", "BAR = in Betrieb") == new.type("BAR")


def test_kept_pin_of_another_card_is_asked_anew() -> None:
    """The card was changed since: its PIN is another."""
    wrong = PinTried(is_right=False, tries_left=2)
    new = NewTill([START, TAKEN, replace(UNIT, needs_pin=False), wrong, RIGHT])
    assert ("FEHLER E06", "PIN falsch", "noch 2 Versuche") == new.type("BAR BAR BAR")
    assert ("PIN DER KARTE", "_", "noch 2 Versuche") == new.type("C")
    assert "ATU12345678" == new.type("4321 BAR")[0]
    assert TryPin(pin="4321") == new.wanted[-1]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (2, ("FEHLER E06", "PIN falsch", "noch 2 Versuche")),
        (1, ("FEHLER E13", "PIN falsch", "zuerst PUK eingeben")),
        (None, ("FEHLER E06", "PIN falsch", "PIN-Brief lesen")),
    ],
)
def test_wrong_pin_tells_what_is_left(left: int | None, words: Zones) -> None:
    """Nobody types a second PIN without having read how many tries are left."""
    new = NewTill([START, TAKEN, UNIT, PinTried(is_right=False, tries_left=left)])
    assert words == new.type("BAR BAR BAR 9999 BAR")
    item, main, hint = new.type("C")
    assert ("PIN DER KARTE", "_") == (item, main)
    assert hint in ("noch 2 Versuche", "noch 1 Versuch", "BAR = ok   C = zurück")
    assert ["FEHLER"] == new.rows


@pytest.mark.parametrize("typed", ["", "123", "123456789", "12,34"])
def test_what_is_no_pin_is_not_shown_to_the_card(typed: str) -> None:
    """It would cost a try."""
    new = NewTill([START, TAKEN, UNIT])
    new.type("BAR BAR BAR")
    assert ("FEHLER E06", "4 bis 8 Ziffern", "PIN der Karte") == new.type(f"{typed} BAR")
    assert [FindStart(), SetTime(utc=None), FindUnit()] == new.wanted
    assert "PIN DER KARTE" == new.type("C")[0]


REFUSED = StartRefused(code=ErrorCode.E12, words="Karte fehlt", hint="einstecken")


def test_refusals_bring_the_question_before_back() -> None:
    """What is in the way is told, mended, and asked again; nothing typed before is lost."""
    before = [REFUSED, START, REFUSED, TAKEN, REFUSED, TAKEN, UNIT]
    new = NewTill([*before, REFUSED, RIGHT, REFUSED, InOperation()])
    told = ("FEHLER E12", "Karte fehlt", "einstecken")
    assert told == new.type("BAR")
    assert "NEUE KASSE" == new.type("C")[0]
    assert "KASSEN-ID ?" == new.type("BAR")[0]
    assert told == new.type("BAR BAR")
    assert "UHRZEIT ?" == new.type("C")[0]
    assert told == new.type("BAR")
    assert "UHRZEIT ?" == new.type("C")[0]
    assert "PIN DER KARTE" == new.type("BAR")[0]
    assert told == new.type("1234 BAR")
    assert "PIN DER KARTE" == new.type("C")[0]
    assert "ATU12345678" == new.type("1234 BAR")[0]
    assert told == new.type("BAR BAR")
    assert "INBETRIEBNAHME ?" == new.type("C")[0]
    assert "IN BETRIEB" == new.type("BAR")[0]


def test_untrusted_clock() -> None:
    """§ 6 RKSV: the Startbeleg's time is checked; the technician is told that nobody vouches."""
    untrusted = StartRefused(code=ErrorCode.E14, words="Uhrzeit unsicher", hint="2 = stellen")
    new = NewTill([replace(START, is_clock_trusted=False), untrusted])
    assert ("UHR UNSICHER ?", "20.11.2026 10:42", "BAR=stimmt 2=stellen") == new.type("BAR BAR")
    assert ("FEHLER E14", "Uhrzeit unsicher", "2 = stellen") == new.type("BAR")
    assert "UHR UNSICHER ?" == new.type("C")[0]


def test_clock_is_set() -> None:
    """A till without net and chip wakes in the past: day and time are typed, in local time."""
    new = NewTill([START, TAKEN, UNIT])
    assert ("UHRZEIT ?", "2 stellen", "BAR=stimmt 2=stellen") == new.type("BAR BAR ZW")
    assert "Datum TTMMJJ ?" == new.type("2")[0]
    assert ("FEHLER E14", "Datum?", "TTMMJJ, z.B. 241226") == new.type("310226 BAR")
    assert "Uhrzeit HHMM ?" == new.type("C 211126 BAR")[0]
    assert ("FEHLER E14", "Uhrzeit?", "gibt es nicht: HHMM") == new.type("2460 BAR")
    assert ("21.11.2026", "07:30", "Stellen? BAR=Ja C") == new.type("C 0730 BAR")
    assert "PIN DER KARTE" == new.type("BAR")[0]
    assert SetTime(utc=datetime(2026, 11, 21, 6, 30, tzinfo=UTC)) == new.wanted[1]


def test_going_back() -> None:
    """C takes the last answer back, and with the first question leaves: nothing was made."""
    new = NewTill([START, TAKEN, UNIT])
    new.type("BAR BAR BAR 12")
    assert ("PIN DER KARTE", "_", "noch 3 Versuche") == new.type("C")
    assert "UHRZEIT ?" == new.type("C")[0]
    assert "KASSEN-ID ?" == new.type("C")[0]
    assert "NEUE KASSE" == new.type("C")[0]
    new.type("C")
    assert new.till.dialogue is None
    assert PutIntoOperation() not in new.wanted


@pytest.mark.parametrize(
    ("register_id", "shown"),
    [
        ("K", "K"),
        ("MARKT-GRAZ-0001", "MARKT- GRAZ-0001"),
        ("WWWWWWWWWWWWWWWWWWWW", "WWWWWWWWWW WWWWWWWWWW"),
        ("A-BCDEFGHIJKLMNOPQRS", "A-BCDEFGHI JKLMNOPQRS"),
    ],
)
def test_any_id_is_shown_whole(register_id: str, shown: str) -> None:
    """The technician compares it letter by letter: nothing of it may be cut."""
    new = NewTill([replace(START, register_id=register_id)])
    assert shown == new.type("BAR")[1]


@pytest.mark.parametrize(
    ("serial", "shown"),
    [
        ("f", "f"),
        ("123456789", "1 23456789"),
        ("0123456789abcdef", "01234567 89abcdef"),
        ("ffff0123456789abcdef", "01234567 89abcdef"),
    ],
)
def test_serials_are_shown_in_groups(serial: str, shown: str) -> None:
    """As far as the display goes, from the end; the slip has all of it."""
    new = NewTill([START, TAKEN, replace(UNIT, serial=serial, holder="x" * 40), RIGHT])
    item, main, _ = new.type("BAR BAR BAR 1234 BAR")
    assert shown == main
    assert "x" * 16 == item
