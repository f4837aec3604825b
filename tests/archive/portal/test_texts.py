"""archive.portal.texts: each German text has its English one, and each word of a page is there."""

import re
import string
from pathlib import Path

import pytest

from archive.accounts.visitor import Role
from archive.alarms.ledger import AlarmKind
from archive.intake.rules import Rule
from archive.packages.verdict import PackageRule
from archive.portal.texts import LANGUAGES, words_in
from firmware.export.audit.finding import AuditRule
from firmware.export.tables.history import ACTIONS, THINGS
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Rule as LawRule
from firmware.till.sales.basket import Means

TEMPLATES = Path(__file__).parents[3] / "archive" / "portal" / "templates"
_USED = re.compile(r"""\bt\(\s*"([a-z_.A-Z]+)"\s*[,)]""")


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same() -> None:
    """The same keys, with the same places in each text; none is empty."""
    german, english = LANGUAGES["de"], LANGUAGES["en"]

    assert german.keys() == english.keys()
    assert {} == {
        key: (german[key], english[key])
        for key in german
        if _places(german[key]) != _places(english[key]) or not german[key] or not english[key]
    }


def test_every_word_of_a_template_is_there() -> None:
    """No page falls over a word that nobody wrote."""
    used = {
        key
        for path in TEMPLATES.glob("*.html")
        for key in _USED.findall(path.read_text(encoding="utf-8"))
    }

    assert len(used) > 150
    assert set() == used - LANGUAGES["de"].keys()


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("alarm", [kind.value for kind in AlarmKind]),
        ("rule", [rule.value for rule in Rule]),
        ("rule", [rule.value for rule in (*PackageRule, *AuditRule, *LawRule)]),
        ("kind", [kind.value for kind in ReceiptKind]),
        ("means", [means.value for means in Means]),
        ("thing", list(THINGS.values())),
        ("action", list(ACTIONS.values())),
        ("role", [role.value for role in Role]),
        ("move", ["EINLAGE", "ENTNAHME"]),
    ],
)
def test_every_word_of_the_archive_has_its_text(area: str, words: list[str]) -> None:
    """A kind that comes new needs its words here."""
    assert [] == [word for word in words if f"{area}.{word}" not in LANGUAGES["de"]]


def test_a_word_of_a_newer_program_stands_as_it_is() -> None:
    """Nobody's page fails over it; a language there is not is German."""
    words = words_in("fr")

    assert "de" == words.language
    assert "something" == words.known("alarm", "something")
    assert "Belege: 12" == words("overview.sold", count="12")
