"""The archive at a booted till: links, pushes, the Z, exports and reports; no net anywhere."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import segno
from pyzbar.pyzbar import ZBarSymbol, decode

from firmware.accord import link
from firmware.app.config import Config, DisplaySection
from firmware.desk.archive_told import ORIGIN, RECEIPTS, ROWS
from firmware.desk.misfortune import carry_out
from firmware.desk.script import Act, Command
from firmware.export.archive_file import file_name, from_bytes
from firmware.sync.archive import report as reports
from firmware.sync.config import ArchiveSection
from hal.display.emulator_picture import picture
from tests.app.day import Day

KEY = "000009 BAR 052337 BAR 100600 BAR 624287 BAR 060508 BAR 955396 BAR 573133 BAR 612954 BAR"
CHIPS = ("ssd1306", "ssd1309", "sh1106")
WITH_ARCHIVE = ArchiveSection(url="https://kassa.example.at")


@pytest.fixture
def archived(config: Config, tmp_path: Path) -> Config:
    """The stall with an archive in its settings."""
    (tmp_path / "run").mkdir()
    paths = msgspec.structs.replace(config.paths, run=str(tmp_path / "run"))
    return msgspec.structs.replace(config, archive=WITH_ARCHIVE, paths=paths)


def tell(day: Day, word: str) -> None:
    """`@archive <word>`."""
    assert carry_out(day.stand, Command(act=Act.ARCHIVE, word=word))


def pushed(day: Day) -> str:
    """Why rows were to go at once since the last look; empty: they were not."""
    path = day.stand.config.paths.archive_now
    if not path.exists():
        return ""
    reason = path.read_text()
    path.unlink()
    return reason


def read_off(day: Day) -> list[str]:
    """What a phone reads off the glass."""
    shown = picture(day.bench.panel.frame(), scale=4).convert("L")
    return [one.data.decode() for one in decode(shown, symbols=[ZBarSymbol.QRCODE])]


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("length", [46, link.MAX_LINK])
def test_a_phone_reads_the_link_off_the_display(
    new_day: Callable[..., Day], config: Config, chip: str, length: int
) -> None:
    """§ 132a Abs 1 BAO: version 2 or 3, two pixels a module, on every panel there is."""
    display = msgspec.structs.replace(DisplaySection(), chip=chip)
    day = new_day(settings=msgspec.structs.replace(config, display=display))
    tell(day, "digital")
    path = day.stand.archive_status
    status = json.loads(path.read_text())
    base = "https://bon.example/"
    base += "a" * (length - link.TOKEN_SIGNS - len(base) - 1) + "/" if length > 46 else ""
    path.write_text(json.dumps({**status, "links": base}))
    assert day.stand.settle()
    day.type("250 WG1 BON 1000 BAR")
    (text,) = read_off(day)
    assert (text, length) == (day.stand.screen.qr, len(text))
    code = segno.make_qr(text, error="l")
    assert ("alphanumeric", 2 if length == 46 else 3) == (code.mode, code.version)
    (row,) = day.rows("BELEG_LINK")
    token = text.rpartition("/")[2]
    assert {"number": 2, "token_sha256": link.token_sha256(token)} == row.content


def test_a_shown_receipt_goes_at_once(new_day: Callable[..., Day], archived: Config) -> None:
    """It is in the book before; the customer waits for its page."""
    day = new_day(settings=archived)
    assert "boot" == pushed(day)
    tell(day, "digital")
    assert "" == pushed(day)
    day.type("250 WG1 BON BAR")
    assert "receipt" == pushed(day)
    assert ["BELEG_LINK", "BELEG_ANZEIGE"] == [
        row.kind for row in day.rows("BELEG_LINK", "BELEG_ANZEIGE")
    ]
    day.type("F 81")
    assert "asked" == pushed(day)
    assert "alles da" in day.display


def test_a_z_goes_at_once_and_says_what_is_confirmed(
    new_day: Callable[..., Day], archived: Config
) -> None:
    """6.10: up to which receipt the archive has everything, on the slip and in the row."""
    day = new_day(settings=archived)
    tell(day, "whole")
    pushed(day)
    day.type("250 WG1 BAR F 20 BAR 250 × 1 BAR ZW BAR")
    day.wait(5)
    assert "z" == pushed(day)
    (row,) = day.rows("Z")
    confirmed = row.content["archive"]
    assert isinstance(confirmed, dict)
    assert (ROWS, RECEIPTS) == (confirmed["rows"], confirmed["receipts"])
    said = "\n".join("\n".join(slip.text) for slip in day.slips)
    assert f"Archiv bestätigt bis Bon {RECEIPTS:06}" in said
    assert f"Archiv {ROWS}" in said
    assert str(confirmed["text"]) in said


def test_a_till_without_an_archive_says_nothing_of_one(new_day: Callable[..., Day]) -> None:
    """Neither file nor line."""
    day = new_day()
    day.type("250 WG1 BAR F 20 BAR 250 × 1 BAR ZW BAR")
    day.wait(5)
    assert day.rows("Z")[0].content["archive"] is None
    assert not any("Archiv" in line for slip in day.slips for line in slip.text)
    assert [] == list(Path(day.stand.config.paths.run).iterdir())


def test_a_key_in_groups(new_day: Callable[..., Day], archived: Config) -> None:
    """F 82: handed on whole, in no row; the answer comes by itself, and is a row."""
    day = new_day(settings=archived)
    tell(day, "new")
    day.type(f"1 F 01 1111 BAR F 82 {KEY}")
    digits = KEY.replace(" BAR", "").replace(" ", "")
    assert digits == day.stand.config.paths.archive_key.read_text()
    tell(day, "asks")
    tell(day, "takes")
    assert "Archiv|registriert|" == day.display
    (row,) = day.rows("ARCHIV")
    assert ("registered", ORIGIN) == (row.content["event"], row.content["origin"])
    rows = "".join(str(one.content) for one in day.stand.book.journal())
    assert digits not in rows
    assert digits[:12] not in rows
    day.cut()
    tell(day, "takes")
    assert 1 == len(day.rows("ARCHIV"))


def test_a_cut_while_a_key_is_typed(new_day: Callable[..., Day], archived: Config) -> None:
    """Nothing was handed on, nothing is left; it is typed anew."""
    day = new_day(settings=archived)
    tell(day, "new")
    day.type("1 F 01 1111 BAR F 82 000009 BAR 052337 BAR 1006")
    day.cut()
    assert not day.stand.config.paths.archive_key.exists()
    day.type("F 82")
    assert "Gruppe 1/8|_|" in day.display


def test_a_book_that_takes_no_row_gives_paper(
    new_day: Callable[..., Day], config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link would lead nowhere: it is taken off the display, and the receipt is printed."""
    day = new_day(settings=config)
    tell(day, "digital")
    day.type("250 WG1 BON")
    archive = day.stand.station.loop._archive
    monkeypatch.setattr(archive, "note", lambda *_: False)
    slips = len(day.slips)
    day.type("BAR")
    assert "BEZAHLT|2,50|Speicher: Papier" == day.display
    assert "" == day.stand.screen.qr
    assert slips + 1 == len(day.slips)
    assert [] == day.rows("BELEG_LINK", "BELEG_ANZEIGE")


def test_what_the_archive_is_told(new_day: Callable[..., Day], archived: Config) -> None:
    """Kassad lays it down at its start; kassa-sync reads it with each beat."""
    day = new_day(settings=archived)
    told = reports.read(day.stand.config.paths.till_report)
    assert day.stand.station.issuer.unit.serial == told.card


def test_an_export_carries_what_is_confirmed(new_day: Callable[..., Day]) -> None:
    """In the folder and in its list; without an archive there is no such file."""
    day = new_day()
    day.type("250 WG1 BAR")
    folders = []
    for word in ("", "whole"):
        if word:
            tell(day, word)
        assert carry_out(day.stand, Command(act=Act.STICK, word="new"))
        day.type("F 71 BAR BAR")
        day.wait(20)
        (made,) = day.rows("EXPORT")[len(folders) :]
        root = Path(day.stand.config.paths.data) / "usb"
        (folder,) = root.rglob(str(made.content["folder"]))
        folders.append(folder)
        assert carry_out(day.stand, Command(act=Act.STICK, word="out"))
    name = file_name(day.stand.config.register.id)
    assert not (folders[0] / name).exists()
    said = from_bytes((folders[1] / name).read_bytes())
    assert ORIGIN == said.origin
    listed = json.loads((folders[1] / "MANIFEST.json").read_text())
    assert name in [one["name"] for one in listed["files"]]
