"""Playing the scripts of this folder, and reading what a day left with other eyes than the till's.

The codes are read from the pictures of the slips by a barcode reader, the DEP as plain JSON.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from firmware.app.config import load
from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import DEP_NAME, Played, play
from firmware.desk.script import read_script
from firmware.desk.stall import demo_config, in_folder
from firmware.export.tables import journal
from firmware.export.tables.journal import JOURNAL
from firmware.rksv.machine_code import qr_from_jws
from firmware.store.reader import Reader
from tests.export.tables.big_book import sight_of

SCRIPTS = Path(__file__).parent
MARKET = SCRIPTS / "market.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedDay:
    """A day that was played with `--verify`, and its folder."""

    folder: Path
    played: Played

    @property
    def dep(self) -> Path:
        """The export of the day."""
        return self.folder / DEP_NAME

    def dep_codes(self) -> dict[int, str]:
        """The machine-readable code of every receipt of the DEP, by its number."""
        document = json.loads(self.dep.read_text("utf-8"))
        entries = [jws for group in document["Belege-Gruppe"] for jws in group["Belege-kompakt"]]
        codes = [qr_from_jws(jws) for jws in entries]
        return {int(code.split("_")[3]): code for code in codes}

    def receipt_pictures(self) -> list[Path]:
        """The pictures of the slips that are receipts; others have no number."""
        pictures = sorted((self.folder / "receipts").glob("*.png"))
        return [path for path in pictures if not path.stem.startswith("000000")]

    def scanned_codes(self) -> list[tuple[str, list[str]]]:
        """The name of every slip's picture, and what a barcode reader finds on it."""
        pictures = sorted((self.folder / "receipts").glob("*.png"))
        return [(path.stem, scan(Image.open(path))) for path in pictures]


def scan(picture: Image.Image) -> list[str]:
    """The QR codes a reader finds."""
    found = decode(picture.convert("L"), symbols=[ZBarSymbol.QRCODE])
    return [one.data.decode("utf-8") for one in found]


def export_journal(book: Reader, out: Path) -> None:
    """The journal of a whole book as the table of an export."""
    sight = sight_of(book)
    (part,) = (one for one in journal.parts(sight) if one.name == JOURNAL.file)
    with out.open("wb") as file:
        part.write(sight, file)


def play_script(script: Path, folder: Path, *, settings: Path | None = None) -> PlayedDay:
    """Play a script of this folder with the demonstration's stall or another."""
    config = in_folder(demo_config() if settings is None else load(settings), folder)
    played = play(
        read_script(script),
        folder,
        config,
        DEFAULT_START_UTC,
        is_verified=True,
        progress=lambda _line: None,
    )
    return PlayedDay(folder=folder, played=played)
