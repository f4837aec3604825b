"""The drawer on pins: gpiozero's own devices over its mock pins, lgpio over what is there."""

from collections.abc import Iterator

import lgpio
import pytest
from gpiozero import PinInvalidFunction
from gpiozero.pins.mock import MockFactory

from hal.drawer import gpio
from hal.drawer.gpio import CHIPS_MAX, DrawerWiring, GpioDrawer, chip_label, open_chip
from hal.errors import Fault, HalError

SOLENOID, SWITCH = 17, 27


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


class Waits:
    """Notes what the solenoid's pin was at while somebody waited."""

    def __init__(self, pins: MockFactory) -> None:
        self._pins = pins
        self.seen: list[tuple[float, bool]] = []

    def __call__(self, seconds: float) -> None:
        self.seen.append((seconds, bool(self._pins.pin(SOLENOID).state)))


def test_opening_is_one_pulse_of_its_length(pins: MockFactory) -> None:
    """Current while waiting, none before or after."""
    waits = Waits(pins)
    with GpioDrawer(DrawerWiring(solenoid_pin=SOLENOID, pulse_s=0.15), pins, waits) as drawer:
        assert not pins.pin(SOLENOID).state
        drawer.open(1.0)
        assert not pins.pin(SOLENOID).state

    assert waits.seen == [(0.15, True)]


def test_a_deadline_shorter_than_the_pulse_is_refused(pins: MockFactory) -> None:
    """Half a pulse would draw the catch and not let the drawer go."""
    waits = Waits(pins)
    with (
        GpioDrawer(DrawerWiring(solenoid_pin=SOLENOID), pins, waits) as drawer,
        pytest.raises(HalError) as caught,
    ):
        drawer.open(0.05)

    assert caught.value.fault is Fault.TIMEOUT
    assert waits.seen == []


@pytest.mark.parametrize("is_closed_when_open", [True, False])
def test_the_switch_tells_whether_it_is_open(
    pins: MockFactory, *, is_closed_when_open: bool
) -> None:
    """Both ways of wiring; an open line is pulled up."""
    wiring = DrawerWiring(
        solenoid_pin=SOLENOID, switch_pin=SWITCH, is_switch_closed_when_open=is_closed_when_open
    )
    with GpioDrawer(wiring, pins, Waits(pins)) as drawer:
        assert drawer.is_open() is not is_closed_when_open
        pins.pin(SWITCH).drive_low()
        assert drawer.is_open() is is_closed_when_open


def test_without_a_switch_it_cannot_tell(pins: MockFactory) -> None:
    """None, never a guess."""
    with GpioDrawer(DrawerWiring(solenoid_pin=SOLENOID), pins, Waits(pins)) as drawer:
        assert drawer.is_open() is None


def test_the_current_is_off_even_when_waiting_fails(pins: MockFactory) -> None:
    """A solenoid under lasting current burns."""

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with GpioDrawer(DrawerWiring(solenoid_pin=SOLENOID), pins, interrupted) as drawer:
        with pytest.raises(KeyboardInterrupt):
            drawer.open(1.0)
        assert not pins.pin(SOLENOID).state


def test_a_pin_that_fails_is_broken(pins: MockFactory) -> None:
    """What gpiozero or lgpio raises does not leave the device's room."""

    def failing(_: float) -> None:
        raise lgpio.error("GPIO not allocated")

    with (
        GpioDrawer(DrawerWiring(solenoid_pin=SOLENOID), pins, failing) as drawer,
        pytest.raises(HalError, match="drawer: broken: 'GPIO not allocated'"),
    ):
        drawer.open(1.0)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (lgpio.error("GPIO busy"), Fault.BUSY),
        (lgpio.error("bad GPIO number"), Fault.BROKEN),
        (PinInvalidFunction("no output"), Fault.BROKEN),
    ],
)
def test_pins_that_cannot_be_had(
    pins: MockFactory, monkeypatch: pytest.MonkeyPatch, error: Exception, fault: Fault
) -> None:
    """In use elsewhere, or not to be used so."""

    def refuse(_pin: object, _function: str) -> None:
        raise error

    monkeypatch.setattr(type(pins.pin(SOLENOID)), "_set_function", refuse)
    with pytest.raises(HalError) as caught:
        GpioDrawer(DrawerWiring(solenoid_pin=SOLENOID), pins, Waits(pins))

    assert caught.value.fault is fault
    assert "solenoid_pin=17" in caught.value.detail


def test_a_pin_is_asked_for_twice(pins: MockFactory) -> None:
    """A second drawer on the same pin is refused, the first goes on."""
    wiring = DrawerWiring(solenoid_pin=SOLENOID)
    with GpioDrawer(wiring, pins, Waits(pins)) as first:
        with pytest.raises(HalError, match="drawer: b"):
            GpioDrawer(wiring, pins, Waits(pins))
        first.open(1.0)


@pytest.mark.parametrize("pulse_s", [0.0, -0.1, 0.6])
def test_pulses_that_burn_or_do_nothing_are_refused(pulse_s: float) -> None:
    """At configuration, not at the counter."""
    with pytest.raises(ValueError, match="pulse lasts"):
        DrawerWiring(solenoid_pin=SOLENOID, pulse_s=pulse_s)


def test_one_pin_is_not_two_things() -> None:
    """A switch on the solenoid's pin would read our own pulse."""
    with pytest.raises(ValueError, match="pin 17"):
        DrawerWiring(solenoid_pin=SOLENOID, switch_pin=SOLENOID)


def test_no_chip_of_that_label_is_absent() -> None:
    """No other chip is taken instead."""
    with pytest.raises(HalError, match=r"drawer: absent: .*'no-such-chip'"):
        open_chip("no-such-chip")


def test_a_chip_number_that_does_not_exist_has_no_label() -> None:
    """The kernel has no chip of this number anywhere."""
    assert chip_label(CHIPS_MAX * 1000) is None


class Chips:
    """lgpio's view of a board whose chips have these labels."""

    error = lgpio.error

    def __init__(self, *labels: str) -> None:
        self._labels = labels
        self.open_handles: list[int] = []

    def gpiochip_open(self, number: int) -> int:
        if number >= len(self._labels):
            raise lgpio.error("can not open gpiochip")
        self.open_handles.append(number)
        return number

    def gpio_get_chip_info(self, handle: int) -> list[object]:
        return [0, 54, f"gpiochip{handle}", self._labels[handle]]

    def gpiochip_close(self, handle: int) -> None:
        self.open_handles.remove(handle)


def test_the_chip_is_found_by_its_label_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Boards and kernels number their chips as they like; every look is closed again."""
    chips = Chips("raspberrypi-exp-gpio", "pinctrl-rp1")
    monkeypatch.setattr(gpio, "lgpio", chips)
    monkeypatch.setattr(gpio, "LGPIOFactory", lambda chip: f"factory of {chip}")

    assert open_chip("pinctrl-rp1") == "factory of 1"
    assert chips.open_handles == []


def test_two_chips_of_one_label_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one the drawer hangs on would be a guess."""
    monkeypatch.setattr(gpio, "lgpio", Chips("pinctrl-rp1", "pinctrl-rp1"))

    with pytest.raises(HalError, match=r"drawer: broken: GPIO chips \[0, 1\]"):
        open_chip("pinctrl-rp1")
