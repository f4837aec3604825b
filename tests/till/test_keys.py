"""firmware.till.keys: which key means what."""

import pytest

from firmware.till.keys import GROUP_KEYS, SYMBOLS, Stroke, group_number, stroke_of
from hal.keypad.port import Key


@pytest.mark.parametrize("key", Key)
@pytest.mark.parametrize("is_shifted", [False, True])
def test_every_key_is_a_stroke(key: Key, *, is_shifted: bool) -> None:
    """No key is without meaning, and the second layer is told from the first."""
    stroke = stroke_of(key, is_shifted=is_shifted)
    assert is_shifted == stroke.name.startswith("F_")


def test_every_stroke_has_a_key() -> None:
    """The table has no column that nobody can press."""
    reachable = {stroke_of(key, is_shifted=shifted) for key in Key for shifted in (False, True)}
    assert set(Stroke) == reachable


def test_symbols_are_the_legends() -> None:
    """A digit key types what is printed on it."""
    assert {key: key.value for key in SYMBOLS} == SYMBOLS


def test_groups_are_sixteen() -> None:
    """Eight keys in two layers: fifteen groups and the deposit."""
    numbers = [
        group_number(key, is_shifted=shifted) for shifted in (False, True) for key in GROUP_KEYS
    ]
    assert list(range(1, 17)) == numbers


def test_other_keys_have_no_group() -> None:
    """Asking for the group of BAR is a mistake of ours."""
    with pytest.raises(ValueError, match="tuple"):
        group_number(Key.BAR, is_shifted=False)
