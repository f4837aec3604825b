"""firmware.till.upkeep.image_rows: the system below the till on a slip."""

import pytest

from firmware.till.papers.paper import WIDTHS, Paper, to_document
from firmware.till.upkeep.image_rows import image_rows
from firmware.till.upkeep.status_requests import SystemImage
from tests.till.paper import lines_of
from tests.till.playbook import STALL

IMAGE = SystemImage(version="1.3.0", slot="b", root_hash="0123456789abcdef" * 4)


def lines(image: SystemImage | None, width: int = 32) -> list[str]:
    """The slip, without what stands on each."""
    document = to_document(Paper(name="Status", rows=image_rows(image)), STALL.header, width)
    found = (" ".join(line.split()) for line in lines_of(document))
    return [line for line in found if line.startswith(("Image", "Platz", "Prüfsumme"))]


@pytest.mark.parametrize("width", WIDTHS)
def test_of_an_image(width: int) -> None:
    """Version, slot, and sixteen digits in groups, on any paper."""
    expected = ["Image 1.3.0", "Platz b", "Prüfsumme 0123 4567 89ab cdef"]
    assert expected == lines(IMAGE, width)


def test_of_none() -> None:
    """Installed by hand: said as it is."""
    assert ["Image kein Image"] == lines(None)


def test_a_system_without_a_hash() -> None:
    """Nobody takes a blank for one."""
    none = SystemImage(version="1.3.0", slot="a", root_hash="")
    assert "Prüfsumme keine" == lines(none)[-1]
