"""The short scripts of this folder: each meets its expectations and leaves a DEP that holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.export.verification import verify_file
from firmware.rksv.rules import Rule
from firmware.rksv.verify import VerifyOptions
from tests.scripts.playing import SCRIPTS, PlayedDay, play_script

pytestmark = pytest.mark.whole


#: The long ones have tests of their own.
LONG = {"market_day.txt", "saturday.txt", "seven_years_1.txt", "seven_years_2.txt"}
SHORT = sorted(path for path in SCRIPTS.glob("*.txt") if path.name not in LONG)
MUCH_LATER_UTC = datetime(2030, 1, 1, tzinfo=UTC)


def played(name: str, folder: Path) -> PlayedDay:
    """The day of one script."""
    return play_script(SCRIPTS / f"{name}.txt", folder)


def rules(day: PlayedDay, *, is_strict: bool = False) -> list[tuple[str, Rule]]:
    """Receipt and rule of what an examination of the DEP finds, without the keys."""
    options = VerifyOptions(is_strict=is_strict, now_utc=MUCH_LATER_UTC)
    report = verify_file(day.dep, None, options)
    return [(one.number, one.rule) for one in report.findings]


@pytest.mark.parametrize("script", SHORT, ids=lambda path: path.stem)
@pytest.mark.timeout(60)
def test_a_script_plays_and_its_paper_is_true(script: Path, tmp_path: Path) -> None:
    """All expectations, DEP, book; every code scanned from a slip's picture is in the DEP."""
    day = play_script(script, tmp_path)
    assert day.played.outcome.failures == []
    assert day.played.is_good
    codes = day.dep_codes()
    for name, scanned in day.scanned_codes():
        number = int(name.split("-")[0])
        # A report or a count is no receipt and bears no code.
        assert scanned == ([codes[number]] if number else [])


def test_there_are_the_scripts_the_documents_speak_of() -> None:
    """One for each chapter: the first sale, practice, outages, the doubled hour, the new year."""
    names = {"first_sale", "training", "outage", "october_hour", "december"}
    assert names <= {path.stem for path in SHORT}


@pytest.mark.timeout(60)
def test_the_doubled_hour_is_a_notice_or_an_error(tmp_path: Path) -> None:
    """Anlage Z 5 RKSV: true local time decreases in October; the official tool calls it broken."""
    day = played("october_hour", tmp_path)
    (finding,) = [(number, rule) for number, rule in rules(day) if rule is Rule.TIME_ORDER]
    assert finding == ("4", Rule.TIME_ORDER)
    options = VerifyOptions(is_strict=True, now_utc=MUCH_LATER_UTC)
    assert not verify_file(day.dep, None, options).is_valid
    assert verify_file(day.dep, None, VerifyOptions(now_utc=MUCH_LATER_UTC)).is_valid


@pytest.mark.timeout(60)
def test_an_unsigned_jahresbeleg_is_made_again(tmp_path: Path) -> None:
    """§ 8 Abs 3 RKSV: after the outage the year's receipt comes once more, with a signature."""
    day = played("december", tmp_path)
    texts = [path.read_text("utf-8") for path in sorted((tmp_path / "receipts").glob("*.txt"))]
    closings = [text for text in texts if "JAHRESBELEG" in text]
    assert ["ausgefallen" in text for text in closings] == [True, False]
    assert all("Dezember 2026" in text for text in closings)
    assert rules(day) == [("4", Rule.ZERO_UNSIGNED), ("5", Rule.YEAR_END)]


@pytest.mark.timeout(60)
def test_training_leaves_the_counter_alone(tmp_path: Path) -> None:
    """Anlage Z 2 RKSV: TRA stands where the counter would, and the sums go past it."""
    day = played("training", tmp_path)
    counters = {number: code.split("_")[10] for number, code in day.dep_codes().items()}
    assert [number for number, counter in counters.items() if counter == "VFJB"] == [3, 5]


@pytest.mark.timeout(60)
def test_the_same_script_gives_the_same_paper(tmp_path: Path) -> None:
    """But for keys and signatures, which are made anew: words, numbers, times, amounts."""

    def words(name: str) -> list[list[str]]:
        slips = played("first_sale", tmp_path / name).folder / "receipts"
        texts = [path.read_text("utf-8") for path in sorted(slips.glob("*.txt"))]
        return [[line for line in text.splitlines() if line[:1] != "_"] for text in texts]

    assert words("one") == words("other")
