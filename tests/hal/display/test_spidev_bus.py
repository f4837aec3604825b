"""luma.oled over the real spidev, with D/C and reset by the real lgpio."""

import pytest

from hal.display.codec import render
from tests.fakedev.fixtures import LABEL, Bench, ChildError, Fault
from tests.golden.display.mockups import MOCKUPS

PROGRAM = f"""
from hal.display.luma_oled import LumaDisplay
from hal.display.spidev_bus import SpidevBus, SpiWiring
from tests.golden.display.mockups import MOCKUPS
bus = SpidevBus(SpiWiring(chip_label={LABEL!r}, find_bus=lambda: 0))
display = LumaDisplay(bus)
"""


def test_every_screen_is_pixel_identical(bench: Bench) -> None:
    """From the codec through luma, spidev and the D/C line to the glass."""
    bench.start(PROGRAM)
    for name, screen in MOCKUPS.items():
        bench.call(f"display.show(MOCKUPS[{name!r}])")
        assert bench.spi_panel.frame() == render(screen)
    assert bench.spi_panel.unknown == []


def test_a_panel_plugged_in_late_is_drawn(bench: Bench) -> None:
    """On SPI nobody notices that it was away; every frame sets it up."""
    bench.start(PROGRAM)
    bench.spi_panel.unplug()
    bench.call("display.show(MOCKUPS['sale'])")
    bench.spi_panel.plug_in()
    bench.call("display.show(MOCKUPS['pay'])")
    assert bench.spi_panel.frame() == render(MOCKUPS["pay"])


def test_a_missing_bus_is_absent_and_found_later(bench: Bench) -> None:
    """Its lines are given back until then."""
    adapter = bench.devices.pop("/dev/spidev0.0")
    bench.start(PROGRAM)
    for _ in range(2):
        with pytest.raises(Fault) as caught:
            bench.call("display.show(MOCKUPS['sale'])")
        assert caught.value.name == "ABSENT"
    bench.devices["/dev/spidev0.0"] = adapter
    bench.call("display.show(MOCKUPS['sale'])")
    assert bench.spi_panel.frame() == render(MOCKUPS["sale"])


def test_a_line_in_use_is_told(bench: Bench) -> None:
    """A second display on the same pins cannot work."""
    bench.start(PROGRAM)
    bench.call("display.show(MOCKUPS['sale'])")
    second = f"SpidevBus(SpiWiring(chip_label={LABEL!r}, find_bus=lambda: 0))"
    with pytest.raises(Fault, match="busy") as caught:
        bench.call(f"LumaDisplay({second}).show(MOCKUPS['sale'])")
    assert caught.value.name == "BROKEN"


def test_a_closed_bus_takes_nothing(bench: Bench) -> None:
    """A write before the first reset, or after closing, is an OSError."""
    bench.start(PROGRAM)
    with pytest.raises(ChildError, match=r"OSError.*closed"):
        bench.call("bus.write([0xAF], is_command=True)")
