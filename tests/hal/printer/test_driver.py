"""The driver on stepped time: what must hold at every byte and in every order of faults."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.errors import Fault
from hal.printer.codec import encode, encode_silence
from hal.printer.driver import CHUNK_BYTES
from hal.printer.port import Cut, Document, Feed, QrCode, Text
from hal.printer.status import Query
from tests.hal.printer.rigs import InProcessRig, fault_of, printer
from tests.hal.printer.samples import sale, storno

DEADLINE_S = 30.0
#: What the spool gives a status request and a pulse.
ANSWER_S = 1.0
#: Speeds a serial line may be set to, and that of one without a clock, in bytes a second.
SPEEDS = [baud / 10 for baud in (1200, 2400, 4800, 9600, 19_200, 921_600)]
MODELS = st.sampled_from(["generic-58mm", "generic-80mm-qr", "epson-tm-t20ii", "epson-tm-p20"])


@settings(max_examples=25, deadline=None)
@given(model=MODELS, fraction=st.floats(min_value=0.0, max_value=1.0), is_asked=st.booleans())
def test_whatever_byte_it_stalls_at_the_next_slip_is_whole(
    *, model: str, fraction: float, is_asked: bool
) -> None:
    """After a stall at any byte the following document comes out alone and complete.

    Whether or not the printer's status is asked for in between.
    """
    rig = InProcessRig(printer(model))
    columns = rig.printer.model.columns
    size = len(encode(sale(columns), rig.printer.model))
    rig.printer.stalls_after_bytes = 1 + int(fraction * size)
    stalled = fault_of(lambda: rig.driver.print(sale(columns), DEADLINE_S))
    if is_asked:
        fault_of(lambda: rig.driver.status(1.0))
    rig.printer.is_stalled = False
    if is_asked:
        rig.driver.status(DEADLINE_S)

    rig.driver.print(storno(columns), DEADLINE_S)

    whole = InProcessRig(printer(model))
    whole.driver.print(storno(columns), DEADLINE_S)
    assert stalled.fault is Fault.TIMEOUT
    assert whole.printer.slips[0].text == rig.printer.slips[-1].text
    assert rig.printer.slips[-1].is_complete


@pytest.mark.parametrize("stalled_at", range(1009, 1029))
def test_a_question_broken_off_does_not_swallow_the_next(stalled_at: int) -> None:
    """At every byte of the first requests: half a `DLE EOT` waits for its n in the printer."""
    rig = InProcessRig(printer("generic-58mm-qr"))
    rig.printer.stalls_after_bytes = stalled_at
    fault_of(lambda: rig.driver.print(sale(32), DEADLINE_S))
    rig.printer.is_stalled = False

    assert rig.driver.status(DEADLINE_S).is_online


@settings(max_examples=25, deadline=None)
@given(model=MODELS, fraction=st.floats(min_value=0.0, max_value=1.0))
def test_whatever_byte_the_power_fails_at_the_reprint_is_whole(model: str, fraction: float) -> None:
    """A printer switched off and on has forgotten everything; the driver expects no more of it."""
    rig = InProcessRig(printer(model))
    columns = rig.printer.model.columns
    size = len(encode(sale(columns), rig.printer.model))
    rig.printer.power_fails_after_bytes = 1 + int(fraction * size)
    failed = fault_of(lambda: rig.driver.print(sale(columns), DEADLINE_S))
    rig.printer.is_powered = True

    rig.driver.print(sale(columns), DEADLINE_S)

    assert failed.fault is Fault.ABSENT
    assert [False] * (len(rig.printer.slips) - 1) + [True] == [
        slip.is_complete for slip in rig.printer.slips
    ]


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=48))
def test_no_article_name_is_a_command(text: str) -> None:
    """Whatever is typed as a name: no drawer pulse, no unknown command, one slip."""
    rig = InProcessRig(printer("generic-80mm-qr"))
    document = Document(blocks=(Text(text=text[:48]), Text(text="x"), Cut()))

    rig.driver.print(document, DEADLINE_S)

    assert rig.printer.drawer_pulses == 0
    assert rig.printer.unknown_commands == ()
    assert len(rig.printer.slips) == 1


def test_a_name_with_the_drawer_command_stays_a_name(rig: InProcessRig) -> None:
    """`ESC p` in an article's name is printed as blanks and a p."""
    document = Document(blocks=(Text(text="Apfel\x1bp\x0022 \x10\x14\x01\x00\x01"), Cut()))

    rig.driver.print(document, DEADLINE_S)

    assert rig.printer.drawer_pulses == 0
    assert rig.printer.slips[0].text == ("Apfel p 22",)


def test_an_old_answer_does_not_pass_for_a_new_one() -> None:
    """The answer the printer still owed for a torn slip does not confirm the next one."""
    rig = InProcessRig(printer("generic-80mm-qr"))
    rig.printer.end_paper_after(200)
    fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))
    rig.printer.paper = rig.printer.paper.OK
    rig.printer.end_paper_after(200)

    again = fault_of(lambda: rig.driver.print(storno(48), DEADLINE_S))

    assert again.fault is Fault.PAPER_OUT


def test_short_writes_lose_nothing(rig: InProcessRig) -> None:
    """A line that takes seven bytes at a time carries the same slip."""
    rig.line.bytes_per_write = 7

    rig.driver.print(sale(48), DEADLINE_S)

    assert rig.printer.slips[0].is_complete
    assert rig.printer.slips[0].qr_payloads


def test_print_returns_when_a_slow_printer_is_through() -> None:
    """At 300 bytes a second 1200 bytes take four seconds, whatever the buffers hold."""
    rig = InProcessRig(printer("epson-tm-t20ii", bytes_per_s=300.0))
    begun_s = rig.clock.now_s

    rig.driver.print(sale(48), DEADLINE_S)

    size = len(encode(sale(48), rig.printer.model))
    assert rig.clock.now_s - begun_s >= size / 300.0
    assert rig.printer.slips[0].is_complete


def test_too_slow_is_a_timeout_with_the_count() -> None:
    """A small buffer and a short deadline: the count is below the total, in chunks' reach."""
    rig = InProcessRig(printer("generic-58mm", bytes_per_s=1000.0, buffer_bytes=256))

    error = fault_of(lambda: rig.driver.print(sale(32), 6.0))

    sent, _, total = error.detail.rpartition("; ")[2].split()[:3]
    assert error.fault is Fault.TIMEOUT
    assert 1000 < int(sent) < int(total)


def test_automatic_status_names_the_trouble_of_a_full_line() -> None:
    """With the buffer full no question gets through, but the printer says by itself what it is."""
    rig = InProcessRig(printer("epson-tm-t20ii", buffer_bytes=CHUNK_BYTES))
    rig.printer.end_paper_after(100)

    error = fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))

    assert error.fault is Fault.PAPER_OUT
    assert "0 of " not in error.detail


def test_a_held_feed_button_is_waited_for(rig: InProcessRig) -> None:
    """Off-line without a reason passes; printing goes on when the button is let go."""
    rig.printer.is_online = False
    rig.clock.after(2.0, lambda: setattr(rig.printer, "is_online", True))

    rig.driver.print(sale(48), DEADLINE_S)

    assert rig.printer.slips[0].is_complete


def test_off_line_for_ever_is_a_timeout(rig: InProcessRig) -> None:
    """A printer that names no reason is not waited for longer than the deadline."""
    rig.printer.is_online = False

    error = fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))

    assert error.fault is Fault.TIMEOUT
    assert "names no reason" in error.detail


def test_trouble_while_waiting_ends_the_wait(rig: InProcessRig) -> None:
    """A cover opened on a slow printer is reported long before the deadline."""
    slow = InProcessRig(printer("generic-80mm-qr", bytes_per_s=300.0))
    slow.clock.after(2.0, lambda: setattr(slow.printer, "is_cover_open", True))
    begun_s = slow.clock.now_s

    error = fault_of(lambda: slow.driver.print(sale(48), DEADLINE_S))

    assert error.fault is Fault.COVER_OPEN
    assert slow.clock.now_s - begun_s < 3.0


def test_a_blocked_knife_is_broken(rig: InProcessRig) -> None:
    """The printer's own error is BROKEN and says which."""
    rig.printer.is_cutter_blocked = True

    error = fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))

    assert error.fault is Fault.BROKEN
    assert "cutter" in error.detail


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (Text(text="x" * 49), "49 characters"),
        (Text(text="x" * 25, is_wide=True), "25 characters"),
        (QrCode(payload="x" * 1001), "QR payload"),
    ],
)
def test_a_document_that_does_not_fit_is_refused(
    rig: InProcessRig, block: Text | QrCode, reason: str
) -> None:
    """BROKEN names the block; nothing is sent."""
    error = fault_of(lambda: rig.driver.print(Document(blocks=(Feed(lines=1), block)), DEADLINE_S))

    assert error.fault is Fault.BROKEN
    assert "block 2" in error.detail
    assert reason in error.detail
    assert rig.printer.bytes_received == 0


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [(b"\x12\x12", "more answers"), (b"\x12" * 100, "without being asked")],
)
def test_a_talkative_printer_is_refused(rig: InProcessRig, reply: bytes, complaint: str) -> None:
    """Answers that belong to no question would be taken for those to the next one."""
    rig.printer.garbled_reply = reply

    error = fault_of(lambda: rig.driver.status(DEADLINE_S))

    assert error.fault is Fault.BROKEN
    assert complaint in error.detail


def test_late_answers_to_old_questions_are_sorted_out() -> None:
    """A stalled printer answers later what was asked before; the new answers are still its own."""
    rig = InProcessRig(printer())
    off_line = b"\x1a\x1a"
    rig.clock.after(0.05, lambda: rig.printer._say(off_line))

    assert rig.driver.status(DEADLINE_S).is_online


def test_xon_and_xoff_between_answers_are_overheard() -> None:
    """Flow control that reaches us as bytes is no garbage."""
    rig = InProcessRig(printer("generic-58mm", has_xon_xoff=True, buffer_bytes=64))

    rig.driver.print(sale(32), DEADLINE_S)

    assert rig.printer.slips[0].is_complete


@pytest.mark.parametrize("trouble", ["paper", "cover"])
def test_a_kick_comes_at_once_also_when_nothing_can_be_printed(
    rig: InProcessRig, trouble: str
) -> None:
    """The change must get out when the roll is at its end; nothing opens later by itself."""
    rig.printer.is_cover_open = trouble == "cover"
    if trouble == "paper":
        rig.printer.paper = rig.printer.paper.OUT

    rig.driver.kick_drawer(DEADLINE_S)
    assert rig.printer.drawer_pulses == 1
    rig.printer.is_cover_open = False
    rig.printer.paper = rig.printer.paper.OK
    rig.driver.print(sale(48), DEADLINE_S)

    assert rig.printer.drawer_pulses == 1
    assert rig.printer.slips[-1].is_complete
    assert rig.printer.unknown_commands == ()


def test_a_second_failure_does_not_forget_the_first(rig: InProcessRig) -> None:
    """A slip broken off stays broken off through a failed status request in between."""
    rig.printer.stalls_after_bytes = 600
    fault_of(lambda: rig.driver.print(sale(48), DEADLINE_S))
    fault_of(lambda: rig.driver.status(1.0))
    rig.printer.is_stalled = False

    rig.driver.print(storno(48), DEADLINE_S)

    assert rig.printer.slips[-1].text[0].strip() == "=== TRAINING ==="


def slow_rig(model: str, bytes_per_s: float) -> InProcessRig:
    """A printer at the end of a cable of that speed."""
    slow = InProcessRig(printer(model))
    slow.line.bytes_per_s = bytes_per_s
    return slow


@pytest.mark.parametrize("bytes_per_s", SPEEDS)
@pytest.mark.parametrize("model", ["generic-58mm", "generic-80mm", "epson-tm-t20ii"])
def test_a_printer_on_a_slow_cable_comes_back(model: str, bytes_per_s: float) -> None:
    """The silence after a failure takes up to 14 s; the printer's own second begins behind it."""
    slow = slow_rig(model, bytes_per_s)
    columns = slow.printer.model.columns
    slow.printer.is_stalled = True
    assert fault_of(lambda: slow.driver.status(ANSWER_S)).fault is Fault.TIMEOUT
    slow.printer.is_stalled = False

    assert slow.driver.status(ANSWER_S).is_ready
    slow.driver.print(storno(columns), ANSWER_S)

    assert slow.printer.slips[-1].is_complete
    assert slow.printer.unknown_commands == ()


@pytest.mark.parametrize("bytes_per_s", SPEEDS)
@pytest.mark.parametrize("model", ["generic-58mm", "epson-tm-t20ii"])
def test_a_slip_broken_off_on_a_slow_cable_comes_again(model: str, bytes_per_s: float) -> None:
    """A code drawn in dots takes minutes at 1200 baud, and still comes out whole."""
    slow = slow_rig(model, bytes_per_s)
    columns = slow.printer.model.columns
    slow.printer.stalls_after_bytes = 1200
    assert fault_of(lambda: slow.driver.print(sale(columns), 15.0)).fault is Fault.TIMEOUT
    slow.printer.is_stalled = False

    slow.driver.print(sale(columns), 15.0)

    assert slow.printer.slips[-1].is_complete
    assert [False] * (len(slow.printer.slips) - 1) == [
        slip.is_complete for slip in slow.printer.slips[:-1]
    ]


@pytest.mark.parametrize("bytes_per_s", SPEEDS)
@pytest.mark.parametrize("is_cover_open", [False, True])
def test_a_kick_on_a_slow_cable_comes_after_a_failure(
    *, bytes_per_s: float, is_cover_open: bool
) -> None:
    """Both pulses: in its turn, and at once where nothing can be printed."""
    slow = slow_rig("epson-tm-t20ii", bytes_per_s)
    slow.printer.is_stalled = True
    fault_of(lambda: slow.driver.kick_drawer(ANSWER_S))
    slow.printer.is_stalled = False
    slow.printer.is_cover_open = is_cover_open

    slow.driver.kick_drawer(ANSWER_S)
    # The pulse at once is not answered: it is on its way.
    slow.line.read(1, ANSWER_S)

    assert slow.printer.drawer_pulses == 1


@pytest.mark.parametrize("bytes_per_s", SPEEDS)
def test_a_silent_printer_on_a_slow_cable_is_given_up_in_time(bytes_per_s: float) -> None:
    """What comes on top is the cable's time for these bytes and no more."""
    slow = slow_rig("generic-80mm", bytes_per_s)
    slow.printer.is_mute = True
    begun_s = slow.clock.now_s

    fault_of(lambda: slow.driver.status(ANSWER_S))

    silence = encode_silence(slow.printer.model) + Query.OFFLINE_CAUSE.request()
    waited_s = slow.clock.now_s - begun_s
    assert waited_s == pytest.approx(ANSWER_S + len(silence) / bytes_per_s, abs=0.02)
