"""firmware.till.fiscal.office: F 69, what FinanzOnline is owed."""

from collections.abc import Callable, Mapping

import pytest

from firmware.till.papers.paper import Code, to_document
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]
CHIEF = "1111 BAR"
UNIT, TILL = "registrierung_se:20f2ed172daa09e5", "registrierung_kasse:GRAZ-01"


def _paper(book: Playbook, columns: int = 42) -> list[str]:
    """The last slip that is no receipt."""
    document = to_document(book.papers[-1], STALL.header, columns)
    return [" ".join(line.split()) for line in lines_of(document)]


def _fon(book: Playbook) -> list[Mapping[str, object]]:
    return [content for kind, content in book.journal if kind == "FON"]


def _refuse(book: Playbook, key: str = UNIT) -> Playbook:
    """The office did not take it."""
    content = {
        "order": key,
        "verdict": "refused",
        "codes": ["5"],
        "words": "Karte ungültig",
        "advice": "Den Lieferanten fragen.",
    }
    book.journal.append(("FON", content))
    return book


def test_the_list_of_a_new_till(typed: Typed) -> None:
    """§ 6 RKSV: card, till, Startbeleg, with the day until which each is in time."""
    book = typed("F 69")
    assert ("Karte anmelden", "offen", "1/3 BAR  bis 27.11.") == book.zones
    assert ("Kasse anmelden", "wartet", "2/3 BAR  bis 27.11.") == book.type("2").zones
    assert ("Bon 1 prüfen", "wartet", "3/3 BAR  bis 27.11.") == book.type("2").zones


def test_nothing_is_open(typed: Typed) -> None:
    """All answered: the list says so."""
    book = typed("")
    for key in (UNIT, TILL, "belegpruefung:1"):
        content = {"order": key, "verdict": "done", "words": "", "advice": ""}
        book.journal.append(("FON", content))
    assert ("FinanzOnline", "nichts offen") == book.type("F 69").zones[:2]


def test_a_late_order_says_so() -> None:
    """The week of § 6 Abs 3 RKSV is over."""
    book = Playbook().play("@time 2026-11-30T09:00:00\nF 69")
    assert ("Karte anmelden", "überfällig", "1/3 BAR  bis 27.11.") == book.zones


def test_the_slip_has_the_exact_values(typed: Typed) -> None:
    """What is typed in FinanzOnline, to the character; anybody may print it."""
    book = typed("F 69 BAR 1")
    assert ("Karte anmelden", "wird gedruckt") == book.zones[:2]
    lines = _paper(book)
    for line in (
        "FinanzOnline",
        "Karte anmelden",
        "Kasse GRAZ-01",
        "Art Signaturkarte",
        "Zertifikats-Seriennummer (hex)",
        "20f2ed172daa09e5",
        "Spätestens 27.11.2026",
    ):
        assert line in lines
    assert [] == _fon(book)


def test_a_check_has_its_code_on_the_slip(typed: Typed) -> None:
    """The app Belegcheck scans it."""
    book = typed("F 69 2 2 BAR 1")
    assert Code(payload="_R1-AT1_GRAZ-01_1_") in book.papers[-1].rows


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_slips_fit_any_paper(typed: Typed, columns: int) -> None:
    """No line is wider than the roll."""
    for place in ("BAR", "2 BAR", "2 2 BAR"):
        document = to_document(typed(f"F 69 {place} 1").papers[-1], STALL.header, columns)
        assert max(map(len, lines_of(document))) <= columns


def test_a_refused_order_says_why(typed: Typed) -> None:
    """Its word on the display, its advice on the slip, before everything else."""
    book = _refuse(typed("")).type("F 69")
    assert ("Karte anmelden", "Karte ungültig", "1/3 BAR  bis 27.11.") == book.zones
    assert "Karte ungültig: Den Lieferanten fragen." in _paper(book.type("BAR 1"))


def test_why_the_web_service_has_not_sent_it_yet(typed: Typed) -> None:
    """An open order that waits for the office: on the slip, not in its place on the display."""
    book = typed("")
    book.office.why = {UNIT: ("FON in Wartung", "Die Kasse versucht es wieder.")}
    assert "offen" == book.type("F 69").zones[1]
    assert "FON in Wartung: Die Kasse versucht es" in _paper(book.type("BAR 1"))


def test_settled_by_hand_is_a_chiefs_word(typed: Typed) -> None:
    """A cashier is asked for the chief's PIN; the row names both and says that a person said it."""
    book = typed("F 69 BAR 2")
    assert ("Karte anmelden", "erledigt ?", "BAR = Ja    C = Nein") == book.zones
    book.type(f"BAR {CHIEF}")
    assert ("Karte anmelden", "erledigt") == book.zones[:2]
    assert [
        {
            "order": UNIT,
            "verdict": "done",
            "codes": [],
            "words": "von Hand",
            "advice": "",
            "status": None,
            "by_hand": True,
            "chief": 1,
        }
    ] == _fon(book)
    assert "Kasse anmelden" == book.type("F 69").zones[0]


def test_settling_can_be_left(typed: Typed) -> None:
    """C before the last BAR: nothing happened."""
    assert [] == typed("F 69 BAR 2 C C C").kinds


def test_only_a_refused_order_is_sent_again(typed: Typed) -> None:
    """The others are sent without being told."""
    book = typed("F 69 BAR 3")
    assert "Karte anmelden" == book.zones[0]
    assert [] == book.kinds
    again = _refuse(typed("")).type(f"F 69 BAR 3 {CHIEF}")
    assert ("Karte anmelden", "wird gesendet") == again.zones[:2]
    assert ("later", True) == (_fon(again)[-1]["verdict"], _fon(again)[-1]["by_hand"])
    assert "offen" == again.type("F 69").zones[1]


@pytest.mark.parametrize("keys", ["BAR 2", "BAR 3"])
def test_practice_settles_nothing(keys: str) -> None:
    """What is practised is no word to the tax office."""
    book = _refuse(Playbook(clerk=1).type("F 50"))
    assert "Nicht im Training" == book.type(f"F 69 {keys}").zones[1]
    assert 1 == len(_fon(book))


def test_practice_may_look_and_print() -> None:
    """The list and the slips are no act."""
    assert 1 == len(Playbook(clerk=1).type("F 50 F 69 BAR 1").papers)
