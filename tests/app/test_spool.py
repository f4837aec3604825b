"""The spool: whole slips in order, again until they are on paper, never without bound."""

import pytest

from firmware.app.inbox import (
    DrawerFailed,
    Inbox,
    Message,
    Printed,
    PrinterSeen,
    PrintFailed,
)
from firmware.app.spool import MAX_TRIES, MAX_WAITING, Job, Spool, feed_job, is_paper
from firmware.till.papers.slip import Mark
from hal.drawer.emulator import EmulatedDrawer
from hal.drawer.printer_port import PrinterPortDrawer
from hal.errors import Fault
from hal.printer.port import Document, Feed, Text
from tests.app.doubles import READY, ScriptedPrinter
from tests.hal.printer.rigs import InProcessRig, printer


class Room:
    """A spool with everything around it."""

    def __init__(self, *faults: Fault | None) -> None:
        self.printer = ScriptedPrinter(faults)
        self.drawer = EmulatedDrawer()
        self.inbox = Inbox()
        self.spool = Spool(self.printer, self.drawer, self.inbox.post)

    def enqueue(self, *numbers: int) -> None:
        """Slips that show their number and mark."""
        for number in numbers:
            self.spool.enqueue(
                Job(slip=number, mark=Mark.NONE, render=lambda mark, n=number: slip(n, mark))
            )

    def heard(self) -> list[Message]:
        """What was said to the loop."""
        messages = []
        while (message := self.inbox.take_now()) is not None:
            messages.append(message)
        return messages

    def printed(self) -> list[str]:
        """The slips that came out."""
        return [block.text for one in self.printer.documents for block in one.blocks]


def slip(number: int, mark: Mark) -> Document:
    """A slip of one line."""
    return Document(blocks=(Text(text=f"{number} {mark.name}"),))


def test_prints_in_order() -> None:
    """One slip a step, and the loop hears of each."""
    room = Room()
    room.enqueue(2, 3)
    assert room.spool.waiting == 2
    assert [room.spool.step() for _ in range(3)] == [True, True, False]
    assert room.printed() == ["2 NONE", "3 NONE"]
    assert room.heard() == [
        Printed(slip=2, mark=Mark.NONE),
        Printed(slip=3, mark=Mark.NONE),
    ]
    assert room.spool.waiting is None


def test_failed_slip_comes_again_as_a_reprint() -> None:
    """The whole slip, with the line that says so; those behind it are not reprints."""
    room = Room(Fault.PAPER_OUT)
    room.enqueue(2, 3)
    assert not room.spool.step()
    assert room.spool.is_failing
    assert room.spool.waiting == 2
    assert room.spool.step()
    assert room.spool.step()
    assert room.printed() == ["2 REPRINT", "3 NONE"]
    assert room.heard() == [
        PrintFailed(slip=2, fault=Fault.PAPER_OUT, detail="as the script says", is_given_up=False),
        Printed(slip=2, mark=Mark.REPRINT),
        Printed(slip=3, mark=Mark.NONE),
    ]


@pytest.mark.parametrize("mark", [Mark.COPY, Mark.POWER])
def test_mark_of_a_slip_stays(mark: Mark) -> None:
    """A copy that failed is still a copy, a slip after a cut still one after a cut."""
    room = Room(Fault.COVER_OPEN)
    room.spool.enqueue(Job(slip=2, mark=mark, render=lambda one: slip(2, one)))
    room.spool.step()
    room.spool.step()
    assert room.printed() == [f"2 {mark.name}"]


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.ABSENT])
def test_what_a_cashier_mends_is_tried_for_ever(fault: Fault) -> None:
    """Paper, cover and cable may take as long as they take."""
    room = Room(*[fault] * (10 * MAX_TRIES))
    room.enqueue(2)
    for _ in range(10 * MAX_TRIES + 1):
        room.spool.step()
    assert room.printed() == ["2 REPRINT"]


@pytest.mark.parametrize("fault", [Fault.TIMEOUT, Fault.BROKEN])
def test_slip_that_never_comes_out_is_given_up(fault: Fault) -> None:
    """After three tries the next slip has its turn."""
    room = Room(*[fault] * MAX_TRIES)
    room.enqueue(2, 3)
    for _ in range(MAX_TRIES + 1):
        room.spool.step()
    assert room.printed() == ["3 NONE"]
    given_up = [one.is_given_up for one in room.heard() if isinstance(one, PrintFailed)]
    assert given_up == [False, False, True]


def test_bound() -> None:
    """The oldest gives way, and whoever enqueued is told which that was."""
    room = Room()
    room.enqueue(*range(MAX_WAITING))
    dropped = room.spool.enqueue(Job(slip=99, mark=Mark.NONE, render=lambda m: slip(99, m)))
    assert dropped is not None
    assert dropped.slip == 0
    assert room.spool.waiting == 1


@pytest.mark.parametrize("fault", [None, Fault.BROKEN])
def test_slip_that_gives_way_while_it_is_printed(fault: Fault | None) -> None:
    """What happens to the slip in the printer does not touch the one behind it."""
    room = Room(fault)
    room.enqueue(*range(MAX_WAITING))
    room.printer.while_printing = lambda: room.enqueue(77)
    room.spool.step()
    assert room.spool.waiting == 1


def test_nobody_waits_any_more() -> None:
    """A failure is forgotten with the last slip it concerned."""
    room = Room(*[Fault.BROKEN] * MAX_TRIES)
    room.enqueue(2)
    for _ in range(MAX_TRIES):
        room.spool.step()
    assert room.spool.is_failing
    assert not room.spool.step()
    assert not room.spool.is_failing


def test_asking() -> None:
    """The loop hears what the printer says of itself, also that it says nothing."""
    room = Room()
    assert room.spool.ask()
    room.printer.seen = None
    assert not room.spool.ask()
    assert room.heard() == [PrinterSeen(status=READY), PrinterSeen(status=None)]


def test_drawer_opens_once() -> None:
    """Two kicks before the drawer was served are one pulse; without a kick there is none."""
    room = Room()
    assert not room.spool.serve_drawer()
    room.spool.kick()
    room.spool.kick()
    assert room.spool.serve_drawer()
    assert not room.spool.serve_drawer()
    assert room.drawer.pulses == 1


def test_drawer_that_fails() -> None:
    """The loop hears of it, and the pulse is not sent later."""
    room = Room()
    room.drawer.fault = Fault.ABSENT
    room.spool.kick()
    assert room.spool.serve_drawer()
    room.drawer.fault = None
    assert not room.spool.serve_drawer()
    assert room.drawer.pulses == 0
    assert [type(message) for message in room.heard()] == [DrawerFailed]


def test_paper_is_what_a_roll_helps() -> None:
    """E10 asks for a roll, E11 for a look at cover and cable."""
    assert [fault for fault in Fault if is_paper(fault)] == [Fault.PAPER_OUT]


def test_slip_that_nobody_wants_any_more() -> None:
    """AU2: handed over as a code, the receipt is not printed; the others are."""
    room = Room()
    room.enqueue(2, 3, 4)
    room.spool.drop(3)
    room.spool.drop(7)
    while room.spool.step():
        pass
    assert room.printed() == ["2 NONE", "4 NONE"]


def test_feeding() -> None:
    """F 09: empty lines, neither words nor a cut."""
    room = Room()
    room.spool.enqueue(feed_job(5))
    assert room.spool.step()
    assert [Document(blocks=(Feed(lines=5),))] == room.printer.documents


@pytest.mark.parametrize("baud_rate", [1200, 9600])
@pytest.mark.parametrize("model", ["generic-58mm", "epson-tm-t20ii"])
def test_a_slow_serial_printer_comes_back_after_a_failure(model: str, baud_rate: int) -> None:
    """It is asked, gets its pulse and prints again, though the line is slower than an answer."""
    rig = InProcessRig(printer(model))
    rig.line.bytes_per_s = baud_rate / 10
    inbox = Inbox()
    spool = Spool(rig.driver, PrinterPortDrawer(rig.driver), inbox.post)
    rig.printer.is_stalled = True
    assert not spool.ask()
    rig.printer.is_stalled = False

    spool.kick()
    assert spool.serve_drawer()
    rig.printer.is_stalled = True
    assert not spool.ask()
    rig.printer.is_stalled = False
    assert spool.ask()
    spool.enqueue(Job(slip=2, mark=Mark.NONE, render=lambda mark: slip(2, mark)))
    assert spool.step()

    assert rig.printer.drawer_pulses == 1
    posts = [inbox.take_now() for _ in range(5)]
    assert [PrinterSeen(status=None)] * 2 == posts[:2]
    assert isinstance(posts[2], PrinterSeen)
    assert [Printed(slip=2, mark=Mark.NONE), None] == posts[3:]
