"""The buzzer through the real gpiozero and lgpio: a square wave on the pin."""

import itertools
import statistics
import time
from collections.abc import Callable

import pytest

from tests.fakedev.fixtures import LABEL, Bench, Fault

PIN = 18
#: Between two waves of 200 Hz lie 5 ms, between two tones of the tune below 60 ms.
PAUSE_NS = 30_000_000
QUIET_S = 0.1

PROGRAM = f"""
from hal.buzzer.gpio import GpioBuzzer
from hal.buzzer.port import Tone
from hal.gpio.chip import open_factory
factory = open_factory({LABEL!r})
buzzer = GpioBuzzer(factory)
def play(*tones):
    buzzer.play(tuple(Tone(hertz=h, milliseconds=ms) for h, ms in tones))
"""


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s, "nothing happened within 10 s"
        time.sleep(0.002)


def _rises_ns(bench: Bench) -> list[int]:
    return [c.at_ns for c in bench.chip.changes if c.line == PIN and c.level]


def _is_quiet(bench: Bench) -> bool:
    rises = _rises_ns(bench)
    return bool(rises) and time.monotonic_ns() - rises[-1] > QUIET_S * 1e9


def _tones(bench: Bench) -> list[list[int]]:
    """Rising edges, parted where nothing sounded."""
    tones: list[list[int]] = []
    for at_ns in _rises_ns(bench):
        if not tones or at_ns - tones[-1][-1] > PAUSE_NS:
            tones.append([])
        tones[-1].append(at_ns)
    return tones


def test_a_tune_is_heard_tone_by_tone(bench: Bench) -> None:
    """Two tones with a pause: the right waves, one after the other, then silence."""
    bench.start(PROGRAM)
    bench.call("play((200, 100), (0, 60), (400, 100))")
    _wait_until(lambda: _is_quiet(bench))
    hertz = [
        1e9 / statistics.median(b - a for a, b in itertools.pairwise(tone))
        for tone in _tones(bench)
    ]
    assert hertz == [pytest.approx(200, rel=0.3), pytest.approx(400, rel=0.3)]
    assert bench.chip.level(PIN) == 0


def test_a_new_tune_replaces_the_old_one(bench: Bench) -> None:
    """A minute of error tone ends when the next key clicks."""
    bench.start(PROGRAM)
    bench.call("play((200, 60_000))")
    _wait_until(lambda: len(_rises_ns(bench)) > 3)
    bench.call("play((400, 20))")
    _wait_until(lambda: _is_quiet(bench))
    assert bench.chip.level(PIN) == 0


def test_closing_silences_and_frees_the_pin(bench: Bench) -> None:
    """In the middle of a tone."""
    bench.start(PROGRAM)
    bench.call("play((200, 60_000))")
    _wait_until(lambda: len(_rises_ns(bench)) > 3)
    bench.call("buzzer.close()")
    assert not bench.chip.is_output(PIN)


def test_a_pin_in_use_is_busy(bench: Bench) -> None:
    """By somebody outside gpiozero."""
    program = PROGRAM.replace(
        "buzzer = ", "import lgpio; lgpio.gpio_claim_output(lgpio.gpiochip_open(0), 18); buzzer = "
    )
    with pytest.raises(Fault) as caught:
        bench.start(program)
    assert caught.value.name == "BUSY"


def test_what_fails_in_the_background_is_told_to_the_next_caller(bench: Bench) -> None:
    """The chip is closed under the buzzer: the tune after that one raises."""
    bench.start(
        PROGRAM
        + """
import lgpio
def is_told():
    try:
        play((400, 1))
    except HalError as error:
        return error.fault.name
    return None
from hal.errors import HalError
lgpio.gpiochip_close(factory._handle)
"""
    )
    answers: list[object] = []
    _wait_until(lambda: answers.append(bench.call("is_told()")) or answers[-1] is not None)
    assert answers[-1] == "BROKEN"
