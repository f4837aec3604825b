"""Days on which the printer fails: paper, cover, cable; selling goes on, nothing is lost."""

from collections.abc import Callable

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.spool import MAX_WAITING
from hal.printer.emulator import EmulatedPrinter
from hal.printer.port import Paper
from tests.app.day import Day

REPRINT_LINE = "- Neudruck nach Druckstörung -"
#: Long enough for a failed printer to be asked again and to print what waits.
RETRY_S = 3.0


def end_paper(printer: EmulatedPrinter) -> None:
    """The roll is at its end."""
    printer.paper = Paper.OUT


def open_cover(printer: EmulatedPrinter) -> None:
    """Somebody opens the cover."""
    printer.is_cover_open = True


def hold_feed(printer: EmulatedPrinter) -> None:
    """The printer is off-line and names no reason."""
    printer.is_online = False


def block_cutter(printer: EmulatedPrinter) -> None:
    """The knife is stuck."""
    printer.is_cutter_blocked = True


def stall(printer: EmulatedPrinter) -> None:
    """The printer takes nothing and says nothing."""
    printer.is_stalled = True


def switch_off(printer: EmulatedPrinter) -> None:
    """Somebody switches the printer off."""
    printer.is_powered = False


def help_printer(printer: EmulatedPrinter) -> None:
    """Everything in order again."""
    printer.is_powered = True
    printer.is_stalled = False
    printer.is_cutter_blocked = False
    printer.is_online = True
    printer.is_cover_open = False
    printer.paper = Paper.OK


def test_paper_ends_in_the_slip(day: Day) -> None:
    """§ 132a BAO: the whole slip comes again from the new roll, and says so; selling goes on."""
    day.bench.printer.end_paper_after(rows=150)
    day.type("250 WG1 BAR")
    assert "E10" in day.display
    assert "Bon 000002" in day.display
    assert [slip.is_complete for slip in day.slips] == [False]
    day.type("C 290 WG1 BAR")
    assert "BEZAHLT|2,90" in day.display or "E10" in day.display
    day.bench.set_paper(Paper.OK)
    day.wait(RETRY_S)
    assert day.printed_numbers() == [2, 3]
    first, second = (slip.text for slip in day.slips if slip.is_complete)
    assert REPRINT_LINE in {line.strip() for line in first}
    assert REPRINT_LINE not in {line.strip() for line in second}
    assert "P✓" in day.status
    assert day.story() == ["standard 250", "standard 540"]


@pytest.mark.parametrize(
    "trouble", [end_paper, open_cover, hold_feed, block_cutter, stall, switch_off]
)
def test_printer_trouble(day: Day, trouble: Callable[[EmulatedPrinter], None]) -> None:
    """E10 or E11: receipts are signed and stored as ever; their slips come when it is mended."""
    trouble(day.bench.printer)
    day.type("250 WG1 BAR C 290 WG1 BAR C 300 WG1 BAR")
    assert day.story() == ["standard 250", "standard 540", "standard 840"]
    assert "PQ" in day.status
    day.wait(30)
    assert day.printed_numbers() == []
    help_printer(day.bench.printer)
    day.wait(2 * RETRY_S)
    assert day.printed_numbers() == [2, 3, 4]
    assert "P✓" in day.status
    assert [row.content["number"] for row in day.rows("DRUCK")] == [2, 3, 4]


def test_typing_does_not_wait_for_the_printer(day: Day) -> None:
    """With a dead printer a key costs no more than its scan."""
    stall(day.bench.printer)
    day.type("250 WG1 BAR")
    before_s = day.stand.clock.monotonic()
    day.type("C 2 9 0 WG1")
    # The stand runs the threads one after the other; one question to the printer is in it.
    assert day.stand.clock.monotonic() - before_s < 3.0


def test_idle_printer_is_looked_at(day: Day) -> None:
    """The paper's end shows before the next customer stands there."""
    end_paper(day.bench.printer)
    day.wait(6)
    assert "P!" in day.status
    assert "E10" in day.display
    day.bench.set_paper(Paper.NEAR_END)
    day.wait(6)
    assert "P✓" in day.status


def test_no_more_slips_wait_than_the_bound(day: Day) -> None:
    """The fifty-first waiting slip takes the place of the oldest; the journal says so."""
    end_paper(day.bench.printer)
    for _ in range(MAX_WAITING + 2):
        day.type("250 WG1 BAR C")
    given_up = [row.content for row in day.rows("DRUCK_FEHLER") if row.content.get("given_up")]
    assert [content["number"] for content in given_up] == [2, 3]
    day.bench.set_paper(Paper.OK)
    day.wait(2 * RETRY_S)
    assert day.printed_numbers() == list(range(4, MAX_WAITING + 4))


def test_drawer_does_not_jump_with_the_new_roll(day: Day) -> None:
    """A pulse that could not be sent is forgotten, not sent when nobody expects it."""
    day.type("250 WG1 BAR")
    end_paper(day.bench.printer)
    day.type("250 WG1 BAR C 250 WG1 BAR C")
    before = day.bench.printer.drawer_pulses
    day.bench.set_paper(Paper.OK)
    day.wait(2 * RETRY_S)
    assert day.bench.printer.drawer_pulses == before
    assert day.printed_numbers() == [2, 3, 4]


def test_printer_that_never_confirms(day: Day) -> None:
    """A printer that calls itself ready and never confirms costs three slips, not the roll."""
    printer = day.bench.printer
    say = printer._say

    def only_status(reply: bytes) -> None:
        if len(reply) == 1:
            say(reply)

    printer._say = only_status
    day.type("250 WG1 BAR")
    day.wait(120)
    assert len(day.slips) == 3
    assert [row.content["given_up"] for row in day.rows("DRUCK_FEHLER")] == [False, False, True]
    day.type("C 290 WG1 BAR")
    assert day.story() == ["standard 250", "standard 540"]


def test_copy_on_demand(day: Day) -> None:
    """§ 132a BAO: BON prints a copy that says so, with the same code, signed once."""
    day.type("250 WG1 BAR BON")
    assert [slip.qr_payloads for slip in day.slips] == [day.slips[0].qr_payloads] * 2
    assert "BELEGKOPIE" in day.paper()
    assert [row.content["number"] for row in day.rows("KOPIE")] == [2]
    assert day.story() == ["standard 250"]


def test_slips_of_an_orderly_end_come_after_the_boot(day: Day) -> None:
    """§ 132a BAO: a slip that waited when the till was switched off is printed at the next boot."""
    end_paper(day.bench.printer)
    day.type("250 WG1 BAR C 290 WG1 BAR C")
    day.stand.shut_down()
    day.bench.set_paper(Paper.OK)
    day.boot()
    assert day.printed_numbers() == [2, 3]
    assert REPRINT_LINE in day.paper(0)
    assert REPRINT_LINE not in day.paper(1)
    assert day.rows("STROMAUSFALL") == []


def test_slips_of_a_cut_come_after_the_boot(day: Day) -> None:
    """§ 132a BAO: stored receipts are printed, all of them, and say that the power was cut."""
    end_paper(day.bench.printer)
    day.type("250 WG1 BAR C 290 WG1 BAR C")
    day.stand.cut()
    day.bench.set_paper(Paper.OK)
    day.boot()
    assert day.printed_numbers() == [2, 3]
    assert all("Strom war weg" in day.paper(index) for index in range(2))
    assert "Strom war weg|Bon 000003" in day.display
    day.cut()
    assert day.printed_numbers() == [2, 3]


def test_ocr_instead_of_the_code(new_day: Callable[..., Day], config: Config) -> None:
    """Anlage Z 14 RKSV: without QR codes the machine code is printed as text."""
    printer = msgspec.structs.replace(config.printer, code="ocr")
    settings = msgspec.structs.replace(config, printer=printer)
    day = new_day(settings=settings)
    day.type("250 WG1 BAR")
    assert day.slips[0].qr_payloads == ()
    assert "R1-AT1" in day.paper().replace("\n", "")
