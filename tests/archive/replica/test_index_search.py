"""archive.replica.index_search: what is found is exactly what fits, page after page, both ways."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.replica import index_file, index_search
from archive.replica.index_file import Index
from archive.replica.index_search import Wanted
from firmware.export.tables.fiscal_lines import Filed, filed
from firmware.store.reader import Reader
from tests.archive.replica.index_ground import copied
from tests.export.tables import big_book

DAYS = st.sampled_from([date(2026, 10, 23), date(2026, 10, 24), date(2026, 10, 25)])
WANTED = st.builds(
    Wanted,
    number=st.none() | st.integers(1, 30),
    cents=st.none() | st.sampled_from([250, 700, 2766, -700, 1]),
    cents_to=st.none() | st.sampled_from([300, 900, 10_000]),
    text=st.sampled_from(["", "Äpfel", "apfel", "glüh", "KÄSE kg", "4827", "mangelhaft", "nichts"]),
    first_day=st.none() | DAYS,
    last_day=st.none() | DAYS,
    kind=st.sampled_from(["", "standard", "storno", "training"]),
    means=st.sampled_from(["", "bar", "karte", "gutschein"]),
)


@pytest.fixture(scope="module")
def opened(book_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Opened"]:
    """An index, and its receipts as an export tells them."""
    path = copied(book_path, tmp_path_factory.mktemp("search"))
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        yield Opened(index, list(filed(big_book.sight_of(book))))


class Opened:
    """What is searched, and what there is."""

    def __init__(self, index: Index, receipts: list[Filed]) -> None:
        self.index = index
        self.receipts = receipts


def _words(receipt: Filed) -> list[str]:
    sale = receipt.sale
    assert sale is not None
    texts = [line.name for line in sale.lines] + [line.voucher for line in sale.lines]
    texts += [tender.voucher for tender in sale.tenders] + [sale.note, sale.reason]
    if sale.customer is not None:
        texts += [sale.customer.name, sale.customer.uid, sale.customer.invoice]
    return _folded(" ".join(texts))


def _folded(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return "".join(one if one.isalnum() else " " for one in kept).split()


def _fits(receipt: Filed, wanted: Wanted) -> bool:
    sale = receipt.sale
    assert sale is not None
    total, day = sale.total_cents, date.fromisoformat(receipt.local[:10])
    if wanted.cents is not None and wanted.cents_to is not None:
        is_amount = wanted.cents <= total <= wanted.cents_to
    elif wanted.cents is not None:
        is_amount = abs(total) == abs(wanted.cents)
    else:
        is_amount = wanted.cents_to is None or total <= wanted.cents_to
    words = _words(receipt)
    return (
        (wanted.number is None or receipt.number == wanted.number)
        and is_amount
        and all(any(word.startswith(one) for word in words) for one in _folded(wanted.text))
        and (wanted.first_day is None or day >= wanted.first_day)
        and (wanted.last_day is None or day <= wanted.last_day)
        and (not wanted.kind or sale.kind.value == wanted.kind)
        and (not wanted.means or wanted.means in {one.means.value for one in sale.tenders})
    )


@given(wanted=WANTED, page_size=st.integers(1, 9))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_what_fits_is_found(opened: Opened, wanted: Wanted, page_size: int) -> None:
    """Down page by page and up again: the same receipts, each once, the newest first."""
    fitting = [one.number for one in reversed(opened.receipts) if _fits(one, wanted)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_search, "PAGE_RECEIPTS", page_size)
        down: list[int] = []
        before: int | None = None
        while True:
            page = index_search.page(opened.index, wanted, before=before)
            down += [one.number for one in page.receipts]
            if page.older is None or not page.receipts:
                break
            before = page.older
        up: list[int] = []
        after = 1
        while fitting:
            page = index_search.page(opened.index, wanted, after=after)
            up = [one.number for one in page.receipts] + up
            if page.newer is None or not page.receipts:
                break
            after = page.newer

    assert fitting == down
    assert [number for number in fitting if number > 1] == up


@given(text=st.text(max_size=40))
@example(text="0_0")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_search(opened: Opened, text: str) -> None:
    """Quotes, stars and operators of the index's own language are only letters to it."""
    index_search.page(opened.index, Wanted(text=text))


def test_cancellations_are_found_from_the_original(opened: Opened) -> None:
    """Both ways, for a part, and for another tender."""
    sales = {one.number: one.sale for one in opened.receipts}
    for number, sale in sales.items():
        assert sale is not None
        if sale.original is not None:
            assert number in index_search.cancelling(opened.index, sale.original)
        if sale.replaces is not None:
            assert (number,) == index_search.replacing(opened.index, sale.replaces)
    assert () == index_search.cancelling(opened.index, 1)
