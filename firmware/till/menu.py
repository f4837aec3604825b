"""F F: all functions, chapter by chapter; what cannot be done here and now is not listed."""

from firmware.till import codes
from firmware.till.asks import Item, Pick, Picked
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Chapter, Function
from firmware.till.state import Answers, Next, Phase, Step, Till, base_phase
from firmware.till.texts import fitting
from hal.keypad.port import Key


def open_menu(till: Till, _key: Key) -> Step:
    """F F: the list of functions; what was typed before goes to the one that is chosen."""
    return open_dialogue(till, _menu, keep_entry=True)


def _menu(till: Till, answers: Answers) -> Next:
    """A chapter, one of its functions, and the function itself."""
    listed = _chapters(till)
    match answers:
        case ():
            return Pick(
                rows=tuple(
                    Item(item="FUNKTIONEN", main=fitting(chapter.value)) for chapter, _ in listed
                )
            )
        case (Picked(index=index),):
            rows = (
                Item(item=f"F {one.code:02}  {one.right.value}", main=fitting(one.name))
                for one in listed[index][1]
            )
            return Pick(rows=tuple(rows))
        case (Picked(index=index), Picked(index=chosen)):
            return codes.run(till, listed[index][1][chosen])
        case _:
            raise AssertionError(answers)


def _chapters(till: Till) -> tuple[tuple[Chapter, tuple[Function, ...]], ...]:
    possible = [one for one in codes.FUNCTIONS.values() if _is_possible(till, one)]
    listed = (
        (chapter, tuple(one for one in possible if one.chapter is chapter)) for chapter in Chapter
    )
    return tuple((chapter, functions) for chapter, functions in listed if functions)


def _is_possible(till: Till, function: Function) -> bool:
    match base_phase(till):
        case Phase.LOCKED:
            return function.is_for_locked
        case Phase.SALE | Phase.PAY:
            return function.is_for_sale
        case _:
            return True
