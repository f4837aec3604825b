"""The emulated printer as a whole: what it does when told to misbehave."""

from hal.printer.emulator import XOFF, XON, EmulatedPrinter
from hal.printer.port import Paper
from tests.hal.printer.rigs import printer

CUT = b"\x1dV\x00"
ASK = b"\x10\x04\x04"


def texts(emulated: EmulatedPrinter) -> list[tuple[str, ...]]:
    return [slip.text for slip in emulated.slips]


def test_bytes_become_a_slip() -> None:
    """Fed in two parts; in between it hangs out."""
    emulated = printer()

    assert emulated.feed(b"Hon") == 3
    emulated.feed(b"ig\n")
    assert emulated.current is not None
    emulated.feed(CUT)

    assert texts(emulated) == [("Honig",)]
    assert emulated.current is None
    assert emulated.bytes_received == 9


def test_replies_are_taken_once() -> None:
    """And are none when it is mute."""
    emulated = printer()
    emulated.feed(ASK)
    assert emulated.reply() == b"\x12"
    assert emulated.reply() == b""

    emulated.is_mute = True
    emulated.feed(ASK)
    assert emulated.reply() == b""


def test_automatic_status_is_told_when_asked_for_and_on_each_change() -> None:
    """`GS a`: at once, and then whenever something changes; setting the same again is no change."""
    emulated = printer()
    emulated.is_cover_open = True
    emulated.is_cover_open = False
    assert emulated.reply() == b""

    emulated.feed(b"\x1da\x0e")
    assert emulated.reply() == b"\x10\x00\x00\x0f"
    emulated.paper = Paper.NEAR_END
    emulated.paper = Paper.NEAR_END
    assert emulated.reply() == b"\x10\x00\x03\x0f"
    emulated.feed(b"\x1da\x00")
    emulated.paper = Paper.OK
    assert emulated.reply() == b""


def test_paper_end_tears_the_slip_and_a_new_roll_goes_on() -> None:
    """What is in the buffer comes out on the new roll, and is not complete."""
    emulated = printer()
    emulated.end_paper_after(60)

    emulated.feed(b"1\n2\n3\n4\n" + CUT)
    assert emulated.paper is Paper.OUT
    assert texts(emulated) == [("1", "2")]
    emulated.paper = Paper.OK

    assert texts(emulated) == [("1", "2"), ("3", "4")]
    assert [slip.is_complete for slip in emulated.slips] == [False, False]


def test_a_new_roll_is_endless_and_a_near_end_is_not_a_new_roll_used_up() -> None:
    """The countdown of the old roll ends with it."""
    emulated = printer()
    emulated.end_paper_after(10)
    emulated.feed(b"1\n")
    emulated.paper = Paper.OK
    emulated.feed(b"2\n" * 20 + CUT)

    assert emulated.paper is Paper.OK
    assert len(emulated.slips[-1].text) == 20


def test_stops_stop_it_and_nothing_is_lost() -> None:
    """Cover, feed button and blocked knife: bytes wait, and come out afterwards."""
    for attribute, stopped, going in (
        ("is_cover_open", True, False),
        ("is_online", False, True),
        ("is_cutter_blocked", True, False),
    ):
        emulated = printer()
        setattr(emulated, attribute, stopped)
        assert getattr(emulated, attribute) is stopped
        emulated.feed(b"Honig\n" + CUT)
        assert emulated.slips == ()
        setattr(emulated, attribute, going)
        assert texts(emulated) == [("Honig",)]


def test_a_stalled_printer_takes_nothing() -> None:
    """Not even a question; afterwards it goes on."""
    emulated = printer()
    emulated.is_stalled = True

    assert emulated.is_stalled
    assert emulated.feed(ASK) == 0
    emulated.is_stalled = False
    assert emulated.feed(b"Honig\n" + CUT) == 9
    assert emulated.reply() == b""


def test_it_stalls_at_the_byte_it_was_told() -> None:
    """The count is exact."""
    emulated = printer()
    emulated.stalls_after_bytes = 4

    assert emulated.feed(b"Honig\n") == 4


def test_power_failure_at_a_byte_loses_what_was_not_printed() -> None:
    """The printed line is torn paper; switched on again it knows nothing of the rest."""
    emulated = printer()
    emulated.power_fails_after_bytes = 9

    assert emulated.feed(b"Honig\nApfel\n" + CUT) == 9
    assert not emulated.is_powered
    assert emulated.feed(b"x") == 0
    emulated.is_powered = True
    emulated.feed(b"neu\n" + CUT)

    assert texts(emulated) == [("Honig",), ("neu",)]
    assert [slip.is_complete for slip in emulated.slips] == [False, True]


def test_a_slow_printer_prints_by_the_second() -> None:
    """Ten bytes a second; saved-up time is no more than a buffer's worth."""
    emulated = printer(bytes_per_s=10.0, buffer_bytes=20)
    emulated.feed(b"Honig\nApfel\n")
    assert emulated.current is None

    emulated.pass_time(0.6)
    assert emulated.current is not None
    assert emulated.current.text == ("Honig",)
    emulated.pass_time(100.0)
    assert emulated.feed(b"x" * 100) == 20 + 14


def test_a_full_buffer_takes_only_questions() -> None:
    """A real-time request is answered and not stored; the rest has to wait."""
    emulated = printer(buffer_bytes=8)
    emulated.is_cover_open = True

    assert emulated.feed(b"Honig\nApfel\n") == 8
    assert emulated.feed(ASK) == 3
    assert emulated.reply() == b"\x12"
    assert emulated.feed(b"fel\n") == 0
    emulated.is_cover_open = False
    emulated.feed(b"fel\n" + CUT)
    assert texts(emulated) == [("Honig", "Apfel")]


def test_flow_control_holds_and_releases_the_sender() -> None:
    """XOFF when the buffer is full or reading stops, XON when there is room again."""
    emulated = printer(buffer_bytes=4, has_xon_xoff=True)
    emulated.is_online = False
    emulated.feed(b"12345")
    assert emulated.reply() == XOFF
    emulated.is_online = True
    assert emulated.reply() == XON
    emulated.is_stalled = True
    assert emulated.reply() == XOFF


def test_a_real_time_pulse_opens_the_drawer_at_once() -> None:
    """`DLE DC4` works without paper; it is obeyed once, not again in its turn."""
    emulated = printer()
    emulated.paper = Paper.OUT

    emulated.feed(b"\x10\x14\x01\x00\x01")
    assert emulated.drawer_pulses == 1
    emulated.paper = Paper.OK
    assert emulated.drawer_pulses == 1


def test_unread_replies_are_bounded() -> None:
    """Nobody reads for a year: the memory does not notice."""
    emulated = printer()
    for _ in range(200):
        emulated.feed(ASK * 100)

    assert len(emulated.reply()) == 4096
