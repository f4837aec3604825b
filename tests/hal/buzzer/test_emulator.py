"""The emulated buzzer remembers."""

import pytest

from hal.buzzer.emulator import EmulatedBuzzer
from hal.buzzer.port import Tone
from hal.errors import Fault, HalError

CLICK = (Tone(hertz=2000, milliseconds=5),)
ERROR = (Tone(hertz=600, milliseconds=150),) * 2


def test_tunes_are_kept_with_their_time() -> None:
    """In the order of playing, by the clock given."""
    times = iter([1.5, 2.5])
    buzzer = EmulatedBuzzer(lambda: next(times))
    assert (buzzer.last, buzzer.revision) == ((), 0)
    buzzer.play(CLICK)
    buzzer.play(ERROR)
    assert [(p.at_s, p.tune) for p in buzzer.played] == [(1.5, CLICK), (2.5, ERROR)]
    assert (buzzer.last, buzzer.revision) == (ERROR, 2)


def test_the_memory_is_bounded() -> None:
    """A thousand tunes; the count goes on."""
    buzzer = EmulatedBuzzer(lambda: 0.0)
    for _ in range(1500):
        buzzer.play(CLICK)
    assert (len(buzzer.played), buzzer.revision) == (1000, 1500)


def test_absent_and_closed_are_faults() -> None:
    """As a driver would say."""
    buzzer = EmulatedBuzzer()
    buzzer.is_absent = True
    with pytest.raises(HalError) as caught:
        buzzer.play(CLICK)
    assert caught.value.fault is Fault.ABSENT
    buzzer.is_absent = False
    buzzer.close()
    with pytest.raises(HalError, match="closed"):
        buzzer.play(CLICK)
