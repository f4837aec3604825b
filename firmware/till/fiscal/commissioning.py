"""NEUE KASSE: the technician's dialogue on a till that was never in operation (§ 6 RKSV).

Register id and time are confirmed, the card is read and its PIN tried, the certificate's holder is
compared; then one key puts the till into operation. Before that key nothing is made.
"""

from dataclasses import replace
from typing import Final

from firmware.till.asks import Choice, Confirm, Digits, Secret, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.fiscal.clock import day_of, moments_of
from firmware.till.fiscal.commission_requests import (
    FindStart,
    FindUnit,
    FoundStart,
    FoundUnit,
    InOperation,
    PinTried,
    PutIntoOperation,
    SetTime,
    StartRefused,
    TimeTaken,
    TryPin,
)
from firmware.till.refuse import complain
from firmware.till.state import BOOKED, Answers, Next, Step, Till, say
from firmware.till.texts import ITEM_WIDTH, VIENNA, WORD_WIDTH, ErrorCode, serial_shown

TITLE: Final = "NEUE KASSE"
#: With fewer tries left the card is not shown a PIN: a blocked card must be bought anew.
TRIES_NEEDED: Final = 2
PIN_DIGITS: Final = range(4, 9)
_RIGHT, _SET = 1, 2


def begin(till: Till) -> Step:
    """Ask from the first question on."""
    return open_dialogue(till, commissioning)


def commissioning(till: Till, answers: Answers) -> Next:
    """Id, time, unit, PIN, certificate, and the last word."""
    match answers:
        case ():
            return Confirm(title=TITLE, main="nicht in Betrieb", hint="BAR = beginnen")
        case (True,):
            return Wanting(FindStart())
        case (True, FoundStart() as start):
            return Confirm(
                title="KASSEN-ID ?",
                main=_broken(start.register_id),
                hint="weiter = BAR" if start.is_begun else "BAR = stimmt",
            )
        case (True, FoundStart() as start, True, *rest):
            return _clock(till, start, tuple(rest))
        case (*_, StartRefused() as refused):
            return _wrong(refused)
        case _:
            raise AssertionError(answers)


def _clock(till: Till, start: FoundStart, answers: Answers) -> Next:
    """Right as it is, or set; the Startbeleg's time is checked against FinanzOnline's clock."""
    match answers:
        case ():
            local = till.now_utc.astimezone(VIENNA)
            return Choice(
                title="UHRZEIT ?" if start.is_clock_trusted else "UHR UNSICHER ?",
                main=f"{local:%d.%m.%Y %H:%M}",
                options={_RIGHT: "stimmt", _SET: "stellen"},
                hint="BAR=stimmt 2=stellen",
            )
        case (1,):
            return Wanting(SetTime(utc=None))
        case (*_, StartRefused() as refused):
            return _wrong(refused)
        case (1 | 2, *_, TimeTaken()):
            return Wanting(FindUnit(), title="SIGNATURKARTE", main="wird gelesen")
        case (2, *typed) if TimeTaken() not in typed:
            return _time(tuple(typed))
        case _:
            return _after_clock(till, start, answers)


def _time(answers: Answers) -> Next:
    """Day and time of day, and both once more: a mistyped year would bind every receipt after."""
    match answers:
        case ():
            return Digits(title="Datum TTMMJJ ?")
        case (str(day),) if day_of(day) is None:
            return Wrong(code=ErrorCode.E14, words="Datum?", hint="TTMMJJ, z.B. 241226")
        case (str(),):
            return Digits(title="Uhrzeit HHMM ?")
        case (str(day), str(clock)):
            moments = moments_of(day, clock)
            if not moments:
                return Wrong(code=ErrorCode.E14, words="Uhrzeit?", hint="gibt es nicht: HHMM")
            return Confirm(
                title=f"{moments[0].astimezone(VIENNA):%d.%m.%Y}",
                main=f"{moments[0].astimezone(VIENNA):%H:%M}",
                hint="Stellen? BAR=Ja C",
            )
        case (str(day), str(clock), True):
            # In the hour that comes twice in October nobody puts a till into operation.
            return Wanting(SetTime(utc=moments_of(day, clock)[0]))
        case _:
            raise AssertionError(answers)


def _after_clock(till: Till, start: FoundStart, answers: Answers) -> Next:
    at = answers.index(TimeTaken()) + 1
    unit, rest = answers[at], answers[at + 1 :]
    assert isinstance(unit, FoundUnit), answers
    return _unit(till, (start, unit), rest)


def _unit(till: Till, found: tuple[FoundStart, FoundUnit], answers: Answers) -> Next:
    """PIN where one is needed; then whose certificate it is."""
    start, unit = found
    match answers:
        case () if unit.needs_pin:
            return _pin(unit)
        case ():
            return Wanting(TryPin(pin=None), title="SIGNATURKARTE", main="unterschreibt")
        case (str(pin),) if not pin.isdigit() or len(pin) not in PIN_DIGITS:
            return Wrong(code=ErrorCode.E06, words="4 bis 8 Ziffern", hint="PIN der Karte")
        case (str(pin),):
            return Wanting(TryPin(pin=pin), title="SIGNATURKARTE", main="unterschreibt")
        case (*_, PinTried(is_right=False) as tried):
            asked = replace(unit, needs_pin=True, tries_left=tried.tries_left)
            again = open_dialogue(till, commissioning, True, start, True, 1, TimeTaken(), asked)
            return _refuse_pin(again, tried)
        case (*_, StartRefused() as refused):
            return _wrong(refused)
        case (str(), PinTried(), *rest) | (PinTried(), *rest):
            return _last(till, found, tuple(rest))
        case _:
            raise AssertionError(answers)


def _pin(unit: FoundUnit) -> Secret:
    hint = "BAR = ok   C = zurück" if unit.tries_left is None else _tries(unit.tries_left)
    return Secret(title="PIN DER KARTE", hint=hint)


def _refuse_pin(again: Step, tried: PinTried) -> Step:
    """Nobody types a second PIN without having read how many tries are left."""
    till, _ = again
    if tried.tries_left is None:
        return complain(till, ErrorCode.E06, words="PIN falsch", hint="PIN-Brief lesen")
    if tried.tries_left < TRIES_NEEDED:
        return complain(till, ErrorCode.E13, words="PIN falsch", hint="zuerst PUK eingeben")
    return complain(till, ErrorCode.E06, words="PIN falsch", hint=_tries(tried.tries_left))


def _tries(left: int) -> str:
    return f"noch {left} Versuch{'' if left == 1 else 'e'}"


def _last(till: Till, found: tuple[FoundStart, FoundUnit], answers: Answers) -> Next:
    """Holder and serial are compared with the card's papers; then it is done."""
    start, unit = found
    match answers:
        case ():
            return Confirm(
                title=unit.holder[:ITEM_WIDTH],
                main=serial_shown(unit.serial),
                hint=f"bis {unit.valid_until:%d.%m.%Y} BAR=ok",
            )
        case (True,):
            return Confirm(
                title="INBETRIEBNAHME ?", main=_broken(start.register_id), hint="BAR = in Betrieb"
            )
        case (True, True):
            return Wanting(PutIntoOperation(), title="INBETRIEBNAHME", main="läuft")
        case (True, True, InOperation()):
            return say(till, "IN BETRIEB", _broken(start.register_id)), (BOOKED,)
        case _:
            raise AssertionError(answers)


def _wrong(refused: StartRefused) -> Wrong:
    return Wrong(code=refused.code, words=refused.words, hint=refused.hint)


def _broken(register_id: str) -> str:
    """An id for the main zone: one that is wider than that is broken behind a hyphen if it can."""
    if len(register_id) <= WORD_WIDTH:
        return register_id
    cut = register_id.rfind("-", len(register_id) - WORD_WIDTH, WORD_WIDTH) + 1 or WORD_WIDTH
    return f"{register_id[:cut]} {register_id[cut:]}"
