"""firmware.till.stall.functions: the functions about the stall, by whom and when."""

import pytest

from firmware.till.acts import JournalKind
from firmware.till.stall.functions import FUNCTIONS
from tests.till.playbook import Playbook

CODES = [function.code for function in FUNCTIONS]


def test_numbers_are_those_of_the_manual() -> None:
    """6.8: F 24, 73, 74, 90 to 93."""
    assert CODES == [24, 73, 74, 90, 91, 92, 93]


@pytest.mark.parametrize("code", [code for code in CODES if code != 24])
def test_the_chief_alone_changes_the_stall(code: int, book: Playbook) -> None:
    """A cashier is asked for the chief's PIN."""
    assert book.type(f"F {' '.join(str(code))}").zones[0] == "E06 Chef-PIN ?"


def test_everybody_may_print_the_list(book: Playbook) -> None:
    """Whoever is asked for it by an inspector can show it."""
    assert book.type("F 2 4").papers[-1].name == "WG-Liste"


@pytest.mark.parametrize("code", CODES)
def test_not_in_training(code: int) -> None:
    """There are no practice prices: a real one would be changed."""
    book = Playbook(clerk=1).type("F 50").type(f"F {' '.join(str(code))}")
    assert book.till.is_training
    assert book.zones[1] == "Nicht im Training"
    assert JournalKind.STAMM not in book.kinds
