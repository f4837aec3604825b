"""F 31: some lines of a receipt come back, or some pieces of a line (manual T6).

A line is marked with BAR and, if it has several pieces, a number; marked again it is asked again.
Weighed goods come back whole. The key ZW ends the list.
"""

from collections.abc import Mapping, Sequence

from firmware.till import texts
from firmware.till.after.takeback import left_milli, some
from firmware.till.after.voiding import Order, allow, begin, refusal
from firmware.till.asks import Item, Number, Pick, Picked, Wanting, Wrong
from firmware.till.entry import ONE_MILLI
from firmware.till.function import Chapter, Function, Right
from firmware.till.keys import Stroke
from firmware.till.requests import FindReceipt, FoundReceipt
from firmware.till.sales.basket import Line, LineKind
from firmware.till.state import Answers, Next, Step, Till
from firmware.till.texts import ErrorCode

#: Thousandths that come back, by the index of the line.
Marks = Mapping[int, int]


def return_part(till: Till) -> Step:
    """F 31: take back a part of the last receipt, or of the one whose number was typed."""
    return begin(till, _part)


def _part(till: Till, answers: Answers) -> Next:
    number, *given = answers
    if not given:
        assert number is None or isinstance(number, int), number
        return Wanting(FindReceipt(number=number))
    found, *marked = given
    refused = refusal(till, found)
    if refused is not None:
        return refused
    assert isinstance(found, FoundReceipt), found
    return _marking(till, found, marked)


def _marking(till: Till, found: FoundReceipt, given: Sequence[object]) -> Next:
    """The list with what is marked so far, a number of pieces, or the end of it."""
    shown = returnable(found)
    if not shown:
        return Wrong(code=ErrorCode.E01, words="Nichts zurück", hint="ganz: F 30")
    marks: dict[int, int] = {}
    begin_at = 0
    steps = iter(given)
    for step in steps:
        assert isinstance(step, Picked), step
        if step.stroke is Stroke.ZW:
            return _end(till, found, marks)
        begin_at, index = step.index, shown[step.index]
        left = left_milli(found)[index]
        if not _is_counted(found.sale.lines[index], left):
            marks[index] = 0 if marks.get(index) else left
            continue
        pieces = next(steps, None)
        if pieces is None:
            return _pieces(found.sale.lines[index], left)
        assert isinstance(pieces, int), pieces
        marks[index] = pieces * ONE_MILLI
    rows = tuple(_row(found, index, marks.get(index, 0)) for index in shown)
    return Pick(rows=rows, takes=frozenset({Stroke.ZW}), begin=begin_at)


def returnable(found: FoundReceipt) -> tuple[int, ...]:
    """The lines of which something can come back: goods that were handed out, and deposits."""
    return tuple(
        index
        for index, (line, left) in enumerate(zip(found.sale.lines, left_milli(found), strict=True))
        if left > 0 and line.quantity_milli > 0 and _voucher_is_whole(found, line)
    )


def _voucher_is_whole(found: FoundReceipt, line: Line) -> bool:
    return line.kind is not LineKind.VOUCHER or line.voucher not in found.used_vouchers


def _is_counted(line: Line, left: int) -> bool:
    return not line.is_weight and left > ONE_MILLI


def _pieces(line: Line, left: int) -> Number:
    most = left // ONE_MILLI
    return Number(title=line.name, hint=f"von {most} zurück?  BAR", proposal=most, largest=most)


def _row(found: FoundReceipt, index: int, marked: int) -> Item:
    line, left = found.sale.lines[index], left_milli(found)[index]
    pieces = f"{left // ONE_MILLI}× " if _is_counted(line, left) else ""
    name = texts.abbreviated(f"{pieces}{line.name}")
    if not marked:
        cents = -some(found, {index: left}).total_cents
        return Item(item=name, main=texts.money(cents), hint="BAR=zurück ZW=fertig")
    cents = -some(found, {index: marked}).total_cents
    amount = texts.quantity(marked, is_weight=line.is_weight)
    return Item(item=name, main=texts.money(-cents), hint=f"✓ {amount} zur. ZW=ok")


def _end(till: Till, found: FoundReceipt, marks: Marks) -> Next:
    chosen = {index: milli for index, milli in marks.items() if milli}
    if not chosen:
        return Wrong(code=ErrorCode.E01, words="Nichts gewählt", hint="BAR wählt die Zeile")
    is_whole = all(chosen.get(index, 0) == left for index, left in enumerate(left_milli(found)))
    order = Order(found=found, back=some(found, chosen), is_whole=is_whole, can_reopen=False)
    return allow(till, order)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=31,
        name="Teilretoure",
        chapter=Chapter.AFTER,
        # As F 30: asked once the amount is known.
        right=Right.CASHIER,
        run=return_part,
    ),
)
