"""tests.campaign.registry: every class is there, once, and can be called."""

from importlib import import_module

import pytest

from tests.campaign.fault_class import FaultClass
from tests.campaign.registry import CLASSES, classes

BY_KEY = {"ids": lambda one: one.key}


@pytest.mark.parametrize("one", CLASSES, **BY_KEY)
def test_a_class_leads_to_its_function(one: FaultClass) -> None:
    """A row of the table can be run."""
    module, _, function = one.place.partition(":")
    assert callable(getattr(import_module(f"tests.campaign.classes.{module}"), function))
    assert 1 <= one.number <= 20
    assert one.target >= one.sample >= 0


def test_keys_are_in_order_and_unlike() -> None:
    """The table reads as the list of classes does."""
    keys = [one.key for one in CLASSES]
    assert len(keys) == len(set(keys))
    assert sorted(one.number for one in CLASSES) == [one.number for one in CLASSES]


def test_a_number_means_all_its_parts() -> None:
    """`run 20` and the key itself find the same class; an unknown one is refused."""
    assert classes("20") == tuple(one for one in CLASSES if one.number == 20)
    with pytest.raises(KeyError):
        classes("21")
