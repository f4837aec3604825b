"""docs/rksv-conformance.md: every paragraph leads to a module and to a test that exists."""

from typing import Final

from tests.docs.pages import DOCS, ROOT, functions_of, plain, rows

PAGE: Final = DOCS / "rksv-conformance.md"
COLUMNS: Final = ("paragraph", "asks", "module", "test")
#: For what this repository does not have; such a row names no test.
NOT_YET: Final = "not yet"
#: The paragraphs that bind a register and what it rests on; each has at least one row.
PARAGRAPHS: Final = (
    *(f"§ {number} RKSV" for number in (5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 19)),
    *(f"Anlage Z {number}" for number in range(2, 17)),
    "§ 132a Abs 3 BAO",
)


def _rows() -> list[tuple[str, ...]]:
    return rows(PAGE, columns=COLUMNS)


def _is_of(row: tuple[str, ...], paragraph: str) -> bool:
    """Whether a row is about a paragraph: `§ 9 Abs 2 RKSV` is about `§ 9 RKSV`."""
    words, wanted = row[0].split(), paragraph.split()
    return words[:2] == wanted[:2] if wanted[0] == "§" else row[0].startswith(paragraph)


def test_every_paragraph_has_a_row() -> None:
    """No duty of the regulation is passed over in silence."""
    covered = {paragraph for paragraph in PARAGRAPHS for row in _rows() if _is_of(row, paragraph)}

    assert [] == [paragraph for paragraph in PARAGRAPHS if paragraph not in covered]


def test_named_modules_exist() -> None:
    """The module column names files of this repository."""
    named = {word for row in _rows() for word in plain(row[2]).replace(",", " ").split()}

    assert [] == sorted(word for word in named if "/" in word and not (ROOT / word).exists())


def test_named_tests_exist() -> None:
    """The test column names functions of test files, `file::function`."""
    missing: list[str] = []
    for row in _rows():
        tests = plain(row[3])
        if tests == NOT_YET:
            continue
        for test in tests.split(", "):
            path, _, function = test.partition("::")
            if function not in functions_of(path):
                missing.append(f"{row[0]}: {test}")

    assert [] == missing


def test_rows_without_a_test_say_that_the_duty_is_not_met() -> None:
    """A row is met and tested, or it says openly that it is not."""
    assert [] == [row[0] for row in _rows() if (plain(row[3]) == NOT_YET) != (row[2] == NOT_YET)]
