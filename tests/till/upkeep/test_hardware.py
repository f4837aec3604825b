"""firmware.till.upkeep.hardware: F 95, part by part, and all of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.till.acts import JournalKind
from firmware.till.events import Answered
from firmware.till.sounds import Sound
from firmware.till.state import Phase
from firmware.till.upkeep.hardware import RUN
from firmware.till.upkeep.hardware_requests import LeaveCheck, Part, PartChecked, Verdict
from hal.display.codec import render
from hal.display.port import BRIGHTEST, Pattern
from hal.keypad.port import Key
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]

BEGIN = "F 95 1111 BAR"
#: Letters, every pattern, every brightness.
PAGES = 1 + len(Pattern) + BRIGHTEST


def test_every_part_is_in_the_list(typed: Typed) -> None:
    """By a digit; the first is all of them."""
    book = typed(BEGIN)
    assert ("HARDWARETEST", "0 alle Teile") == book.zones[:2]
    seen = set()
    for _ in range(10):
        seen.add(book.screen.main[2:])
        book.type("ZW")
    book.type("9")
    for _ in range(4):
        seen.add(book.screen.main[2:])
        book.type("ZW")
    assert {part.value for part in Part} == seen - {"alle Teile", "weitere"}


def test_display(typed: Typed) -> None:
    """Every zone full, with the letters that are missing in bad fonts; then every dot."""
    book = typed(f"{BEGIN} 1")
    render(book.screen)
    assert book.zones == ("ÄÖÜäöüß€×−✓ 0:8", "88888,88", "ABCDEFGHIJKLMNOPQRSTU")
    shown = []
    for _ in range(PAGES - 1):
        book.type("BAR")
        render(book.screen)
        shown.append((book.screen.pattern, book.screen.brightness))
    patterns = [pattern for pattern, _ in shown if pattern is not None]
    assert list(Pattern) == patterns
    assert [1, 2, 3] == [brightness for pattern, brightness in shown if pattern is None]
    assert ("ANZEIGE ?", "1 in Ordnung") == book.type("BAR").zones[:2]


@pytest.mark.parametrize(("said", "zones"), [("1", "Anzeige ✓"), ("2", "Anzeige ✗")])
def test_what_eyes_say(typed: Typed, said: str, zones: str) -> None:
    """The machine cannot know."""
    book = typed(f"{BEGIN} 1{' BAR' * PAGES} {said}")
    assert zones == book.zones[0]
    assert "Bereit" == book.type("C").zones[0]


def test_printer(typed: Typed) -> None:
    """A page that is no receipt, and says so; is it legible?"""
    book = typed(f"{BEGIN} 2")
    assert [one.name for one in book.papers] == ["Testseite"]
    assert book.sales == []
    assert "Seite lesbar ?" == book.zones[0]
    assert ("Drucker ✓", "in Ordnung", "Drucker: x") == book.type("1").zones


def test_printer_that_is_off(typed: Typed) -> None:
    """Nothing to look at: the reason at once."""
    book = typed(BEGIN)
    book.hardware.answers[Part.PRINTER] = PartChecked(
        part=Part.PRINTER, verdict=Verdict.BAD, words="antwortet nicht", facts=("da ist: x",)
    )
    assert ("Drucker ✗", "antwortet nicht", "da ist: x") == book.type("2").zones
    assert Sound.REJECTED is book.sounds[-1]


def test_drawer(typed: Typed) -> None:
    """An open drawer is always a row."""
    book = typed(f"{BEGIN} 3")
    assert book.row(JournalKind.LADE) == {"reason": "Test", "chief": 1}
    assert book.pulses == 1
    assert "Lade ✓" == book.type("1").zones[0]


@pytest.mark.parametrize(
    ("keys", "zones"),
    [
        ("4", ("Karte ✓", "signiert 480 ms")),
        ("7", ("Uhr ✓", "geht +0 s")),
        ("8 1", ("Stick ✓", "12,0 / 20,0 MB/s")),
        ("8 2", ("Stick", "ausgelassen")),
        ("9 1 2", ("Lampe ✗", "fehlerhaft")),
        ("9 2", ("Netzteil ✓", "warnt nicht")),
        ("9 3", ("Schloss –", "kein Schloss")),
        ("9 4", ("Netz ✓", "192.168.178.30")),
    ],
)
def test_parts_that_answer(typed: Typed, keys: str, zones: tuple[str, str]) -> None:
    """A sign and words."""
    book = typed(f"{BEGIN} {keys}")
    render(book.screen)
    assert zones == book.zones[:2]


def test_sound(typed: Typed) -> None:
    """Three tones."""
    book = typed(f"{BEGIN} 5")
    assert Sound.SIGNED in book.sounds
    assert "Ton ✓" == book.type("1").zones[0]


def waiting(typed: Typed, part: Part, keys: str) -> Playbook:
    """A part that takes its time."""
    book = typed(BEGIN)
    del book.hardware.answers[part]
    return book.type(keys)


def test_one_that_takes_its_time_can_be_left(typed: Typed) -> None:
    """C asks for no more; what comes later belongs to nobody."""
    book = waiting(typed, Part.CARD, "4")
    assert ("Karte", "prüft ...", "C = auslassen") == book.zones
    assert ("Karte", "ausgelassen") == book.type("C").zones[:2]
    assert LeaveCheck(part=Part.CARD) == book.hardware.asked[-1]
    late = PartChecked(part=Part.CARD, verdict=Verdict.GOOD, words="spät")
    book.send(Answered(answer=late, at_utc=book.now_utc))
    assert "ausgelassen" == book.zones[1]


RESULTS = "BAR"
#: Whatever each part asks, then its page of what came of it.
ANSWERS = {
    Part.DISPLAY: f"{'BAR ' * PAGES}1",
    Part.SOUND: "1",
    Part.LAMP: "1",
    Part.PRINTER: "1",
    Part.DRAWER: "1",
    Part.STICK: "1",
}


def all_parts(book: Playbook) -> Playbook:
    """Through all parts but the keys."""
    for part in RUN:
        book.type(ANSWERS.get(part, "")) if part in ANSWERS else None
        assert book.zones[0].startswith(part.value), (part, book.zones)
        render(book.screen)
        book.type(RESULTS)
    return book


def test_all_of_them(typed: Typed) -> None:
    """A slip with every part, a row with every verdict, and the till is as it was."""
    book = all_parts(typed(f"{BEGIN} 0"))
    assert Phase.WALK is book.phase
    for key in Key:
        book.press(key)
    book.type("BAR")
    assert ("Hardwaretest", "alles ok", "Bon wird gedruckt") == book.zones
    row = book.row(JournalKind.HARDWARETEST)
    assert (0, 1) == (row["bad"], row["chief"])
    parts = row["parts"]
    assert isinstance(parts, list)
    assert [part.value for part in Part] == [one["part"] for one in parts]
    assert ["Testseite", "Hardwaretest"] == [one.name for one in book.papers]
    assert "2,50" == book.type("C 250 WG1").screen.main
    assert book.till.chief is None


def test_what_is_bad_is_counted_and_named(typed: Typed) -> None:
    """A card that does not sign, keys that did not come."""
    book = typed(f"{BEGIN} 0")
    book.hardware.answers[Part.CARD] = PartChecked(
        part=Part.CARD, verdict=Verdict.BAD, words="Karte fehlt"
    )
    all_parts(book).type("WG3 BAR BAR")
    assert ("Hardwaretest", "2 fehlerhaft") == book.zones[:2]
    parts = book.row(JournalKind.HARDWARETEST)["parts"]
    assert isinstance(parts, list)
    told = {one["part"]: (one["verdict"], one["words"]) for one in parts}
    assert ("bad", "Karte fehlt") == told["Karte"]
    assert ("bad", "2 von 30") == told["Tasten"]
    assert ("none", "kein Schloss") == told["Schloss"]


def test_all_of_them_can_be_left(typed: Typed) -> None:
    """F C at any point: no row, no slip; C goes one page back."""
    book = typed(f"{BEGIN} 0{' BAR' * PAGES} 1")
    assert "Anzeige ✓" == book.zones[0]
    assert "ANZEIGE ?" == book.type("C").zones[0]
    book.type("1 BAR 2")
    assert ("Ton ✗", "fehlerhaft") == book.zones[:2]
    before = book.journal[:]
    assert "Bereit" == book.type("F C").zones[0]
    assert before == book.journal
    assert [] == book.papers


def test_a_long_name_fits(typed: Typed) -> None:
    """Whatever a part says is cut to the display."""
    book = typed(BEGIN)
    checked = book.hardware.answers[Part.NET]
    book.hardware.answers[Part.NET] = replace(checked, facts=("x" * 60,))
    render(book.type("9 4").screen)
