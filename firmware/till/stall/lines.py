"""F 93: the lines above and below every receipt, with the letters of an old telephone."""

from firmware.till.asks import Choice, Item, Pick, Picked, Wanting, Words, Wrong
from firmware.till.keys import Stroke
from firmware.till.stall.change import finish, saying
from firmware.till.stall.fault import Fault
from firmware.till.stall.masterdata import ONLY, Sort
from firmware.till.stall.requests import FindHistory, FoundHistory
from firmware.till.stall.words import MAX_LINE
from firmware.till.state import Answers, Next, Till
from firmware.till.texts import ErrorCode, fitting

_SORTS = {1: Sort.HEADER, 2: Sort.FOOTER}
_HINT = "BAR   STO=weg   C"
MAX_LINES = 8


def lines(till: Till, answers: Answers) -> Next:
    """F 93."""
    match answers:
        case ():
            return Choice(title="ZEILEN", options={1: "Kopf", 2: "Fuß"})
        case (int(part), *rest):
            return _lines(till, _SORTS[part], tuple(rest))
        case _:
            raise AssertionError(answers)


def _lines(till: Till, sort: Sort, answers: Answers) -> Next:
    known = till.profile.header if sort is Sort.HEADER else till.profile.footer
    match answers:
        case ():
            rows = [
                Item(item=line[:16], main=f"Zeile {index}", hint=_HINT)
                for index, line in enumerate(known, start=1)
            ]
            if len(known) < MAX_LINES:
                rows.append(Item(item="neue Zeile", main=f"Zeile {len(known) + 1}", hint="BAR   C"))
            return Pick(rows=tuple(rows), takes=frozenset({Stroke.STO}))
        case (Picked(stroke=Stroke.STO) as picked, *rest):
            return _without(till, sort, picked.index, tuple(rest))
        case (Picked() as picked,):
            proposal = known[picked.index] if picked.index < len(known) else ""
            return Words(title=f"ZEILE {picked.index + 1} ?", longest=MAX_LINE, proposal=proposal)
        case (Picked(), str()):
            return Wanting(FindHistory())
        case (Picked() as picked, str(text), FoundHistory() as found):
            changed = (*known[: picked.index], text, *known[picked.index + 1 :])
            return finish(till, found, [saying((sort, ONLY), lines=list(changed))], None)
        case _:
            raise AssertionError(answers)


def _without(till: Till, sort: Sort, index: int, answers: Answers) -> Next:
    """A line is taken off; who sells is not (§ 132a Abs 3 Z 1 BAO)."""
    known = till.profile.header if sort is Sort.HEADER else till.profile.footer
    match answers:
        case _ if index >= len(known):
            return Wrong(code=ErrorCode.E01, words="Keine Zeile")
        case _ if sort is Sort.HEADER and index == 0:
            return Wrong(code=ErrorCode.E01, words=Fault.HEADER.german, hint=fitting(known[0])[:21])
        case ():
            return Wanting(FindHistory())
        case (FoundHistory() as found,):
            kept = [*known[:index], *known[index + 1 :]]
            return finish(till, found, [saying((sort, ONLY), lines=kept)], None)
        case _:
            raise AssertionError(answers)
