"""The till as this stall likes it: how bright, how loud; and its end (F 96, 98, 99)."""

from dataclasses import replace

import msgspec

from firmware.till.acts import JournalKind
from firmware.till.asks import Choice
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import GoDown
from firmware.till.function import Chapter, Function, Right
from firmware.till.state import BOOKED, Answers, Next, Settings, Step, Till, record, say

_BRIGHTNESS = {1: "dunkel", 2: "mittel", 3: "hell"}
_CLICK = {1: "mit Ton", 2: "ohne Ton"}


def change(till: Till) -> Step:
    """F 96: brightness of the display, and whether keys click."""
    return open_dialogue(till, _change)


def _change(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Choice(title="HELLIGKEIT", options=_BRIGHTNESS)
        case (int(),):
            return Choice(title="TASTEN", options=_CLICK)
        case (int(brightness), int(click)):
            settings = Settings(brightness=brightness, has_click=click == 1)
            row = record(till, JournalKind.EINSTELLUNG, settings=msgspec.to_builtins(settings))
            after = replace(till, settings=settings)
            return say(after, _BRIGHTNESS[brightness].capitalize(), _CLICK[click]), (row, BOOKED)
        case _:
            raise AssertionError(answers)


def restart(till: Till) -> Step:
    """F 98: the till goes down in order and comes up again."""
    return say(till, "Kasse", "startet neu"), (GoDown(is_restart=True),)


def shut_down(till: Till) -> Step:
    """F 99: the till goes down in order and off; pulling the plug would do as well."""
    return say(till, "Kasse", "schaltet ab"), (GoDown(is_restart=False),)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=96,
        name="Helligkeit und Ton",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=change,
    ),
    Function(
        code=98,
        name="Neustart",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=restart,
        is_for_locked=True,
    ),
    Function(
        code=99,
        name="Herunterfahren",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=shut_down,
        is_for_locked=True,
    ),
)
