"""Opening many counters gives what opening one does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.counter_opening import CounterOpener
from firmware.rksv.errors import MalformedError
from firmware.rksv.turnover import seal

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("number", "field", "cents"),
    [("1", "ZxY5lcIP//U=", 0), ("2", "RjXWde9mD24=", 1794), ("8", "SeallZMer2o=", -76544)],
)
def test_the_worked_examples_open(number: str, field: str, cents: int) -> None:
    """Anlage Z 9 RKSV: positive and negative counters of eight bytes."""
    assert CounterOpener(KEY).open(field, register_id="MARKT-01", number=number) == cents


@given(
    st.integers(min_value=5, max_value=16).flatmap(
        lambda length: st.tuples(
            st.just(length),
            st.integers(min_value=-(1 << 8 * length - 1), max_value=(1 << 8 * length - 1) - 1),
        )
    ),
    st.text(min_size=1).filter(lambda text: text.isprintable()),
)
def test_what_the_till_seals_the_examiner_opens(sealed: tuple[int, int], number: str) -> None:
    """Two ways of writing the same cipher agree for every length and sign."""
    length, cents = sealed
    field = seal(cents, key=KEY, register_id="K", number_text=number, length=length)
    opener = CounterOpener(KEY)

    assert opener.open(field, register_id="K", number=number) == cents
    assert opener.open(field, register_id="K", number=number) == cents


def test_a_key_of_another_length_is_refused() -> None:
    """Anlage Z 8 RKSV: AES-256."""
    with pytest.raises(MalformedError, match="16 bytes instead of 32"):
        CounterOpener(bytes(16))
