"""Names of the journal's kinds: each has one, and each says whether it is a business case."""

from firmware.export.tables.kinds import KINDS, words_of
from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, RECEIPT_KIND
from firmware.till.acts import JournalKind


def test_every_kind_has_a_name() -> None:
    """The counter's kinds and the book's own, no more and no fewer."""
    own = {IDENTITY_KIND, CERTIFICATE_KIND, RECEIPT_KIND}
    assert {kind.value for kind in JournalKind} | own == set(KINDS)


def test_names_are_short_and_tell_kinds_apart() -> None:
    """Each fits the column of the text, and no two are the same."""
    names = [words.name for words in KINDS.values()]
    assert len(names) == len(set(names))
    assert [] == [name for name in names if not 0 < len(name) <= 28]


def test_business_cases() -> None:
    """What changes what the trader owns; a position is not yet one, and a drawer opened never."""
    expected = {"BELEG", "STORNO", "GUTSCHEIN", "LIEFERSCHEIN", "DIFFERENZ"}
    expected |= {"EINLAGE", "ENTNAHME", "GELD_STORNO"}
    assert expected == {kind for kind, words in KINDS.items() if words.is_business}


def test_a_kind_of_a_newer_program_is_called_as_it_is() -> None:
    """An old program tells the journal of a new one, without guessing."""
    words = words_of("HOLOGRAMM")
    assert ("HOLOGRAMM", False) == (words.name, words.is_business)
