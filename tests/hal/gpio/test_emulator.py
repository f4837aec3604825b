"""The emulated lines keep the words of their ports."""

import pytest

from hal.errors import Fault, HalError
from hal.gpio.emulator import EmulatedKeySwitch, EmulatedPowerFail, EmulatedStatusLed
from hal.gpio.port import SwitchPosition


def test_the_led_shows_what_was_set() -> None:
    """Lit, dark, and absent when unplugged."""
    led = EmulatedStatusLed()
    led.set(is_lit=True)
    assert led.is_lit
    led.is_absent = True
    with pytest.raises(HalError) as caught:
        led.set(is_lit=False)
    assert caught.value.fault is Fault.ABSENT


def test_the_power_warning_is_a_wire() -> None:
    """What the test puts on it is what is read."""
    power_fail = EmulatedPowerFail()
    assert not power_fail.is_failing()
    power_fail.has_warning = True
    assert power_fail.is_failing()
    power_fail.is_absent = True
    with pytest.raises(HalError):
        power_fail.is_failing()


def test_the_key_turns_and_the_lock_may_break() -> None:
    """Three positions, and none."""
    switch = EmulatedKeySwitch()
    assert switch.position() is SwitchPosition.REGISTER
    switch.turned_to = SwitchPosition.CHIEF
    assert switch.position() is SwitchPosition.CHIEF
    switch.turned_to = None
    with pytest.raises(HalError) as caught:
        switch.position()
    assert caught.value.fault is Fault.BROKEN
