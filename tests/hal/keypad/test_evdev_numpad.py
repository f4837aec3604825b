"""A USB number pad through the real evdev."""

import pytest

from tests.fakedev.fixtures import Bench, Fault

PROGRAM = """
from pathlib import Path
from hal.keypad.evdev_numpad import EvdevKeypad
pad = EvdevKeypad(Path("/dev/input/event0"))
def poll(now_s):
    return [f"{type(e).__name__} {e.key.value}" for e in pad.poll(now_s)]
"""

#: Linux codes of what is typed below.
ENTER, KP_1, KP_2, KP_5, SLASH, NUM_LOCK, DOT, LETTER_A = 96, 79, 80, 76, 98, 69, 83, 30


def _tap(bench: Bench, *codes: int) -> None:
    for code in codes:
        bench.numpad.key(code, 1)
        bench.numpad.key(code, 0)


def test_a_sale_on_a_number_pad(bench: Bench) -> None:
    """`2,5` `/ 1` `NumLock Enter`: 2,50 in group 1, by card."""
    bench.start(PROGRAM)
    assert bench.call("poll(0.0)") == []
    _tap(bench, KP_2, DOT, KP_5, SLASH, KP_1, NUM_LOCK, ENTER)
    expected = ["Pressed 2", "Pressed ,", "Pressed 5", "Pressed WG1", "Pressed KARTE"]
    assert bench.call("poll(0.1)") == expected


def test_the_pad_is_grabbed_for_the_till_alone(bench: Bench) -> None:
    """No console hears its keys; a second till does not get it."""
    bench.start(PROGRAM)
    bench.call("poll(0.0)")
    assert bench.numpad.grabs == 1
    with pytest.raises(Fault) as caught:
        bench.call("EvdevKeypad(Path('/dev/input/event0')).poll(0.0)")
    assert caught.value.name == "BUSY"


def test_repeats_of_the_kernel_and_foreign_keys_are_ignored(bench: Bench) -> None:
    """An Enter held down is one Enter."""
    bench.start(PROGRAM)
    bench.call("poll(0.0)")
    bench.numpad.key(ENTER, 1)
    for _ in range(20):
        bench.numpad.key(ENTER, 2)
    bench.numpad.key(ENTER, 0)
    _tap(bench, LETTER_A)
    assert bench.call("poll(0.1)") == ["Pressed BAR"]


def test_a_stuck_key_is_told_once_and_when_it_is_free(bench: Bench) -> None:
    """Ten seconds down; other keys count meanwhile."""
    bench.start(PROGRAM)
    bench.call("poll(0.0)")
    bench.numpad.key(KP_1, 1)
    assert bench.call("poll(1.0)") == ["Pressed 1"]
    assert bench.call("poll(10.9)") == []
    assert bench.call("poll(11.0)") == ["Stuck 1"]
    _tap(bench, KP_2)
    assert bench.call("poll(12.0)") == ["Pressed 2"]
    bench.numpad.key(KP_1, 0)
    assert bench.call("poll(13.0)") == ["Unstuck 1"]


def test_unplugged_is_absent_until_plugged_in_again(bench: Bench) -> None:
    """ENODEV first, then no such file, then as new."""
    bench.start(PROGRAM)
    bench.call("poll(0.0)")
    bench.numpad.unplug()
    for _ in range(3):
        with pytest.raises(Fault) as caught:
            bench.call("poll(0.1)")
        assert caught.value.name == "ABSENT"
    bench.numpad.plug_in()
    assert bench.call("poll(0.2)") == []
    _tap(bench, ENTER)
    assert bench.call("poll(0.3)") == ["Pressed BAR"]


def test_a_lost_release_does_not_make_a_stuck_key(bench: Bench) -> None:
    """When the kernel's queue ran over, the keys that are down are asked for."""
    bench.start(PROGRAM)
    bench.call("poll(0.0)")
    bench.numpad.key(KP_1, 1)
    assert bench.call("poll(0.1)") == ["Pressed 1"]
    bench.numpad.down.clear()
    bench.numpad.overflow()
    assert bench.call("poll(0.2)") == []
    assert bench.call("poll(20.0)") == []


def test_it_can_be_closed(bench: Bench) -> None:
    """The grab is given up; a later poll takes it again."""
    bench.start(PROGRAM)
    bench.call("poll(0.0)")
    bench.call("pad.close()")
    assert bench.numpad.grabs == 0
    bench.call("poll(0.1)")
    assert bench.numpad.grabs == 1
