"""firmware.till.acts: the wire names of the journal."""

import re

from firmware.till.acts import SALE_KINDS, JournalKind


def test_names_are_their_values() -> None:
    """A row reads as the manual prints it: capitals without umlauts."""
    assert [kind.value for kind in JournalKind] == [kind.name for kind in JournalKind]
    assert all(re.fullmatch(r"[A-Z_]+", kind) for kind in JournalKind)


def test_the_last_four_end_a_sale() -> None:
    """The order is a promise to those who read backwards."""
    assert SALE_KINDS[-4:] == (
        JournalKind.PARKEN,
        JournalKind.BON_ABBRUCH,
        JournalKind.LIEFERSCHEIN,
        JournalKind.BELEG,
    )
