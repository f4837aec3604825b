"""Articles (PLU): booking by number, repeating, open and package prices, price look-up."""

from dataclasses import replace

from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.asks import Amount
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Chapter, Function, Right
from firmware.till.keys import Stroke
from firmware.till.refuse import (
    complain,
    no_price,
    rest_is_open,
    unknown_article,
    unknown_group,
)
from firmware.till.sales.basket import Booking, Line
from firmware.till.sales.selling import book, last_piece, line_of
from firmware.till.stall.catalog import MAX_ARTICLE, Article, Group
from firmware.till.state import Answers, Next, Step, Till, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key


def book_article(till: Till, key: Key) -> Step:
    """PLU after a number: the article, at its price or at the one that is asked for."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    article = _typed(till)
    if article is None:
        return unknown_article(till, key)
    if article.price_cents is None:
        return open_dialogue(till, _open_price, article, keep_entry=True)
    return _book(till, article, article.price_cents)


def repeat_article(till: Till, key: Key) -> Step:
    """PLU again: one more of the last article."""
    piece = last_piece(till)
    if piece is None or piece[0].plu is None:
        return no_price(till, key)
    return book(till, piece)


def look_up(till: Till, key: Key) -> Step:
    """F PLU: name and price of an article, nothing is booked."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    if not till.entry.text:
        return complain(till, ErrorCode.E01, words="Nummer fehlt", hint="12 F PLU")
    article = _typed(till)
    if article is None:
        return unknown_article(till, key)
    group = till.profile.groups.get(article.group)
    if group is None:
        return unknown_group(till, article.group)
    price = "offen" if article.price_cents is None else texts.money(article.price_cents)
    seen = replace(till, entry=entries.EMPTY)
    return say(seen, article.name, price, _about(article, group)), ()


def _about(article: Article, group: Group) -> str:
    """`WG 2  10%  3 um 5,00`, as far as the hint has room."""
    rate = f"WG {group.number}  {texts.percent(group.vat_per_mille)}%"
    if article.is_weight:
        return f"{rate}  €/kg"
    if article.package is not None:
        return f"{rate} {article.package.pieces} um {texts.money(article.package.price_cents)}"
    return f"{rate}  +Pf" if article.deposit is not None else rate


def _typed(till: Till) -> Article | None:
    number = entries.small_number(till.entry.text)
    if number is None or number > MAX_ARTICLE:
        return None
    return till.profile.articles.get(number)


def _open_price(till: Till, answers: Answers) -> Next:
    """`12 PLU 180 PLU`: the price, ended by PLU or BAR."""
    match answers:
        case (Article() as article,):
            ends = frozenset({Stroke.PLU})
            return Amount(title="PREIS ?", hint=article.name[:21], enters=ends)
        case (Article() as article, int(cents)):
            return _book(till, article, cents)
        case _:
            raise AssertionError(answers)


def _book(till: Till, article: Article, unit_cents: int) -> Step:
    """Book so much as was typed; its deposit comes along."""
    group = till.profile.groups.get(article.group)
    if group is None:
        return unknown_group(till, article.group)
    is_weight = till.entry.quantity is not None and till.entry.quantity.is_weight
    if article.is_weight and not is_weight:
        return complain(till, ErrorCode.E01, words="Gewicht fehlt", hint="0,250 × Nummer PLU")
    if is_weight and not article.is_weight:
        return complain(till, ErrorCode.E01, words="Nur ganze Stück")
    line = replace(
        line_of(till, replace(group, name=article.name), unit_cents),
        plu=article.number,
        package=None if article.price_cents is None else article.package,
    )
    if article.deposit is None:
        return book(till, (line,))
    deposit_group = till.profile.groups.get(article.deposit.group)
    if deposit_group is None:
        return unknown_group(till, article.deposit.group)
    return book(till, _with_deposit(till, line, deposit_group, article.deposit.cents))


def _with_deposit(till: Till, line: Line, group: Group, cents: int) -> Booking:
    """The position and, for each of its pieces, the deposit; a weighing has one."""
    deposit = replace(
        line_of(till, group, cents),
        is_linked=True,
        is_weight=False,
        is_scale_weight=False,
        tare_milli=0,
    )
    if line.is_weight:
        one = -entries.ONE_MILLI if line.quantity_milli < 0 else entries.ONE_MILLI
        deposit = replace(deposit, quantity_milli=one)
    return (line, deposit)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=16,
        name="Preisabfrage",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=lambda till: look_up(till, Key.PLU),
        is_for_sale=True,
    ),
)
