"""The driver of MT-SICS scales, over an emulated scale in process and over a kernel terminal."""

import pytest

from hal.errors import Fault
from hal.scale.driver import DEVICE, MtSicsScale
from hal.scale.emulator import Load
from hal.scale.port import Weight
from tests.hal.scale.rigs import Rig, fault_of

DEADLINE_S = 5.0
SHORT_DEADLINE_S = 0.3


def fault_while(rig: Rig, deadline_s: float = DEADLINE_S) -> Fault:
    """What reading the scale fails with; it is always called the scale's fault."""
    error = fault_of(lambda: rig.driver.read(deadline_s))
    assert DEVICE == error.device
    return error.fault


def test_weight_at_rest(any_rig: Rig) -> None:
    """R19: a stable weight, in grams, again and again."""
    for grams in (1345, 0, 20, 14_995):
        any_rig.scale.milli = grams
        assert Weight(milli=grams, is_stable=True) == any_rig.driver.read(DEADLINE_S)


def test_grams_are_grams(any_rig: Rig) -> None:
    """A scale that shows grams gives the same weight as one that shows kilograms."""
    any_rig.scale.unit, any_rig.scale.decimals, any_rig.scale.milli = "g", 0, 1345
    assert Weight(milli=1345, is_stable=True) == any_rig.driver.read(DEADLINE_S)


def test_waits_for_rest(any_rig: Rig) -> None:
    """A pan that comes to rest in time is weighed at rest."""
    any_rig.scale.milli = 500
    any_rig.scale.is_stable = False
    any_rig.scale.settles_after_s = 0.4
    assert Weight(milli=500, is_stable=True) == any_rig.driver.read(DEADLINE_S)


def test_unrest_is_told(any_rig: Rig) -> None:
    """A pan that does not come to rest gives its last weight, marked, and no later than asked."""
    any_rig.scale.milli = 500
    any_rig.scale.is_stable = False
    assert Weight(milli=500, is_stable=False) == any_rig.driver.read(2.0)


@pytest.mark.parametrize(
    ("load", "fault"), [(Load.OVER, Fault.OVERLOAD), (Load.UNDER, Fault.UNDERLOAD)]
)
def test_out_of_range(any_rig: Rig, load: Load, fault: Fault) -> None:
    """Too much and too little are told apart; with the right load it weighs on."""
    any_rig.scale.load = load
    assert fault_while(any_rig) is fault
    any_rig.scale.load = Load.IN_RANGE
    assert any_rig.driver.read(DEADLINE_S).is_stable


def test_busy(any_rig: Rig) -> None:
    """A scale that cannot weigh is asked until the deadline, then BUSY."""
    any_rig.scale.is_busy = True
    assert fault_while(any_rig, 2.0) is Fault.BUSY
    assert any_rig.scale.commands.count(b"SI") > 1


def test_silence(any_rig: Rig) -> None:
    """No answer is TIMEOUT, before and after the first weight; a scale that speaks again weighs."""
    any_rig.scale.is_mute = True
    assert fault_while(any_rig, SHORT_DEADLINE_S) is Fault.TIMEOUT
    any_rig.scale.is_mute = False
    any_rig.driver.read(DEADLINE_S)
    any_rig.scale.is_mute = True
    assert fault_while(any_rig, SHORT_DEADLINE_S) is Fault.TIMEOUT
    any_rig.scale.is_mute = False
    any_rig.scale.milli = 77
    assert any_rig.driver.read(DEADLINE_S).milli == 77


@pytest.mark.parametrize(
    "garbled",
    [b"\xff\xfe\r\n", b"S S kg\r\n", b"ES\r\n", b"S S      0.100 kg\r\nS S      0.200 kg\r\n"],
)
def test_garbage(any_rig: Rig, garbled: bytes) -> None:
    """What is no single answer is BROKEN and no weight."""
    any_rig.scale.garbled = garbled
    assert fault_while(any_rig) is Fault.BROKEN
    any_rig.scale.garbled = None
    assert any_rig.driver.read(DEADLINE_S).is_stable


def test_noise_without_end(any_rig: Rig) -> None:
    """Bytes that never end in a line are not collected for ever."""
    any_rig.scale.garbled = b"\x55" * 500
    assert fault_while(any_rig) is Fault.BROKEN


def test_answer_cut_short(any_rig: Rig) -> None:
    """An answer without its end is TIMEOUT, and its rest is not the next answer's beginning."""
    any_rig.driver.read(DEADLINE_S)
    any_rig.scale.milli, any_rig.scale.cut_bytes = 500, 4
    assert fault_while(any_rig, SHORT_DEADLINE_S) is Fault.TIMEOUT
    any_rig.scale.cut_bytes = 0
    assert Weight(milli=500, is_stable=True) == any_rig.driver.read(DEADLINE_S)


def test_lost_digit(rig: Rig) -> None:
    """A byte lost on the way makes no other weight: 1.345 kg is never 345 kg."""
    rig.scale.milli = 1345
    for index in range(len(b"S S      1.345 kg")):
        rig.scale.lost_byte = index
        assert fault_while(rig) is Fault.BROKEN, index


@pytest.mark.parametrize("answer", [b"S S      1.345 lb\r\n", b"S S      100.5 g\r\n"])
def test_units(any_rig: Rig, answer: bytes) -> None:
    """Neither pounds nor tenths of grams are sold by."""
    any_rig.scale.garbled = answer
    assert fault_while(any_rig) is Fault.BROKEN


def test_another_unit(rig: Rig) -> None:
    """Somebody switched the scale over: refused until it is switched back."""
    rig.scale.unit = "lb"
    assert fault_while(rig) is Fault.BROKEN
    rig.scale.unit = "kg"
    assert rig.driver.read(DEADLINE_S).is_stable


def test_late_answer_is_not_the_next_weight(rig: Rig) -> None:
    """The weight of an article that was given up is never sold as the next one's."""
    rig.driver.read(DEADLINE_S)
    rig.scale.milli, rig.scale.delay_s = 999, 0.8
    assert fault_while(rig, SHORT_DEADLINE_S) is Fault.TIMEOUT
    rig.scale.milli = 111
    assert Weight(milli=111, is_stable=True) == rig.driver.read(DEADLINE_S)


def test_weight_that_nobody_asked_for(rig: Rig) -> None:
    """The scale's own key sends a weight; the next question is answered anew."""
    rig.driver.read(DEADLINE_S)
    rig.scale.milli = 999
    rig.scale.press_print()
    rig.scale.milli = 111
    assert Weight(milli=111, is_stable=True) == rig.driver.read(DEADLINE_S)


def test_talking_between_questions(rig: Rig) -> None:
    """A scale that sends while the pan moves is not believed."""
    rig.driver.read(DEADLINE_S)
    rig.scale.is_stable = False
    rig.scale.delay_s = 0.05
    original = rig.scale.feed

    def twice(data: bytes) -> int:
        rig.scale.press_print()
        rig.scale.delay_s = 0.1
        return original(data)

    rig.scale.feed = twice
    assert fault_while(rig) is Fault.BROKEN


def test_pulled_cable(any_rig: Rig) -> None:
    """ABSENT, by the scale's name and not the printer's."""
    any_rig.driver.read(DEADLINE_S)
    any_rig.unplug()
    assert fault_while(any_rig) is Fault.ABSENT


def test_line_that_takes_nothing() -> None:
    """A line that is stopped is TIMEOUT."""

    class Stopped:
        def write(self, data: bytes, deadline_s: float) -> int:
            return 0

        def read(self, size: int, deadline_s: float) -> bytes:
            return b""

        def transit_s(self, size: int) -> float:
            return 0.0

        def close(self) -> None:
            pass

    error = fault_of(lambda: MtSicsScale(Stopped(), lambda: 0.0).read(1.0))
    assert error.fault is Fault.TIMEOUT


def test_asks_only_what_level_0_knows(rig: Rig) -> None:
    """One reset at the beginning, then weighings alone."""
    for _ in range(2):
        rig.driver.read(DEADLINE_S)
    assert [b"@", b"SI", b"SI"] == rig.scale.commands
