"""firmware.till.upkeep.hardware_requests: names that fit the display."""

from firmware.till.upkeep.hardware_requests import Part, Verdict
from hal.display.codec import render
from hal.display.port import Screen


def test_every_part_with_every_verdict_fits() -> None:
    """The item line has sixteen characters."""
    for part in Part:
        for verdict in Verdict:
            render(Screen(item=f"{part.value} {verdict.value}"[:16], main=f"9 {part.value}"))
