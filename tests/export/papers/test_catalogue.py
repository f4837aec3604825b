"""All documents there are."""

from firmware.export.papers.catalogue import WRITERS, imprint
from firmware.export.papers.document import Kind
from firmware.export.papers.facts import digest
from tests.export.papers.sample import PLAIN


def test_every_kind_is_written() -> None:
    """And is of the kind it was asked for."""
    assert list(Kind) == [writer(PLAIN).kind for writer in WRITERS.values()]
    assert list(Kind) == list(WRITERS)


def test_titles_are_told_apart() -> None:
    """Nobody files one for the other."""
    titles = {writer(PLAIN).title for writer in WRITERS.values()}
    assert len(WRITERS) == len(titles)


def test_imprint() -> None:
    """Who sells is the first line of the receipt's head."""
    one = imprint(PLAIN, "heute")
    assert ("MARKTSTAND HUBER", "GRAZ-01", "0.1.0", "heute", digest(PLAIN)) == (
        one.company,
        one.register_id,
        one.version,
        one.made_at,
        one.digest,
    )
