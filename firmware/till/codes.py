"""Function codes: `F` and two digits. A new function of the manual is a new row here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from firmware.till import keys
from firmware.till.acts import JournalKind
from firmware.till.after import late_entry, part_return, receipts, retender, search, voiding
from firmware.till.clerks import change_clerk, toggle_training
from firmware.till.closing import cash, reports
from firmware.till.closing import day_end as closing
from firmware.till.exports import functions as exports
from firmware.till.fiscal import (
    card_swap,
    clock,
    closing_receipts,
    ended,
    ending,
    inspection,
    office,
    outage,
    signature,
)
from firmware.till.function import Chapter, Function, Right
from firmware.till.payment import card, terminal, vouchers
from firmware.till.refuse import complain, sale_is_open, wrong_key
from firmware.till.rights import require
from firmware.till.sales import (
    articles,
    customers,
    discounts,
    parking,
    positions,
    returns,
    weighing,
)
from firmware.till.stall import functions as stall
from firmware.till.state import (
    BOOKED,
    REJECTED,
    SHIFT_LASTS,
    Phase,
    Step,
    Till,
    base_phase,
    record,
)
from firmware.till.texts import ErrorCode
from firmware.till.upkeep import archive, hardware, settings, status, update
from hal.keypad.port import Key


def drop_all_tenders(till: Till) -> Step:
    """F 08: from part paid back to the open sale; the customer gets back what was given."""
    if base_phase(till) is not Phase.PAY:
        return complain(till, ErrorCode.E01, words="Nichts bezahlt")
    if card.has_charged(till):
        return card.card_is_charged(till)
    rows = tuple(
        record(till, JournalKind.ZAHLUNG_ZURUECK, tender=msgspec.to_builtins(tender))
        for tender in reversed(till.basket.tenders)
    )
    basket = replace(till.basket, tenders=())
    return replace(till, basket=basket, is_subtotal=False), (*rows, BOOKED)


def show_status(till: Till) -> Step:
    """F 80: how the till is, and on paper what it can do."""
    return status.ask_status(till, tuple(FUNCTIONS.values()))


_OWN = (
    Function(
        code=80,
        name="Status und Codeliste",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=show_status,
        is_for_locked=True,
    ),
    Function(
        code=1,
        name="Bediener an/ab",
        chapter=Chapter.CLERK,
        right=Right.CASHIER,
        run=change_clerk,
        is_for_locked=True,
    ),
    Function(
        code=8,
        name="Rest abbrechen",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=drop_all_tenders,
        is_for_sale=True,
    ),
    Function(
        code=50,
        name="Training",
        chapter=Chapter.CLERK,
        # Anybody may end it; to begin it asks for the chief.
        right=Right.CASHIER,
        run=toggle_training,
    ),
)


def _by_code(functions: Iterable[Function]) -> Mapping[int, Function]:
    """The table; a code given twice is a mistake of ours."""
    table: dict[int, Function] = {}
    for function in functions:
        if function.code in table:
            raise ValueError(f"F {function.code:02} twice")
        table[function.code] = function
    return dict(sorted(table.items()))


#: Every function of the till: the display's list, the key card and the manual are made from it.
FUNCTIONS: Mapping[int, Function] = _by_code(
    (
        *_OWN,
        *articles.FUNCTIONS,
        *returns.FUNCTIONS,
        *weighing.FUNCTIONS,
        *discounts.FUNCTIONS,
        *customers.FUNCTIONS,
        *positions.FUNCTIONS,
        *parking.FUNCTIONS,
        *voiding.FUNCTIONS,
        *part_return.FUNCTIONS,
        *retender.FUNCTIONS,
        *late_entry.FUNCTIONS,
        *vouchers.FUNCTIONS,
        *search.FUNCTIONS,
        *receipts.FUNCTIONS,
        *terminal.FUNCTIONS,
        *cash.FUNCTIONS,
        *reports.FUNCTIONS,
        *closing.FUNCTIONS,
        *exports.FUNCTIONS,
        *stall.FUNCTIONS,
        *status.FUNCTIONS,
        *inspection.FUNCTIONS,
        *closing_receipts.FUNCTIONS,
        *ending.FUNCTIONS,
        *clock.FUNCTIONS,
        *outage.FUNCTIONS,
        *office.FUNCTIONS,
        *card_swap.FUNCTIONS,
        *signature.FUNCTIONS,
        *archive.FUNCTIONS,
        *settings.FUNCTIONS,
        *hardware.FUNCTIONS,
        *update.FUNCTIONS,
    )
)


def begin_code(till: Till, key: Key) -> Step:
    """The first digit after F."""
    symbol = keys.SYMBOLS[key]
    # Only an inspector comes before a question that waits for its answer.
    if till.is_asking and symbol != inspection.CODE[0]:
        return till, (REJECTED,)
    if len(symbol) != 1 or not symbol.isdigit():
        return complain(till, ErrorCode.E01, words="F + 2 Ziffern")
    return replace(till, code_digit=symbol, shifted_until_utc=till.now_utc + SHIFT_LASTS), ()


def finish_code(till: Till, key: Key) -> Step:
    """The second digit: the function runs, or is refused by name."""
    symbol = keys.SYMBOLS[key]
    code = till.code_digit + symbol
    till = replace(till, code_digit="", shifted_until_utc=None)
    if till.is_asking and code != inspection.CODE:
        return till, (REJECTED,)
    if len(code) != 2 or not code.isdigit():
        return complain(till, ErrorCode.E01, words="F + 2 Ziffern")
    function = FUNCTIONS.get(int(code))
    if function is None:
        return complain(till, ErrorCode.E01, words=f"F {code} gibt's nicht")
    return run(till, function)


def run(till: Till, function: Function) -> Step:
    """`function` where and by whom it may be done; otherwise the refusal, or the chief's PIN."""
    if not ended.is_allowed(till, function):
        return ended.out_of_service(till)
    match base_phase(till):
        case Phase.LOCKED if not function.is_for_locked:
            return complain(till, ErrorCode.E05, hint="Nr + BAR")
        case Phase.SALE | Phase.PAY if not function.is_for_sale:
            return sale_is_open(till)
        case _ if till.basket.paragon is not None and not function.is_for_sale:
            return sale_is_open(till)
        case _:
            return require(till, function.right, function.run)


def begin_again(till: Till, _key: Key) -> Step:
    """F after F and one digit: the code is typed anew."""
    return replace(till, code_digit="", shifted_until_utc=till.now_utc + SHIFT_LASTS), ()


def no_digit(till: Till, key: Key) -> Step:
    """E01 in place of the second digit; where a question waits, it stays as it is."""
    if not till.is_asking:
        return wrong_key(till, key)
    return replace(till, code_digit="", shifted_until_utc=None), (REJECTED,)


def leave_code(till: Till, _key: Key) -> Step:
    """C after F and one digit: nothing happened."""
    return replace(till, code_digit="", shifted_until_utc=None), ()
