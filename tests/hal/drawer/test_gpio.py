"""The drawer on pins: gpiozero's own devices over its mock pins, lgpio over what is there."""

from collections.abc import Iterator

import pytest
from gpiozero import DigitalInputDevice, PinInvalidFunction
from gpiozero.pins.mock import MockFactory

from hal.drawer.gpio import DrawerWiring, GpioDrawer
from hal.errors import Fault, HalError
from hal.gpio.lgpio_import import lgpio

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


def test_a_switch_that_cannot_be_had_gives_the_solenoid_back(pins: MockFactory) -> None:
    """A till that refuses to start leaves no pin claimed behind."""
    wiring = DrawerWiring(solenoid_pin=SOLENOID, switch_pin=SWITCH)
    taken = DigitalInputDevice(SWITCH, pull_up=True, pin_factory=pins)
    with pytest.raises(HalError, match="drawer: b"):
        GpioDrawer(wiring, pins, Waits(pins))
    taken.close()

    with GpioDrawer(wiring, pins, Waits(pins)) as drawer:
        drawer.open(1.0)


def test_a_switch_that_fails_is_broken(pins: MockFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking, too, ends in a fault of ours and in no library's exception."""

    def failing(_: DigitalInputDevice) -> bool:
        raise lgpio.error("bad handle")

    wiring = DrawerWiring(solenoid_pin=SOLENOID, switch_pin=SWITCH)
    with GpioDrawer(wiring, pins, Waits(pins)) as drawer:
        monkeypatch.setattr(DigitalInputDevice, "is_active", property(failing))
        with pytest.raises(HalError, match="drawer: broken: 'bad handle'"):
            drawer.is_open()
