"""What comes after the receipt, on a whole till: chain, turnover, power cuts."""

import pytest

from firmware.desk.keys import parse_keys
from firmware.till.sales.basket import Means
from firmware.till.sales.sale import from_content
from tests.app.day import Day


def test_storno_turns_the_counter_back(day: Day) -> None:
    """§ 9 Abs 1 RKSV, Anlage Z 4: signed, marked STO, the turnover less its amount."""
    day.type("1980 WG3 BAR F 30 BAR 1 BAR")
    assert ["standard 1980", "storno 0"] == day.story()
    day.stand.settle()
    assert "_U1RP_" in day.slips[-1].qr_payloads[0]
    assert "zu Bon 000002" in day.paper()


def test_whole_day_of_corrections_verifies(day: Day) -> None:
    """Mirror, part, rest, another tender, open again: the verifier finds nothing."""
    day.type("500 WG1 333 WG2 ZW 10 % BAR F 30 BAR 1 BAR")
    day.type("3 × 200 WG3 BAR F 31 BAR 2 BAR ZW 3 BAR 4 F 30 BAR 2 BAR")
    day.type("700 WG3 BAR F 34 2")
    day.type("900 WG3 BAR F 30 BAR 5 2 BAR STO 800 WG3 BAR")
    day.stand.settle()
    assert [] == day.faults()
    assert 1500 == day.receipts()[-1].turnover_cents


def test_reopened_lines_survive_a_cut(day: Day) -> None:
    """T5: they are stored with the cancellation, in one transaction."""
    day.type("500 WG3 BAR F 30 BAR 5 2 BAR")
    day.cut()
    assert 500 == day.basket.total_cents
    day.type("KARTE BAR")
    assert ["standard 500", "storno 0", "standard 500"] == day.story()


@pytest.mark.parametrize("edge", range(1, 60))
def test_cut_anywhere_in_a_change_of_tender(day: Day, edge: int) -> None:
    """B15: sold once, whatever is left to pay is open; never lost, never twice."""
    day.type("500 WG3 BAR")
    day.stand.settle()
    day.stand.plug.arm(edge)
    is_on = day.stand.press(parse_keys("F 34 2"))
    if not is_on or not day.stand.settle():
        day.boot()
    day.stand.plug.arm(10**9)
    if day.basket.lines:
        day.type("C C KARTE BAR")
    sales = [from_content(one.content) for one in day.receipts()]
    assert 500 == sum(sale.total_cents for sale in sales)
    assert len(sales) in (1, 3)
    means = {tender.means for tender in sales[-1].tenders}
    assert means == ({Means.CARD} if len(sales) == 3 else {Means.CASH})


def test_late_entry_survives_a_cut(day: Day) -> None:
    """§ 17 Abs 5 RKSV: the next receipt is still the late entry of that one."""
    day.type("F 32 17 BAR BAR 500 WG3")
    day.cut()
    day.type("BAR")
    day.stand.settle()
    assert "Nacherfassung Paragon 17" in day.paper()
    assert 0 == day.bench.printer.drawer_pulses


def test_parked_sales_survive_a_cut(day: Day) -> None:
    """They are where they were laid, and the open one is open."""
    day.type("250 WG1 F 06 500 WG3 F 06 700 WG3")
    day.cut()
    assert {1, 2} == set(day.stand.station.loop.till.parked)
    assert 700 == day.basket.total_cents
    day.type("BAR F 07 2")
    assert 500 == day.basket.total_cents
    day.cut()
    assert {1} == set(day.stand.station.loop.till.parked)
    assert 500 == day.basket.total_cents


def test_sold_voucher_survives_a_cut(day: Day) -> None:
    """Its row is stored with the receipt."""
    day.type("F 44 17 BAR 1000 BAR BAR")
    day.cut()
    day.type("400 WG3 F 45 17 BAR")
    assert "EINLÖSEN G-17|4,00|Guthaben 10,00" == day.display
