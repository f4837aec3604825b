"""MT-SICS as bytes: what is a weight, and all that is none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hal.scale.codec import Condition, MtSicsError, is_reset_answer, parse_answer
from hal.scale.port import Weight


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        (b"S S      1.345 kg", Weight(milli=1345, is_stable=True)),
        (b"S D      1.345 kg", Weight(milli=1345, is_stable=False)),
        (b"S S       1345 g", Weight(milli=1345, is_stable=True)),
        (b"S S     -0.020 kg", Weight(milli=-20, is_stable=True)),
        (b"S S          0 g", Weight(milli=0, is_stable=True)),
        (b"S S    1234567 g", Weight(milli=1_234_567, is_stable=True)),
    ],
)
def test_weights(line: bytes, weight: Weight) -> None:
    """Grams and kilograms, at rest or moving, below zero too."""
    assert weight == parse_answer(line)


@pytest.mark.parametrize("condition", Condition)
def test_conditions(condition: Condition) -> None:
    """Why there is no weight is an answer as well."""
    assert condition == parse_answer(condition.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"S S      1.345 lb", "lb"),
        (b"S S     1345.0 g", "without a decimal point"),
        (b"S S     1.3455 kg", "finer than a gram"),
        (b"S S     1.345 kg", "9 characters"),
        (b"S S       1.345 kg", "11 characters"),
        (b"S S      1.345", "no answer"),
        (b"S S      1,345 kg", "no answer"),
        (b"S X      1.345 kg", "no answer"),
        (b"S S      1 345 kg", "no answer"),
        (b"", "no answer"),
        (b"ES", "no answer"),
        (b'I4 A "1"', "no answer"),
        (b"\xff\xfe\x00", "no answer"),
    ],
)
def test_what_is_no_weight(line: bytes, words: str) -> None:
    """Refused with what is wrong; nothing is rounded and nothing guessed."""
    with pytest.raises(MtSicsError, match=words):
        parse_answer(line)


@example(milli=25_000, index=15)
@given(milli=st.integers(-99_999, 999_999), index=st.integers(0, 16))
def test_a_lost_byte_never_makes_another_weight(milli: int, index: int) -> None:
    """The line has no parity: whatever byte is lost, the answer is the same weight or none."""
    whole = f"S S {milli / 1000:>10.3f} kg".encode()
    lost = whole[:index] + whole[index + 1 :]
    try:
        weight = parse_answer(lost)
    except MtSicsError:
        return
    assert Weight(milli=milli, is_stable=True) == weight


def test_reset_answer() -> None:
    """The serial number in quotes, and nothing else."""
    assert is_reset_answer(b'I4 A "B123456789"')
    assert not is_reset_answer(b"S S      1.345 kg")
    assert not is_reset_answer(b'4 A "B123456789"')
