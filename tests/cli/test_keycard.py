"""`kassa keycard`: from settings to a file that a printer takes."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from firmware.app.config import profile
from firmware.app.key_paper import Arrangement, key_paper
from firmware.cli import keycard
from firmware.desk.stall import demo_config
from tests.cli.calling import ROOT, kassa

NOW_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
STALL = profile(demo_config(), NOW_UTC.date())
DEMO = ROOT / "firmware" / "desk" / "demo.toml"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which the rates of the demonstration are law."""
    monkeypatch.setattr(keycard, "now_utc", lambda: NOW_UTC)


def settings(folder: Path, keypad: str) -> Path:
    """The stall of the demonstration with another keypad."""
    path = folder / "kassa.toml"
    path.write_text(f"keypad = {{ {keypad} }}\n" + DEMO.read_text("utf-8"), "utf-8")
    return path


def pages(path: Path) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages]


def test_the_layout_words_are_those_of_the_paper() -> None:
    """They stand twice, so that no other command imports what draws."""
    assert keycard.LAYOUTS == tuple(one.value for one in Arrangement)


def test_the_paper_of_a_stall_is_written(tmp_path: Path) -> None:
    """Exactly what the settings say at this moment; told are path, content and size."""
    out = tmp_path / "card.pdf"
    ran = kassa("keycard", "--config", DEMO, "--output", out)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{out}: inlays 5x6 and card, {out.stat().st_size} bytes\n"
    assert out.read_bytes() == key_paper(STALL, Arrangement.STANDARD, NOW_UTC)
    assert ["card.pdf"] == [one.name for one in tmp_path.iterdir()]


@pytest.mark.parametrize("layout", keycard.LAYOUTS)
def test_another_layout_can_be_asked_for(tmp_path: Path, layout: str) -> None:
    """Before somebody decides which keypad to buy."""
    out = tmp_path / "card.pdf"
    assert kassa("keycard", "--config", DEMO, "--output", out, "--layout", layout).code == 0
    assert out.read_bytes() == key_paper(STALL, Arrangement(layout), NOW_UTC)


@pytest.mark.parametrize(
    ("keypad", "words", "count"),
    [
        ('layout = "ecr"', "inlays ecr and card", 4),
        ('kind = "matrix-4x5"', "inlays 4x5 and card", 3),
        ('kind = "evdev"', "card", 2),
    ],
)
def test_the_keypad_of_the_settings_counts(
    tmp_path: Path, keypad: str, words: str, count: int
) -> None:
    """Unless another is asked for."""
    out = tmp_path / "card.pdf"
    ran = kassa("keycard", "--config", settings(tmp_path, keypad), "--output", out)
    assert ran.out == f"{out}: {words}, {out.stat().st_size} bytes\n"
    assert count == len(pages(out))


def test_nothing_is_written_where_there_is_no_folder(tmp_path: Path) -> None:
    """One line that names the file."""
    ran = kassa("keycard", "--config", DEMO, "--output", tmp_path / "none" / "card.pdf")
    assert ran.code == 2
    assert "none/card.pdf" in ran.refusal


def test_unusable_settings_leave_an_older_card_alone(tmp_path: Path) -> None:
    """A card that cannot be drawn replaces none."""
    out = tmp_path / "card.pdf"
    out.write_bytes(b"older")
    config = settings(tmp_path, 'layout = "ecr"')
    config.write_text(config.read_text("utf-8").replace("Obst", "\N{CARROT}"), "utf-8")
    ran = kassa("keycard", "--config", config, "--output", out)
    assert ran.code == 2
    assert "no letter for" in ran.refusal
    assert out.read_bytes() == b"older"


def test_a_rate_that_is_not_law_today_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at the start of the till: 4,9 % begins on 1 July 2026."""
    monkeypatch.setattr(keycard, "now_utc", lambda: datetime(2026, 6, 30, 12, 0, tzinfo=UTC))
    ran = kassa("keycard", "--config", DEMO, "--output", tmp_path / "card.pdf")
    assert ran.code == 2
    assert "group 1.vat" in ran.refusal


def test_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    """The words that are known are told."""
    ran = kassa(
        "keycard", "--config", DEMO, "--output", tmp_path / "card.pdf", "--layout", "qwertz"
    )
    assert ran.code == 2
    assert "'5x6', '4x5', 'ecr'" in ran.refusal
