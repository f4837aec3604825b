"""A register from its Startbeleg to its Schlussbeleg in two months, with all that can be told."""

from datetime import UTC, datetime
from pathlib import Path

from firmware.app.config import Config
from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder

#: Receipts 4 and 5 fail, 6 is the Sammelbeleg; then a failed till, another card, another rate.
_SCRIPT = """
@time 2026-10-28T09:00:00
WG4
250 WG1 BAR
@time 2026-10-30T09:00:00
@card remove
WG4
WG4
@card insert
@wait 40
F 65 2 2 291026 BAR 0900 BAR 291026 BAR 1000 BAR
@card new acos-id
F 68 1 BAR BAR BAR 1 BAR
@wait 5
"""
_END = "F 20 BAR 200 × 100 BAR ZW 2 1 BAR C C F 63 BAR 4 777 2 9999 111 00 1 BAR 1 BAR\n@wait 5\n"
NOW_UTC = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)


def live(folder: Path, *, ends: bool = False) -> Config:
    """Play it in `folder`, to its end if it `ends`; the settings."""
    config = in_folder(demo_config(), folder)
    script = _SCRIPT + (_END if ends else "")
    play(
        tuple(parse_script(script, "a life")),
        folder,
        config,
        DEFAULT_START_UTC,
        is_verified=False,
        progress=lambda _line: None,
    )
    return config
