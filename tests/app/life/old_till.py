"""A till that was in operation and is off."""

from pathlib import Path

from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from tests.app.day import MORNING, utc


def old_till(folder: Path) -> Stand:
    """Startbeleg and one Nullbeleg of register GRAZ-01."""
    folder.mkdir()
    stand = Stand(folder, in_folder(demo_config(), folder), utc(MORNING))
    stand.commission()
    stand.boot()
    stand.press(parse_keys("F 60"))
    stand.shut_down()
    return stand
