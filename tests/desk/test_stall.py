"""The stall of the demonstration, and any stall in a folder."""

from datetime import date
from pathlib import Path

import pytest

from firmware.app.config import parse, profile
from firmware.desk.stall import demo_config, in_folder
from firmware.rksv.vat import RATES
from hal.printer.model import printer_model


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 11, 20), date(2027, 12, 31)])
def test_the_demonstration_can_sell(day: date) -> None:
    """Every rate is in force, every cap has its group, and one of them sells with one key."""
    stall = profile(demo_config(), day)
    assert {group.vat_per_mille for group in stall.groups.values()} <= {
        rate.per_mille for rate in RATES if rate.is_valid_on(day)
    }
    assert set(range(1, 9)) <= set(stall.groups)
    assert [group.number for group in stall.groups.values() if group.is_single_item_sale] == [4]


def test_the_demonstration_needs_nobody_to_sign_on() -> None:
    """Without clerks the keys work at once; a visitor of a fair knows no number."""
    assert demo_config().clerk == []


def test_the_demonstration_has_a_printer_that_cuts() -> None:
    """A slip that hangs in the printer looks like an error to a visitor."""
    assert printer_model(demo_config().printer.model).has_cutter


def test_a_folder_takes_book_and_credentials(tmp_path: Path) -> None:
    """Whatever the settings said: a simulation never touches a real till's files."""
    text = """
        [company]
        name = "HUBER"
        [register]
        id = "GRAZ-01"
        [paths]
        data = "/var/lib/standlkassa"
        credentials = "/etc/standlkassa/credentials"
        [[group]]
        number = 1
        name = "Obst"
        vat = "10"
    """
    moved = in_folder(parse(text), tmp_path)
    assert Path(moved.paths.data) == tmp_path
    assert Path(moved.paths.credentials) == tmp_path / "credentials"
    assert moved.company.name == "HUBER"
