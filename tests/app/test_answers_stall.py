"""firmware.app.answers_stall: files of the data folder, and what a dialogue hears of them."""

from pathlib import Path

import pytest

from firmware.app.answers_stall import EXPORT_FOLDER, IMPORT_FOLDER, read_sheet, write_sheets
from firmware.app.sheet import SheetError
from firmware.export.errors import WriteError
from firmware.till.acts import JournalKind
from firmware.till.stall.masterdata import fold
from tests.app.day import Day
from tests.app.sheets import DAY, history_of, imported
from tests.till.plain_stall import STALL


def put(day: Day, name: str, text: str, encoding: str = "utf-8-sig") -> None:
    """Somebody brings a file."""
    folder = Path(day.stand.config.paths.data) / IMPORT_FOLDER
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode(encoding))


def test_import_on_a_whole_till(day: Day) -> None:
    """F 74: preview, yes, and the next customer pays the new price; a cut forgets nothing."""
    put(day, "preise.csv", "Art;Nr;Preis\r\nWG;1;2,80\r\n")
    day.type("F 74 BAR BAR")
    assert day.display.startswith("IMPORT ?|+0 ~1 −0")
    day.type("BAR")
    day.cut()
    day.type("WG1")
    assert day.basket.total_cents == 280


def test_a_toml_file_too(day: Day) -> None:
    """Both kinds wait in the same folder, others are passed over."""
    put(day, "b.toml", "[[group]]\nnumber = 1\nprice = '2,90'\n")
    put(day, "a.txt", "no list")
    day.type("F 74")
    assert day.display.startswith("b.toml")
    day.type("BAR BAR BAR WG1")
    assert day.basket.total_cents == 290


def test_a_file_with_a_mistake(day: Day) -> None:
    """Line and column; not one row is written."""
    before = len(day.rows("STAMM"))
    put(day, "preise.csv", "Art;Nr;Preis\nWG;1;2,80\nWG;2;zwei\n")
    day.type("F 74 BAR BAR")
    assert "Betrag prüfen|Z 3 Sp 3 zwei" in day.display
    assert len(day.rows("STAMM")) == before


def test_a_file_of_windows(day: Day) -> None:
    """Not UTF-8: the place of the first letter that is none."""
    put(day, "preise.csv", "Nr;Name;WG\n77;Äpfel;1\n", "cp1252")
    day.type("F 74 BAR BAR")
    assert "Nicht lesbar|Z 2 Sp 4" in day.display


def test_a_file_that_is_gone(day: Day) -> None:
    """The stick was pulled while the list stood on the display."""
    put(day, "preise.csv", "Art;Nr;Preis\nWG;1;2,80\n")
    day.type("F 74")
    (Path(day.stand.config.paths.data) / IMPORT_FOLDER / "preise.csv").unlink()
    day.type("BAR BAR")
    assert "Nicht lesbar" in day.display


def test_export_and_import_are_one(day: Day) -> None:
    """F 73 writes what F 74 reads: nothing to change."""
    day.type("F 73")
    folder = Path(day.stand.config.paths.data)
    names = sorted(path.name for path in (folder / EXPORT_FOLDER).iterdir())
    assert names == ["stammdaten-2026-11-20.csv", "stammdaten-2026-11-20.toml"]
    assert [row.content["what"] for row in day.rows(JournalKind.EXPORT)] == ["Stammdaten"]
    (folder / EXPORT_FOLDER).rename(folder / IMPORT_FOLDER)
    for choice in ("BAR", "2 BAR"):
        day.type(f"F 74 {choice} BAR")
        assert day.display.startswith("Stammdaten|unverändert")


def test_export_where_nothing_can_be_written(day: Day) -> None:
    """Told, and no row says that it was done."""
    (Path(day.stand.config.paths.data) / EXPORT_FOLDER).write_text("in the way")
    day.type("F 73")
    assert "Nicht gesichert" in day.display
    assert day.rows(JournalKind.EXPORT) == []


def test_write_and_read(tmp_path: Path) -> None:
    """The two files of one stall say the same of groups, articles and clerks."""
    state = fold(history_of(STALL), DAY)
    toml, csv = write_sheets(state, tmp_path / "deep" / "er", "x")
    assert imported(read_sheet(toml)) == {
        thing: {name: one for name, one in fields.items() if name != "has_pin"}
        | ({"has_pin": False} if "has_pin" in fields else {})
        for thing, fields in state.items()
    }
    assert csv.read_bytes().startswith(b"\xef\xbb\xbfArt;Nr;")
    with pytest.raises(WriteError):
        write_sheets(state, csv, "x")
    with pytest.raises(SheetError):
        read_sheet(toml.rename(tmp_path / "toml.csv"))
