"""Clerks and training: who stands at the till, and whether it counts.

A number signs on (`2 BAR`), `F 01` signs off, `2 F 01` changes quickly between sales.
"""

from dataclasses import replace

from firmware.till import entry as entries
from firmware.till.acts import JournalKind
from firmware.till.effects import Effect
from firmware.till.refuse import complain, ignore, wrong_key
from firmware.till.selling import notice
from firmware.till.state import BOOKED, Phase, Step, Till, base_phase, record
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

ANONYMOUS_CLERK = 1


def sign_on_typed(till: Till, key: Key) -> Step:
    """BAR while locked: the typed number is a clerk's."""
    if till.entry.is_empty:
        return ignore(till, key)
    return sign_on(till, entries.small_number(till.entry.text))


def sign_on(till: Till, number: int | None) -> Step:
    """`number` signs on, whoever was there signs off."""
    name = till.profile.clerks.get(number) if number is not None else None
    if number is None or name is None:
        cleared = replace(till, entry=entries.EMPTY)
        return complain(cleared, ErrorCode.E05, words="Bediener unbek.", hint="Nr + BAR")
    left, effects = _sign_off(till) if till.clerk is not None else (till, ())
    on = replace(left, clerk=number, entry=entries.EMPTY, complaint=None)
    row = record(on, JournalKind.EIN, clerk=number, name=name)
    return notice(on, "Guten Tag", name), (*effects, row, BOOKED)


def _sign_off(till: Till) -> Step:
    """The clerk leaves; training ends with the clerk."""
    effects: tuple[Effect, ...] = ()
    if till.is_training:
        till, effects = toggle_training(till)
    row = record(till, JournalKind.AUS, clerk=till.clerk)
    off = replace(till, clerk=None, entry=entries.EMPTY, done=None, notice=None)
    return off, (*effects, row)


def change_clerk(till: Till) -> Step:
    """F 01: sign off; with a number before it, change to that clerk."""
    if till.profile.is_anonymous:
        return complain(till, ErrorCode.E01, words="Keine Bediener")
    if base_phase(till) not in (Phase.LOCKED, Phase.IDLE, Phase.DONE):
        return complain(till, ErrorCode.E08, words="Bon ist offen", hint="zahlen oder F C")
    if till.entry.text:
        return sign_on(till, entries.small_number(till.entry.text))
    if till.clerk is None:
        return wrong_key(till, Key.F)
    return _sign_off(till)


def toggle_training(till: Till) -> Step:
    """F 50: practice begins or ends; never within a sale, so that no sale is half real."""
    if base_phase(till) not in (Phase.IDLE, Phase.DONE):
        return complain(till, ErrorCode.E08, words="Bon ist offen", hint="zahlen oder F C")
    if till.is_training:
        row = record(till, JournalKind.TRA_AUS)
        ended = replace(till, is_training=False)
        return notice(ended, "Training", "beendet"), (row, BOOKED)
    begun = replace(till, is_training=True)
    return notice(begun, "Training", "kein Verkauf"), (record(begun, JournalKind.TRA_EIN), BOOKED)
