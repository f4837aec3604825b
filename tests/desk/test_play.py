"""A day from its beginning to its proof."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.desk.play import DEP_NAME, FolderError, Played, play
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder
from firmware.store.reader import Reader

START_UTC = datetime(2026, 10, 30, 7, 0, tzinfo=UTC)


def play_text(folder: Path, script: str, *, is_verified: bool = False) -> Played:
    """Play a script that is a text."""
    return play(
        tuple(parse_script(script, "script")),
        folder,
        in_folder(demo_config(), folder),
        START_UTC,
        is_verified=is_verified,
        progress=lambda _line: None,
    )


def issued(folder: Path) -> list[datetime]:
    """When the receipts of the folder's book were issued, without the Startbeleg."""
    with Reader.open_read_only(folder / "book.sqlite") as book:
        return [receipt.issued_at_utc for receipt in book.receipts(2)]


def test_a_day_begins_when_it_is_told(tmp_path: Path) -> None:
    """Without a first `@time` at the given moment, with one at that."""
    play_text(tmp_path / "one", "WG4")
    play_text(tmp_path / "two", "@time 2026-12-24T09:00:00\nWG4")
    play_text(tmp_path / "three", "WG4\n@time 2026-12-24T09:00:00")
    begun = [issued(tmp_path / name)[0].date().isoformat() for name in ("one", "two", "three")]
    assert begun == ["2026-10-30", "2026-12-24", "2026-10-30"]


def test_progress_is_told_line_by_line(tmp_path: Path) -> None:
    """Every line that does something is announced before it is done."""
    told: list[int] = []
    play(
        tuple(parse_script("# nothing\nWG4\n\nWG4", "script")),
        tmp_path,
        in_folder(demo_config(), tmp_path),
        START_UTC,
        is_verified=False,
        progress=lambda line: told.append(line.number),
    )
    assert told == [2, 4]


def test_a_second_script_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    """Without a first `@time` the clock of the later day goes on."""
    play_text(tmp_path, "@time 2026-12-24T09:00:00\nWG4")
    played = play_text(tmp_path, "WG4", is_verified=True)
    first, second = issued(tmp_path)
    assert first <= second < first + timedelta(minutes=1)
    assert played.is_good
    assert played.receipts == 3


def test_time_without_receipts_has_passed_too(tmp_path: Path) -> None:
    """What goes on does not begin before the last row of the journal: its clock never goes back."""
    play_text(tmp_path, "@time 2026-12-24T09:00:00\nWG4\n@time 2026-12-24T12:00:00\nF C")
    play_text(tmp_path, "WG4")
    _, second = issued(tmp_path)
    assert second >= datetime(2026, 12, 24, 11, tzinfo=UTC)


def test_a_script_before_the_end_of_the_first_is_refused(tmp_path: Path) -> None:
    """The same script twice into one folder would only be refused receipts; nothing is written."""
    script = "@time 2026-12-24T09:00:00\nWG4"
    play_text(tmp_path, script)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.[pt][nx][gt]")}
    with pytest.raises(FolderError, match="line 1 begins at 2026-12-24T09:00:00, but the folder"):
        play_text(tmp_path, script)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.[pt][nx][gt]")}


def test_a_day_is_proved_when_asked(tmp_path: Path) -> None:
    """The DEP is written and valid; without the question there is neither."""
    assert play_text(tmp_path / "no", "WG4").proof is None
    assert not (tmp_path / "no" / DEP_NAME).exists()
    played = play_text(tmp_path / "yes", "WG4\nBON", is_verified=True)
    assert (tmp_path / "yes" / DEP_NAME).exists()
    assert played.proof is not None
    assert played.proof.is_good
    assert (played.receipts, played.outcome.slips, played.outcome.keys) == (2, 3, 2)


def test_a_day_with_an_unmet_expectation_is_not_good(tmp_path: Path) -> None:
    """Whatever the proof says."""
    played = play_text(tmp_path, 'expect display "nothing"', is_verified=True)
    assert played.proof is not None
    assert played.proof.is_good
    assert not played.is_good


def test_a_day_may_end_with_its_clock_set_back(tmp_path: Path) -> None:
    """The examiner's clock is right: no receipt lies in his future."""
    script = "@time 2026-12-24T09:00:00\nWG4\n@time 2026-12-24T08:00:00"
    assert play_text(tmp_path, script, is_verified=True).is_good


def test_an_empty_script_is_a_day_without_sales(tmp_path: Path) -> None:
    """Only the Startbeleg."""
    played = play_text(tmp_path, "# nobody came", is_verified=True)
    assert played.is_good
    assert (played.receipts, played.outcome.lines, played.outcome.slips) == (1, 0, 1)


FIRST_START = """
@time 2026-11-20T08:00:00
@till new
expect display "NEUE KASSE"
BAR BAR BAR 123456 BAR BAR
@power cut
expect display "NEUE KASSE"
BAR BAR BAR BAR BAR
expect journal INBETRIEBNAHME
expect receipt "NEUE KASSE"
WG4
expect receipt "Lebkuchenherz"
"""


def test_a_first_start_is_played(tmp_path: Path) -> None:
    """§ 6 RKSV: `@till new` leaves it to the script's keys to put the till into operation."""
    played = play_text(tmp_path, FIRST_START, is_verified=True)
    assert played.outcome.failures == []
    assert played.is_good
    assert (2, 3) == (played.receipts, played.outcome.slips)


def test_a_first_start_that_is_not_finished(tmp_path: Path) -> None:
    """Told, not taken for a day; nothing was made."""
    with pytest.raises(FolderError, match="before its till was put into operation"):
        play_text(tmp_path, '@till new\nexpect journal "BELEG"\nBAR BAR')
    assert not (tmp_path / "book.sqlite").exists()


def test_a_till_is_new_once(tmp_path: Path) -> None:
    """In the folder of an earlier day there is nothing to put into operation any more."""
    play_text(tmp_path, "WG4")
    assert play_text(tmp_path, "@till new\nWG4").receipts == 3
