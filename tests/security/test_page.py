"""docs/security.md: each row leads to a test that exists, and what is open is said."""

from typing import Final

import pytest

from tests.docs.pages import DOCS, ROOT, functions_of, plain, rows

PAGE: Final = DOCS / "security.md"
ATTACKS: Final = ("attack", "protects", "remains", "test")
ITEMS: Final = ("item", "how", "state", "test")
#: What an item of law may be; one that is not met is shown by no test.
STATES: Final = {"met", "partly", "not met"}
PLACES: Final = ("where", "on the memory card", "test")
#: What the issue asks a word about; each is a heading with a table of its own.
ADVERSARIES: Final = (
    "A stolen till",
    "A stolen memory card",
    "An evil USB device",
    "An evil network",
    "An evil cashier",
    "An evil operator of the archive",
    "An evil update",
)


def _tests_of(row: tuple[str, ...]) -> list[str]:
    return plain(row[-1]).split(", ")


def _missing(found: list[tuple[str, ...]]) -> list[str]:
    """Tests that a table names and that are not there."""
    return [
        f"{row[0]}: {test}"
        for row in found
        for test in _tests_of(row)
        if test.partition("::")[2] not in functions_of(test.partition("::")[0])
    ]


def _section(heading: str) -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("adversary", ADVERSARIES)
def test_every_adversary_has_rows(adversary: str) -> None:
    """Nobody of whom the threat model must speak is passed over."""
    assert f"| {' | '.join(ATTACKS)} |" in _section(adversary)
    assert 3 <= _section(adversary).count("`tests/")


def test_named_tests_exist() -> None:
    """A row is shown by a test, or it is not there."""
    assert [] == _missing(rows(PAGE, columns=ATTACKS))
    assert [] == _missing(rows(PAGE, columns=PLACES))
    shown = [row for row in rows(PAGE, columns=ITEMS) if row[2] != "not met"]
    assert [] == _missing(shown)


def test_a_test_that_is_gone_is_found() -> None:
    """The control: a row that names none, and one that names what is not there."""
    path = "tests/security/test_page.py"
    gone = ("a", "b", "c", f"`{path}::test_gone`")
    none = ("a", "b", "c", "")

    assert [f"a: {path}::test_gone", "a: "] == _missing([gone, none])


def test_every_row_says_what_remains() -> None:
    """Silence is not safety: a cell says "nothing" or what is left."""
    assert [] == [row[0] for row in rows(PAGE, columns=ATTACKS) if not all(row)]


def test_every_item_has_a_state() -> None:
    """Met, partly, or openly not; what is not met has no test that would say so."""
    found = rows(PAGE, columns=ITEMS)
    assert STATES == {row[2] for row in found}
    assert [] == [row[0] for row in found if (row[2] == "not met") == bool(row[3])]


def test_contact_and_period() -> None:
    """CRA Art. 13 (8) and Annex I, Part II: where to report, and for how long holes are mended."""
    section = _section("Reporting a hole")
    assert "Privately" in section
    assert "security updates for five years" in section


def test_what_lies_open_is_said() -> None:
    """The data partition is not encrypted; page and technician's manual say so alike."""
    assert "the data partition is not encrypted" in _section("A stolen memory card")
    settings = (ROOT / "docs/image/settings.md").read_text(encoding="utf-8")
    assert "The data partition is not encrypted" in settings
    partition = ROOT / "image-build/rootfs/usr/lib/standlkassa/repart.d/50-data.conf"
    assert "Encrypt=" not in partition.read_text(encoding="utf-8")
