"""For whom the sale is: UID, number of the invoice it pays, name; and the delivery note.

Above 400 € an invoice names its receiver (§ 11 Abs 1 and 6 UStG). What is handed over to be paid
later is no cash turnover (§ 131b Abs 1 Z 3 BAO): it leaves on a delivery note, which is printed and
journalled, but neither numbered nor signed as a receipt. What is paid later in cash on an
invoice is a receipt that names the invoice.
"""

from dataclasses import replace

import msgspec

from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Confirm, Digits, Words, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.delivery_note import delivery_note
from firmware.till.refuse import nothing_to_pay, rest_is_open
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Customer
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: Letters of a name or a foreign UID; the paper is 32 characters wide at least.
NAME_LONGEST = 32
UID_LONGEST = 14
INVOICE_LONGEST = 12
_EMPTY_HINT = "BAR allein = löschen"
_KIND = Choice(title="KUNDE", options={1: "UID ATU", 2: "Rechnung", 3: "Name", 4: "andere UID"})


def name_customer(till: Till) -> Step:
    """F 46: what the receipt says about the customer; an empty answer takes it away again."""
    if not till.basket.lines:
        return nothing_to_pay(till, Key.BAR)
    return open_dialogue(till, _customer, keep_entry=True)


def _customer(till: Till, answers: Answers) -> Next:
    customer = till.basket.customer or Customer()
    match answers:
        case ():
            return _KIND
        case (1,):
            return Digits(title="UID ATU ?", hint=_EMPTY_HINT, is_empty_allowed=True)
        case (2,):
            return Digits(title="RECHNUNG NR ?", hint=_EMPTY_HINT, is_empty_allowed=True)
        case (3,):
            return Words(title="NAME ?", longest=NAME_LONGEST, is_empty_allowed=True)
        case (4,):
            return Words(title="UID MIT LAND ?", longest=UID_LONGEST, is_empty_allowed=True)
        case (int(kind), str(text)):
            return _answered(till, customer, kind, text)
        case _:
            raise AssertionError(answers)


def _answered(till: Till, customer: Customer, kind: int, text: str) -> Next:
    match kind:
        case 1 if text and not is_austrian_uid(text):
            return Wrong(code=ErrorCode.E01, words="UID prüfen", hint="8 Ziffern nach ATU")
        case 1:
            uid = f"ATU{text}" if text else ""
            return _noted(till, replace(customer, uid=uid), f"UID {uid}")
        case 2 if "," in text or len(text) > INVOICE_LONGEST:
            return Wrong(code=ErrorCode.E01, words="Nummer prüfen", hint="höchstens 12 Ziffern")
        case 2:
            return _noted(till, replace(customer, invoice=text), f"Re {text}")
        case 3:
            return _noted(till, replace(customer, name=text), text)
        case _:
            uid = text.upper().replace(" ", "")
            return _noted(till, replace(customer, uid=uid), f"UID {uid}")


def is_austrian_uid(digits: str) -> bool:
    """Whether eight digits can follow ATU: the last one checks the others, as the BMF made it."""
    if len(digits) != 8 or not digits.isdigit():
        return False
    numbers = [int(digit) for digit in digits]
    doubled = sum(2 * number // 10 + 2 * number % 10 for number in numbers[1:6:2])
    total = sum(numbers[0:7:2]) + doubled + 4
    return numbers[7] == -total % 10


def _noted(till: Till, customer: Customer, words: str) -> Step:
    kept = None if customer == Customer() else customer
    row = record(till, JournalKind.KUNDE, customer=msgspec.to_builtins(kept))
    noted = replace(till, basket=replace(till.basket, customer=kept), entry=entries.EMPTY)
    said = say(noted, words, "notiert") if kept else say(noted, "Kunde", "gelöscht")
    return said, (row, BOOKED)


def deliver(till: Till) -> Step:
    """F 47: the open sale leaves on a delivery note."""
    if not till.basket.lines:
        return nothing_to_pay(till, Key.BAR)
    if till.basket.tenders:
        return rest_is_open(till, Key.BAR)
    return open_dialogue(till, _delivery)


def _delivery(till: Till, answers: Answers) -> Next:
    customer = till.basket.customer or Customer()
    match answers:
        case ():
            proposal = (customer.name or customer.uid)[:NAME_LONGEST]
            return Words(title="LIEFERN AN ?", longest=NAME_LONGEST, proposal=proposal)
        case (str(),):
            return Confirm(title="LIEFERSCHEIN ?", main=texts.money(till.basket.total_cents))
        case (str(name), True):
            return _delivered(till, replace(customer, name=name))
        case _:
            raise AssertionError(answers)


def _delivered(till: Till, customer: Customer) -> Step:
    basket = replace(till.basket, customer=customer)
    row = record(
        till,
        JournalKind.LIEFERSCHEIN,
        customer=msgspec.to_builtins(customer),
        lines=[msgspec.to_builtins(line) for line in basket.lines],
        total_cents=basket.total_cents,
    )
    paper = delivery_note(replace(till, basket=basket))
    empty = replace(till, basket=baskets.EMPTY, entry=entries.EMPTY, is_subtotal=False)
    said = say(empty, "Lieferschein", texts.money(basket.total_cents))
    return said, (row, PrintPaper(paper=paper), BOOKED)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=46,
        name="Kunde, UID, Rechnung",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=name_customer,
        is_for_sale=True,
    ),
    Function(
        code=47,
        name="Lieferschein",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=deliver,
        is_for_sale=True,
    ),
)
