"""Function codes: `F` and two digits. A new function of the manual is a new row here."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.till import keys
from firmware.till.acts import JournalKind
from firmware.till.clerks import change_clerk, toggle_training
from firmware.till.effects import Issue
from firmware.till.refuse import complain, sale_is_open
from firmware.till.sale import Sale
from firmware.till.state import BOOKED, SHIFT_LASTS, Phase, Step, Till, base_phase, record
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

Function = Callable[[Till], Step]


def drop_all_tenders(till: Till) -> Step:
    """F 08: from part paid back to the open sale; the customer gets back what was given."""
    if base_phase(till) is not Phase.PAY:
        return complain(till, ErrorCode.E01, words="Nichts bezahlt")
    rows = tuple(
        record(till, JournalKind.ZAHLUNG_ZURUECK, tender=msgspec.to_builtins(tender))
        for tender in reversed(till.basket.tenders)
    )
    basket = replace(till.basket, tenders=())
    return replace(till, basket=basket, is_subtotal=False), (*rows, BOOKED)


def issue_nullbeleg(till: Till) -> Step:
    """F 60: the zero receipt an inspector may ask for at any time, signed on or not."""
    if base_phase(till) not in (Phase.LOCKED, Phase.IDLE, Phase.DONE):
        return sale_is_open(till)
    sale = Sale(kind=ReceiptKind.NULLBELEG, clerk=till.clerk, note="Kontrolle")
    return replace(till, done=None, is_issuing=True), (Issue(sale=sale),)


FUNCTIONS: Mapping[int, Function] = {
    1: change_clerk,
    8: drop_all_tenders,
    50: toggle_training,
    60: issue_nullbeleg,
}

#: What works before anybody has signed on.
OPEN_WHEN_LOCKED = frozenset({1, 60})


def begin_code(till: Till, key: Key) -> Step:
    """The first digit after F."""
    symbol = keys.SYMBOLS[key]
    if len(symbol) != 1 or not symbol.isdigit():
        return complain(till, ErrorCode.E01, words="F + 2 Ziffern")
    return replace(till, code_digit=symbol, shifted_until_utc=till.now_utc + SHIFT_LASTS), ()


def finish_code(till: Till, key: Key) -> Step:
    """The second digit: the function runs, or is refused by name."""
    symbol = keys.SYMBOLS[key]
    code = till.code_digit + symbol
    till = replace(till, code_digit="", shifted_until_utc=None)
    if len(code) != 2 or not code.isdigit():
        return complain(till, ErrorCode.E01, words="F + 2 Ziffern")
    function = FUNCTIONS.get(int(code))
    if function is None:
        return complain(till, ErrorCode.E01, words=f"F {code} gibt's nicht")
    if base_phase(till) is Phase.LOCKED and int(code) not in OPEN_WHEN_LOCKED:
        return complain(till, ErrorCode.E05, hint="Nr + BAR")
    return function(till)


def leave_code(till: Till, _key: Key) -> Step:
    """C after F and one digit: nothing happened."""
    return replace(till, code_digit="", shifted_until_utc=None), ()
