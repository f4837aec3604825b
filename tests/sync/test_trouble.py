"""Words for what keeps an order from the office."""

import pytest

from firmware.finanzonline.order import Ruling, Verdict
from firmware.sync import trouble
from firmware.sync.fault import WireFault

ALL = [
    *trouble.LINE.values(),
    trouble.MALFORMED,
    trouble.NO_ACCOUNT,
    trouble.NO_FOLDER,
    trouble.NO_BOOK,
]


def test_every_fault_has_its_words() -> None:
    """And each of them is tried again, not at once."""
    assert set(WireFault) == set(trouble.LINE)
    assert {Verdict.LATER} == {ruling.verdict for ruling in trouble.LINE.values()}
    assert min(ruling.wait_s for ruling in trouble.LINE.values()) >= 30


@pytest.mark.parametrize("ruling", ALL, ids=lambda ruling: ruling.words)
def test_words_fit_the_display_and_advice_is_a_sentence(ruling: Ruling) -> None:
    """Sixteen characters; a sentence with the next step for the paper."""
    assert 0 < len(ruling.words) <= 16
    assert ruling.advice.endswith(".")
