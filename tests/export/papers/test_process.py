"""The process documentation."""

from dataclasses import replace

import pytest

from firmware.export.papers.facts import Practice, Setting
from firmware.export.papers.process import process_documentation
from tests.export.papers.sample import EVENTFUL, PLAIN, words_in

CHAPTERS = (
    "Zweck und Umfang",
    "Zuständigkeiten",
    "Vom Tastendruck zum Beleg",
    "Tagesabschluss und Geld",
    "Stammdaten und Steuersätze",
    "Ausfall",
    "Meldungen an FinanzOnline",
    "Sicherung und Aufbewahrung",
    "Änderungen und Freigabe",
)


def test_chapters() -> None:
    """From the key press to what is kept."""
    document = process_documentation(PLAIN)
    assert CHAPTERS == tuple(one.title for one in document.chapters)


def test_every_function_stands_with_its_right() -> None:
    """Each code once, with whoever may use it."""
    lines = words_in(process_documentation(PLAIN)).splitlines()
    chief = next(line for line in lines if line.startswith("Chef: "))
    codes = {f"F {one.code:02}" for one in PLAIN.functions if one.right == "C"}
    assert codes == set(chief.removeprefix("Chef: ").split(", "))


def test_who_is_the_chief() -> None:
    """By name where there are clerks, the owner where there are none."""
    assert "Chef (C): Anna (Nr. 1)" in words_in(process_documentation(EVENTFUL))
    assert "Chef (C): der Unternehmer" in words_in(process_documentation(PLAIN))


@pytest.mark.parametrize(
    ("practice", "words"),
    [
        (("papier", True, False), ("Bon auf Papier", "Scheinen und Münzen", "angemeldet ist")),
        (("qr", False, True), ("Code auf der Anzeige", "als eine Summe", "Der Chef schließt")),
        (("fragen", True, False), ("wird gefragt", "Scheinen und Münzen", "angemeldet ist")),
    ],
)
def test_how_this_stall_works(practice: tuple[str, bool, bool], words: tuple[str, ...]) -> None:
    """The options of the book, not those of some file."""
    form, counts_pieces, is_z_for_chief = practice
    works = Practice(receipt_form=form, counts_pieces=counts_pieces, is_z_for_chief=is_z_for_chief)
    told = words_in(process_documentation(replace(PLAIN, practice=works)))
    assert [] == [one for one in words if one not in told]


def test_who_tells_the_office() -> None:
    """A person, or the web service where it is set up."""
    mode = Setting(section="finanzonline", key="mode", value="production")
    served = replace(PLAIN, settings=(*PLAIN.settings, mode))
    assert "hat keinen Webservice" in words_in(process_documentation(PLAIN))
    assert "meldet durch den Webservice" in words_in(process_documentation(served))
