"""What the counter hears of updates while it does something else: one waits, one goes on."""

from dataclasses import replace
from typing import Final, assert_never

from firmware.till import texts
from firmware.till.events import UpdateGoesOn, UpdateOffered
from firmware.till.exports.progress import bar_of
from firmware.till.function import Right
from firmware.till.rights import may
from firmware.till.state import Notice, Step, Till, say_later

#: Columns of the bar; the percent stand behind it.
_BAR: Final = 16


def heard(till: Till, event: UpdateOffered | UpdateGoesOn) -> Step:
    """What waits is told at the next occasion; what goes on is seen while F 76 waits for it."""
    match event:
        case UpdateOffered():
            return replace(till, update_offered=event.version), ()
        case UpdateGoesOn():
            shown = f"{bar_of(event.percent * 10, _BAR)}{event.percent:>3} %"
            return replace(till, terminal_text=shown), ()
        case _:
            assert_never(event)


def title(version: str) -> str:
    """`Update 1.3`, as far as the item zone goes."""
    return f"Update {version}"[: texts.ITEM_WIDTH]


def offered(till: Till) -> Notice | None:
    """For the chief: `Update 1.3 da: F 76`; None where nothing waits, or somebody else reads."""
    if not till.update_offered or not may(till, Right.CHIEF):
        return None
    named = f"{title(till.update_offered)} da"
    item = named if len(named) <= texts.ITEM_WIDTH else "Update da"
    return Notice(item=item, main="F 76", hint="nach dem Z")


def reminded(till: Till) -> Till:
    """`till` with the same behind what it says now: the Z is done, and nobody sells."""
    offer = offered(till)
    return till if offer is None else say_later(till, offer)
