"""archive.handout.texts: German first."""

import pytest

from archive.handout.texts import ENGLISH, GERMAN, Words, words_for


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", GERMAN),
        ("de-AT,de;q=0.9,en;q=0.5", GERMAN),
        ("en-GB,en;q=0.9,de;q=0.8", ENGLISH),
        ("fr-FR,fr;q=0.9,en;q=0.8", ENGLISH),
        ("it", GERMAN),
        (";;;,,,", GERMAN),
    ],
)
def test_the_first_of_the_two_counts(asked: str, words: Words) -> None:
    """Of a reader's languages."""
    assert words == words_for(asked)
