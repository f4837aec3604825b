"""archive.intake.receipt: the short way to what the book says the long way."""

from hypothesis import given
from hypothesis import strategies as st

from archive.intake.receipt import content_text, is_time
from firmware.store.canonical import canonical
from firmware.store.raw import RawReceipt
from firmware.store.row import receipt_content

texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(min_value=-(1 << 62), max_value=1 << 62)


@given(st.tuples(numbers, texts, texts, texts, numbers, texts, numbers, numbers, texts))
def test_what_the_journal_must_say(receipt: RawReceipt) -> None:
    """Exactly the canonical text of the store's own, for all cells there can be."""
    expected = canonical(receipt_content((*receipt[:7], receipt[8])), "")
    assert expected == content_text(receipt)


def test_times() -> None:
    """Only those that sort as their texts do."""
    assert is_time("2026-11-02T07:01:00.000000+00:00")
    assert not is_time("2026-11-02T07:01:00+00:00")
    assert not is_time("2026-11-02T07:01:00.000000+01:00")
    assert not is_time("2026-13-02T07:01:00.000000+00:00")
