"""The emulated drawer."""

import pytest

from hal.drawer.emulator import EmulatedDrawer
from hal.errors import Fault, HalError


def test_it_opens_and_is_pushed_shut() -> None:
    """The switch follows; every pulse is counted."""
    drawer = EmulatedDrawer()
    assert drawer.is_open() is False

    drawer.open(1.0)
    assert drawer.is_open() is True
    drawer.push_shut()
    assert drawer.is_open() is False
    drawer.catch()

    assert drawer.pulses == 2


def test_without_a_switch_it_cannot_tell() -> None:
    """None, whether open or not."""
    drawer = EmulatedDrawer(has_switch=False)
    drawer.open(1.0)

    assert drawer.is_open() is None
    assert drawer.is_out


def test_told_to_fail_it_stays_shut() -> None:
    """With the fault that was asked for."""
    drawer = EmulatedDrawer()
    drawer.fault = Fault.BROKEN

    with pytest.raises(HalError, match="drawer: broken"):
        drawer.open(1.0)
    assert drawer.is_open() is False
    assert drawer.pulses == 0
