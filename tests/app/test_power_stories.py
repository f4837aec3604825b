"""Days on which the plug is pulled between two keys; tests/power pulls it everywhere else."""

from collections.abc import Callable

import msgspec
import pytest

from firmware.app.config import ClerkSection, Config
from hal.keypad.port import Key
from tests.app.day import Day


@pytest.fixture
def staffed(config: Config) -> Config:
    """The stall with two clerks."""
    anna = ClerkSection(number=1, name="Anna", role="chef")
    clerks = [anna, ClerkSection(number=2, name="Ben")]
    return msgspec.structs.replace(config, clerk=clerks)


def test_open_sale_is_restored(day: Day) -> None:
    """AU4: every position that was booked is there again, to the last one."""
    day.type("250 WG1 WG1 3 × 290 WG2 STO 1,345 × WG2")
    before = day.basket
    day.cut()
    assert day.basket == before
    assert "Offener Bon|weiter" in day.display
    assert len(day.rows("STROMAUSFALL")) == 1
    day.type("BAR")
    assert day.story() == ["standard 890"]


def test_part_payment_is_restored(day: Day) -> None:
    """A tender that was taken before the cut still counts after it."""
    day.type("1000 WG1 400 BAR")
    day.cut()
    day.type("BAR")
    tenders = day.receipts()[0].content["tenders"]
    assert [tender["amount_cents"] for tender in tenders] == [400, 600]


def test_aborted_sale_stays_aborted(day: Day) -> None:
    """A sale that was aborted does not come back."""
    day.type("250 WG1 F C BAR")
    day.cut()
    assert day.basket.lines == ()
    assert day.story() == []


def test_nullbeleg_leaves_the_open_sale(day: Day) -> None:
    """A Sammelbeleg issued while a sale is open does not end that sale, nor its restoring."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR 290 WG1")
    day.bench.set_card("in")
    day.wait(31)
    day.cut()
    assert day.basket.total_cents == 290


def test_clerk_is_restored(new_day: Callable[..., Day], staffed: Config) -> None:
    """Whoever was signed on before the cut is so after it."""
    day = new_day(settings=staffed)
    day.type("2 BAR 250 WG1")
    day.cut()
    assert day.status.startswith("B2")
    day.type("BAR")
    assert day.receipts()[0].content["clerk"] == 2


def test_nobody_is_restored(new_day: Callable[..., Day], staffed: Config) -> None:
    """Whoever signed off before the cut must sign on again."""
    day = new_day(settings=staffed)
    day.type("2 BAR F 0 1")
    day.cut()
    assert day.stand.station.loop.till.clerk is None


def test_training_ends_with_the_boot(day: Day) -> None:
    """C10: a boot ends the training; a practice sale that was open is no real one."""
    day.type("F 5 0 250 WG1")
    day.cut()
    assert not day.stand.station.loop.till.is_training
    assert day.basket.lines == ()
    assert [dict(row.content) for row in day.rows("TRA_AUS")] == [{"reason": "boot"}]
    assert [row.content["reason"] for row in day.rows("BON_ABBRUCH")] == ["training"]
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]


def test_real_sale_after_voided_practice(day: Day) -> None:
    """A practised sale that was voided line by line does not take the real one after it along."""
    day.type("F 50 WG1 STO F 50 500 WG3")
    day.cut()
    assert day.basket.total_cents == 500


def test_unprinted_receipt_is_printed(day: Day) -> None:
    """AU5: a receipt that was stored and not printed is printed after the boot, and says why."""
    day.type("250 WG1")
    plug = day.stand.plug
    edge = plug.edge

    def cut_at_the_cable(name: str) -> None:
        if name.startswith("cable"):
            plug.arm(1)
        edge(name)

    plug.edge = cut_at_the_cable
    assert not day.stand.press([Key.BAR])
    plug.edge = edge
    day.boot()
    assert day.printed_numbers() == [2]
    assert "Strom war weg" in day.paper()
    assert "Strom war weg|Bon 000002" in day.display
    assert day.story() == ["standard 250"]


def test_orderly_end(day: Day) -> None:
    """A till that was switched off in order says so, and finds no power cut."""
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.boot()
    assert len(day.rows("STOPP")) == 1
    assert len(day.rows("START")) == 2
    assert day.rows("STROMAUSFALL") == []
    assert day.printed_numbers() == [2]


def test_many_cuts_in_a_row(day: Day) -> None:
    """Ten cuts in a row change nothing but the journal."""
    day.type("250 WG1")
    for _ in range(10):
        day.cut()
    assert day.basket.total_cents == 250
    assert len(day.rows("STROMAUSFALL")) == 10
    day.type("BAR")
    assert day.story() == ["standard 250"]
