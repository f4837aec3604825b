"""Who speaks when, over a line that says what the test puts on it."""

from collections.abc import Callable

import pytest

from hal.errors import Fault, HalError
from hal.terminal.apdu import (
    ACKNOWLEDGEMENT,
    UNKNOWN_COMMAND,
    Apdu,
    Control,
    ZvtError,
    encode,
    split,
)
from hal.terminal.dialogue import ACKNOWLEDGE_S, WORDS_MAX, Dialogue, Ending, RefusedError
from hal.terminal.emulator_word import abort, completion, intermediate
from hal.terminal.message import ABORT_COMMAND, DIAGNOSIS, Abort, Completion, Message
from tests.hal.terminal.rigs import SteppedClock

END_S = 1030.0
YES = encode(ACKNOWLEDGEMENT)


class ScriptedLine:
    """Implements `Line`; `script` is what comes, each entry when the one before was read."""

    def __init__(self, *script: bytes) -> None:
        self.script = list(script)
        self.written: list[Apdu] = []
        self.clock = SteppedClock()
        self.takes = 1_000
        self.on_write: Callable[[Apdu], None] = lambda apdu: None

    def write(self, data: bytes, deadline_s: float) -> int:
        apdus, _ = split(data)
        self.written += apdus
        for apdu in apdus:
            self.on_write(apdu)
        return min(self.takes, len(data))

    def read(self, size: int, deadline_s: float) -> bytes:
        if self.script:
            return self.script.pop(0)
        self.clock.wait(max(deadline_s, 0.001))
        return b""

    def transit_s(self, size: int) -> float:
        return 0.0

    def close(self) -> None:
        pass

    @property
    def said(self) -> list[int]:
        """What the till said, in order."""
        return [apdu.control for apdu in self.written]


def converse(
    line: ScriptedLine, heard: list[Message], wants_abort: Callable[[], bool] = lambda: False
) -> Ending:
    """A diagnosis over `line`."""
    dialogue = Dialogue(line, line.clock.monotonic_s)
    return dialogue.converse(DIAGNOSIS, heard.append, wants_abort, END_S)


def test_every_word_is_answered() -> None:
    """Command, then a yes for each word up to the ending."""
    line = ScriptedLine(YES, intermediate(0x0A), intermediate(0x04), completion())
    heard: list[Message] = []
    assert Completion(body=b"") == converse(line, heard)
    assert 2 == len(heard)
    assert [Control.DIAGNOSIS] + [Control.ACKNOWLEDGED] * 3 == line.said


def test_many_words_in_one_piece() -> None:
    """TCP has no frames: everything may come at once, or byte by byte."""
    whole = YES + intermediate(0x0A) + abort(0x6C)
    for line in (ScriptedLine(whole), ScriptedLine(*(bytes((byte,)) for byte in whole))):
        assert Abort(result_code=0x6C) == converse(line, [])


def test_heeded_before_answered() -> None:
    """A word that could not be read is not confirmed."""
    broken = encode(Apdu(control=Control.STATUS_INFORMATION, body=b"\x04\x00"))
    line = ScriptedLine(YES, broken)
    with pytest.raises(ZvtError):
        converse(line, [])
    assert [Control.DIAGNOSIS] == line.said


@pytest.mark.parametrize(
    ("code", "fault"), [(0x9C, Fault.BUSY), (0xA0, Fault.BUSY), (0x83, Fault.BROKEN)]
)
def test_refusal(code: int, fault: Fault) -> None:
    """A no to the command: it has not begun, and perhaps later it can."""
    line = ScriptedLine(encode(Apdu(control=0x8400 | code)))
    with pytest.raises(RefusedError) as caught:
        converse(line, [])
    assert fault is caught.value.fault


def test_no_acknowledgement() -> None:
    """Silence after a command is TIMEOUT after five seconds, not after the customer's minutes."""
    line = ScriptedLine()
    with pytest.raises(HalError) as caught:
        converse(line, [])
    assert caught.value.fault is Fault.TIMEOUT
    assert not isinstance(caught.value, RefusedError)
    assert line.clock.now_s == pytest.approx(1000.0 + ACKNOWLEDGE_S, abs=0.2)


def test_words_before_acknowledgement() -> None:
    """A terminal that speaks before it says yes answers something else."""
    with pytest.raises(ZvtError, match="not acknowledged"):
        converse(ScriptedLine(intermediate(0x0A)), [])


@pytest.mark.parametrize("answer", [YES, encode(UNKNOWN_COMMAND)])
def test_answer_to_no_question(answer: bytes) -> None:
    """A second yes or no belongs to nothing we said."""
    with pytest.raises(ZvtError, match="no question"):
        converse(ScriptedLine(YES, answer), [])


def test_unknown_words_are_refused() -> None:
    """The terminal's clock is not ours; it is told so, and goes on."""
    time_of_day = encode(Apdu(control=Control.SET_TIME, body=b"\xaa\x26\x11\x20"))
    line = ScriptedLine(YES, time_of_day, completion())
    assert Completion(body=b"") == converse(line, [])
    assert 0x8483 == line.said[1]


@pytest.mark.parametrize("answer", [YES, encode(Apdu(control=0x849C))])
def test_giving_up(answer: bytes) -> None:
    """Asked once; yes or no, the terminal's ending says what came of it."""
    line = ScriptedLine(YES, intermediate(0x0A))

    def answer_abort(apdu: Apdu) -> None:
        if apdu == ABORT_COMMAND:
            line.script += [answer, intermediate(0x0D), abort(0x6C)]

    line.on_write = answer_abort
    heard: list[Message] = []
    assert Abort(result_code=0x6C) == converse(line, heard, lambda: bool(heard))
    assert 1 == line.said.count(Control.ABORT_COMMAND)


def test_silence_until_the_end() -> None:
    """TIMEOUT at the deadline and not later."""
    line = ScriptedLine(YES, intermediate(0x0A))
    with pytest.raises(HalError) as caught:
        converse(line, [])
    assert caught.value.fault is Fault.TIMEOUT
    assert line.clock.now_s == pytest.approx(END_S, abs=0.2)


def test_endless_talk() -> None:
    """A terminal gone mad is left."""
    line = ScriptedLine(YES, *([intermediate(0x0A)] * (WORDS_MAX + 1)))
    with pytest.raises(ZvtError, match="stop talking"):
        converse(line, [])


def test_line_that_takes_nothing() -> None:
    """A command that did not go out whole."""
    line = ScriptedLine()
    line.takes = 2
    with pytest.raises(HalError) as caught:
        converse(line, [])
    assert caught.value.fault is Fault.TIMEOUT
