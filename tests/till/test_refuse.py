"""firmware.till.refuse: errors in words."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.till import refuse
from firmware.till.codes import FUNCTIONS
from firmware.till.sounds import Sound
from firmware.till.state import Phase
from firmware.till.texts import ErrorCode
from hal.display.codec import render
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_number_survives(typed: Typed) -> None:
    """6.1: a pending number and quantity survive an E01."""
    assert typed("3 × 250 BON").screen.main == "Tastenfolge"
    assert typed("3 × 250 BON WG1").zones[:2] == ("3 × 2,50", "7,50")
    assert typed("25 BON 0 WG1").zones[:2] == ("Obst", "2,50")
    assert typed("250 BON F WG2").zones[:2] == ("Honig", "2,50")
    assert typed("2 BON F 01").till.clerk == 2


@pytest.mark.parametrize("keys", ["C", "BAR", "ZW", "STO", "KARTE", "×", "BON", "%", "PLU", "F"])
def test_any_key_leaves_an_error(typed: Typed, keys: str) -> None:
    """The way out of an error is any key, and it does nothing else."""
    book = typed(f"250 BON {keys}")
    assert book.phase is Phase.NUM
    assert book.kinds == ["FEHLER"]


def test_errors_are_heard_and_journalled(typed: Typed) -> None:
    """Code and words, with the clerk's practice marked."""
    book = typed("BAR")
    assert book.sounds == [Sound.REJECTED]
    assert book.journal == [("FEHLER", {"code": "E07", "words": "Bon leer"})]


@pytest.mark.parametrize("code", ErrorCode)
def test_errors_show_code_and_words(book: Playbook, code: ErrorCode) -> None:
    """5.6: number and reason."""
    book.till, _ = refuse.complain(book.till, code)
    assert book.zones[:2] == (f"FEHLER {code.name}", code.value)
    render(book.screen)


def test_hints_name_only_what_exists() -> None:
    """No error sends the cashier to a function this till does not have."""
    source = "".join(path.read_text() for path in Path(refuse.__file__).parent.glob("*.py"))
    hinted = {int(digits) for digits in re.findall(r'(?:hint|words)="[^"]*F (\d\d)', source)}
    assert hinted <= set(FUNCTIONS)
