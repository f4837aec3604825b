"""The stall on the desk: the demonstration's settings, and any settings moved into a folder."""

from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from firmware.app.config import Config, parse
from firmware.app.config_keep import MirrorSection
from firmware.sync.config import Paths

#: Where an emulated stick is mounted; the sticks lie beside it.
MOUNT_POINT: Final = "usb/mounted"


def demo_config() -> Config:
    """The settings of the demonstration (demo.toml)."""
    return parse(files("firmware.desk").joinpath("demo.toml").read_text(encoding="utf-8"))


def in_folder(config: Config, folder: Path) -> Config:
    """`config` with all it keeps in `folder`, whatever it said before."""
    paths = Paths(
        data=str(folder),
        archive_status=str(folder / "archive.json"),
        credentials=str(folder / "credentials"),
        secrets=str(folder / "credentials"),
        run=str(folder / "run"),
        sync=str(folder / "sync"),
        stick=str(folder.absolute() / MOUNT_POINT),
        image=str(folder / "image"),
        update=str(folder / "image"),
    )
    mirror = None if config.mirror is None else MirrorSection(folder=str(folder / "mirror"))
    return msgspec.structs.replace(config, paths=paths, mirror=mirror)
