"""firmware.till.stall.files: F 24, F 73 and F 74, key by key."""

from datetime import date

import pytest

from firmware.till.acts import JournalKind
from firmware.till.papers.paper import Pair
from firmware.till.requests import Failed
from firmware.till.stall.change import today
from firmware.till.stall.files import groups_paper
from firmware.till.stall.masterdata import Sort, Source
from firmware.till.stall.plan import Saying, Way, plan
from firmware.till.stall.requests import FoundHistory
from tests.till.playbook import STALL, Playbook

LIST = "Nr;Name;WG;Preis\n77;Marillen;1;3,90\n78;Zwetschken;1;2,90\n"


@pytest.fixture
def chief() -> Playbook:
    """The chief stands at the till."""
    return Playbook(clerk=1)


def test_every_group_with_rate_and_day(chief: Playbook) -> None:
    """The proof of the 15-group mode: which rate, since when."""
    chief.type("F 24")
    rows = chief.papers[-1].rows
    since = Pair(left="   gültig ab", right="20.11.2026")
    pairs = [row for row in rows if isinstance(row, Pair) and row != since]
    assert [row.left[:2].strip() for row in pairs] == [str(one) for one in sorted(STALL.groups)]
    assert pairs[0].right == "4,9%"
    assert rows.count(since) == len(STALL.groups)
    assert chief.row(JournalKind.BERICHT)["what"] == "WG-Liste"


def test_announced_rates_stand_below(chief: Playbook) -> None:
    """What is coming is on the paper, too."""
    way = Way(today=today(chief.till), source=Source.KEYS, valid_from=date(2027, 1, 1))
    said = Saying(thing=(Sort.VAT, "1"), fields={"per_mille": 100})
    history = chief.stall.history
    changes = plan(history, [said], way, chief.stall.fixture)
    paper = groups_paper(chief.till, FoundHistory(changes=(*history, *changes)))
    assert Pair(left=" 1 ab 01.01.2027", right="10 %") in paper.rows


def test_export(chief: Playbook) -> None:
    """F 73: files are written, a row says so."""
    chief.type("F 73")
    assert chief.zones[:2] == ("Stammdaten", "gesichert")
    assert chief.stall.exports == 1
    assert chief.row(JournalKind.EXPORT)["what"] == "Stammdaten"


def test_export_that_fails(chief: Playbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told, and no row says that it was done."""
    monkeypatch.setattr(chief.stall, "answer", lambda _wanted: Failed(words="Nicht gesichert"))
    assert chief.type("F 73").zones[1] == "Nicht gesichert"
    assert JournalKind.EXPORT not in chief.kinds


def test_import_with_preview(chief: Playbook) -> None:
    """F 74: file, day, preview, yes: one row for each thing, all in one step."""
    chief.stall.files = {"liste.csv": LIST}
    chief.type("F 74")
    assert chief.zones[:2] == ("liste.csv", "Import?")
    chief.type("BAR BAR")
    assert chief.zones[:2] == ("IMPORT ?", "+2 ~0 −0")
    chief.type("BAR").wait(1)
    assert chief.kinds.count("STAMM") == 2
    assert chief.row(JournalKind.STAMM)["source"] == "file"
    assert chief.till.profile.articles[78].name == "Zwetschken"


def test_import_from_a_day_on(chief: Playbook) -> None:
    """New prices for the new year; nothing changes today."""
    chief.stall.files = {"liste.csv": LIST}
    chief.type("F 74 BAR 010127 BAR BAR").wait(1)
    assert chief.row(JournalKind.STAMM)["valid_from"] == "2027-01-01"
    assert 77 not in chief.till.profile.articles


def test_import_of_a_file_with_a_mistake(chief: Playbook) -> None:
    """Line and column, in German; nothing of the file is taken."""
    chief.stall.files = {"liste.csv": LIST + "79;Nuss;1;viel\n"}
    chief.type("F 74 BAR BAR")
    assert chief.zones[1:] == ("Betrag prüfen", "Z 4 Sp 4 viel")
    assert JournalKind.STAMM not in chief.kinds


def test_import_that_changes_nothing(chief: Playbook) -> None:
    """The same file a second time."""
    chief.stall.files = {"liste.csv": LIST}
    chief.type("F 74 BAR BAR BAR").wait(1)
    assert chief.type("F 74 BAR BAR").zones[:2] == ("Stammdaten", "unverändert")


@pytest.mark.parametrize("day", ["0101", "010120"])
def test_import_from_a_day_that_cannot_be(chief: Playbook, day: str) -> None:
    """Asked again."""
    chief.stall.files = {"liste.csv": LIST}
    assert chief.type(f"F 74 BAR {day} BAR").zones[1] == "Datum prüfen"


def test_no_file(chief: Playbook) -> None:
    """Nothing waits in the folder."""
    assert chief.type("F 74").zones[1] == "Keine Datei"


def test_a_file_that_is_gone(chief: Playbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody took it away meanwhile."""
    chief.stall.files = {"liste.csv": LIST}
    chief.type("F 74")
    monkeypatch.setattr(chief.stall, "answer", lambda _wanted: Failed(words="Nicht lesbar"))
    assert chief.type("BAR BAR").zones[1] == "Nicht lesbar"
