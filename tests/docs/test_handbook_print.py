"""The handbook on paper: one PDF with all of its pages."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.docs.handbook.chapters import chapter, paths
from tests.docs.handbook.printed import print_card, print_handbook, title


@pytest.mark.heavy
@pytest.mark.browser
@pytest.mark.timeout(180)
def test_every_chapter_is_where_the_contents_say(tmp_path: Path) -> None:
    """The contents name each chapter with the page on which it begins."""
    chapters = [chapter(path) for path in paths()]

    count = print_handbook(chapters, tmp_path / "handbuch.pdf")

    pages = [page.extract_text() for page in PdfReader(tmp_path / "handbuch.pdf").pages]
    assert len(pages) == count
    numbers = dict(_contents(pages[1]))
    wanted = {title(one) for one in chapters}
    assert wanted == set(numbers)
    assert [] == [name for name, page in numbers.items() if name not in pages[page - 1]]


@pytest.mark.browser
@pytest.mark.timeout(180)
def test_card_is_one_sheet(tmp_path: Path) -> None:
    """As the cashier's card says of itself: two pages, the day in front, faults behind."""
    count = print_card(tmp_path / "kurzanleitung.pdf")

    pages = [page.extract_text() for page in PdfReader(tmp_path / "kurzanleitung.pdf").pages]
    assert 2 == count
    assert "Am Morgen" in pages[0]
    assert "Wenn etwas nicht geht" in pages[1]


def _contents(text: str) -> list[tuple[str, int]]:
    """The lines `12.  Storno und Rückgabe 24`."""
    found: list[tuple[str, int]] = []
    for line in text.splitlines():
        head, _, rest = line.partition(".")
        words, _, page = rest.rpartition(" ")
        if head.strip().isdigit() and page.isdigit():
            found.append((" ".join(words.split()), int(page)))
    return found
