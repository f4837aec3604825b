"""Vouchers of the stall, sold and redeemed (F 44, F 45): the printed cards have numbers, G-17.

They are multi-purpose vouchers: where and at what rate they will be used is open. (One that is good
for a certain thing only is sold as that thing, on a group key.) Selling one is no turnover yet: its
line has the rate of nothing and stands in Betrag-Satz-Null, as payments that are only passed
through. Redeemed it is a means of payment: the goods are turnover in full, at their own rates
(§ 131b Abs 1 Z 3 BAO counts own vouchers as cash). What is on a voucher is the sum of its rows in
the journal, so a till redeems only what it sold itself. A card whose sale was cancelled before
anybody bought something with it is sold anew like one that was never sold.
"""

from dataclasses import replace

import msgspec

from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Amount, Digits, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.entry import ONE_MILLI
from firmware.till.function import Chapter, Function, Right
from firmware.till.payment.paying import settle
from firmware.till.refuse import complain, no_sale_begins, nothing_to_pay, rest_is_open
from firmware.till.requests import FindVoucher, FoundVoucher, Missing
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Line, LineKind, Means, Tender
from firmware.till.sales.parking import slots
from firmware.till.state import BOOKED, Answers, Next, Script, Step, Till, record
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: With more digits the name of its line would not fit the display.
LONGEST_NUMBER = 6


def sell(till: Till) -> Step:
    """F 44: a voucher is a position of the open sale."""
    if till.basket.tenders:
        return rest_is_open(till, Key.BAR)
    if len(till.basket.lines) >= baskets.MAX_POSITIONS:
        return complain(till, ErrorCode.E01, words="Bon voll", hint="zuerst BAR")
    return no_sale_begins(till) or _with_number(till, _sell)


def redeem(till: Till) -> Step:
    """F 45: a voucher pays the open sale, or a part of it."""
    if till.basket.rest_cents <= 0:
        return nothing_to_pay(till, Key.BAR)
    return _with_number(till, _redeem)


def _with_number(till: Till, script: Script) -> Step:
    """Open `script`, with the number that was typed before F, if any."""
    text = till.entry.text
    if till.entry.quantity is not None:
        return complain(till, ErrorCode.E01, words="Zahl prüfen")
    cleared = replace(till, entry=entries.EMPTY)
    return open_dialogue(cleared, script, text) if text else open_dialogue(cleared, script)


def _sell(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Digits(title="GUTSCHEIN NR ?")
        case (str(number),):
            return _asked(till, number)
        case (str(number), Missing()) if not _is_open(till, number):
            return Amount(title=f"WERT G-{number} ?")
        case (str(number), _):
            return Wrong(code=ErrorCode.E01, words=f"G-{number} gibt es schon")
        case (str(number), _, int(cents)):
            return _booked(till, number, cents)
        case _:
            raise AssertionError(answers)


def _asked(till: Till, number: str) -> Next:
    """Whether the book knows the voucher; leading zeros of its number do not count."""
    if not number.isdigit() or len(number) > LONGEST_NUMBER or int(number) == 0:
        return Wrong(code=ErrorCode.E01, words="Zahl prüfen")
    return Wanting(FindVoucher(number=str(int(number)), is_training=till.is_training))


def _is_open(till: Till, number: str) -> bool:
    """Whether the voucher is being sold already, here or in a sale laid aside."""
    sales = (till.basket, *slots(till).values())
    numbers = (line.voucher for sale in sales for line in sale.lines)
    return str(int(number)) in numbers


def _name(number: int) -> str:
    """The line's name: the number is read whole on any display, the word as far as it fits."""
    word = "Gutschein" if number <= 9999 else "Gutsch."
    return f"{word} G-{number}"


def _booked(till: Till, number: str, cents: int) -> Step:
    if till.basket.total_cents + cents > baskets.MAX_TOTAL_CENTS:
        return complain(till, ErrorCode.E02, hint="höchstens 999.999,99")
    line = Line(
        group=0,
        name=_name(int(number)),
        vat_per_mille=0,
        quantity_milli=ONE_MILLI,
        unit_cents=cents,
        is_weight=False,
        kind=LineKind.VOUCHER,
        voucher=str(int(number)),
    )
    row = record(till, JournalKind.POS, line=msgspec.to_builtins(line))
    booked = replace(till, basket=baskets.book(till.basket, line), is_subtotal=False)
    return booked, (row, BOOKED)


def _redeem(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Digits(title="GUTSCHEIN NR ?")
        case (str(number),):
            return _asked(till, number)
        case (str(number), FoundVoucher() as found, *amount):
            return _redeemed(till, str(int(number)), found, amount)
        case (str(number), _):
            return Wrong(code=ErrorCode.E03, words=f"G-{number} unbekannt")
        case _:
            raise AssertionError(answers)


def _redeemed(till: Till, number: str, found: FoundVoucher, amount: list[object]) -> Next:
    tendered = sum(one.amount_cents for one in till.basket.tenders if one.voucher == number)
    left = found.left_cents - tendered
    most = min(left, till.basket.rest_cents)
    if most <= 0:
        return Wrong(code=ErrorCode.E02, words=f"G-{number} ist leer")
    if not amount:
        hint = f"Guthaben {texts.money(left)}"
        return Amount(title=f"EINLÖSEN G-{number}", hint=hint, proposal_cents=most)
    (cents,) = amount
    assert isinstance(cents, int), cents
    if cents > most:
        return Wrong(code=ErrorCode.E02, words=f"höchstens {texts.money(most)}")
    tender = Tender(means=Means.VOUCHER, amount_cents=cents, given_cents=cents, voucher=number)
    return settle(till, tender)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=44,
        name="Gutschein verkaufen",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=sell,
        is_for_sale=True,
    ),
    Function(
        code=45,
        name="Gutschein einlösen",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=redeem,
        is_for_sale=True,
    ),
)
