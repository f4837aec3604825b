"""The manual's notation of key sequences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.desk.keys import (
    MAX_KEYS,
    KeysError,
    TooManyKeysError,
    UnknownWordError,
    format_keys,
    parse_keys,
)
from hal.keypad.port import Key

SALE = (
    *(Key.DIGIT_3, Key.TIMES, Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1),
    *(Key.DIGIT_2, Key.DIGIT_0, Key.DIGIT_0, Key.DIGIT_0, Key.BAR),
)


def typed(keys: tuple[Key, ...]) -> str:
    """What the till has been told, double zeros as two zeros."""
    return "|".join(key.value for key in keys).replace("00", "0|0")


def test_a_sale_is_read_key_by_key() -> None:
    """Digits written together are single keys, words are caps."""
    assert parse_keys("3 × 250 WG1 2000 BAR") == SALE


def test_a_sale_is_written_as_in_the_manual() -> None:
    """Digits and comma stand together, everything else apart."""
    assert format_keys(SALE) == "3 × 250 WG1 2000 BAR"


@pytest.mark.parametrize("text", ["3 x 250 wg1 2000 bar", "  3 * 250\tWG1\n2000   Bar "])
def test_what_keyboards_cannot_write_has_other_spellings(text: str) -> None:
    """An x or a star is the times key, small letters and more blanks are fine."""
    assert parse_keys(text) == SALE


@pytest.mark.parametrize("key", list(Key))
def test_every_cap_can_be_written(key: Key) -> None:
    """The legend of a cap alone is that key."""
    assert parse_keys(key.value) == (key,)


def test_a_comma_belongs_to_its_number() -> None:
    """`1,345` is five keys."""
    assert parse_keys("1,345") == (
        *(Key.DIGIT_1, Key.COMMA, Key.DIGIT_3, Key.DIGIT_4, Key.DIGIT_5),
    )


def test_the_double_zero_is_written_as_its_digits() -> None:
    """`2`, `0`, `00` read `2000`, as the manual writes what the cashier typed with `00`."""
    assert format_keys((Key.DIGIT_2, Key.DIGIT_0, Key.DIGIT_00, Key.BAR)) == "2000 BAR"


def test_nothing_is_no_key() -> None:
    """An empty text is an empty sequence, and back."""
    assert parse_keys(" ") == ()
    assert format_keys(()) == ""


@pytest.mark.parametrize(
    ("text", "word", "position"),
    [
        ("250 WG9 BAR", "WG9", 2),
        ("250WG1", "250WG1", 1),
        ("1.5 WG1", "1.5", 1),
        ("²5", "²5", 1),
    ],
)
def test_an_unknown_word_is_named_with_its_place(text: str, word: str, position: int) -> None:
    """The error carries the word and its place, for whoever shows it."""
    with pytest.raises(UnknownWordError, match=f"word {position}: '{word}'") as caught:
        parse_keys(text)
    assert (word, position) == (caught.value.word, caught.value.position)


def test_a_sequence_has_an_end() -> None:
    """As many keys as allowed pass, one more does not."""
    assert len(parse_keys("1" * MAX_KEYS)) == MAX_KEYS
    with pytest.raises(TooManyKeysError, match=str(MAX_KEYS)):
        parse_keys("1" * (MAX_KEYS + 1))


@given(st.lists(st.sampled_from(Key), max_size=60).map(tuple))
def test_what_was_written_is_read_back(keys: tuple[Key, ...]) -> None:
    """Any sequence survives as what it types."""
    assert typed(parse_keys(format_keys(keys))) == typed(keys)


@given(st.text(max_size=80))
def test_any_text_is_keys_or_a_named_error(text: str) -> None:
    """Nothing else is raised, and what is read can be written in its proper form."""
    try:
        keys = parse_keys(text)
    except KeysError:
        return
    assert format_keys(parse_keys(format_keys(keys))) == format_keys(keys)
