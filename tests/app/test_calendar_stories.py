"""Days on which the calendar or the clock does something: month ends, summer time, wrong clocks."""

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
    day.type("F 6 0")
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


def test_clock_set_back(day: Day) -> None:
    """§ 8 RKSV: no receipt before the last one; the sale waits until the time has come."""
    day.type("250 WG1 BAR")
    day.until("2026-11-20T08:00:00")
    day.type("290 WG1 BAR")
    assert "Uhrzeit unsicher" in day.display
    assert day.story() == ["standard 250"]
    assert [row.content["code"] for row in day.rows("FEHLER")] == ["E14"]
    day.until("2026-11-20T09:05:00")
    day.type("C BAR")
    assert day.story() == ["standard 250", "standard 540"]
    assert "BEZAHLT|2,90" in day.display


def test_clock_that_was_never_set(day: Day) -> None:
    """A clock in 1970 sells nothing; set right, it sells the sale that waited."""
    day.type("250 WG1")
    day.until("1970-01-01T00:00:10")
    day.type("BAR")
    assert "Uhrzeit unsicher" in day.display
    day.until("2026-11-20T09:05:00")
    day.type("C BAR")
    assert day.story() == ["standard 250"]


def test_boot_with_a_clock_that_was_set_back(day: Day) -> None:
    """E14 shows at boot, before anybody types a sale that cannot be issued."""
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.stand.clock.jump(-3600)
    day.boot()
    assert "E14|Uhrzeit unsicher" in day.display


def test_boot_with_a_clock_nobody_vouches_for(day: Day) -> None:
    """E14 without a witness for the time; selling is not blocked."""
    day.stand.shut_down()
    day.stand.clock.is_trusted = False
    day.boot()
    assert "E14|Uhrzeit unsicher" in day.display
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]


def test_boot_in_1970(day: Day) -> None:
    """A till without a battery wakes in the past: E14, and it sells once the time is set."""
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.until_off("1970-01-01T00:00:10")
    day.boot()
    assert "E14|Uhrzeit unsicher" in day.display
    day.type("250 WG1 BAR")
    assert "Uhrzeit unsicher" in day.display
    day.until("2026-11-20T10:00:00")
    day.type("C BAR")
    assert day.story() == ["standard 250", "standard 500"]
