"""The stall on the desk: the demonstration's settings, and any settings moved into a folder."""

from importlib.resources import files
from pathlib import Path

import msgspec

from firmware.app.config import Config, parse
from firmware.sync.config import Paths


def demo_config() -> Config:
    """The settings of the demonstration (demo.toml)."""
    return parse(files("firmware.desk").joinpath("demo.toml").read_text(encoding="utf-8"))


def in_folder(config: Config, folder: Path) -> Config:
    """`config` with all it keeps in `folder`, whatever it said before."""
    paths = Paths(
        data=str(folder),
        credentials=str(folder / "credentials"),
        secrets=str(folder / "credentials"),
        run=str(folder / "run"),
        sync=str(folder / "sync"),
    )
    return msgspec.structs.replace(config, paths=paths)
