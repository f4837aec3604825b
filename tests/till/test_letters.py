"""firmware.till.letters: letters from number keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.letters import KEYS, groups, shown, without_last

TAPS = st.text(alphabet="0123456789,", max_size=40)


@pytest.mark.parametrize(
    ("taps", "text"),
    [
        ("", ""),
        ("2", "A"),
        ("22", "B"),
        ("2222", "Ä"),
        ("2,2", "Aa"),
        ("222222", "A"),
        ("202", "A A"),
        ("66666", "6"),
        (",,2", "A"),
    ],
)
def test_taps_read_as_letters(taps: str, text: str) -> None:
    """Each further tap of one key is its next letter; a comma ends the letter."""
    assert text == shown(taps)


@given(TAPS)
def test_last_letter_goes(taps: str) -> None:
    """C takes exactly one letter, and leaves the others as they were."""
    assert groups(taps)[:-1] == groups(without_last(taps))


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ", max_size=16))
def test_every_name_can_be_typed(name: str) -> None:
    """Every letter has taps; a comma between them keeps neighbours of one key apart."""
    taps = ",".join(
        key * (letters.index(letter) + 1)
        for letter in name
        for key, letters in KEYS.items()
        if letter in letters
    )
    assert name[:1] + name[1:].lower() == shown(taps)
