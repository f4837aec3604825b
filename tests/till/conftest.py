"""The till on the table."""

from collections.abc import Callable

import pytest

from tests.till.playbook import Playbook


@pytest.fixture
def book() -> Playbook:
    """A till with clerk 2 signed on and nothing rung up."""
    return Playbook()


@pytest.fixture
def typed() -> Callable[[str], Playbook]:
    """A new till after these keys."""
    return lambda keys: Playbook().type(keys)
