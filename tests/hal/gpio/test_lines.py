"""Single lines through the real gpiozero and lgpio."""

import pytest

from tests.fakedev.fixtures import LABEL, Bench, Fault

LED, POWER_FAIL, REGISTER, CHIEF = 27, 4, 7, 8

PROGRAM = f"""
from hal.gpio.chip import open_factory
from hal.gpio.lines import GpioKeySwitch, GpioPowerFail, GpioStatusLed
factory = open_factory({LABEL!r})
led = GpioStatusLed(factory)
power_fail = GpioPowerFail(factory)
switch = GpioKeySwitch(factory, {REGISTER}, {CHIEF})
"""


def test_the_led_shines_and_stops(bench: Bench) -> None:
    """The level on the pin is what was asked for; dark at the start."""
    bench.start(PROGRAM)
    assert bench.chip.level(LED) == 0
    bench.call("led.set(is_lit=True)")
    assert bench.chip.level(LED) == 1
    bench.call("led.set(is_lit=False)")
    assert bench.chip.level(LED) == 0


def test_a_closed_led_is_dark_and_broken(bench: Bench) -> None:
    """The pin becomes an input again; using it is a fault, not a library's exception."""
    bench.start(PROGRAM)
    bench.call("led.set(is_lit=True)")
    bench.call("led.close()")
    assert not bench.chip.is_output(LED)
    with pytest.raises(Fault) as caught:
        bench.call("led.set(is_lit=True)")
    assert caught.value.name == "BROKEN"


def test_power_fails_when_the_supervisor_pulls_low(bench: Bench) -> None:
    """Released or unplugged means that all is well."""
    bench.start(PROGRAM)
    assert bench.call("power_fail.is_failing()") is False
    bench.chip.drive(POWER_FAIL, 0)
    assert bench.call("power_fail.is_failing()") is True
    bench.chip.drive(POWER_FAIL, None)
    assert bench.call("power_fail.is_failing()") is False
    bench.call("power_fail.close()")


@pytest.mark.parametrize(
    ("low", "position"),
    [((), "OFF"), ((REGISTER,), "REGISTER"), ((CHIEF,), "CHIEF")],
)
def test_the_key_switch_has_three_positions(
    bench: Bench, low: tuple[int, ...], position: str
) -> None:
    """AUS, REG, CHEF by two contacts."""
    bench.start(PROGRAM)
    for pin in low:
        bench.chip.drive(pin, 0)
    assert bench.call("switch.position().name") == position
    bench.call("switch.close()")


def test_two_positions_at_once_are_broken(bench: Bench) -> None:
    """A lock that says REG and CHEF must not give the chief's rights."""
    bench.start(PROGRAM)
    bench.chip.drive(REGISTER, 0)
    bench.chip.drive(CHIEF, 0)
    with pytest.raises(Fault, match="two positions") as caught:
        bench.call("switch.position()")
    assert caught.value.name == "BROKEN"


def test_gpiozero_hears_edges_of_the_kernel(bench: Bench) -> None:
    """A button's callback runs when the kernel tells of an edge.

    On a loaded machine the library's thread loses one now and then, and nothing in the till waits
    for one: whoever is not heard presses again.
    """
    bench.start(
        PROGRAM
        + """
from threading import Event
from gpiozero import Button
pressed = Event()
button = Button(17, pin_factory=factory)
button.when_pressed = pressed.set
"""
    )
    for _ in range(30):
        bench.chip.drive(17, 0)
        if bench.call("pressed.wait(2)"):
            break
        bench.chip.drive(17, 1)
    assert bench.call("pressed.is_set()") is True


def test_a_pin_in_use_is_refused(bench: Bench) -> None:
    """By another device of this process, gpiozero's own guard."""
    bench.start(PROGRAM)
    with pytest.raises(Fault):
        bench.call("GpioStatusLed(factory, 4)")
