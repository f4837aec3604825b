"""What only kassad knows of the till, as it lays it down for the archive in a small file.

    {"image": "2026.11", "card": "1a2b3c4d", "card_expires": "2029-01-31", "printer": "paper low",
     "last_backup_utc": "2026-11-20T18:02:11+00:00", "due": ["jahresbeleg"]}

No file, or one that says less, is fine: then the archive is told less.
"""

from pathlib import Path
from typing import Annotated, Final

import msgspec

from firmware.accord.messages import Text
from firmware.sync.whole_file import read_bounded, write_whole

MAX_BYTES: Final = 16 * 1024
MODE: Final = 0o640
#: There are not so many things that could be due.
DUE_MAX: Final = 32


class TillReport(msgspec.Struct, frozen=True, kw_only=True):
    """Texts as `firmware.accord.messages.TillStatus` has them; empty: not known."""

    version: Text = ""
    image: Text = ""
    card: Text = ""
    card_expires: Text = ""
    printer: Text = ""
    last_backup_utc: Text = ""
    due: Annotated[tuple[Text, ...], msgspec.Meta(max_length=DUE_MAX)] = ()


def write(path: Path, report: TillReport) -> None:
    """Put the report in its place, whole.

    Raises:
        OSError: the old one is still there.
    """
    write_whole(path, msgspec.json.encode(report), MODE)


def read(path: Path) -> TillReport:
    """The report; an empty one without a file.

    Raises:
        OSError: it cannot be read, or is too long.
        ValueError: it is none.
    """
    try:
        return msgspec.json.decode(read_bounded(path, MAX_BYTES), type=TillReport)
    except FileNotFoundError:
        return TillReport()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from error
