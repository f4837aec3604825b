"""The loop: one message through to its end; what must be stored is stored before it counts."""

from collections.abc import Callable

import pytest

from firmware.app.inbox import CardProbed, DrawerFailed, Printed, PrinterSeen, PrintFailed, Tick
from firmware.app.loop import Loop
from firmware.till.events import PaperState
from firmware.till.papers.slip import Mark
from firmware.till.sounds import TUNES, Sound
from hal.errors import Fault
from hal.keypad.port import Key, Pressed, Rejected, Stuck, Unstuck
from hal.printer.port import Paper, PrinterStatus
from tests.app.day import Day


@pytest.fixture
def loop(day: Day) -> Loop:
    """The loop of a till that is on."""
    return day.stand.station.loop


def press(loop: Loop, *keys: Key) -> None:
    """Key presses, as the inbox brings them."""
    for key in keys:
        loop.handle(Pressed(key=key))


def test_position_is_journalled_before_it_counts(day: Day, loop: Loop) -> None:
    """The row of a position is in the book when the display shows it."""
    press(loop, Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1)
    (row,) = day.rows("POS")
    assert row.clerk == 1
    assert day.basket.total_cents == 250


def test_screen_is_handed_on_when_it_differs(day: Day, loop: Loop) -> None:
    """The same screen twice is drawn once."""
    before = len(day.stand.screens)
    loop.handle(Tick())
    loop.handle(Tick())
    assert len(day.stand.screens) == before
    press(loop, Key.DIGIT_2)
    assert len(day.stand.screens) == before + 1


def test_stuck_key(day: Day, loop: Loop) -> None:
    """E19 names the key; its release is noted, too."""
    loop.handle(Stuck(key=Key.WG3))
    assert "Klemmt: WG3" in day.display
    assert loop.till.stuck_keys == {Key.WG3}
    loop.handle(Unstuck(key=Key.WG3))
    assert loop.till.stuck_keys == frozenset()


def test_key_that_counts_for_nothing_is_heard(day: Day, loop: Loop) -> None:
    """`WG` of the small pad waits for its group: the number typed stays, and nothing is paid."""
    press(loop, Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0)
    before, tunes = day.display, day.bench.buzzer.revision
    loop.handle(Rejected())
    assert day.bench.buzzer.last == TUNES[Sound.REJECTED]
    assert day.bench.buzzer.revision == tunes + 1
    assert day.display == before


def test_printer_says_done(day: Day, loop: Loop) -> None:
    """A row that names receipt and mark, for the next boot."""
    loop.handle(Printed(slip=7, mark=Mark.POWER))
    assert [dict(row.content) for row in day.rows("DRUCK")] == [{"number": 7, "mark": "power"}]


@pytest.mark.parametrize(
    ("fault", "state"),
    [(Fault.PAPER_OUT, PaperState.OUT), (Fault.COVER_OPEN, PaperState.OFFLINE)],
)
def test_printer_says_no(day: Day, loop: Loop, fault: Fault, state: PaperState) -> None:
    """Paper is E10, everything else E11; when it is mended the display is free again."""
    loop.handle(PrintFailed(slip=7, fault=fault, detail="x", is_given_up=False))
    assert loop.till.paper is state
    loop.handle(Printed(slip=7, mark=Mark.REPRINT))
    assert loop.till.paper is PaperState.OK
    assert "Bereit" in day.display


def test_slip_is_given_up(day: Day, loop: Loop) -> None:
    """The cashier reads which receipt has no paper, once the printer's fault is off the display."""
    failure = PrintFailed(slip=7, fault=Fault.BROKEN, detail="x", is_given_up=True)
    loop.handle(failure)
    loop.handle(PrinterSeen(status=status()))
    assert "Nicht gedruckt|Bon 000007" in day.display


def status(
    *, is_online: bool = True, is_cover_open: bool = False, paper: Paper = Paper.OK
) -> PrinterStatus:
    """A printer's answer."""
    return PrinterStatus(is_online=is_online, is_cover_open=is_cover_open, paper=paper)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (None, PaperState.OFFLINE),
        (status(is_online=False), PaperState.OFFLINE),
        (status(is_cover_open=True), PaperState.OFFLINE),
        (status(paper=Paper.OUT, is_online=False), PaperState.OUT),
        (status(paper=Paper.NEAR_END), PaperState.NEAR_END),
        (status(), PaperState.OK),
    ],
)
def test_printer_is_seen(loop: Loop, seen: PrinterStatus | None, state: PaperState) -> None:
    """What the sensors say, in the cashier's terms."""
    loop.handle(PrinterSeen(status=seen))
    assert loop.till.paper is state


def test_drawer_says_no(day: Day, loop: Loop) -> None:
    """A drawer that stays shut is journalled; the drawer's own key still opens it."""
    loop.handle(DrawerFailed(detail="no pulse"))
    assert [dict(row.content) for row in day.rows("LADE")] == [{"error": "no pulse"}]


def test_buzzer_is_gone(day: Day, loop: Loop) -> None:
    """A till without a voice sells."""
    day.bench.buzzer.is_absent = True
    press(loop, Key.WG4)
    assert day.story() == ["standard 300"]


def probe(day: Day, *, is_working: bool) -> CardProbed:
    """What the card's feeder would tell now."""
    issuer = day.stand.station.issuer
    return CardProbed(
        unit=issuer.unit if is_working else None,
        in_use=issuer.serials,
        signatures=issuer.signatures,
    )


def test_probe_from_before_a_good_signature_is_overtaken(day: Day, loop: Loop) -> None:
    """§ 17 Abs 4 RKSV: a card that has signed a receipt since is in order, whatever failed then."""
    failed = probe(day, is_working=False)
    press(loop, Key.WG4)
    loop.handle(failed)
    assert "S✓" in day.status
    press(loop, Key.WG4)
    assert day.story() == ["standard 300", "standard 600"]
    assert day.stand.station.issuer.is_signing
    loop.handle(probe(day, is_working=False))
    assert "S!" in day.status


@pytest.mark.parametrize("is_working", [True, False])
def test_probe_that_says_nothing_new(day: Day, loop: Loop, *, is_working: bool) -> None:
    """The same answer twice changes nothing."""
    probed = probe(day, is_working=is_working)
    loop.handle(probed)
    before = day.status
    rows = len(list(day.stand.book.journal()))
    loop.handle(probed)
    assert day.status == before
    assert len(list(day.stand.book.journal())) == rows
    # The next half minute finds what is really there.
    day.wait(31)
    assert "S✓" in day.status


def test_one_key_sale(day: Day, loop: Loop) -> None:
    """R7: one key books, pays and issues; the drawer opens."""
    press(loop, Key.WG4)
    assert day.story() == ["standard 300"]
    assert [row.kind for row in day.rows("POS", "ZAHLUNG", "BELEG")][-3:] == [
        "POS",
        "ZAHLUNG",
        "BELEG",
    ]
    day.stand.settle()
    assert day.bench.printer.drawer_pulses == 1


def test_training_opens_no_drawer(day: Day) -> None:
    """C8: practice is signed and printed, and touches no money."""
    day.type("F 5 0 250 WG1 BAR")
    assert day.story() == ["training 0"]
    assert day.bench.printer.drawer_pulses == 0
    assert all(row.content.get("training") for row in day.rows("POS", "ZAHLUNG"))


def test_stop_says_why(day: Day, loop: Loop) -> None:
    """The row of an orderly end names its reason."""
    loop.stop()
    loop.stop("keypad died")
    assert [row.content["reason"] for row in day.rows("STOPP")] == ["asked", "keypad died"]


def test_nullbeleg_on_demand(new_day: Callable[..., Day]) -> None:
    """§ 19 RKSV: F 60 issues a signed zero receipt and prints it."""
    day = new_day()
    day.type("F 6 0")
    assert day.story() == ["nullbeleg 0"]
    assert "NULLBELEG" in day.paper(0)
    assert "KONTROLLE" in day.paper(1)
