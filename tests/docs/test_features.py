"""docs/features.md: every number of the seed list once, and no claim without its test."""

from collections import Counter
from typing import Final

from tests.docs.pages import DOCS, ROOT, functions_of, plain, rows

PAGE: Final = DOCS / "features.md"
COLUMNS: Final = ("Nr", "state", "where", "test")
STATES: Final = ("done", "partly", "open", "document")
NO_TEST: Final = "–"
#: How many rows each list of the seeds has, in the order of the lists.
SEED_ROWS: Final = {"A": 44, "K": 36, "V": 137, "T": 92, "G": 53}
NUMBERS: Final = [
    f"{letter}{number:03}" for letter, last in SEED_ROWS.items() for number in range(1, last + 1)
]


def _rows() -> list[tuple[str, ...]]:
    return rows(PAGE, columns=COLUMNS)


def _is_there(test: str) -> bool:
    path, _, function = test.partition("::")
    return path.startswith("tests/") and function in functions_of(path)


def test_exactly_the_seed_numbers_in_their_order() -> None:
    """Nothing is merged away, nothing is missing, nothing is invented."""
    assert len(NUMBERS) == 362
    assert [row[0] for row in _rows()] == NUMBERS


def test_every_row_has_a_state_and_a_place() -> None:
    """A row says one of the four states, and where the thing is or what is missing."""
    assert [] == [row for row in _rows() if len(row) != 4 or row[1] not in STATES or not row[2]]


def test_a_row_that_claims_something_names_a_test_function() -> None:
    """Done means shown, and so does the part of partly."""
    claims = [row for row in _rows() if row[1] in {"done", "partly"}]

    assert [] == [row[0] for row in claims if "::" not in row[3]]


def test_a_partly_row_says_what_is_missing() -> None:
    """A part is only honest with its rest."""
    assert [] == [row[0] for row in _rows() if row[1] == "partly" and "missing:" not in row[2]]


def test_a_document_row_links_its_document() -> None:
    """What a document answers is one click away, or needs none."""
    unlinked = [
        row[0]
        for row in _rows()
        if row[1] == "document" and "](" not in row[2] and "nothing to build" not in row[2]
    ]

    assert [] == unlinked


def test_named_tests_exist() -> None:
    """Whatever stands in the column test is a function of a test file of this repository."""
    named = {test for row in _rows() for test in plain(row[3]).split(", ")} - {NO_TEST}
    missing = [test for test in named if not _is_there(test)]

    assert [] == sorted(missing)


def test_named_modules_exist() -> None:
    """A path between backticks in the column where is a file or folder of this repository."""
    spans = {
        span
        for row in _rows()
        for span in row[2].split("`")[1::2]
        if span.startswith(("firmware/", "hal/", "docs/", "archive/"))
    }

    assert [] == sorted(span for span in spans if not (ROOT / span).exists())


def test_the_counts_at_the_top_are_right() -> None:
    """The summary is the sum of the rows."""
    counted = Counter(row[1] for row in _rows())
    expected = [(state, str(counted[state])) for state in STATES]

    assert expected == rows(PAGE, columns=("state", "rows"))
