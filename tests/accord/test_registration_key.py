"""firmware.accord.registration_key: 48 digits that notice a slip of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.accord.errors import AccordError
from firmware.accord.registration_key import (
    GROUP_DIGITS,
    GROUPS,
    check_digit,
    from_text,
    to_text,
)


@given(key=st.binary(min_size=16, max_size=16))
def test_typed_and_read(key: bytes) -> None:
    """With hyphens, with spaces, with nothing between."""
    text = to_text(key)
    assert [GROUP_DIGITS] * GROUPS == [len(group) for group in text.split("-")]
    for form in (text, text.replace("-", " "), text.replace("-", "")):
        assert key == from_text(form)


@given(key=st.binary(min_size=16, max_size=16), at=st.integers(0, 47), by=st.integers(1, 9))
def test_one_wrong_digit_is_noticed_at_its_group(key: bytes, at: int, by: int) -> None:
    """ISO 7064 MOD 11,10: each."""
    digits = to_text(key).replace("-", "")
    wrong = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]
    with pytest.raises(AccordError, match=f"group {at // GROUP_DIGITS + 1} "):
        from_text(wrong)


def test_two_groups_swapped_are_noticed() -> None:
    """The number of the group is in its check digit."""
    first, second, *rest = to_text(bytes(range(16))).split("-")
    with pytest.raises(AccordError, match="group"):
        from_text("-".join([second, first, *rest]))


@pytest.mark.parametrize("text", ["", "123", "x" * 48, "٣" * 48])
def test_what_is_no_key(text: str) -> None:
    """48 digits."""
    with pytest.raises(AccordError, match="48 digits"):
        from_text(text)


def test_forty_digits_can_say_more_than_a_key() -> None:
    """2^128 itself is none."""
    groups = [f"{1 << 128:040}"[at : at + 5] for at in range(0, 40, 5)]
    text = "".join(group + check_digit(number, group) for number, group in enumerate(groups))
    with pytest.raises(AccordError, match="no such key"):
        from_text(text)
    with pytest.raises(AccordError, match="16 bytes"):
        to_text(b"")
