"""The till that docs/daten-holen.md speaks of: two market days, fetched by the owner's stick."""

from pathlib import Path
from typing import Final

from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder

#: Friday and Saturday; after each Z the owner plugs in the stick.
DAYS: Final = """
@time 2026-10-30T08:00:00
250 WG1
WG1
1,345 × WG2
2000 BAR
950 WG3
KARTE BAR
2 × 480 WG3
1000 BAR
WG4
4 × 250 WG1
F C 2000 BAR
@wait 600
320 WG3
STO
410 WG3 BAR
F 02 5000 BAR 1
F 20 BAR 200 × 100 BAR ZW 2 1 BAR
@stick owner
@wait 20
expect display "fertig ✓"
@stick out
@time 2026-10-31T08:30:00
500 WG3 BAR
F 30 BAR 1 BAR
3 × 250 WG1
2000 BAR
1,120 × WG2 BAR
890 WG3
KARTE BAR
F 90 1 1 BAR 1 280 BAR BAR
WG1 BAR
F 20 BAR 200 × 100 BAR ZW 2 1 BAR
@stick owner
@wait 20
expect display "fertig ✓"
@stick out
@stick new
F 70 2 BAR BAR
@wait 20
expect receipt "PRÜFPROTOKOLL"
@stick out
"""


def sell_and_fetch(folder: Path) -> Path:
    """Play the days on a till in `folder`; the top of the owner's stick."""
    played = play(
        tuple(parse_script(DAYS, "days")),
        folder,
        in_folder(demo_config(), folder),
        DEFAULT_START_UTC,
        is_verified=False,
        progress=lambda _line: None,
    )
    if played.outcome.failures:
        raise RuntimeError(f"the days went otherwise: {played.outcome.failures}")
    return folder / "usb" / "owner"
