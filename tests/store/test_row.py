"""Between values and cells; damaged cells are named."""

from collections.abc import Callable
from typing import Any

import pytest

from firmware.rksv.duties import Month
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store import row
from firmware.store.entry import Certificate
from firmware.store.errors import StoreError, StoreFault
from tests.store.till import Till


def test_receipt_and_intent_come_back_equal(till: Till) -> None:
    """The cells of a receipt or an intent give the same value again."""
    intent = till.intend(buckets=Buckets(normal=990, besonders=-10))
    receipt = till.sealed(intent)
    assert intent == row.intent_of(row.intent_cells(intent))
    assert receipt == row.receipt_of(row.receipt_cells(receipt))


def test_certificate_comes_back_equal() -> None:
    """DER and issuers survive; the order of issuers is kept."""
    certificate = Certificate(serial="1a", der=b"\x30\x00", chain=(b"\x02", b"\x01"), rka="R1-AT1")
    assert certificate == row.certificate_of(row.certificate_cells(certificate), "R1-AT9")


@pytest.mark.parametrize("position", [1, 2, 7])
def test_damaged_receipt_is_named(till: Till, position: int) -> None:
    """Kind, time or content that cannot be read is BROKEN and says which receipt."""
    cells: list[Any] = list(row.receipt_cells(till.issue()))
    cells[position] = "?"
    assert broken_place(lambda: row.receipt_of(tuple(cells))) == "receipt 2"


@pytest.mark.parametrize("position", [1, 2, 4, 6])
def test_damaged_intent_is_named(till: Till, position: int) -> None:
    """Kind, time, payload or content of an intent that cannot be read is BROKEN."""
    cells: list[Any] = list(row.intent_cells(till.intend()))
    cells[position] = "?"
    assert broken_place(lambda: row.intent_of(tuple(cells))) == "intent 2"


@pytest.mark.parametrize("chain", ["?", "[1]", '["*"]', "5"])
def test_damaged_issuers_are_named(chain: str) -> None:
    """Issuers that are no JSON array of base64 are BROKEN."""
    assert (
        broken_place(lambda: row.certificate_of(("1a", b"", chain, None), "R1-AT1"))
        == "certificate 1a"
    )


def broken_place(call: Callable[[], object]) -> str:
    """Where a call says that something is broken."""
    with pytest.raises(StoreError) as refused:
        call()
    assert StoreFault.BROKEN is refused.value.fault
    return refused.value.place


def test_months_closed() -> None:
    """§ 8 Abs 2 RKSV: a closing receipt names its months, oldest first."""
    content = {"closes": ["2026-10", "2026-11"]}
    assert (Month(2026, 10), Month(2026, 11)) == row.months_closed(content, "receipt 9")


@pytest.mark.parametrize(
    "content",
    [{}, {"closes": []}, {"closes": "2026-10"}, {"closes": ["2026-13"]}, {"closes": [202610]}],
)
def test_closing_without_months_is_refused(content: dict[str, Any]) -> None:
    """Without months nobody could tell what a closing receipt has closed."""
    with pytest.raises(StoreError) as refused:
        row.months_closed(content, "receipt 9")
    assert StoreFault.REFUSED is refused.value.fault


def test_every_cell_counts_in_a_digest(till: Till) -> None:
    """Changing any one cell of a row changes its digest."""
    cells = row.receipt_cells(till.issue())
    digests = {row.row_digest("d", cells)}
    for position, cell in enumerate(cells):
        other = cell + 1 if isinstance(cell, int) else f"{cell}x"
        digests.add(row.row_digest("d", (*cells[:position], other, *cells[position + 1 :])))
    assert len(cells) + 1 == len(digests)


def test_kinds_are_stored_by_value() -> None:
    """The stored text of a kind is its enum value, which the indexes of the schema name."""
    assert all(kind is row.kind_of(kind.value, "here") for kind in ReceiptKind)
