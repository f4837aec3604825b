"""Texts from paper against the entry of the DEP."""

import json
from pathlib import Path
from typing import Any

import pytest

from firmware.rksv.code_check import examine_codes
from firmware.rksv.rules import Rule

WORKED = Path(__file__).parent.parent / "vectors" / "worked-example.json"


@pytest.fixture(name="receipts")
def _receipts() -> list[dict[str, Any]]:
    return json.loads(WORKED.read_text())["receipts"]


def test_all_forms_of_a_receipt_match_it(receipts: list[dict[str, Any]]) -> None:
    """Anlage Z 12 und 14, § 11 Abs 2 RKSV: QR, OCR and link, signed or in failure form."""
    for receipt in receipts:
        assert (
            examine_codes(
                receipt["jws"],
                qr=receipt["qr"],
                ocr=receipt["ocr"],
                link_text=receipt["link_hash"],
            )
            == ()
        )


@pytest.mark.parametrize(
    ("argument", "key"), [("qr", "qr"), ("ocr", "ocr"), ("link_text", "link_hash")]
)
def test_the_form_of_another_receipt_does_not_match(
    receipts: list[dict[str, Any]], argument: str, key: str
) -> None:
    """A slip that belongs to another receipt is found by each of its texts."""
    (fault,) = examine_codes(receipts[1]["jws"], **{argument: receipts[2][key]})

    assert fault.rule is Rule.CODE_MATCH
    assert "of another receipt" in fault.detail


def test_what_cannot_be_read_does_not_match(receipts: list[dict[str, Any]]) -> None:
    """Texts and entries without form are faults, not exceptions."""
    faults = examine_codes(receipts[1]["jws"], qr="_x", ocr=receipts[1]["qr"], link_text="")
    broken = examine_codes("x", link_text=receipts[1]["link_hash"])

    assert [fault.rule for fault in (*faults, *broken)] == [Rule.CODE_MATCH] * 4
    assert "cannot be read" in faults[0].detail
