"""The till itself had failed, entered afterwards by a person (§ 17 Abs 1, 2, 5, 6 RKSV).

A till that does not work cannot write down that it does not. When it works again somebody says
when it failed, when it was back and why; what FinanzOnline is told of that follows from the row.
Sales of that time are on handwritten receipts: they come next (F 32), before any other sale.
"""

from datetime import date, datetime
from typing import Final

from firmware.finanzonline.order import Reason
from firmware.rksv.outage import REPORT_AFTER
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Digits, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.fiscal.clock import day_of, moments_of
from firmware.till.refuse import complain
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode

REASONS: Final = {1: Reason.THEFT, 2: Reason.RECORDING, 3: Reason.OTHER}
_WORDS: Final = {1: "Diebstahl", 2: "Störung", 3: "sonstiges"}
_CLOCK_HINT: Final = "HHMM, z.B. 0830"


def enter_register_outage(till: Till) -> Step:
    """Ask why, since when and until when; the order to FinanzOnline follows."""
    if till.is_training:
        return complain(till, ErrorCode.E01, words="Nicht im Training")
    return open_dialogue(till, _outage)


def _outage(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Choice(title="KASSE DEFEKT ?", options=_WORDS)
        case (int(),):
            return Digits(title="AB TAG TTMMJJ ?", proposal=f"{_today(till):%d%m%y}")
        case (int(), str(day)):
            return _no_day(till, day) or Digits(title="AB UHRZEIT ?", hint=_CLOCK_HINT)
        case (int(number), str(day), str(clock), *rest):
            began_utc = moment_of(day, clock)
            if began_utc is None or began_utc > till.now_utc:
                return _no_moment()
            return _until(till, REASONS[number], began_utc, tuple(rest))
        case _:
            raise AssertionError(answers)


def _until(till: Till, reason: Reason, began_utc: datetime, answers: Answers) -> Next:
    """Since when is known; BAR twice is: until now."""
    match answers:
        case ():
            return Digits(title="BIS TAG TTMMJJ ?", proposal=f"{_today(till):%d%m%y}")
        case (str(day),):
            clock = f"{till.now_utc.astimezone(texts.VIENNA):%H%M}"
            ask = Digits(title="BIS UHRZEIT ?", hint=_CLOCK_HINT, proposal=clock)
            return _no_day(till, day) or ask
        case (str(day), str(clock)):
            ended_utc = moment_of(day, clock)
            if ended_utc is None or not began_utc < ended_utc <= _minute_after(till.now_utc):
                return _no_moment()
            return _entered(till, reason, began_utc, min(ended_utc, till.now_utc))
        case _:
            raise AssertionError(answers)


def moment_of(day: str, clock: str) -> datetime | None:
    """The moment of Austrian time somebody typed; None if there is none.

    Of the doubled hour in October the first one; the hour that is left out in March is none.
    """
    return next(iter(moments_of(day, clock)), None)


def _today(till: Till) -> date:
    return till.now_utc.astimezone(texts.VIENNA).date()


def _minute_after(at_utc: datetime) -> datetime:
    """The end of the minute that is running: its seconds cannot be typed."""
    return at_utc.replace(second=59, microsecond=999_999)


def _no_day(till: Till, day: str) -> Wrong | None:
    found = day_of(day)
    if found is not None and found <= _today(till):
        return None
    return Wrong(code=ErrorCode.E01, words="Tag prüfen", hint="TTMMJJ, z.B. 241226")


def _no_moment() -> Wrong:
    return Wrong(code=ErrorCode.E01, words="Zeit prüfen", hint=_CLOCK_HINT)


def _entered(till: Till, reason: Reason, began_utc: datetime, ended_utc: datetime) -> Step:
    row = record(
        till,
        JournalKind.AUSFALL_KASSE,
        reason=reason.value,
        began_utc=began_utc.isoformat(),
        ended_utc=ended_utc.isoformat(),
    )
    is_long = ended_utc - began_utc > REPORT_AFTER
    hint = "melden: F 69" if is_long else "Handbelege: F 32"
    return say(till, "Kassenausfall", "notiert", hint), (row, BOOKED)
