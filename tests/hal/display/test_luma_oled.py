"""The driver on luma.oled puts the codec's pixels on the glass, and finds it again."""

import atexit
import errno

import pytest

from hal.display import codec
from hal.display.emulator import EmulatedPanel
from hal.display.luma_oled import LumaDisplay
from hal.display.port import Frame, Screen, ScreenError
from hal.errors import Fault, HalError
from tests.golden.display.mockups import MOCKUPS

DARK = Frame(bytes(1024))
SALE = MOCKUPS["sale"]
#: What luma sends to every chip of the family and the SH1106 does not know.
UNKNOWN = {"ssd1306": set(), "ssd1309": set(), "sh1106": {0x20, 0x8D}}


def _display(panel: EmulatedPanel, chip: str, bus: str) -> LumaDisplay:
    return LumaDisplay(panel if bus == "i2c" else panel.spi, chip)


@pytest.mark.parametrize("bus", ["i2c", "spi"])
@pytest.mark.parametrize("chip", ["ssd1306", "ssd1309", "sh1106"])
def test_every_screen_is_pixel_identical(chip: str, bus: str) -> None:
    """What the codec draws is what the glass shows, on every chip and bus."""
    panel = EmulatedPanel(chip)
    display = _display(panel, chip, bus)
    for screen in MOCKUPS.values():
        display.show(screen)
        assert codec.render(screen) == panel.frame()
    assert UNKNOWN[chip] == set(panel.unknown)


@pytest.mark.parametrize("bus", ["i2c", "spi"])
@pytest.mark.parametrize("chip", ["ssd1306", "ssd1309", "sh1106"])
def test_an_unnoticed_loss_of_power_is_healed_by_the_next_frame(chip: str, bus: str) -> None:
    """The panel answers but is dark: every frame brings the setup along."""
    panel = EmulatedPanel(chip)
    display = _display(panel, chip, bus)
    display.show(SALE)
    panel.lose_power()
    assert panel.frame() == DARK
    display.show(SALE)
    assert codec.render(SALE) == panel.frame()


def test_an_unplugged_panel_is_absent_and_comes_back() -> None:
    """Each call says so, and the first after plugging in draws."""
    panel = EmulatedPanel()
    display = LumaDisplay(panel)
    display.show(SALE)
    panel.unplug()
    for _ in range(3):
        with pytest.raises(HalError) as caught:
            display.show(SALE)
        assert caught.value.fault == Fault.ABSENT
    panel.plug_in()
    display.show(SALE)
    assert codec.render(SALE) == panel.frame()


@pytest.mark.parametrize("transaction", range(0, 70, 3))
def test_a_refusal_anywhere_is_healed_by_the_next_frame(transaction: int) -> None:
    """Setting up and drawing take some 70 transactions; each may be the one that fails."""

    class Flaky(EmulatedPanel):
        sent = 0

        def transfer(self, i2c_addr: int, wire: bytes) -> None:
            if self.sent == transaction:
                self.refuse(1)
            self.sent += 1
            super().transfer(i2c_addr, wire)

    panel = Flaky()
    display = LumaDisplay(panel)
    with pytest.raises(HalError) as caught:
        display.show(SALE)
    assert caught.value.fault == Fault.ABSENT
    display.show(SALE)
    assert codec.render(SALE) == panel.frame()


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.EREMOTEIO, Fault.ABSENT),
        (errno.ENXIO, Fault.ABSENT),
        (errno.ENODEV, Fault.ABSENT),
        (errno.ETIMEDOUT, Fault.BROKEN),
        (errno.EACCES, Fault.BROKEN),
    ],
)
@pytest.mark.parametrize("register", [0x00, 0x40])
def test_errors_of_the_bus_become_faults(number: int, fault: Fault, register: int) -> None:
    """No number and no type of a library crosses the border, in commands and in pixels."""

    class Failing(EmulatedPanel):
        def write_i2c_block_data(self, i2c_addr: int, register_: int, data: list[int]) -> None:
            if register_ == register:
                raise OSError(number, "on purpose")

    with pytest.raises(HalError, match=r"^display: .*ssd1306") as caught:
        LumaDisplay(Failing()).show(SALE)
    assert fault == caught.value.fault


def test_a_screen_that_cannot_be_set_does_not_touch_the_panel() -> None:
    """The old picture stays, the error is the codec's."""
    panel = EmulatedPanel()
    display = LumaDisplay(panel)
    display.show(SALE)
    with pytest.raises(ScreenError):
        display.show(Screen(item="x" * 17))
    assert codec.render(SALE) == panel.frame()


def test_an_unknown_chip_is_refused_at_once() -> None:
    """A misspelt name in the configuration says what is allowed."""
    with pytest.raises(ValueError, match="'ssd1305' is none of sh1106, ssd1306, ssd1309"):
        LumaDisplay(EmulatedPanel(), "ssd1305")


def test_a_missing_panel_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would register an exit hook at every attempt, for ever."""
    hooks: list[object] = []
    monkeypatch.setattr(atexit, "register", hooks.append)
    panel = EmulatedPanel()
    display = LumaDisplay(panel)
    panel.unplug()
    with pytest.raises(HalError):
        display.show(SALE)
    panel.plug_in()
    display.show(SALE)
    assert hooks == []


def test_another_address_is_used() -> None:
    """Panels with the strap moved answer at 0x3D."""
    with pytest.raises(HalError) as caught:
        LumaDisplay(EmulatedPanel(), address=0x3D).show(SALE)
    assert caught.value.fault == Fault.ABSENT
