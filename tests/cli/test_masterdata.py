"""`kassa masterdata` and `kassa history` on the book of a till that is off."""

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from firmware.cli import masterdata
from firmware.store.book import Book
from tests.cli.calling import Ran, kassa

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


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masterdata, "now_utc", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.fixture
def settings(till: Path) -> Path:
    """The settings of the till of three days."""
    path = till / "kassa.toml"
    path.write_text(STALL.format(folder=till), encoding="utf-8")
    return path


def call(settings: Path, *words: object) -> Ran:
    """`kassa WORDS --config SETTINGS`."""
    return kassa(*words, "--config", settings)


def test_list(settings: Path) -> None:
    """Groups with their rates, articles with their prices."""
    ran = call(settings, "masterdata", "list")
    assert ran.code == 0
    assert "group       1  name Obst, price 2,50" in ran.out
    assert "vat 4,9 %" in ran.out
    assert "article    10  name Äpfel, group 1, price 2,40, weight ja" in ran.out


def test_set_and_history(settings: Path) -> None:
    """What was changed, from what to what, by which way."""
    ran = call(settings, "masterdata", "set", "group", "1", "price=2,80", "--yes")
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [
        "group 1 changed: price_cents 250 -> 280 (command)",
        "+0 ~1 -0",
    ]
    assert "price 2,80" in call(settings, "masterdata", "list").out
    told = call(settings, "history", "--action", "changed").out
    expected = "2026-11-20 10:00  clerk  -  group 1 changed: price_cents 250 -> 280 (command)\n"
    assert told == expected


def test_announced(settings: Path) -> None:
    """From a day on: listed as announced, and as it will be on that day."""
    options = ("--from", "2027-01-01", "--yes")
    assert call(settings, "masterdata", "set", "group", "1", "vat=10", *options).code == 0
    today = call(settings, "masterdata", "list").out
    assert "announced  vat 1 changed: per_mille 49 -> 100 from 2027-01-01 (command)" in today
    then = call(settings, "masterdata", "list", "--on", "2027-01-01").out
    assert "refuse_below 0,00, vat 10 %" in then.splitlines()[0]


def test_remove(settings: Path) -> None:
    """An article is sold no more; a group that articles need stays."""
    assert call(settings, "masterdata", "set", "article", "10", "--remove", "--yes").code == 0
    assert "Äpfel" not in call(settings, "masterdata", "list").out
    ran = call(settings, "masterdata", "set", "group", "10", "--remove", "--yes")
    assert (ran.code, ran.refusal) == (
        2,
        'kassa: article 30.group: "10" is no group of this stall',
    )


@pytest.mark.parametrize("suffix", ["toml", "csv"])
def test_export_and_import(settings: Path, tmp_path: Path, suffix: str) -> None:
    """What one till writes, another reads; the same till has nothing to change."""
    path = tmp_path / f"stall.{suffix}"
    assert call(settings, "masterdata", "export", path).code == 0
    assert call(settings, "masterdata", "import", path).out == "+0 ~0 -0\n"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("Äpfel", "Birnen"), encoding="utf-8"
    )
    ran = call(settings, "masterdata", "import", path, "--yes")
    assert ran.out.splitlines()[:2] == [
        "article 10 changed: name Äpfel -> Birnen (file)",
        "+0 ~1 -0",
    ]


def test_import_of_a_file_with_a_mistake(settings: Path, tmp_path: Path) -> None:
    """Line and column in English; nothing is taken."""
    path = tmp_path / "list.csv"
    path.write_text("Art;Nr;Preis\nWG;1;2,80\nWG;2;viel\n", encoding="utf-8")
    ran = call(settings, "masterdata", "import", path, "--yes")
    assert ran.refusal == (
        'kassa: line 3, column 3: group 2.price: "viel" is no amount (write "2,50")'
    )
    assert call(settings, "history", "--action", "changed").out == ""


def test_asked_before_it_is_done(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No is no; without anybody to ask, --yes is wanted."""
    words = ("masterdata", "set", "clerk", "1", "name=Anna", "role=chef")
    monkeypatch.setattr(click, "confirm", lambda *_words, **_options: False)
    assert call(settings, *words).code == 0
    assert "Anna" not in call(settings, "masterdata", "list").out

    def nobody(*_words: object, **_options: object) -> bool:
        raise click.Abort

    monkeypatch.setattr(click, "confirm", nobody)
    ran = call(settings, *words)
    assert (ran.code, "--yes" in ran.err) == (2, True)


def test_a_till_that_is_on_keeps_its_book(settings: Path, till: Path) -> None:
    """The book has one writer: reading goes on, writing is refused."""
    with Book.open(till / "book.sqlite"):
        ran = call(settings, "masterdata", "set", "group", "1", "price=3", "--yes")
        assert ran.code == 2
        assert "in use" in ran.err
        assert call(settings, "masterdata", "list").code == 0


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("masterdata", "set", "group", "1"), "give fields"),
        (("masterdata", "set", "group", "1", "price=3", "--remove"), "give fields"),
        (("masterdata", "set", "group", "1", "price"), "write name=value"),
        (("masterdata", "set", "group", "1", "colour=red", "--yes"), "group 1.colour: is unknown"),
        (("masterdata", "set", "group", "1", "vat=21", "--yes"), "no VAT rate on that day"),
        (("masterdata", "set", "group", "1", "price=3", "--from", "2020-01-01"), "no day from"),
        (("masterdata", "export", "stall.txt"), "call it .toml or .csv"),
    ],
)
def test_refused(settings: Path, words: tuple[str, ...], refusal: str) -> None:
    """What cannot be understood or cannot be is said in one line."""
    ran = call(settings, *words)
    assert ran.code == 2
    assert refusal in ran.err


def test_history_by_user_type_and_day(settings: Path) -> None:
    """Filters narrow; a till nobody touched has only what its file said."""
    assert call(settings, "history", "--user", "1").out == ""
    lines = call(settings, "history", "--type", "vat", "--action", "added").out.splitlines()
    assert len(lines) == 13
    assert all("vat" in line and "added: per_mille" in line for line in lines)
    assert call(settings, "history", "--from", "2026-11-01").out == ""
    assert call(settings, "history", "--to", "2026-01-01").out == ""
