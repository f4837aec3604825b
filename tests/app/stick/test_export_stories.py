"""A stick that is put into a whole till, from the port to the journal."""

from datetime import timedelta
from pathlib import Path

import pytest

from firmware.export.package import contents, receipts
from firmware.export.package import manifest as manifests
from firmware.export.package.manifest import Manifest
from firmware.till.acts import JournalKind
from tests.app.day import Day


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the DEP: it is not about the files here, and PDFs take long."""
    monkeypatch.setattr(contents, "parts_of", lambda _kind, sight: receipts.parts(sight))


@pytest.fixture
def sold(day: Day) -> Day:
    """A till that sold something, and has an owner's stick in a drawer."""
    day.type("250 WG1 BAR")
    day.bench.sticks.give_owner(day.stand.book, day.stand.clock.now().utc)
    return day


def put(day: Day, name: str) -> None:
    """Into the port; the till has seen it when this returns."""
    day.bench.sticks.put(name)
    day.wait(3)


def exports(day: Day, name: str) -> list[Path]:
    """The exports that lie on a stick, oldest first."""
    base = day.bench.sticks.folder(name) / "Registrierkasse" / "GRAZ-01"
    return sorted(base.iterdir()) if base.exists() else []


def manifest_of(path: Path) -> Manifest:
    return manifests.from_bytes((path / "MANIFEST.json").read_bytes())


def rows(day: Day, *kinds: str) -> list[str]:
    """What the journal says of sticks and exports, in short."""
    return [f"{row.kind} {row.content['what']}" for row in day.rows(*kinds)]


def test_the_owner_fetches_the_day(sold: Day) -> None:
    """AU17: put in, everything since the last time, let go; twice, and nothing is there twice."""
    put(sold, "owner")
    assert not sold.bench.sticks.is_mounted
    sold.bench.sticks.pull()
    sold.type("C 290 WG1 BAR C")
    put(sold, "owner")
    first, second = map(manifest_of, exports(sold, "owner"))
    assert ((1, 2), (3, 3)) == (
        (first.receipts.first, first.receipts.last),
        (second.receipts.first, second.receipts.last),
    )
    assert first.head == second.after
    said = rows(sold, JournalKind.STICK, JournalKind.EXPORT)
    once = ["STICK in", "EXPORT abholung", "STICK out"]
    assert ["STICK owner", *once, *once] == said


def test_a_stick_becomes_the_owners(sold: Day) -> None:
    """F 70 9: asked by the chief, and served at once."""
    put(sold, "new")
    assert [] == exports(sold, "new")
    sold.type("C F 70 9 BAR")
    sold.wait(3)
    (made,) = exports(sold, "new")
    assert made.name.endswith("_abholung")
    said = rows(sold, JournalKind.STICK, JournalKind.EXPORT)
    assert ["STICK in", "STICK owner", "EXPORT abholung", "STICK out"] == said[1:]


def test_a_full_stick_and_then_another(sold: Day) -> None:
    """E16; nothing half stays, and the next one works."""
    put(sold, "full")
    sold.type("F 70 2 BAR BAR")
    sold.wait(2)
    assert "FEHLER E16|Stick voll" in sold.display
    assert [] == exports(sold, "full")
    sold.bench.sticks.pull()
    sold.wait(2)
    put(sold, "new")
    sold.type("C C F 70 2 BAR BAR")
    sold.wait(2)
    (made,) = exports(sold, "new")
    assert made.name.endswith("_pruefung")
    errors = [row.content.get("error") for row in sold.rows(JournalKind.EXPORT)]
    assert ("is full" in str(errors[0]), errors[1]) == (True, None)


def test_an_inspector_takes_the_dep_along(sold: Day) -> None:
    """F 60 1: a folder of its own, told with its name; the row says for whom."""
    put(sold, "new")
    sold.type("C F 60 1")
    sold.wait(1)
    assert "DEP am Stick ✓" in sold.display
    (made,) = exports(sold, "new")
    assert made.name.endswith("_dep7")
    (row,) = sold.rows(JournalKind.EXPORT)
    assert ("Kontrolle", made.name) == (row.content["reason"], row.content["folder"])


def test_the_clock_may_be_wrong(sold: Day) -> None:
    """A till whose clock stands before its last receipt has whole books all the same."""
    sold.until_off(str((sold.stand.clock.now().utc - timedelta(days=400)).isoformat()))
    put(sold, "owner")
    (made,) = exports(sold, "owner")
    assert () == manifest_of(made).findings


#: Counted is what was sold.
CLOSE = "C C F 20 BAR 1 × 250 BAR ZW BAR"


def test_one_that_is_left_in_gets_every_day(sold: Day) -> None:
    """Z8: let go when it was served, mounted again at the Z, and let go again."""
    put(sold, "owner")
    assert not sold.bench.sticks.is_mounted
    sold.type(CLOSE)
    sold.wait(3)
    first, second = map(manifest_of, exports(sold, "owner"))
    assert first.head == second.after
    (closing,) = sold.rows(JournalKind.Z)
    assert second.journal.first <= closing.seq <= second.journal.last
    assert not sold.bench.sticks.is_mounted


def test_a_z_without_a_stick(sold: Day) -> None:
    """It is asked for, none comes, and nothing is said of it."""
    sold.type(CLOSE)
    sold.wait(10)
    assert 1 == sold.bench.sticks.port.recalled
    assert [] == rows(sold, JournalKind.FEHLER)


def test_a_z_with_another_stick(sold: Day) -> None:
    """Let go and left in, it is seen again, and gets nothing."""
    put(sold, "new")
    sold.type("C F 75")
    sold.wait(2)
    sold.type(CLOSE)
    sold.wait(3)
    assert [] == exports(sold, "new")
    assert ["STICK in", "STICK out", "STICK in"] == rows(sold, JournalKind.STICK)[1:]


def test_one_that_was_let_go_is_sought(sold: Day) -> None:
    """F 70: it is there again, and gets what is asked for and nothing by itself."""
    put(sold, "owner")
    sold.type("C F 70 2 BAR BAR")
    sold.wait(3)
    names = [one.name.rpartition("_")[2] for one in exports(sold, "owner")]
    assert ["abholung", "pruefung"] == names
    assert sold.bench.sticks.is_mounted
    sold.type(CLOSE)
    sold.wait(3)
    assert 3 == len(exports(sold, "owner"))


def test_none_is_found(sold: Day) -> None:
    """F 70 to F 72 wait for one some seconds, and then say so."""
    sold.type("C F 71")
    assert "STICK|wird gesucht" in sold.display
    sold.type("C")
    assert "STICK|wird gesucht" in sold.display
    sold.wait(6)
    assert "FEHLER E16|Kein Stick" in sold.display
