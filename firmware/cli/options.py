"""Options that several commands have, with the same words."""

from pathlib import Path
from typing import Final

import click

from firmware.process.settings_file import TILL_SETTINGS

#: Where the settings of the till are; the command gets it as `config_path`.
CONFIG_OPTION: Final = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=TILL_SETTINGS,
    show_default=True,
    help="Settings of the till.",
)
