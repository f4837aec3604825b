"""The first look after a sign-on: a Z that was forgotten, a drawer nobody has opened yet.

A stall of one person never signs on: there the till looks by itself, after a boot and on a new day,
but only while it rests, so that no key of a sale is taken for an answer.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Wanting
from firmware.till.closing.cash import ask_opening, opened_with
from firmware.till.closing.day_end import close_day
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Right
from firmware.till.late import year_to_check
from firmware.till.requests import FindOpening, FoundOpening
from firmware.till.rights import may
from firmware.till.sales import basket as baskets
from firmware.till.state import (
    Answers,
    Next,
    Notice,
    Phase,
    Step,
    Till,
    phase,
    record,
    say_later,
)
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.copy_news import reminder

#: So long after its first sale a period without a Z is named by its error code.
Z_DUE_AFTER = timedelta(hours=48)
#: Whoever sells over midnight is not asked until then.
RESTED_AFTER = timedelta(hours=1)


def look(till: Till) -> Step:
    """Ask what comes before the first sale; without that, `till` as it is with its greeting."""
    if till.basket.lines or till.ended is not None:
        return till, ()
    return open_dialogue(till, _look, till.notice)


def is_look_due(till: Till) -> bool:
    """Whether a stall of one person begins a day: nobody is selling, and nobody looked yet."""
    is_free = phase(till) is Phase.IDLE and till.done is None and till.basket == baskets.EMPTY
    if not till.profile.is_anonymous or till.is_training or not is_free:
        return False
    if till.looked_day is None:
        return True
    last_utc = till.last_key_at_utc
    is_rested = last_utc is None or till.now_utc - last_utc >= RESTED_AFTER
    return is_rested and till.looked_day != _day(till.now_utc)


def look_unasked(till: Till) -> Step:
    """Look without a sign-on, once a day; news there are read again behind a question."""
    if till.notice is not None:
        till = say_later(till, till.notice)
    return look(replace(till, looked_day=_day(till.now_utc)))


def _look(till: Till, answers: Answers) -> Next:
    match answers:
        case (Notice() | None,):
            return Wanting(FindOpening())
        case (Notice() | None as greeting, FoundOpening() as found, *more):
            till, greeting = _reminded(till, greeting, found)
            if is_forgotten(till, found):
                return _forgotten(till, greeting, found, tuple(more))
            return _opening(till, greeting, found, tuple(more))
        case _:
            raise AssertionError(answers)


def _reminded(
    till: Till, greeting: Notice | None, found: FoundOpening
) -> tuple[Till, Notice | None]:
    """A chief is told what FinanzOnline waits for; more urgent greetings come first.

    Whoever it is: that a backup is owed, where nothing else is to be told (V120).
    § 8 Abs 3 RKSV, AU11: of the Jahresbeleg until it is checked, the more so when it is late.
    """
    news = _office_news(till, found) if may(till, Right.CHIEF) else []
    if not news:
        is_free = greeting is not None and greeting.item == texts.GREETING
        due = till.backup_due if is_free else None
        return till, greeting if due is None else reminder(due)
    is_asked = is_forgotten(till, found) or _is_unopened(found)
    if not is_asked and (greeting is None or greeting.item == texts.GREETING):
        first, *more = news
        return say_later(till, more[0]) if more else till, first
    return say_later(till, news[0]), greeting


def _office_news(till: Till, found: FoundOpening) -> list[Notice]:
    """At most two: the Jahresbeleg, and what was refused or is late."""
    year, words = found.unchecked_year, found.office_words
    yearly = [] if year is None else [year_to_check(year, _day(till.now_utc))]
    if not words:
        return yearly
    return [*yearly, Notice(item="FinanzOnline", main=texts.fitting(words), hint="F 69")]


def is_forgotten(till: Till, found: FoundOpening) -> bool:
    """Whether something was sold on an earlier day and no Z came after it."""
    first_utc = found.first_sale_utc
    return first_utc is not None and _day(first_utc) < _day(till.now_utc)


def _forgotten(till: Till, greeting: Notice | None, found: FoundOpening, answers: Answers) -> Next:
    assert found.first_sale_utc is not None, "asked before"
    match answers:
        case ():
            first_utc = found.first_sale_utc
            return Choice(
                title=_since(till, first_utc),
                main="Z offen",
                options={1: "jetzt", 2: "später"},
                hint="1=jetzt 2=später",
                # Whoever turns away has put it off, and reads what else there is.
                leaves_as=2,
            )
        case (1,):
            return close_day(till)
        case (2,):
            row = record(till, JournalKind.BERICHT, what="Z verschoben")
            return _greeted(till, greeting), (row,)
        case _:
            raise AssertionError(answers)


def _since(till: Till, first_utc: datetime) -> str:
    if till.now_utc - first_utc >= Z_DUE_AFTER:
        return f"E20 {ErrorCode.E20.value}"
    return "Z von gestern"


def _opening(till: Till, greeting: Notice | None, found: FoundOpening, answers: Answers) -> Next:
    """Before the first sale after a Z the drawer is declared; BAR takes what the Z left."""
    if not _is_unopened(found):
        return _greeted(till, greeting), ()
    match answers:
        case ():
            return ask_opening(till, found)
        case (int(cents),):
            return opened_with(till, found, cents)
        case _:
            raise AssertionError(answers)


def _greeted(till: Till, greeting: Notice | None) -> Till:
    """`till` with its greeting, which need not wait any more."""
    waiting = tuple(one for one in till.late_notices if one != greeting)
    return replace(till, notice=greeting, late_notices=waiting)


def _is_unopened(found: FoundOpening) -> bool:
    is_new = found.last_number is not None and found.first_sale_utc is None
    return is_new and not found.is_opened


def _day(at_utc: datetime) -> date:
    return at_utc.astimezone(texts.VIENNA).date()
