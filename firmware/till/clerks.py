"""Clerks and training: who stands at the till, and whether it counts.

A number signs on (`2 BAR`), `F 01` signs off, `2 F 01` changes quickly between sales.
"""

from dataclasses import replace
from datetime import timedelta

from firmware.till import entry as entries
from firmware.till.acts import JournalKind
from firmware.till.effects import Effect, Record
from firmware.till.function import Right
from firmware.till.refuse import complain, ignore, sale_is_open, wrong_key
from firmware.till.rights import require
from firmware.till.selling import abort
from firmware.till.state import BOOKED, Phase, Step, Till, base_phase, record, say
from firmware.till.texts import ErrorCode, fitting
from hal.keypad.port import Key

ANONYMOUS_CLERK = 1
#: Whoever practised has gone to serve a customer.
TRAINING_LASTS = timedelta(minutes=30)


def sign_on_typed(till: Till, key: Key) -> Step:
    """BAR while locked: the typed number is a clerk's."""
    if till.entry.is_empty:
        return ignore(till, key)
    return sign_on(till, entries.small_number(till.entry.text))


def sign_on(till: Till, number: int | None) -> Step:
    """`number` signs on, whoever was there signs off."""
    clerk = till.profile.clerks.get(number) if number is not None else None
    if number is None or clerk is None:
        cleared = replace(till, entry=entries.EMPTY)
        return complain(cleared, ErrorCode.E05, words="Bediener unbek.", hint="Nr + BAR")
    left, rows = _signed_off(till) if till.clerk is not None else (till, ())
    on = replace(left, clerk=number, entry=entries.EMPTY)
    row = record(on, JournalKind.EIN, number=number, name=clerk.name)
    return say(on, "Guten Tag", fitting(clerk.name)), (*rows, row, BOOKED)


def _signed_off(till: Till) -> tuple[Till, tuple[Record, ...]]:
    """The clerk leaves; training ends with the clerk."""
    rows: tuple[Record, ...] = ()
    if till.is_training:
        till, row = _without_training(till)
        rows = (row,)
    row = record(till, JournalKind.AUS)
    off = replace(till, clerk=None, entry=entries.EMPTY, done=None, notice=None)
    return off, (*rows, row)


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
    return _signed_off(till)


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
    """Whether nobody has touched the training till for half an hour."""
    last_key_at_utc = till.last_key_at_utc
    is_idle = last_key_at_utc is not None and till.now_utc - last_key_at_utc >= TRAINING_LASTS
    return till.is_training and is_idle


def end_forgotten_training(till: Till) -> Step:
    """The next sale is real again; what was practised is dropped."""
    effects: tuple[Effect, ...] = ()
    if till.basket.lines:
        till, effects = abort(till)
    cleared = replace(till, entry=entries.EMPTY, prompt=None, complaint=None, code_digit="")
    ended, row = _without_training(cleared)
    return say(ended, "Training", "beendet"), (*effects, row)
