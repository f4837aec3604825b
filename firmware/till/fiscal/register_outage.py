"""The till itself had failed, entered afterwards by a person (§ 17 Abs 1, 2, 5, 6 RKSV).

A till that does not work cannot write down that it does not. When it works again somebody says
when it failed, when it was back and why; what FinanzOnline is told of that follows from the row.
Sales of that time are on handwritten receipts: they come next (F 32), before any other sale.
"""

from datetime import UTC, datetime
from typing import Final

from firmware.finanzonline.order import Reason
from firmware.rksv.outage import REPORT_AFTER
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Digits, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.refuse import complain
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode

REASONS: Final = {1: Reason.THEFT, 2: Reason.RECORDING, 3: Reason.OTHER}
_WORDS: Final = {1: "Diebstahl", 2: "Störung", 3: "sonstiges"}
#: Day and time on the keys, „2011261030".
MOMENT_DIGITS: Final = 10


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
            return Digits(title="AB TTMMJJSSMM ?")
        case (int(), str(begin)):
            began_utc = moment_of(begin)
            if began_utc is None or began_utc > till.now_utc:
                return _no_moment()
            return Digits(title="BIS TTMMJJSSMM ?", proposal=_digits(till.now_utc))
        case (int(number), str(begin), str(end)):
            began_utc, ended_utc = moment_of(begin), moment_of(end)
            assert began_utc is not None, "looked at before"
            if ended_utc is None or not began_utc < ended_utc <= _minute_after(till.now_utc):
                return _no_moment()
            return _entered(till, REASONS[number], began_utc, min(ended_utc, till.now_utc))
        case _:
            raise AssertionError(answers)


def moment_of(digits: str) -> datetime | None:
    """The moment of Austrian time somebody typed; None if there is none.

    Of the doubled hour in October the first one; the hour that is left out in March is none.
    """
    if len(digits) != MOMENT_DIGITS or not digits.isdigit():
        return None
    day, month, year, hour, minute = (int(digits[at : at + 2]) for at in range(0, 10, 2))
    try:
        local = datetime(2000 + year, month, day, hour, minute, tzinfo=texts.VIENNA)
    except ValueError:
        return None
    moment_utc = local.astimezone(UTC)
    return moment_utc if moment_utc.astimezone(texts.VIENNA).hour == hour else None


def _digits(at_utc: datetime) -> str:
    return f"{at_utc.astimezone(texts.VIENNA):%d%m%y%H%M}"


def _minute_after(at_utc: datetime) -> datetime:
    """The end of the minute that is running: its seconds cannot be typed."""
    return at_utc.replace(second=59, microsecond=999_999)


def _no_moment() -> Wrong:
    return Wrong(code=ErrorCode.E01, words="Zeit prüfen", hint="z.B. 2011261030")


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
