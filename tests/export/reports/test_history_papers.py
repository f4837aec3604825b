"""The history on paper and as XML: the same steps as in the table."""

import io
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

from firmware.export.reports import history_papers
from firmware.export.tables.history import steps
from firmware.store.reader import Reader
from firmware.till.stall.masterdata import Sort as Thing
from tests.export.stall_book import changed, entry, make_book, sight_of


def test_the_xml_has_every_step(tmp_path: Path) -> None:
    """Each field of each change, with old and new, whatever letters a name has."""
    with Reader.open_read_only(make_book(tmp_path)) as book:
        sight, out = sight_of(book), io.BytesIO()
        history_papers.write_xml(sight, out)
        expected = [(one.seq, one.field, one.old, one.new) for one in steps(sight)]
    root = ET.fromstring(out.getvalue())
    assert expected == [
        (int(one.attrib["zeile"]), *(field.attrib[name] for name in ("name", "alt", "neu")))
        for one in root
        for field in one
    ]


def test_the_paper_names_who_and_what(tmp_path: Path) -> None:
    """Read by another program: clerk, chief, thing, old and new, and the day it counts from."""
    with Reader.open_read_only(make_book(tmp_path)) as book:
        sight = sight_of(book)
        part = next(one for one in history_papers.parts(sight) if one.name.endswith(".pdf"))
        with (tmp_path / "verlauf.pdf").open("wb") as out:
            part.write(sight, out)
    command = ["pdftotext", "-layout", str(tmp_path / "verlauf.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    words = " ".join(text.split())
    assert "2 Anna" in words
    assert "Preis: 2,50 → 3,00" in words
    assert "01.01.2027" in words


def test_a_moment_stands_in_one_line(tmp_path: Path) -> None:
    """So do a day and where it came from: a page of settings is read down its columns."""
    with Reader.open_read_only(make_book(tmp_path)) as book:
        sight = sight_of(book)
        part = next(one for one in history_papers.parts(sight) if one.name.endswith(".pdf"))
        with (tmp_path / "verlauf.pdf").open("wb") as out:
            part.write(sight, out)
    command = ["pdftotext", "-layout", str(tmp_path / "verlauf.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if "Einstellungen" in line]
    assert lines
    assert [] == [line for line in lines if not re.match(r"\s*\d\d\.\d\d\.\d{4} \d\d:\d\d ", line)]


def test_a_sign_nobody_can_draw_is_named(tmp_path: Path) -> None:
    """A name from a file may hold any sign; the paper says which it is and is made."""
    odd = changed(Thing.GROUP, "3", None, {"name": "Apfel 🍎", "price_cents": None})
    path = make_book(tmp_path, [entry(odd, minute=3)])
    with Reader.open_read_only(path) as book:
        sight = sight_of(book)
        part = next(one for one in history_papers.parts(sight) if one.name.endswith(".pdf"))
        with (tmp_path / "verlauf.pdf").open("wb") as out:
            part.write(sight, out)
    command = ["pdftotext", str(tmp_path / "verlauf.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "[U+1F34E]" in "".join(text.split("\n"))


def test_no_change_is_said(tmp_path: Path) -> None:
    """A paper without rows says that there were none."""
    with Reader.open_read_only(make_book(tmp_path)) as book:
        document = history_papers.document(sight_of(book), ())
    assert "Keine." in str(document.chapters[0].blocks)
