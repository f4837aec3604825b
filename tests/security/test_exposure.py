"""The table of units: fresh, whole, and nobody root without a word why."""

from pathlib import Path

import pytest

from tests.security import exposure
from tests.security.exposure import says, services, what_for


def test_the_page_is_the_file() -> None:
    """What was run, and nothing else."""
    page = exposure.PAGE.read_text(encoding="utf-8")
    assert exposure.rendered(page, exposure.read()) == page


def test_every_unit_was_asked_about() -> None:
    """None is new, none is gone."""
    assert [one.name for one in services()] == sorted(exposure.read().units)


def test_another_number_is_another_page() -> None:
    """The control: the page does not hold what was not run."""
    kept = exposure.read()
    other = {**kept.units, "kassad.service": 9.9}
    page = exposure.PAGE.read_text(encoding="utf-8")
    changed = exposure.Exposure(
        units=other,
        systemd=kept.systemd,
        commit=kept.commit,
        date=kept.date,
        machine=kept.machine,
    )
    assert exposure.rendered(page, changed) != page


@pytest.mark.parametrize("unit", services(), ids=lambda unit: unit.name)
def test_nobody_is_root_without_a_word(unit: Path) -> None:
    """What it is for stands in its head, which capabilities it keeps in its body."""
    assert what_for(unit).count(" ")
    assert says(unit, "CapabilityBoundingSet")
    assert ["yes"] == says(unit, "NoNewPrivileges")
    assert ["native"] == says(unit, "SystemCallArchitectures")


def test_a_unit_without_a_word_is_found(tmp_path: Path) -> None:
    """The control."""
    bare = tmp_path / "bare.service"
    bare.write_text("[Unit]\nDescription=Something\n[Service]\nExecStart=/bin/true\n")
    assert ("", []) == (what_for(bare), says(bare, "CapabilityBoundingSet"))
