"""The chip is found by its label, or not at all."""

import pytest

from tests.fakedev.fixtures import LABEL, Bench, Fault
from tests.fakedev.gpiochip import GpioChip

PROGRAM = "from hal.gpio.chip import find_chip, open_factory"


def test_the_number_does_not_matter(bench: Bench) -> None:
    """On one board it is chip 0, on another 4, behind an expander 11."""
    bench.devices["/dev/gpiochip0"] = GpioChip("brcmvirt-gpio")
    bench.devices["/dev/gpiochip11"] = bench.chip
    bench.start(PROGRAM)
    assert bench.call(f"find_chip({LABEL!r})") == 11


def test_a_missing_label_is_absent_and_the_others_are_named(bench: Bench) -> None:
    """Who sets up a till sees what to write."""
    bench.start(PROGRAM)
    with pytest.raises(Fault, match=f"no chip 'pinctrl-rp1' among .'{LABEL}'") as caught:
        bench.call("find_chip('pinctrl-rp1')")
    assert caught.value.name == "ABSENT"


def test_two_of_a_kind_are_refused(bench: Bench) -> None:
    """Which one carries the keypad cannot be known."""
    bench.devices["/dev/gpiochip3"] = GpioChip(LABEL)
    bench.start(PROGRAM)
    with pytest.raises(Fault, match=r"\[0, 3\]") as caught:
        bench.call(f"find_chip({LABEL!r})")
    assert caught.value.name == "BROKEN"


@pytest.mark.parametrize("label", ["pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"])
def test_the_header_of_each_board(bench: Bench, label: str) -> None:
    """Pi 3 and Zero 2 W, Pi 4, Pi 5: beside expanders that carry no header."""
    bench.devices["/dev/gpiochip0"] = GpioChip("raspberrypi-exp-gpio")
    bench.devices["/dev/gpiochip2"] = GpioChip(label)
    bench.devices["/dev/gpiochip10"] = GpioChip("gpio-brcmstb@107d508500")
    bench.start(PROGRAM)
    assert bench.call("find_chip('auto')") == 2


@pytest.mark.parametrize(
    ("labels", "fault", "told"),
    [
        (["viperboard gpio a"], "ABSENT", "no chip of a header among .'viperboard gpio a'"),
        (["pinctrl-rp1", "pinctrl-bcm2711"], "BROKEN", r"\[0, 1\] are all of a header"),
    ],
)
def test_no_header_or_two_are_refused(
    bench: Bench, labels: list[str], fault: str, told: str
) -> None:
    """Nothing is guessed; the labels that are there are named."""
    for number, label in enumerate(labels):
        bench.devices[f"/dev/gpiochip{number}"] = GpioChip(label)
    bench.start(PROGRAM)
    with pytest.raises(Fault, match=told) as caught:
        bench.call("find_chip('auto')")
    assert caught.value.name == fault


def test_the_factory_is_lgpio_on_that_chip(bench: Bench) -> None:
    """Nothing else is ever tried."""
    bench.start(PROGRAM)
    assert bench.call(f"type(open_factory({LABEL!r})).__name__") == "LGPIOFactory"
    with pytest.raises(Fault):
        bench.call("open_factory('pinctrl-rp1')")
