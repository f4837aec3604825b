"""Receipts again: paper or code for this sale, copies, codes, the form for all (F 43)."""

from dataclasses import replace
from datetime import timedelta

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.after import delivery
from firmware.till.after.link import is_digital, link_of, receipt_link, why_not
from firmware.till.asks import Choice, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import FeedPaper, PrintReceipt, ShowReceipt
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import back, complain
from firmware.till.requests import FindReceipt, FoundReceipt, Missing
from firmware.till.stall.catalog import ReceiptForm
from firmware.till.state import BOOKED, Answers, Code, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: Time enough for a phone.
CODE_LASTS = timedelta(seconds=60)
#: A blank strip as long as a hand is wide.
FED_LINES = 5
STARTBELEG_NUMBER = 1

FORM_NAMES: dict[ReceiptForm, str] = {
    ReceiptForm.PAPER: "Papier",
    ReceiptForm.QR: "QR",
    ReceiptForm.ASK: "fragen",
}


def change_form(till: Till, _key: Key) -> Step:
    """BON in a sale: paper or QR for this one; a code only where a phone finds the receipt."""
    is_paper = delivery.chosen_form(till) is ReceiptForm.PAPER
    if is_paper and not is_digital(till):
        return say(till, why_not(till), "Papier"), ()
    form = ReceiptForm.QR if is_paper else ReceiptForm.PAPER
    total = texts.money(till.basket.total_cents)
    return say(replace(till, sale_form=form), f"Beleg: {FORM_NAMES[form]}", total), ()


def print_again(till: Till, _key: Key) -> Step:
    """BON after a sale: paper for a receipt that was only shown; otherwise a copy, marked as one.

    It is the receipt that the display names, else the last one somebody bought on: a zero receipt
    that came by itself meanwhile is nobody's. Neither is signed again.
    """
    number = _named(till)
    if number is None and till.ended is None:
        return open_dialogue(till, _print_last)
    if number is None or number != till.code_only_number:
        return till, (PrintReceipt(number=number, is_copy=True),)
    return replace(till, code_only_number=None), (PrintReceipt(number=number, is_copy=False),)


def _named(till: Till) -> int | None:
    if till.done is not None:
        return till.done.number
    if till.code_only_number is not None:
        return till.code_only_number
    return None if till.last_done is None else till.last_done.number


def _print_last(till: Till, answers: Answers) -> Next:
    """The last sale; before the first one the Startbeleg is all there is."""
    match answers:
        case ():
            return Wanting(FindReceipt(number=None))
        case (FoundReceipt() as found,):
            return till, (PrintReceipt(number=found.number, is_copy=True),)
        case (Missing(),):
            return till, (PrintReceipt(number=None, is_copy=True),)
        case _:
            raise AssertionError(answers)


def show_code(till: Till, _key: Key) -> Step:
    """F BON: the code of the last receipt, for a minute."""
    return open_dialogue(till, _show_code)


def show_code_typed(till: Till) -> Step:
    """F 19: the same, for the keypad that has no second BON."""
    return show_code(till, Key.BON)


def _show_code(till: Till, answers: Answers) -> Next:
    """The last receipt, on the display."""
    match answers:
        case ():
            return Wanting(FindReceipt(number=None))
        case (FoundReceipt() as found,):
            return shown(till, found)
        case (Missing(),):
            return complain(till, ErrorCode.E07, words="Noch kein Bon")
        case _:
            raise AssertionError(answers)


def shown(till: Till, found: FoundReceipt) -> Step:
    """`found` as a code, for a minute or until the next key."""
    code = Code(
        payload=receipt_link(till, found),
        item=f"Bon {found.number}",
        amount_cents=found.sale.total_cents,
        hint="Scannen",
        until_utc=till.now_utc + CODE_LASTS,
    )
    is_link = bool(link_of(till, found))
    showing = ShowReceipt(number=found.number, is_instead=False, is_link=is_link)
    return replace(till, code=code), (showing,)


def show_waiting(till: Till, key: Key) -> Step:
    """BON when the printer is out: the waiting receipt as a code; otherwise the error is left.

    Below the error something may be asked: a card that is being charged, a Z that is counted. That
    goes on, and the code waits.
    """
    complaint = till.complaint
    is_printers = complaint is not None and complaint.code in (ErrorCode.E10, ErrorCode.E11)
    if not is_printers or till.waiting_number is None or till.is_asking:
        return back(till, key)
    return delivery.show_waiting(till)


def choose_form(till: Till) -> Step:
    """F 43: how customers get their receipts from now on."""
    return open_dialogue(till, _choose_form)


def _choose_form(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Choice(
                title="BELEGART",
                options={form.value: name for form, name in FORM_NAMES.items()},
            )
        case (int(number),):
            form = ReceiptForm(number)
            row = record(till, JournalKind.BELEGART, form=form.value)
            return say(replace(till, form=form), "Beleg", FORM_NAMES[form]), (row, BOOKED)
        case _:
            raise AssertionError(answers)


def feed(till: Till) -> Step:
    """F 09: some empty lines."""
    return till, (FeedPaper(lines=FED_LINES),)


def print_startbeleg(till: Till) -> Step:
    """F 64: the first receipt of this till once more, as a copy."""
    printing = PrintReceipt(number=STARTBELEG_NUMBER, is_copy=True)
    return say(till, "Startbeleg", "wird gedruckt"), (printing,)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=9,
        name="Papier-Vorschub",
        chapter=Chapter.RECEIPT,
        right=Right.CASHIER,
        run=feed,
        is_for_sale=True,
    ),
    Function(
        code=19,
        name="QR des letzten Bons",
        chapter=Chapter.RECEIPT,
        right=Right.CASHIER,
        run=show_code_typed,
        is_for_sale=True,
    ),
    Function(
        code=43,
        name="Belegart",
        chapter=Chapter.RECEIPT,
        right=Right.CHIEF,
        run=choose_form,
    ),
    Function(
        code=64,
        name="Startbeleg nachdrucken",
        chapter=Chapter.RECEIPT,
        right=Right.CASHIER,
        run=print_startbeleg,
    ),
)
