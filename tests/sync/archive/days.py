"""The book of a till that closed two days, as the till itself wrote it."""

from datetime import UTC, datetime
from pathlib import Path

from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.store.reader import Reader

FIRST = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
THIRD = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
#: By card: there is nothing to be counted.
SALES = "250 WG1 KARTE BAR 290 WG3 KARTE BAR"
#: After a Z the till asks for the change to begin with.
PRINTED_S = 60.0
Z = "F 20 BAR ZW ZW BAR"


def two_days(folder: Path) -> Path:
    """Two days with their Z, and the morning of a third."""
    stand = Stand(folder, in_folder(demo_config(), folder), FIRST)
    stand.commission()
    stand.boot()
    stand.press(parse_keys(f"{SALES} {Z}"))
    stand.advance(PRINTED_S)
    stand.set_time(SECOND)
    stand.press(parse_keys(f"BAR {SALES} {SALES} {Z}"))
    stand.advance(PRINTED_S)
    stand.set_time(THIRD)
    stand.press(parse_keys(f"BAR {SALES}"))
    stand.shut_down()
    return stand.book_path


def z_rows(path: Path) -> list[int]:
    """Where the Z stand."""
    with Reader.open_read_only(path) as book:
        return [row.seq for row in book.journal(kind="Z")]
