"""archive.portal.acts_en: every kind of row has its English name."""

from archive.portal.acts_en import ACTS
from firmware.export.tables.kinds import KINDS


def test_every_kind_has_its_name() -> None:
    """A kind that comes new needs one here, as it needs a German one."""
    assert set() == KINDS.keys() - ACTS.keys()
    assert all(ACTS.values())
