"""luma.oled over the real smbus2, down to the kernel's interface."""

import pytest

from hal.display.codec import render
from tests.fakedev.buses import I2cAdapter
from tests.fakedev.fixtures import Bench, Fault
from tests.golden.display.mockups import MOCKUPS

PROGRAM = """
from hal.display.luma_oled import LumaDisplay
from hal.display.smbus import LinuxI2cBus
from tests.golden.display.mockups import MOCKUPS
bus = LinuxI2cBus(lambda: 1)
display = LumaDisplay(bus)
"""


def test_every_screen_is_pixel_identical(bench: Bench) -> None:
    """From the codec through luma, smbus2 and ioctl to the glass."""
    bench.start(PROGRAM)
    for name, screen in MOCKUPS.items():
        bench.call(f"display.show(MOCKUPS[{name!r}])")
        assert bench.panel.frame() == render(screen)
    assert bench.panel.unknown == []


def test_a_panel_that_comes_back_is_drawn(bench: Bench) -> None:
    """Unplugged: absent; plugged in: the next screen."""
    bench.start(PROGRAM)
    bench.call("display.show(MOCKUPS['sale'])")
    bench.panel.unplug()
    with pytest.raises(Fault) as caught:
        bench.call("display.show(MOCKUPS['pay'])")
    assert caught.value.name == "ABSENT"
    bench.panel.plug_in()
    bench.call("display.show(MOCKUPS['pay'])")
    assert bench.panel.frame() == render(MOCKUPS["pay"])


def test_a_bus_that_appears_later_is_found(bench: Bench) -> None:
    """The device node may be missing at boot; the till starts all the same."""
    adapter = bench.devices.pop("/dev/i2c-1")
    bench.start(PROGRAM)
    with pytest.raises(Fault) as caught:
        bench.call("display.show(MOCKUPS['sale'])")
    assert caught.value.name == "ABSENT"
    assert isinstance(adapter, I2cAdapter)
    bench.devices["/dev/i2c-1"] = adapter
    bench.call("display.show(MOCKUPS['sale'])")
    assert bench.panel.frame() == render(MOCKUPS["sale"])


def test_a_closed_bus_opens_again(bench: Bench) -> None:
    """Close is for good manners, not for ever."""
    bench.start(PROGRAM)
    bench.call("bus.close()")
    bench.call("bus.close()")
    bench.call("display.show(MOCKUPS['sale'])")
    assert bench.panel.frame() == render(MOCKUPS["sale"])
