"""A Saturday of six hundred receipts: as its generator reckoned it, and as the CSV says."""

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from firmware.store.reader import Reader
from firmware.till.closing import zreport
from tests.scripts import recompute, saturday
from tests.scripts.playing import SCRIPTS, PlayedDay, export_journal, play_script
from tests.scripts.test_recompute import said

pytestmark = pytest.mark.whole


#: More than a good stall sells on the last Saturday before Christmas.
RECEIPTS = 600
EVERYDAY_LINES = 260


def play(text: str, folder: Path) -> PlayedDay:
    """A Saturday at its stall."""
    script = folder / "script.txt"
    script.write_text(text, encoding="utf-8")
    return play_script(script, folder / "till", settings=SCRIPTS / "saturday.toml")


def test_the_script_is_the_one_that_is_written() -> None:
    """Nobody has mended saturday.txt by hand: `python -m tests.scripts.saturday`."""
    assert saturday.Saturday(saturday.SEED).write() == saturday.SCRIPT.read_text(encoding="utf-8")


@pytest.mark.timeout(120)
def test_its_morning_is_as_reckoned(tmp_path: Path) -> None:
    """The first hour, with each change."""
    lines = saturday.SCRIPT.read_text(encoding="utf-8").splitlines()[:EVERYDAY_LINES]
    day = play("\n".join(lines), tmp_path)
    assert day.played.outcome.failures == []
    assert day.played.is_good


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_the_whole_day_is_as_reckoned_twice(tmp_path: Path) -> None:
    """No difference at the count, no gap in the DEP, each figure of the Z again from the CSV."""
    day = play(saturday.SCRIPT.read_text(encoding="utf-8"), tmp_path)
    assert day.played.outcome.failures == []
    assert day.played.is_good
    assert day.played.receipts >= RECEIPTS
    assert list(day.dep_codes()) == list(range(1, day.played.receipts + 1))

    out = tmp_path / "journal.csv"
    with Reader.open_read_only(day.folder / "book.sqlite") as book:
        export_journal(book, out)
        (row,) = book.journal(kind="Z")
    report = zreport.from_content(row.content)
    (closing,) = recompute.closings(recompute.read(out))
    assert said(report) == closing.sums
    assert report.counted_cents == report.figures.drawer.expected_cents

    with sqlite3.connect(day.folder / "book.sqlite") as connection:
        kinds = Counter(kind for (kind,) in connection.execute("SELECT kind FROM journal"))
    connection.close()
    assert kinds["STROMAUSFALL"] == day.played.outcome.cuts >= 10
    assert kinds["AUSFALL_BEGINN"] == kinds["AUSFALL_ENDE"] == 2
    assert kinds["STORNO"] == kinds["EINLAGE"] == 3
    assert min(kinds[kind] for kind in ("RABATT", "BON_ABBRUCH", "BELEG_ANZEIGE", "EIN")) >= 10
