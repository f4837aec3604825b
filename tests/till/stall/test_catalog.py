"""firmware.till.stall.catalog: what the stall is."""

import pytest

from firmware.till.stall.catalog import Group, Limits, Profile
from tests.till.playbook import ALONE, STALL


def test_anonymous() -> None:
    """A stall without clerks has no clerk dialogue."""
    assert ALONE.is_anonymous
    assert not STALL.is_anonymous


def test_header_is_duty() -> None:
    """§ 132a Abs 3 Z 1 BAO: a receipt says who sells, so a stall without a name is refused."""
    with pytest.raises(ValueError, match="132a"):
        Profile(register_id="GRAZ-01", header=())


def test_defaults_of_the_manual() -> None:
    """6.1: 200,00 for each group, 1.000,00 for a sale, 200,00 for change, no minimum price."""
    group = Group(number=1, name="Obst", vat_per_mille=100)
    limits = Limits()
    assert (group.halo_cents, group.lalo_cents) == (200_00, 0)
    assert (limits.sale_cents, limits.change_cents) == (1_000_00, 200_00)
