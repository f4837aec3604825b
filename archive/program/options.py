"""Options that every command about an archive has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from archive.program.assembly import opened, settings_of
from archive.program.output import now_utc
from archive.world import World

_PATH: Final = click.Path(path_type=Path)

data_option: Final = click.option("--data", type=_PATH, help="Folder of the archive.")
config_option: Final = click.option("--config", type=_PATH, help="Settings of the archive (TOML).")


@contextmanager
def world_of(data: Path | None, config: Path | None) -> Iterator[World]:
    """The world of the archive that the two options name; it exists already.

    Raises:
        SettingsError: neither names one, or the settings cannot be used.
        RefusalError: there is none.
    """
    with opened(settings_of(data, config), now_utc) as world:
        yield world
