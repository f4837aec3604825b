"""F 41: a past receipt, by its number or among the last twenty: a copy, or its code (B22)."""

from firmware.till import texts
from firmware.till.after.receipts import shown
from firmware.till.after.voiding import begin
from firmware.till.asks import Confirm, Item, Pick, Picked, Wanting, Wrong
from firmware.till.effects import PrintReceipt
from firmware.till.function import Chapter, Function, Right
from firmware.till.keys import Stroke
from firmware.till.requests import FindReceipt, FindReceipts, FoundReceipt, FoundReceipts, Missing
from firmware.till.state import Answers, Next, Step, Till, say
from firmware.till.texts import ErrorCode

LIST_LENGTH = 20
_HINT = "BON=Kopie  F BON=QR"
_TAKES = frozenset({Stroke.BON, Stroke.F_BON})


def search(till: Till) -> Step:
    """F 41: `412 F 41` is that receipt, `F 41` alone the list of the last."""
    return begin(till, _search)


def _search(till: Till, answers: Answers) -> Next:
    match answers:
        case (None,):
            return Wanting(FindReceipts(count=LIST_LENGTH))
        case (int(number),):
            return Wanting(FindReceipt(number=number))
        case (_, Missing()) | (_, FoundReceipts(receipts=())):
            return Wrong(code=ErrorCode.E03, words="Bon unbekannt")
        case (_, FoundReceipts(receipts=receipts)):
            return Pick(rows=tuple(_row(one) for one in receipts), takes=_TAKES)
        case (_, FoundReceipt() as found):
            return _one(found)
        case (_, FoundReceipts(receipts=receipts), Picked(index=index, stroke=stroke)):
            return _wanted(till, receipts[index], stroke)
        case (_, FoundReceipt() as found, stroke):
            return _wanted(till, found, stroke)
        case _:
            raise AssertionError(answers)


def _row(found: FoundReceipt) -> Item:
    item = f"Bon {found.number}  {texts.clock(found.issued_at_utc)}"
    return Item(item=item, main=texts.money(found.sale.total_cents), hint=_HINT)


def _one(found: FoundReceipt) -> Confirm:
    row = _row(found)
    return Confirm(title=row.item, main=row.main, hint=row.hint, takes=_TAKES)


def _wanted(till: Till, found: FoundReceipt, stroke: object) -> Step:
    """F BON shows the code; BON and BAR print a copy, marked as one and not signed again."""
    if stroke is Stroke.F_BON:
        return shown(till, found)
    copied = say(till, "Belegkopie", f"Bon {found.number}")
    return copied, (PrintReceipt(number=found.number, is_copy=True),)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=41,
        name="Beleg suchen, Kopie",
        chapter=Chapter.RECEIPT,
        right=Right.CASHIER,
        run=search,
    ),
)
