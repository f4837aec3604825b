"""archive.portal.receipts: found by what is known of it, shown as it was printed."""

import re
from pathlib import Path

import pytest

from archive.paper.slip import slip_of
from firmware.store.reader import Reader
from hal.printer.port import QrCode, Text
from tests.archive.portal.ground import Ground
from tests.archive.portal.wcag import parsed


def _numbers(html: str) -> list[int]:
    return [int(one) for one in re.findall(r'/receipts/(\d+)">\d{6}</a>', html)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("text=gluhwein&kind=storno", [16, 14, 12]),
        ("means=karte", [17, 5]),
        ("amount=27,66", [22]),
        ("amount=-8", [17, 16, 15]),
        ("amount=20&amount_to=30", [23, 22]),
        ("from=2026-10-25", [24, 23, 22, 21, 20]),
        ("kind=training", [18]),
        ("number=7&kind=standard", [7]),
        ("text=nichts", []),
    ],
)
def test_receipts_are_found(ground: Ground, query: str, wanted: list[int]) -> None:
    """By text, amount, day, kind, means; and by several at once."""
    assert wanted == _numbers(ground.page(f"{ground.path}/receipts?{query}"))


def test_a_number_alone_leads_to_the_receipt(ground: Ground) -> None:
    """Who knows the number wants the receipt."""
    answer = ground.client.get(f"{ground.path}/receipts?number=14")

    assert (303, f"{ground.path}/receipts/14") == (answer.status_code, answer.headers["location"])
    assert "Kein Beleg passt" in ground.page(f"{ground.path}/receipts?number=4711")


def test_what_cannot_be_is_said(ground: Ground) -> None:
    """The field is named, and marked for ears."""
    html = ground.page(f"{ground.path}/receipts?amount=zwei&from=gestern")

    assert "Das kann nicht sein" in html
    wrong = [one for one in parsed(html).all() if one.attributes.get("aria-invalid") == "true"]
    assert {"amount", "from"} == {one.attributes["name"] for one in wrong}


def test_the_paper_is_what_was_printed(ground: Ground, book_path: Path) -> None:
    """Line by line the till's own slip, and its code."""
    with Reader.open_read_only(book_path) as book:
        for number in (1, 5, 14, 18, 22):
            slip = slip_of(book, number)
            assert slip is not None
            page = parsed(ground.page(f"{ground.path}/receipts/{number}"))
            (paper,) = [one for one in page.all() if one.attributes.get("class") == "slip"]
            lines = [one for one in paper.children if "line" in one.attributes.get("class", "")]
            printed = [one.text for one in slip.document.blocks if isinstance(one, Text)]
            assert [text.split() for text in printed] == [one.text.split() for one in lines]
            codes = [one.payload for one in slip.document.blocks if isinstance(one, QrCode)]
            (shown,) = [one for one in page.named("dd") if one.text.startswith("_R1")]
            assert codes == [shown.text]


def test_cancellations_are_linked_both_ways(ground: Ground) -> None:
    """From the original to it and back; another tender as well."""
    original = ground.page(f"{ground.path}/receipts/13")
    cancelled = ground.page(f"{ground.path}/receipts/14")
    again = ground.page(f"{ground.path}/receipts/17")

    assert f'storniert mit Beleg <a href="{ground.path}/receipts/14">' in original
    assert f'storniert einen Teil von Beleg <a href="{ground.path}/receipts/13">' in cancelled
    assert f'ersetzt Beleg (andere Zahlungsart) <a href="{ground.path}/receipts/15">' in again
    assert "ersetzt durch Beleg" in ground.page(f"{ground.path}/receipts/15")
