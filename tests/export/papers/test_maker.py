"""Who made the till."""

from firmware.export.papers.document import Pairs, Paragraph
from firmware.export.papers.maker import LICENCE, NOT_SAID, maker
from tests.export.papers.sample import EVENTFUL, PLAIN


def test_who_is_named_is_named() -> None:
    """From the settings, to the letter."""
    (pairs,) = maker(EVENTFUL)
    assert isinstance(pairs, Pairs)
    assert (
        ("Hersteller oder Lieferant", "Werkstatt Gruber"),
        ("Anschrift", "Kirchengasse 5"),
        ("UID", "ATU87654321"),
        ("Kontakt", "0316 1234"),
        ("Software", "Standlkassa 0.1.0"),
        ("Lizenz der Software", LICENCE),
    ) == pairs.rows


def test_who_is_not_named_is_not_invented() -> None:
    """There is no company behind the program, and the paper says so."""
    pairs, words = maker(PLAIN)
    assert isinstance(pairs, Pairs)
    assert [NOT_SAID] * 4 == [text for _, text in pairs.rows[:4]]
    assert isinstance(words, Paragraph)
    assert "kein Unternehmen" in words.text
