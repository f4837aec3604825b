"""Clerks and training: who stands at the till, and whether it counts.

A number signs on (`2 BAR`), with a PIN if the clerk has one; `F 01` signs off, `2 F 01` changes
quickly between sales. A till that is left alone locks itself.
"""

from dataclasses import replace
from datetime import timedelta

from firmware.till import entry as entries
from firmware.till.acts import JournalKind
from firmware.till.asks import Secret, Wanting, Wrong
from firmware.till.closing.opening import look
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Effect, Record
from firmware.till.exports.words import CALL_TECHNICIAN, DOUBTED
from firmware.till.fiscal.device import TO_REPORT, is_report_due
from firmware.till.function import Right
from firmware.till.refuse import complain, ignore, sale_is_open, wrong_key
from firmware.till.requests import CheckPin, Failed, PinVerdict
from firmware.till.rights import may, refuse_pin, require
from firmware.till.sales import basket as baskets
from firmware.till.sales.selling import abort
from firmware.till.stall.catalog import Role
from firmware.till.state import (
    BOOKED,
    Answers,
    Next,
    Phase,
    Step,
    Till,
    base_phase,
    record,
    say,
)
from firmware.till.texts import ARCHIVE_ALARM, GREETING, ErrorCode, fitting
from firmware.till.upkeep.update_news import offered
from hal.keypad.port import Key

ANONYMOUS_CLERK = 1
#: Why a clerk is signed off whom nobody signed off.
REST = "rest"
#: Whoever practised has gone to serve a customer.
TRAINING_LASTS = timedelta(minutes=30)


def sign_on_typed(till: Till, key: Key) -> Step:
    """BAR while locked: the typed number is a clerk's; none is that of whoever was locked out."""
    if not till.entry.is_empty:
        return sign_on(till, entries.small_number(till.entry.text))
    return sign_on(till, till.clerk) if till.is_locked else ignore(till, key)


def sign_on(till: Till, number: int | None) -> Step:
    """`number` signs on, with the PIN if there is one; whoever was there signs off."""
    clerk = till.profile.clerks.get(number) if number is not None else None
    cleared = replace(till, entry=entries.EMPTY)
    if number is None or clerk is None:
        return complain(cleared, ErrorCode.E05, words="Bediener unbek.", hint="Nr + BAR")
    is_other = till.is_locked and number != till.clerk and bool(till.basket.lines)
    if is_other and clerk.role is not Role.CHIEF:
        hint = f"Nr {till.clerk} oder Chef"
        return complain(cleared, ErrorCode.E08, words="Bon ist offen", hint=hint)
    if clerk.has_pin:
        return open_dialogue(cleared, _pin, number)
    return _signed_on(cleared, number)


def _pin(till: Till, answers: Answers) -> Next:
    """The PIN of the clerk who signs on."""
    match answers:
        case (int(number),):
            return Secret(title=f"PIN {till.profile.clerks[number].name}")
        case (int(), ""):
            return Wrong(code=ErrorCode.E06, words="PIN fehlt")
        case (int(number), str(pin)):
            return Wanting(CheckPin(pin=pin, clerk=number, among=(number,), at_utc=till.now_utc))
        case (int(), str(), Failed() as failed):
            return Wrong(code=ErrorCode.E06, words=failed.words)
        case (int(number), str(), PinVerdict() as verdict):
            if verdict.clerk == number:
                return _signed_on(till, number)
            return refuse_pin(open_dialogue(till, _pin, number), verdict, number=number)
        case _:
            raise AssertionError(answers)


def _signed_on(till: Till, number: int) -> Step:
    clerk = till.profile.clerks[number]
    rows: tuple[Effect, ...] = ()
    if till.is_locked and number == till.clerk:
        till = replace(till, is_locked=False)
    elif till.clerk is not None:
        till, rows = signed_off(till)
    on = replace(till, clerk=number, entry=entries.EMPTY)
    row = record(on, JournalKind.EIN, number=number, name=clerk.name)
    looked, questions = look(_greeted(on, clerk.name))
    return looked, (*rows, row, BOOKED, *questions)


def _greeted(till: Till, name: str) -> Till:
    """Whoever signs on is told of a new stall (AU18) and of an outage to report (AU9).

    The chief is told of the archive's alarm (AU15), of books with findings (AU17), of an update.
    """
    if till.stall_words:
        return say(replace(till, stall_words=""), till.stall_words, "ab heute")
    if is_report_due(till):
        return say(till, *TO_REPORT)
    if till.archive.is_alarmed and may(till, Right.CHIEF):
        return say(till, *ARCHIVE_ALARM)
    if till.is_book_doubted and may(till, Right.CHIEF):
        return say(till, "Export", DOUBTED, CALL_TECHNICIAN)
    if (offer := offered(till)) is not None:
        return say(till, offer.item, offer.main, offer.hint)
    return say(till, GREETING, fitting(name))


def signed_off(till: Till) -> tuple[Till, tuple[Effect, ...]]:
    """The clerk leaves; training ends with the clerk, and what was practised is dropped."""
    rows: tuple[Effect, ...] = ()
    if till.is_training:
        if till.basket.lines:
            till, rows = abort(till)
        till, row = _without_training(till)
        rows = (*rows, row)
    # A clerk who was locked out has gone already, as far as the journal goes.
    left = () if till.is_locked else (record(till, JournalKind.AUS),)
    off = replace(till, clerk=None, is_locked=False, entry=entries.EMPTY, done=None, notice=None)
    return off, (*rows, *left)


def change_clerk(till: Till) -> Step:
    """F 01: sign off; with a number before it, change to that clerk."""
    if till.profile.is_anonymous:
        return complain(till, ErrorCode.E01, words="Keine Bediener")
    if base_phase(till) not in (Phase.LOCKED, Phase.IDLE, Phase.DONE):
        return sale_is_open(till)
    if till.entry.text and till.entry.quantity is None:
        return sign_on(till, entries.small_number(till.entry.text))
    if till.clerk is None or till.entry.quantity is not None:
        return wrong_key(till, Key.F)
    return sale_is_open(till) if till.basket.lines else signed_off(till)


def is_rested(till: Till) -> bool:
    """Whether the clerk has left the till alone for so long that it locks itself.

    A clerk without a PIN is not locked out: a lock that everybody opens is none. Nor is a till that
    asks something: whoever was asked has to answer.
    """
    minutes = till.profile.options.lock_after_minutes
    clerk = till.profile.clerks.get(till.clerk) if till.clerk is not None else None
    is_busy = till.is_asking or till.is_issuing
    last_utc = till.last_key_at_utc
    if not minutes or clerk is None or not clerk.has_pin or till.is_locked or is_busy:
        return False
    return last_utc is not None and till.now_utc - last_utc >= timedelta(minutes=minutes)


def lock(till: Till) -> Step:
    """The open sale stays; only the same clerk goes on with it, or a chief."""
    locked = replace(
        till,
        is_locked=True,
        entry=entries.EMPTY,
        code_digit="",
        done=None,
        notice=None,
        is_subtotal=False,
    )
    return locked, (record(till, JournalKind.AUS, reason=REST),)


def toggle_training(till: Till) -> Step:
    """F 50: a chief begins practice, anybody ends it; `codes.run` keeps it out of a sale."""
    if till.is_training:
        ended, row = _without_training(till)
        return say(ended, "Training", "beendet"), (row, BOOKED)
    return require(till, Right.CHIEF, _begin_training)


def _begin_training(till: Till) -> Step:
    begun = replace(till, is_training=True, last_done=None)
    return say(begun, "Training", "kein Verkauf"), (record(begun, JournalKind.TRA_EIN), BOOKED)


def _without_training(till: Till) -> tuple[Till, Record]:
    """Practice is over, and no change is reckoned for a practice receipt afterwards."""
    row = record(till, JournalKind.TRA_AUS)
    return replace(till, is_training=False, done=None, last_done=None), row


def is_training_forgotten(till: Till) -> bool:
    """Whether nobody has touched the training till for half an hour, and nothing is on its way."""
    last_key_at_utc = till.last_key_at_utc
    is_idle = last_key_at_utc is not None and till.now_utc - last_key_at_utc >= TRAINING_LASTS
    is_awaited = till.is_issuing or (till.dialogue is not None and till.dialogue.is_waiting)
    return till.is_training and is_idle and not is_awaited


def end_forgotten_training(till: Till) -> Step:
    """The next sale is real again; what was practised is dropped, questions and all.

    A question of practice that is answered afterwards would cancel, count or pay in earnest.
    """
    effects: tuple[Effect, ...] = ()
    if till.basket.lines:
        till, effects = abort(till)
    ended, row = _without_training(_without_questions(till))
    return say(ended, "Training", "beendet"), (*effects, row)


def _without_questions(till: Till) -> Till:
    """Nothing is typed or open; the page of an inspector stays, what it interrupted goes."""
    cleared = replace(
        till,
        basket=baskets.EMPTY,
        entry=entries.EMPTY,
        prompt=None,
        complaint=None,
        code_digit="",
        sale_form=None,
    )
    if till.aside is None:
        return replace(cleared, dialogue=None)
    bare = replace(till.aside, entry=entries.EMPTY, prompt=None, dialogue=None, done=None)
    return replace(cleared, aside=bare)
