"""Days on which the clock does something: it jumps, rests, is set, and what is sold meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from firmware.rksv.jws import split
from firmware.rksv.machine_code import parse
from hal.clock.port import TimeSource
from tests.app.day import Day, utc


def local_times(day: Day) -> list[str]:
    """Field 4 of the receipts."""
    return [parse(split(one.jws).payload).local_time for one in day.receipts()]


def clock_rows(day: Day) -> list[tuple[object, object, object]]:
    """Jump, trust and source, row by row."""
    rows = [row.content for row in day.rows("UHR")]
    return [(row["jump_s"], row["trusted"], row["source"]) for row in rows]


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


def test_small_step_back_is_waited_for(day: Day) -> None:
    """Anlage Z 5 RKSV: the receipt comes by itself when the clock is where it was; none is lost."""
    day.type("250 WG1 BAR")
    day.stand.clock.jump(-30)
    day.type("290 WG1 BAR")
    assert "Uhr wartet|noch " in day.display
    assert day.story() == ["standard 250"]
    day.type("C C STO F C BAR")
    assert "Uhr wartet" in day.display
    day.wait(31)
    assert "BEZAHLT|2,90" in day.display
    first, second = day.receipts()
    assert first.issued_at_utc <= second.issued_at_utc
    assert [(-30, True, "ntp")] == clock_rows(day)
    assert [] == day.rows("FEHLER")


def test_step_back_that_grows(day: Day) -> None:
    """What waited is refused when the clock goes back further; the sale stays open."""
    day.type("250 WG1 BAR")
    day.stand.clock.jump(-100)
    day.type("290 WG1 BAR")
    day.stand.clock.jump(-100)
    day.wait(2)
    assert "FEHLER E14" in day.display
    assert 290 == day.basket.total_cents
    day.stand.clock.jump(200)
    day.type("C BAR")
    assert day.story() == ["standard 250", "standard 540"]


def test_cut_while_it_waits(day: Day) -> None:
    """The open sale is there again, and nothing was issued."""
    day.type("250 WG1 BAR")
    day.stand.clock.jump(-30)
    day.type("290 WG1 BAR")
    day.cut()
    assert 290 == day.basket.total_cents
    assert day.story() == ["standard 250"]
    day.wait(31)
    day.type("BAR")
    assert day.story() == ["standard 250", "standard 540"]


def test_leap_ahead_signs_nothing(day: Day) -> None:
    """One receipt of next year would bind all others: a chief is asked first."""
    day.type("250 WG1 BAR")
    day.stand.clock.jump(400 * 86400)
    day.type("C 290 WG1 BAR")
    assert "FEHLER E14|Uhrzeit unsicher|Uhr stellen: F 94" in day.display
    day.type("F 60 C")
    assert day.story() == ["standard 250"]
    day.stand.clock.jump(-400 * 86400)
    day.type("BAR")
    assert day.story() == ["standard 250", "standard 540"]


def test_leap_ahead_is_told_at_once(day: Day) -> None:
    """E14 before anybody types; with F 94 it is the time."""
    day.stand.clock.jump(3 * 3600)
    day.wait(1)
    assert "E14|Uhrzeit unsicher|Chef: F 94" in day.display
    day.type("F 94 1 250 WG1 BAR")
    assert day.story() == ["standard 250"]
    assert [(10800, True, "ntp"), (0, True, "ntp")] == clock_rows(day)


def test_sammelbeleg_waits_for_the_clock(day: Day) -> None:
    """Nor does the end of an outage sign with a doubtful time."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    day.stand.clock.jump(400 * 86400)
    day.bench.set_card("in")
    day.wait(40)
    assert day.story() == ["standard 250 !"]
    day.stand.clock.jump(-400 * 86400)
    day.wait(40)
    assert day.story() == ["standard 250 !", "sammelbeleg 250"]


def test_start_without_time(new_day: Callable[..., Day]) -> None:
    """No chip, no net: nothing is sold before a chief has set the time; then the net differs."""
    day = new_day("2026-11-20T09:00:00")
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    clock = day.stand.clock
    clock.is_trusted = False
    clock.earliest_utc = datetime(2026, 11, 1, tzinfo=UTC)
    day.until_off("1970-01-01T00:00:10")
    day.boot()
    assert "E14|Uhrzeit unsicher|Chef: F 94" in day.display
    day.type("290 WG1 BAR")
    assert "FEHLER E14" in day.display
    day.type("F 94 2 211126 BAR 0800 BAR BAR BAR")
    assert day.story() == ["standard 250", "standard 540"]
    assert local_times(day)[1].startswith("2026-11-21T08:00")
    clock.source = TimeSource.NTP
    clock.jump(600)
    day.wait(1)
    untrusted, by_hand, by_net = clock_rows(day)
    assert (0, False, "none") == untrusted
    assert (True, "hand") == by_hand[1:]
    assert (600, True, "ntp") == by_net


def test_hand_cannot_set_it_before_the_last_receipt(day: Day) -> None:
    """Anlage Z 5 RKSV: refused in words."""
    day.type("250 WG1 BAR")
    day.type("F 94 2 191126 BAR 0800 BAR")
    assert "FEHLER E14|vor letztem Bon" in day.display


def test_clock_the_till_may_not_set(day: Day) -> None:
    """A till without the right to it says so."""
    day.stand.clock.can_be_set = False
    day.type("F 94 2 211126 BAR 0800 BAR BAR")
    assert "FEHLER E14|stellt sich nicht|Techniker rufen" in day.display


def test_net_puts_an_old_clock_right(new_day: Callable[..., Day]) -> None:
    """A till without a chip wakes a week late; the net's leap is no doubt."""
    day = new_day("2026-11-20T09:00:00")
    day.stand.shut_down()
    day.stand.clock.is_trusted = False
    day.boot()
    day.wait(5)
    day.stand.clock.jump(7 * 86400)
    day.stand.clock.is_trusted = True
    day.wait(1)
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]
    assert [(0, False, "none"), (604800, True, "ntp")] == clock_rows(day)


@pytest.mark.parametrize("start", ["2038-01-19T04:13:30", "2099-12-31T23:59:30"])
def test_no_clock_ends(new_day: Callable[..., Day], start: str) -> None:
    """2038-01-19T03:14:08Z and the year 2100: book, chain, DEP, display and slips go on.

    § 15 Abs 3 RKSV: the certificate has ended by then, and may be used as long as P-256 is secure.
    """
    day = new_day("2034-12-20T09:00:00")
    day.until(start)
    day.type("250 WG1 BAR")
    day.wait(60)
    day.type("250 WG1 BAR")
    assert ["standard", "standard"] == [
        line.split()[0] for line in day.story() if "beleg" not in line
    ]
    before, after = day.receipts()[0], day.receipts()[-1]
    assert before.issued_at_utc < after.issued_at_utc
    assert datetime.fromisoformat(local_times(day)[-1]).year >= int(start[:4])
    assert f"{utc(start).year}" in day.paper()[:400] or "2100" in day.paper()
    day.stand.shut_down()
    day.boot()
    day.type("250 WG1 BAR C")
    assert day.receipts()[-1].issued_at_utc > after.issued_at_utc
