"""What every simulated day begins with: the settings of the stall, an archive's empty tables."""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from firmware.app.config import Config, parse
from firmware.app.pins import Pins
from firmware.desk.stall import in_folder
from tests.simulation.quick import weaken_pins

STALL: Final = Path(__file__).with_name("stall.toml")
#: What some stalls have besides.
FITTINGS: Final = """
[terminal]
host = "192.0.2.7"

[scale]
device = "/dev/ttyUSB1"
conformity = "MEG 2026/17"
"""
#: Who types a PIN; Anna has none.
PINS: Final = {1: "1111", 3: "3333"}


@cache
def settings(*, is_fitted: bool) -> Config:
    """The stall, with or without card terminal and scale."""
    text = STALL.read_text(encoding="utf-8")
    return parse(text + FITTINGS if is_fitted else text)


def stall_in(folder: Path, *, is_fitted: bool) -> Config:
    """The stall with everything in a folder, its second medium in and its PINs known."""
    config = in_folder(settings(is_fitted=is_fitted), folder.absolute())
    assert config.mirror is not None, "the stall has one"
    for place in (config.mirror.folder, config.paths.run):
        Path(place).mkdir(parents=True)
    pins = folder / "pins.json"
    pins.write_bytes(_pins())
    pins.chmod(0o600)
    return config


def tables_in(folder: Path) -> Database:
    """The database of an archive that nobody has sent anything to."""
    folder.mkdir(parents=True)
    (folder / "archive.sqlite").write_bytes(_tables())
    return Database(folder_url(folder))


@cache
def _pins() -> bytes:
    """Made once for a process, of a weak kind: a verifier is slow on purpose."""
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        weaken_pins(patch)
        pins = Pins(Path(made))
        for clerk, pin in PINS.items():
            pins.store(clerk, pin)
        return (Path(made) / "pins.json").read_bytes()


@cache
def _tables() -> bytes:
    """Made once for a process: migrations take longer than a day."""
    with tempfile.TemporaryDirectory() as made:
        database = Database(folder_url(Path(made)))
        upgrade(database)
        database.close()
        copied = Path(made) / "copy.sqlite"
        shutil.copyfile(Path(made) / "archive.sqlite", copied)
        return copied.read_bytes()
