"""Acts that write more than a sale: what a cashier does again after a cut, and what comes of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from firmware.desk.keys import parse_keys
from firmware.desk.stand import Stand
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from firmware.till.acts import JournalKind
from firmware.till.closing.zreport import from_content
from firmware.till.fiscal.ending_papers import END_PAPER
from firmware.till.sales.basket import Basket
from tests.power.world import Scenario

#: The chief stands there; at this stall nobody has a PIN.
CHIEF = "1 BAR"
#: More keys than any of these acts needs to come to its end.
MAX_ANSWERS = 30
LATE = "F 32 17 BAR BAR 250 WG1"
#: „GRAZ-01" on the number keys, between the questions of F 63.
END = "F 63 BAR 4 777 2 9999 111 00 1 BAR 1 BAR"
PRICE = "F 90 BAR 1 BAR 1 260 BAR BAR"
#: Number, turnover and what was counted: five notes of 200.
Z_1 = (1, 250, 100_000)


def type_in(stand: Stand, keys: str) -> bool:
    """Press keys; false when the plug was pulled on the way."""
    return stand.press(parse_keys(keys))


def typed(keys: str) -> Callable[[Stand], bool]:
    """An act that is nothing but these keys."""
    return lambda stand: type_in(stand, keys)


def basket(stand: Stand) -> Basket:
    """The open sale."""
    return stand.station.loop.till.basket


def rows(stand: Stand, kind: JournalKind) -> list[Mapping[str, object]]:
    """The contents of the rows of `kind`."""
    return [row.content for row in stand.book.journal(kind=kind)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Scenario):
    """`finish` is what the cashier does after the last boot; `story` the receipts then.

    A receipt of the story is its kind, its sum in cents and how it was paid. `once` are the rows
    that must be there exactly so often.
    """

    finish: Callable[[Stand], None]
    story: tuple[str, ...]
    once: Mapping[JournalKind, int] = field(default_factory=dict)


def _prepared(keys: str) -> Callable[[Stand], None]:
    return lambda stand: assert_typed(stand, f"{CHIEF} {keys}")


def assert_typed(stand: Stand, keys: str) -> None:
    """Press keys; the power stays on."""
    assert type_in(stand, keys), "the plug is in"


def _sell(keys: str, pay: str = "BAR") -> Callable[[Stand], None]:
    """What is not yet sold is typed anew, what is open is paid."""

    def finish(stand: Stand) -> None:
        if not basket(stand).lines and not _has(stand, "standard"):
            assert_typed(stand, keys)
        if basket(stand).lines:
            assert_typed(stand, pay)

    return finish


def _has(stand: Stand, kind: str) -> bool:
    return any(receipt.kind.value == kind for receipt in stand.book.receipts())


def _cancel(keys: str, pay: str = "") -> Callable[[Stand], None]:
    """A cancellation that is not there is typed anew; what it opened is paid."""

    def finish(stand: Stand) -> None:
        if not _has(stand, "storno"):
            assert not basket(stand).lines, "open positions, and no cancellation"
            assert_typed(stand, keys)
        if basket(stand).lines:
            assert_typed(stand, pay)

    return finish


def _until_row(kind: JournalKind, keys: str) -> Callable[[Stand], None]:
    def finish(stand: Stand) -> None:
        if not rows(stand, kind):
            assert_typed(stand, keys)

    return finish


#: How a cashier answers what the Z asks, by a word on the display.
_ANSWERS = (
    ("Z-Abschluss?", "BAR"),
    ("200,00 €", "5 BAR"),
    (" € ×", "ZW"),
    ("Stück", "ZW"),
    ("WARUM", "1"),
    ("Soll", "2"),
    ("Abschöpfen", "BAR"),
)


def _close(stand: Stand) -> None:
    """Go on with the Z until it is written; its seal and its paper are the till's own affair."""
    if not rows(stand, JournalKind.Z):
        _close_by_keys(stand)
    assert stand.advance(2.0), "the plug is in"


def _close_by_keys(stand: Stand) -> None:
    assert_typed(stand, "F 20")
    for _ in range(MAX_ANSWERS):
        if rows(stand, JournalKind.Z):
            return
        shown = f"{stand.screen.item}|{stand.screen.main}"
        keys = next((keys for word, keys in _ANSWERS if word in shown), None)
        assert keys is not None, shown
        assert_typed(stand, keys)
    raise AssertionError("the Z does not end")


def _while_open(stand: Stand, keys: str) -> None:
    if basket(stand).lines:
        assert_typed(stand, keys)


def _enter_late(stand: Stand) -> None:
    """A late entry is never sold as a sale of today."""
    if not _has(stand, "standard"):
        if basket(stand).paragon is None:
            assert not basket(stand).lines, "positions without their paragon"
            assert_typed(stand, LATE)
        elif not basket(stand).lines:
            assert_typed(stand, "250 WG1")
        assert_typed(stand, "BAR")
    last = stand.book.last_receipt()
    assert last is not None, "sold"
    assert last.content["paragon"] is not None, "forgotten that it is late"


def _redeem(stand: Stand) -> None:
    """What the voucher paid is paid; what it did not is asked for."""
    if basket(stand).lines and not basket(stand).tenders:
        assert_typed(stand, "F 45 17 BAR BAR")
    _while_open(stand, "BAR")


def _sell_at_new_price(stand: Stand) -> None:
    """A price that was not taken is typed anew; the next sale is at the new one."""
    if stand.station.loop.till.profile.groups[1].price_cents != 260:
        assert_typed(stand, PRICE)
    assert_typed(stand, "WG1 BAR")


def _take_up(stand: Stand) -> None:
    """What is laid aside is taken up, what is open is paid."""
    if not basket(stand).lines and not _has(stand, "standard"):
        assert_typed(stand, "F 07 1")
    if basket(stand).lines:
        assert_typed(stand, "BAR")


def _discount(stand: Stand) -> None:
    """All of the discount is there, or nothing of it."""
    if _has(stand, "standard"):
        return
    assert basket(stand).total_cents in (1800, 2000)
    if basket(stand).total_cents == 2000:
        assert_typed(stand, "ZW 10 %")
    assert_typed(stand, "BAR")


def _end_for_good(stand: Stand) -> None:
    """Until it has ended it is ended anew; what the end owes is exported by the till itself."""
    if not rows(stand, JournalKind.AUSSERBETRIEB):
        assert_typed(stand, END)
    assert stand.advance(2.0), "the plug is in"
    (ended,) = stand.book.journal(kind=JournalKind.AUSSERBETRIEB)
    exports = stand.book.journal(ended.seq, kind=JournalKind.EXPORT)
    assert any("folder" in row.content for row in exports), "not exported"
    assert_typed(stand, "C C 250 WG1 BAR")


ACTS = (
    Act(
        name="article with deposit",
        prepare=_prepared(""),
        act=typed("21 PLU BAR"),
        finish=_sell("21 PLU"),
        story=("standard 375 bar 375",),
        once={JournalKind.POS: 2},
    ),
    Act(
        name="discount over two rates",
        prepare=_prepared("1000 WG1 1000 WG3"),
        act=typed("ZW 10 % BAR"),
        finish=_discount,
        story=("standard 1800 bar 1800",),
        once={JournalKind.RABATT: 2},
    ),
    Act(
        name="parked sale",
        prepare=_prepared("250 WG1"),
        act=typed("F 06 F 07 1 BAR"),
        finish=_take_up,
        story=("standard 250 bar 250",),
        once={JournalKind.POS: 1},
    ),
    Act(
        name="storno",
        prepare=_prepared("250 WG1 BAR"),
        act=typed("F 30 BAR 1 BAR"),
        finish=_cancel("F 30 BAR 1 BAR"),
        story=("standard 250 bar 250", "storno -250 bar -250"),
        once={JournalKind.STORNO: 1},
    ),
    Act(
        name="storno and open again",
        prepare=_prepared("250 WG1 290 WG2 BAR"),
        act=typed("F 30 BAR 1 2 BAR"),
        finish=_cancel("F 30 BAR 1 2 BAR", pay="BAR"),
        story=("standard 540 bar 540", "storno -540 bar -540", "standard 540 bar 540"),
        once={JournalKind.STORNO: 1},
    ),
    Act(
        name="part return",
        prepare=_prepared("3 × 250 WG1 290 WG2 BAR"),
        act=typed("F 31 BAR 1 BAR ZW 1 BAR"),
        finish=_cancel("F 31 BAR 1 BAR ZW 1 BAR"),
        story=("standard 1040 bar 1040", "storno -250 bar -250"),
        once={JournalKind.STORNO: 1},
    ),
    Act(
        name="another tender",
        prepare=_prepared("250 WG1 BAR"),
        act=typed("F 34 BAR"),
        finish=_cancel("F 34 BAR", pay="KARTE BAR"),
        story=("standard 250 bar 250", "storno -250 bar -250", "standard 250 karte 250"),
        once={JournalKind.STORNO: 1},
    ),
    Act(
        name="late entry",
        prepare=_prepared(""),
        act=typed(f"{LATE} BAR"),
        finish=_enter_late,
        story=("standard 250 bar 250",),
    ),
    Act(
        name="voucher",
        prepare=_prepared("F 44 17 BAR 1000 BAR BAR 1200 WG1"),
        act=typed("F 45 17 BAR BAR BAR"),
        finish=_redeem,
        story=("standard 1000 bar 1000", "standard 1200 gutschein 1000 bar 200"),
        once={JournalKind.GUTSCHEIN: 2},
    ),
    Act(
        name="delivery note",
        prepare=_prepared("250 WG1"),
        act=typed("F 47 2 BAR BAR"),
        finish=lambda stand: _while_open(stand, "F 47 2 BAR BAR"),
        story=(),
        once={JournalKind.LIEFERSCHEIN: 1},
    ),
    Act(
        name="price",
        prepare=_prepared(""),
        act=typed(PRICE),
        finish=_sell_at_new_price,
        story=("standard 260 bar 260",),
    ),
    Act(
        name="paid in",
        prepare=_prepared(""),
        act=typed("F 02 5000 BAR 1"),
        finish=_until_row(JournalKind.EINLAGE, "F 02 5000 BAR 1"),
        story=(),
        once={JournalKind.EINLAGE: 1},
    ),
    Act(
        name="Z",
        prepare=_prepared("250 WG1 BAR"),
        act=typed("F 20 BAR 5 BAR ZW ZW 2 1 BAR"),
        finish=_close,
        story=("standard 250 bar 250",),
        once={
            JournalKind.Z: 1,
            JournalKind.DIFFERENZ: 1,
            JournalKind.ENTNAHME: 1,
            JournalKind.SIEGEL: 1,
        },
    ),
    Act(
        name="end",
        prepare=_prepared(""),
        act=typed(END),
        finish=_end_for_good,
        story=("schlussbeleg 0",),
        once={JournalKind.AUSSERBETRIEB: 1},
    ),
)


def outcome(stand: Stand, act: Act) -> Iterator[str]:
    """Every way in which the act did not come to what it should."""
    story = tuple(
        " ".join(
            (
                receipt.kind.value,
                str(parse(jws.split(receipt.jws).payload).buckets.total),
                *(f"{one['means']} {one['amount_cents']}" for one in receipt.content["tenders"]),
            )
        )
        for receipt in stand.book.receipts(2)
    )
    if story != act.story:
        yield f"act: {story}"
    for kind, count in act.once.items():
        found = len(rows(stand, kind))
        if found != count:
            yield f"act: {found} rows {kind}, not {count}"
    till = stand.station.loop.till
    if till.basket.lines or till.parked:
        yield "act: something is left open"
    yield from _z(stand)
    if rows(stand, JournalKind.AUSSERBETRIEB) and END_PAPER not in _papers(stand):
        yield "act: the slip of the end is not on paper"


def _z(stand: Stand) -> Iterator[str]:
    """The Z holds what was sold and counted, and its papers are out."""
    for content in rows(stand, JournalKind.Z):
        report = from_content(content)
        if (report.number, report.figures.turnover_cents, report.count.total_cents) != Z_1:
            yield f"act: Z {content}"
        if not {"Z 1", "Zählung Z 1"} <= _papers(stand):
            yield f"act: of the Z only {_papers(stand)} is on paper"


def _papers(stand: Stand) -> set[object]:
    """The slips that the printer says are out."""
    return {row.get("paper") for row in rows(stand, JournalKind.DRUCK)}
