"""firmware.till.events: what may happen."""

from typing import get_args

import pytest

from firmware.till.events import Event, Refusal
from firmware.till.fiscal import ended
from firmware.till.texts import ErrorCode
from tests.till.playbook import Playbook


@pytest.mark.parametrize("refusal", Refusal)
def test_refusals_are_error_codes(refusal: Refusal) -> None:
    """The cashier reads the same code the refusal names; the sale and the amount stay."""
    book = Playbook().type("1980 WG3").refusing(refusal).type("2000 BAR")
    assert f"FEHLER {refusal.value}" == book.screen.item
    words = ended.WORDS if refusal is Refusal.ENDED else ErrorCode[refusal.value].value
    assert words == book.screen.main
    assert book.refusing(None).type("C BAR").zones[:2] == ("RÜCKGELD", "0,20")


def test_events_carry_their_time() -> None:
    """The counter has no clock of its own."""
    assert all("at_utc" in event.__dataclass_fields__ for event in get_args(Event))
