"""The threads that watch key switch and drawer: at rest, told once, lost once."""

from collections.abc import Iterable, Iterator

import pytest
from structlog.testing import capture_logs

from firmware.app.feeders import CONTACT_PAUSE_S, LOST_DEVICE_PAUSE_S, ContactFeeder
from hal.errors import Fault, HalError
from hal.gpio.port import SwitchPosition

OFF, REGISTER, CHIEF = SwitchPosition.OFF, SwitchPosition.REGISTER, SwitchPosition.CHIEF

Seen = SwitchPosition | HalError | None


class Contact:
    """Gives one reading after the other."""

    def __init__(self, readings: Iterable[Seen]) -> None:
        self._readings: Iterator[Seen] = iter(readings)

    def position(self) -> SwitchPosition | None:
        reading = next(self._readings)
        if isinstance(reading, HalError):
            raise reading
        return reading


def told(*readings: Seen) -> tuple[list[SwitchPosition], list[float]]:
    """What a feeder makes of `readings`, and the pauses it asks for."""
    heard: list[SwitchPosition] = []
    feeder = ContactFeeder("key switch", Contact(readings).position, heard.append)
    return heard, [feeder.round() for _ in readings]


@pytest.mark.parametrize(
    ("readings", "heard"),
    [
        ([REGISTER], []),
        ([REGISTER, REGISTER, REGISTER], [REGISTER]),
        ([REGISTER, REGISTER, OFF, CHIEF, CHIEF], [REGISTER, CHIEF]),
        ([REGISTER, REGISTER, OFF, REGISTER, REGISTER], [REGISTER]),
        ([OFF, OFF, REGISTER, REGISTER, OFF, OFF], [OFF, REGISTER, OFF]),
        ([None, None, None], []),
    ],
)
def test_told_at_rest_and_once(readings: list[Seen], heard: list[SwitchPosition]) -> None:
    """What is passed on the way is not told, nor what was told before, nor what is not there."""
    assert told(*readings) == (heard, [CONTACT_PAUSE_S] * len(readings))


def test_a_broken_contact_is_logged_once_and_keeps_its_position() -> None:
    """A lock with both contacts closed turns nothing off; mended, it goes on from there."""
    broken = HalError(Fault.BROKEN, "key switch", "two positions at once")
    with capture_logs() as logs:
        heard, pauses = told(REGISTER, REGISTER, broken, broken, REGISTER, REGISTER, OFF, OFF)

    assert heard == [REGISTER, OFF]
    assert pauses[2:4] == [LOST_DEVICE_PAUSE_S] * 2
    assert [(line["log_level"], line["event"], line["contact"]) for line in logs] == [
        ("error", "contact lost", "key switch"),
        ("info", "contact is back", "key switch"),
    ]
