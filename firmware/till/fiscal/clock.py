"""F 94: the till's time, who vouches for it, and setting it.

A receipt's time is signed (Anlage Z 4 RKSV), and none may be earlier than the one before. So the
clock is set on the keys only with a chief, never before the last receipt, and never so far ahead
that the receipts after it would have to wait for years.
"""

from datetime import UTC, date, datetime, time, timedelta

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Confirm, Digits, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.fiscal.calendar_requests import (
    ClockSet,
    FindClock,
    FoundClock,
    SetClock,
    VouchClock,
    Witness,
)
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import Failed
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode

#: No stall rests for longer, so no time is set further after the last receipt.
MAX_AHEAD = timedelta(days=5 * 365)
_RIGHT, _SET = 1, 2
_SUMMER, _WINTER = 1, 2
_CENTURY = 2000


def show_clock(till: Till) -> Step:
    """F 94: right as it is, or set."""
    return open_dialogue(till, _clock)


def _clock(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindClock())
        case (FoundClock() as found,):
            return _shown(till, found)
        case (FoundClock() as found, 1):
            return _vouched(till, found)
        case (FoundClock(), 1 | 2, *_, ClockSet() as done):
            return _believed(till, done)
        case (FoundClock(), 1 | 2, *_, Failed() as failed):
            return complain(till, ErrorCode.E14, words=failed.words, hint="Techniker rufen")
        case (FoundClock() as found, 2, *typed):
            return _setting(till, found, tuple(typed))
        case _:
            raise AssertionError(answers)


def _shown(till: Till, found: FoundClock) -> Choice:
    """The time and who says so; what nobody can vouch for is a question."""
    is_sure = found.is_trusted and not found.is_doubted
    witness = found.witness if is_sure else Witness.NONE
    return Choice(
        title=witness.words,
        main=f"{till.now_utc.astimezone(texts.VIENNA):%d.%m.%Y %H:%M}",
        options={_RIGHT: "stimmt", _SET: "stellen"},
        hint="BAR=stimmt 2=stellen",
    )


def _vouched(till: Till, found: FoundClock) -> Next:
    """Nobody can vouch for a time that cannot be."""
    problem = _problem(till.now_utc, found)
    return Wanting(VouchClock()) if problem is None else problem


def _setting(till: Till, found: FoundClock, answers: Answers) -> Next:
    """Day, time of day, in October which of two; then the question whether that is so."""
    match answers:
        case ():
            today = till.now_utc.astimezone(texts.VIENNA)
            return Digits(title="Datum TTMMJJ ?", proposal=f"{today:%d%m%y}")
        case (str(day),):
            if day_of(day) is None:
                return Wrong(code=ErrorCode.E14, words="Datum?", hint="TTMMJJ, z.B. 241226")
            return Digits(title="Uhrzeit HHMM ?")
        case (str(day), str(clock), *more):
            moments = moments_of(day, clock)
            if not moments:
                return Wrong(code=ErrorCode.E14, words="Uhrzeit?", hint="gibt es nicht: HHMM")
            return _chosen(found, moments, tuple(more))
        case _:
            raise AssertionError(answers)


def _chosen(found: FoundClock, moments: tuple[datetime, ...], answers: Answers) -> Next:
    if len(moments) > 1 and not answers:
        options = {_SUMMER: "Sommerzeit", _WINTER: "Winterzeit"}
        return Choice(title="Welche Stunde?", options=options)
    which, answers = (answers[0], answers[1:]) if len(moments) > 1 else (_SUMMER, answers)
    moment = moments[-1] if which == _WINTER else moments[0]
    return _confirmed(found, moment, answers)


def _confirmed(found: FoundClock, utc: datetime, answers: Answers) -> Next:
    match answers:
        case ():
            local = utc.astimezone(texts.VIENNA)
            ask = Confirm(
                title=f"{local:%d.%m.%Y}", main=f"{local:%H:%M}", hint="Stellen? BAR=Ja C"
            )
            return _problem(utc, found) or ask
        case (True,):
            return Wanting(SetClock(utc=utc))
        case _:
            raise AssertionError(answers)


def day_of(text: str) -> date | None:
    """`241226` or `24122026`; None for what is no day."""
    if len(text) not in (6, 8) or not text.isdigit():
        return None
    year = int(text[4:]) if len(text) == 8 else _CENTURY + int(text[4:])
    try:
        return date(year, int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def moments_of(day_text: str, clock_text: str) -> tuple[datetime, ...]:
    """`1042` or `104230` of that day in UTC: one moment, two in the doubled hour, or none."""
    day = day_of(day_text)
    if day is None or len(clock_text) not in (4, 6) or not clock_text.isdigit():
        return ()
    hour, minute, second = int(clock_text[:2]), int(clock_text[2:4]), int(clock_text[4:] or 0)
    try:
        clock = time(hour, minute, second)
    except ValueError:
        return ()
    local = datetime.combine(day, clock)
    both = [local.replace(tzinfo=texts.VIENNA, fold=fold).astimezone(UTC) for fold in (0, 1)]
    # What the clocks skip in March is another time when it comes back.
    real = [one for one in both if one.astimezone(texts.VIENNA).replace(tzinfo=None) == local]
    return tuple(sorted(set(real)))


def _problem(utc: datetime, found: FoundClock) -> Wrong | None:
    """Why no till may believe that it is `utc`; None if it may."""
    last_utc = found.last_issued_at_utc
    if utc < last_utc:
        local = last_utc.astimezone(texts.VIENNA)
        words = "vor letztem Bon"
        return Wrong(code=ErrorCode.E14, words=words, hint=f"von {local:%d.%m.%y %H:%M:%S}")
    if utc - last_utc > MAX_AHEAD:
        return Wrong(code=ErrorCode.E14, words="zu weit voraus", hint="Jahr prüfen")
    return None


def _believed(till: Till, done: ClockSet) -> Step:
    """The row of the clock, with who said so."""
    row = record(
        till,
        JournalKind.UHR,
        jump_s=done.jump_s,
        trusted=True,
        source=done.witness.value,
    )
    local = till.now_utc.astimezone(texts.VIENNA)
    return say(till, "Uhr gestellt" if done.jump_s else "Uhr stimmt", f"{local:%H:%M}"), (
        row,
        BOOKED,
    )


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=94,
        name="Uhr",
        chapter=Chapter.TILL,
        right=Right.CHIEF,
        run=show_clock,
        is_for_locked=True,
        is_for_sale=True,
    ),
)
