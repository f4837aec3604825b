"""`kassa clerk pin`: asked for twice, kept as a verifier, taken away again."""

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from firmware.app.pins import Pins
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.store.reader import Reader
from tests.cli.calling import kassa

STALL = """
[company]
name = "MARKTSTAND HUBER"
[register]
id = "GRAZ-01"
[[group]]
number = 1
name = "Obst"
vat = "4,9"
[paths]
data = "{folder}"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A stall's settings; its data are in the same folder."""
    path = tmp_path / "kassa.toml"
    path.write_text(STALL.format(folder=tmp_path), encoding="utf-8")
    return path


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the owner types, line by line."""
    lines: list[str] = []

    def typed(_prompt: str) -> str:
        if not lines:
            raise EOFError
        return lines.pop(0)

    monkeypatch.setattr(click.termui, "hidden_prompt_func", typed)
    return lines


def test_pin_is_kept(settings: Path, types: list[str], tmp_path: Path) -> None:
    """Typed twice; what is said holds no digit of it."""
    types += ["4711", "4711"]
    ran = kassa("clerk", "pin", "2", "--config", settings)
    assert (ran.code, ran.out) == (0, "clerk 2 has a new PIN\n")
    assert "4711" not in ran.err
    assert Pins(tmp_path).whose("4711", [2]) == 2


def test_pin_is_taken_away(settings: Path, types: list[str], tmp_path: Path) -> None:
    """Nobody is asked for the old one: whoever may run this may read the file."""
    types += ["4711", "4711"]
    kassa("clerk", "pin", "2", "--config", settings)
    ran = kassa("clerk", "pin", "2", "--remove", "--config", settings)
    assert ran.out == "clerk 2 has no PIN any more\n"
    assert Pins(tmp_path).whose("4711", [2]) is None


def test_what_is_no_pin(settings: Path, types: list[str], tmp_path: Path) -> None:
    """Refused in one line; nothing is kept."""
    types += ["47", "47"]
    ran = kassa("clerk", "pin", "2", "--config", settings)
    assert ran.code == 2
    assert "a PIN has 4 to 8 digits" in ran.err
    assert [] == list(Pins(tmp_path).clerks())


def test_nobody_there(settings: Path, types: list[str]) -> None:
    """In a script without a terminal it says so."""
    assert types == []
    ran = kassa("clerk", "pin", "2", "--config", settings)
    assert ran.code == 2
    assert "nobody is there to type it" in ran.err


def test_no_such_number(settings: Path) -> None:
    """1 to 99, as in the settings."""
    assert kassa("clerk", "pin", "100", "--config", settings).code == 2


def test_a_row_says_that_a_pin_was_set(tmp_path: Path, types: list[str]) -> None:
    """A commissioned till journals it, without a digit of the PIN."""
    config = in_folder(demo_config(), tmp_path / "till")
    (tmp_path / "till").mkdir()
    Stand(tmp_path / "till", config, datetime(2026, 11, 20, 9, tzinfo=UTC)).commission()
    settings = tmp_path / "kassa.toml"
    settings.write_text(STALL.format(folder=tmp_path / "till"), encoding="utf-8")
    types += ["4711", "4711"]
    assert 0 == kassa("clerk", "pin", "2", "--config", settings).code
    with Reader.open_read_only(tmp_path / "till" / "book.sqlite") as book:
        last = book.last_journal()
    assert last is not None
    assert ("EINSTELLUNG", {"pin_of": 2, "has_pin": True, "source": "command"}) == (
        last.kind,
        dict(last.content),
    )
