"""archive.exports.forms: each form of a period."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.exports.forms import KEYS, PAPERS, TABLES, form_of, part_of
from archive.exports.sight import seen
from firmware.export.errors import EmptyPeriodError
from firmware.export.package.outline import Days
from firmware.export.package.part import Sight
from firmware.export.tables import csv_form
from firmware.export.verification import verify_file
from firmware.rksv.verify import VerifyOptions
from firmware.store.head import Head
from firmware.store.reader import Reader
from tests.archive.exports.conftest import NOW_UTC

_BEGIN = {
    ".csv": b"\xef\xbb\xbf",
    ".xml": b"<?xml",
    ".pdf": b"%PDF-",
    ".json": b"{",
    ".xlsx": b"PK",
    ".txt": b"",
}


@pytest.mark.parametrize("key", KEYS)
def test_every_form(key: str, all_of_it: tuple[Head, Sight], tmp_path: Path) -> None:
    """Each is what its name says, and says in it whose and of when it is."""
    out = io.BytesIO()
    form = form_of(key, all_of_it[1])
    form.write(out, tmp_path)
    name = Path(form.name)
    assert out.getvalue().startswith(_BEGIN[name.suffix])
    assert out.getvalue()
    assert re.fullmatch(r"[a-z0-9-]+__GRAZ-01__2026-11-20__2026-12-01\.[a-z]+", form.name)
    assert form.media_type
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("key", TABLES)
def test_tables_can_be_read_again(key: str, all_of_it: tuple[Head, Sight]) -> None:
    """In the documented form."""
    out = io.BytesIO()
    part_of(key, all_of_it[1]).write(all_of_it[1], out)
    out.seek(0)
    assert 0 <= len(list(csv_form.read(TABLES[key], out, key)))


def test_the_dep_holds(all_of_it: tuple[Head, Sight], tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: as the finance office examines it, under its own name."""
    form = form_of("dep7", all_of_it[1])
    assert form.name.startswith("dep-export__GRAZ-01__")
    path = tmp_path / form.name
    with path.open("wb") as out:
        form.write(out, tmp_path)
    assert verify_file(path, None, VerifyOptions(now_utc=NOW_UTC), processes=1).is_valid
    assert json.loads(path.read_bytes())["Belege-Gruppe"]


def test_a_day_without_receipts(book: Reader) -> None:
    """A DEP of nothing would prove nothing; a table of nothing is one."""
    rows = [row.at_utc for row in book.journal()]
    last = max(rows).date()
    days = Days(first=date(2026, 11, 20), last=last)
    _, sight = seen(book, days, NOW_UTC, lambda _count: None)
    empty = type(sight.receipts)(first=0, last=0)
    without = replace(sight, receipts=empty)
    with pytest.raises(EmptyPeriodError):
        form_of("dep7", without)
    out = io.BytesIO()
    part_of("receipts", without).write(without, out)
    assert 1 == out.getvalue().count(b"\r\n")


def test_no_such_form(all_of_it: tuple[Head, Sight]) -> None:
    """Nothing is guessed."""
    with pytest.raises(KeyError):
        form_of("dep8", all_of_it[1])
    assert set(PAPERS).isdisjoint(TABLES)
