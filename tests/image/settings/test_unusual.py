"""firmware.image.settings.unusual: what is worth a technician's look."""

import pytest

from firmware.image.events import Event, EventKind
from firmware.image.settings.unusual import LAST, unusual


def event(kind: EventKind, utc: str = "2026-11-22T08:30:00Z", **words: str) -> Event:
    """One of the ring."""
    return Event(kind=kind, utc=utc, up_s=1.0, words=words)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (
            event(EventKind.BOOT, before="watchdog"),
            "22.11.2026 09:30  neu gestartet vom Wächter der Hardware",
        ),
        (
            event(EventKind.BOOT, before="health"),
            "22.11.2026 09:30  neu gestartet, weil die Kasse nicht lief",
        ),
        (
            event(EventKind.FAILED, unit="pcscd.service"),
            "22.11.2026 09:30  ausgefallen: pcscd.service",
        ),
        (event(EventKind.HEALTH), "22.11.2026 09:30  Kasse lief nicht"),
        (event(EventKind.UPDATE, outcome="confirmed"), "22.11.2026 09:30  Update: confirmed"),
    ],
)
def test_what_is_told(told: Event, line: str) -> None:
    """By the clock of the stall, in German."""
    assert (line,) == unusual([told])


@pytest.mark.parametrize("before", ["first", "order", "cut", "of tomorrow"])
def test_every_day_is_not_told(before: str) -> None:
    """A stall's plug is pulled every evening."""
    assert () == unusual([event(EventKind.BOOT, before=before), event(EventKind.DOWN)])


def test_the_newest_of_many() -> None:
    """In their order, no more than a screen holds."""
    many = [event(EventKind.FAILED, unit=f"{number}.service") for number in range(LAST + 5)]

    told = unusual(many)

    assert LAST == len(told)
    assert told[-1].endswith(f"{LAST + 4}.service")


@pytest.mark.parametrize("utc", ["", "yesterday", "9" * 5000])
def test_a_stamp_that_is_none(utc: str) -> None:
    """The ring lies on a disk; whatever stands there is told short."""
    assert (f"{utc[:20]}  Kasse lief nicht",) == unusual([event(EventKind.HEALTH, utc)])
