"""Days on which the calendar does something: month ends, summer time, an inspector."""

from collections.abc import Callable

from firmware.rksv.jws import split
from firmware.rksv.machine_code import parse
from tests.app.day import Day


def local_times(day: Day) -> list[str]:
    """Field 4 of the receipts."""
    return [parse(split(one.jws).payload).local_time for one in day.receipts()]


def test_monatsbeleg_before_the_first_receipt(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: at 23:59 the old month is open, at 0:00 it is closed before the sale."""
    day = new_day("2026-10-31T23:58:00")
    day.type("250 WG1 BAR")
    day.until("2026-10-31T23:59:59")
    day.type("WG1 BAR")
    day.until("2026-11-01T00:00:01")
    day.type("WG1 BAR WG1 BAR")
    assert day.story() == [
        "standard 250",
        "standard 500",
        "monatsbeleg 500",
        "standard 750",
        "standard 1000",
    ]
    assert local_times(day)[2].startswith("2026-11-01T00:00:0")
    assert day.printed_numbers() == [2, 3, 4, 5, 6]
    assert "Oktober 2026" in "\n".join(day.slips[2].text)


def test_months_without_sales_are_closed_at_once(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: one Monatsbeleg closes all months that ended, and names them."""
    day = new_day("2026-07-10T09:00:00")
    day.until("2026-10-02T09:00:00")
    day.type("250 WG1 BAR")
    assert day.story() == ["monatsbeleg 0", "standard 250"]
    assert "Juli 2026 - September 2026" in day.paper(0)
    assert day.receipts()[0].content["closes"] == ["2026-07", "2026-08", "2026-09"]


def test_december_is_the_jahresbeleg(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 3 RKSV: the Monatsbeleg of December is the Jahresbeleg, signed and printed."""
    day = new_day("2026-12-31T17:00:00")
    day.type("250 WG1 BAR")
    day.until("2027-01-02T09:00:00")
    day.type("250 WG1 BAR")
    day.until("2027-02-01T09:00:00")
    day.type("250 WG1 BAR")
    assert day.story() == [
        "standard 250",
        "jahresbeleg 250",
        "standard 500",
        "monatsbeleg 500",
        "standard 750",
    ]
    assert "JAHRESBELEG" in "\n".join(day.slips[1].text)


def test_winter_pause_over_the_new_year(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 3 RKSV: one Jahresbeleg closes November to January if December is among them."""
    day = new_day("2026-11-20T09:00:00")
    day.until("2027-02-10T09:00:00")
    day.type("250 WG1 BAR")
    assert day.story() == ["jahresbeleg 0", "standard 250"]
    assert "November 2026 - Jänner 2027" in day.paper(0)


def test_nullbeleg_of_an_inspector_closes_the_month_first(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: any first receipt of a month comes after the Monatsbeleg."""
    day = new_day("2026-10-31T12:00:00")
    day.until("2026-11-01T08:00:00")
    day.type("F 60")
    assert day.story() == ["monatsbeleg 0", "nullbeleg 0"]


def test_doubled_hour_of_october(new_day: Callable[..., Day]) -> None:
    """Anlage Z 5 RKSV: local time as it is, also twice; the order is that of the numbers."""
    day = new_day("2026-10-25T01:00:00")
    day.until("2026-10-25T02:30:00+02:00")
    day.type("250 WG1 BAR")
    day.until("2026-10-25T02:29:00+01:00")
    day.type("250 WG1 BAR")
    first, second = local_times(day)
    assert second < first
    assert day.receipts()[0].issued_at_utc < day.receipts()[1].issued_at_utc
    assert day.story() == ["standard 250", "standard 500"]


def test_closed_at_once_on_demand(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: F 61 does not wait for the sale, and the sale does not close again."""
    day = new_day("2026-10-31T12:00:00")
    day.until("2026-11-01T08:00:00")
    day.type("F 61")
    assert "Monatsbeleg|Okt ✓" in day.display
    day.type("250 WG1 BAR F 61")
    assert day.story() == ["monatsbeleg 0", "standard 250"]
    assert "BELEGKOPIE" in day.paper()
    assert [2, 3, 2] == day.printed_numbers()


def test_year_closed_in_failure_form_is_closed_again(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 3 RKSV: a Jahresbeleg without signature is none; F 62 issues the signed one."""
    day = new_day("2026-12-31T12:00:00")
    day.bench.set_card("out")
    day.until("2027-01-02T08:00:00")
    day.type("F 62")
    day.bench.set_card("in")
    day.wait(40)
    kinds = [line.split()[0] for line in day.story()]
    assert ["jahresbeleg", "sammelbeleg", "jahresbeleg"] == kinds
    day.type("F 62")
    assert 3 == len(day.receipts())


def test_after_months_of_rest(new_day: Callable[..., Day]) -> None:
    """§ 8 RKSV: the season ends in October and begins in April; the year is closed on the way."""
    day = new_day("2026-10-20T09:00:00")
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.until_off("2027-04-03T08:00:00")
    day.boot()
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250", "jahresbeleg 250", "standard 500"]
    assert "Oktober 2026 - März 2027" in "\n".join(day.slips[-2].text)


def test_overdue_check_is_told(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 3 RKSV: after 15 February the till does not fall silent."""
    day = new_day("2026-12-31T17:00:00")
    day.until("2027-01-02T09:00:00")
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.until_off("2027-02-16T09:00:00")
    day.boot()
    day.wait(2)
    day.type("2 C")
    assert "Jahresbeleg|überfällig|seit 15.02.27" in day.display


def test_inspector_within_a_sale(day: Day) -> None:
    """§ 19 RKSV: a signed zero receipt, the page, the code; then the same sale is paid."""
    day.type("250 WG1 500 F 60")
    assert day.stand.screen.qr == day.slips[0].qr_payloads[0]
    assert "KONTROLLE" in day.paper()
    for line in ("Letzter Bon", "000002", "DEP-Einträge", "FinanzOnline"):
        assert line in day.paper()
    day.type("C BAR")
    assert "RÜCKGELD|2,50" in day.display
    assert day.story() == ["nullbeleg 0", "standard 250"]


def test_inspector_while_the_till_is_half_paid(day: Day) -> None:
    """A cut while the code is shown: sale and part payment are there again."""
    day.type("1980 WG3 1000 BAR F 60")
    day.cut()
    assert 980 == day.basket.rest_cents
    day.type("BAR")
    assert day.story() == ["nullbeleg 0", "standard 1980"]


def test_inspector_in_training(day: Day) -> None:
    """A real zero receipt between practised ones: its code has the counter, not TRA."""
    day.type("250 WG1 BAR F 50 250 WG1 BAR F 60")
    assert day.story() == ["standard 250", "training 250", "nullbeleg 250"]
    assert parse(split(day.receipts()[-1].jws).payload).turnover_field != "VFJB"


def test_inspector_takes_the_dep(new_day: Callable[..., Day]) -> None:
    """§ 7 Abs 5 RKSV: on a stick, read back, with a row that proves what was handed over."""
    day = new_day()
    day.type("250 WG1 BAR 290 WG1 F 60 1")
    assert "FEHLER E16|Kein Stick" in day.display
    sticks = day.bench.sticks
    sticks.put("new")
    day.wait(2)
    day.type("C 1")
    day.wait(5)
    assert "DEP am Stick ✓|3 Bons" in day.display
    (row,) = day.rows("EXPORT")
    (folder,) = (sticks.folder("new") / "Registrierkasse" / "GRAZ-01").iterdir()
    assert (folder.name, "Kontrolle", 3) == tuple(
        row.content[one] for one in ("folder", "reason", "receipts")
    )
    day.type("BAR")
    assert "BEZAHLT|2,90" in day.display


def test_page_after_a_quarterly_copy(new_day: Callable[..., Day]) -> None:
    """The inspector reads which quarter was copied, and when."""
    day = new_day("2026-12-30T10:00:00")
    day.until("2027-01-01T09:00:00")
    day.type("F 60")
    assert "2026-Q4" in day.paper()
    assert str(day.rows("SICHERUNG")[0].content["file"])[:20] in day.paper()
