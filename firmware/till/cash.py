"""Money without a sale: paid in, paid out, the float, the drawer."""

from firmware.till.acts import JournalKind
from firmware.till.effects import OpenDrawer
from firmware.till.function import Function
from firmware.till.state import Step, Till, record, say
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def open_drawer(till: Till, _key: Key) -> Step:
    """F BAR between sales: no sale, drawer opens, journalled; in training it stays shut."""
    row = record(till, JournalKind.LADE, reason="kein Verkauf")
    if till.is_training:
        return say(till, "Training", "Lade bleibt zu"), (row,)
    return say(till, "Kein Verkauf", "Lade offen"), (row, OpenDrawer())
