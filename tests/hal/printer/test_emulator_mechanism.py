"""Roll, knife and drawer socket."""

import pytest

from hal.printer.emulator_mechanism import Mechanism
from hal.printer.emulator_ops import Command, Interpreter, Unknown
from hal.printer.model import printer_model


def mechanism(name: str = "epson-tm-t20ii") -> Mechanism:
    return Mechanism(printer_model(name))


def run(mechanism: Mechanism, data: bytes) -> None:
    """Obey all of `data`."""
    interpreter = Interpreter()
    for byte in data:
        op = interpreter.push(byte)
        if op is not None:
            mechanism.obey(op)


@pytest.mark.parametrize("cut", [b"\x1dV\x00", b"\x1dV1", b"\x1dVB\x00", b"\x1dVa\x10"])
def test_each_cut_ends_a_slip(cut: bytes) -> None:
    """Full or partial, with a feed to the knife or without."""
    parts = mechanism()

    run(parts, b"Honig\n" + cut + b"Apfel\n")

    assert [slip.text for slip in parts.slips] == [("Honig",)]
    assert parts.current is not None
    assert parts.current.text == ("Apfel",)


def test_feeding_cuts_leave_more_paper() -> None:
    """The last line must pass the knife."""
    here, fed = mechanism(), mechanism()
    run(here, b"x\n\x1dV\x00")
    run(fed, b"x\n\x1dVB\x20")

    assert fed.slips[0].image.height == here.slips[0].image.height + 40 + 0x20


def test_without_a_knife_a_long_feed_is_torn_off() -> None:
    """A short feed is only a feed, and `GS V` is unknown."""
    parts = mechanism("generic-58mm")

    run(parts, b"Honig\n\x1bd\x04\x1dV\x00Apfel\n\x1bd\x05")

    assert [slip.text[0] for slip in parts.slips] == ["Honig"]
    assert parts.slips[0].is_complete
    assert list(parts.unknown_commands) == [b"\x1dV\x00"]


def test_a_roll_ends_in_the_middle() -> None:
    """The line in which it ends is printed; then the sensor sees it."""
    parts = mechanism()
    parts.rows_until_paper_end = 70

    run(parts, b"1\n2\n")
    assert not parts.is_roll_used_up
    run(parts, b"3\n")
    assert parts.is_roll_used_up


def test_what_follows_a_torn_slip_is_a_fragment() -> None:
    """The rest of the same document is not complete either; the slip after it is."""
    parts = mechanism()

    run(parts, b"first half\n")
    parts.tear_off(is_complete=False)
    run(parts, b"second half\n\x1dV\x00whole\n\x1dV\x00")

    assert [slip.is_complete for slip in parts.slips] == [False, False, True]


def test_tearing_nothing_makes_no_fragment() -> None:
    """Changing the roll between slips harms none."""
    parts = mechanism()

    parts.tear_off(is_complete=False)
    run(parts, b"whole\n\x1dV\x00")

    assert [slip.is_complete for slip in parts.slips] == [True]


def test_feeds_in_lines_and_dots() -> None:
    """`ESC d` counts line spacings, `ESC J` dots; a waiting line is printed first."""
    lines, dots = mechanism(), mechanism()
    run(lines, b"x\x1bd\x03")
    run(dots, b"x\x1bJ\x5a")

    assert lines.current is not None
    assert dots.current is not None
    assert lines.current.image.tobytes() == dots.current.image.tobytes()


def test_a_native_code_needs_a_model_that_knows_it() -> None:
    """Without it the command is noted as unknown and nothing is printed."""
    knows, knows_not = mechanism("generic-58mm-qr"), mechanism("generic-58mm")
    for parts in (knows, knows_not):
        run(parts, b"\x1d(k\x06\x001P0abc\x1d(k\x03\x001Q0")

    assert knows.current is not None
    assert (knows.current.text, knows.current.qr_payloads) == (("[QR]",), ("abc",))
    assert knows_not.current is None
    assert len(knows_not.unknown_commands) == 2


def test_pulses_are_counted_and_strangers_noted() -> None:
    """The drawer's socket, and what has no meaning."""
    parts = mechanism()

    parts.obey(Command(b"\x1bp", b"\x0022"))
    parts.obey(Unknown(b"\x1bz"))
    parts.obey(Command(b"\x1db", b"\x01"))

    assert parts.drawer_pulses == 1
    assert list(parts.unknown_commands) == [b"\x1bz", b"\x1db\x01"]


def test_a_reset_forgets_the_style_and_the_line() -> None:
    """`ESC @` drops what was not printed yet."""
    parts = mechanism()

    run(parts, b"\x1bE\x01\x1d!\x11lost\x1b@plain\n")

    assert parts.current is not None
    assert parts.current.text == ("plain",)
    assert parts.current.image.height == 40 + 30
