"""F 61, F 62: the closing receipt that is due at once, otherwise the last one once more.

§ 8 Abs 2 and 3 RKSV: the month is closed before its successor's first receipt, which happens by
itself; whoever does not want to wait for that sale closes it here.
"""

from collections.abc import Callable
from dataclasses import replace

from firmware.rksv.receipt import ReceiptKind
from firmware.till import texts
from firmware.till.asks import Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Issue, PrintReceipt
from firmware.till.fiscal.calendar_requests import FindDue, FoundDue
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import FoundReceipt, Missing
from firmware.till.state import Answers, Next, Script, Step, Till, say
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.status_requests import FindClosing


def _script(kind: ReceiptKind) -> Script:
    name = texts.KIND_NAMES[kind]

    def script(till: Till, answers: Answers) -> Next:
        match answers:
            case ():
                return Wanting(FindDue())
            case (FoundDue() as due,):
                return replace(till, is_issuing=True), (Issue(sale=due.sale),)
            case (Missing(),):
                return Wanting(FindClosing(kind=kind))
            case (Missing(), FoundReceipt() as found):
                printing = PrintReceipt(number=found.number, is_copy=True)
                return say(till, name, "wird gedruckt"), (printing,)
            case (Missing(), Missing()):
                return complain(till, ErrorCode.E07, words="Noch keiner", hint=name)
            case _:
                raise AssertionError(answers)

    return script


def _opening(kind: ReceiptKind) -> Callable[[Till], Step]:
    script = _script(kind)
    return lambda till: open_dialogue(till, script)


def _function(code: int, kind: ReceiptKind) -> Function:
    return Function(
        code=code,
        name=f"{texts.KIND_NAMES[kind]} / Kopie",
        chapter=Chapter.RECEIPT,
        right=Right.CHIEF,
        run=_opening(kind),
    )


FUNCTIONS: tuple[Function, ...] = (
    _function(61, ReceiptKind.MONATSBELEG),
    _function(62, ReceiptKind.JAHRESBELEG),
)
