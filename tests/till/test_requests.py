"""firmware.till.requests: what is wanted, and what answers it."""

from dataclasses import FrozenInstanceError, fields
from typing import get_args

import pytest

from firmware.till.requests import Failed, Found, Wanted


def test_wants_and_answers_are_different_things() -> None:
    """No value is both, so that a script cannot take a question for its answer."""
    assert set() == set(get_args(Wanted)) & set(get_args(Found))


def test_no_representation_holds_a_pin() -> None:
    """What is wanted may end up in a log, as a whole."""
    kinds = [kind for kind in get_args(Wanted) for field in fields(kind) if field.name == "pin"]
    assert 4 == len(kinds)
    shown = [kind for kind in kinds for field in fields(kind) if field.name == "pin" and field.repr]
    assert [] == shown


def test_answers_are_frozen() -> None:
    """An answer is kept in the till's state, which never changes in place."""
    answer = Failed(words="Stick voll")
    with pytest.raises(FrozenInstanceError):
        answer.words = "x"  # type: ignore[misc]
    assert ["words"] == [field.name for field in fields(answer)]
