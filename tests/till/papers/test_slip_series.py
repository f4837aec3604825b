"""firmware.till.papers.slip: a stall may print its own series before the number."""

from dataclasses import replace

import pytest

from firmware.till.papers.slip import Mark, receipt_document
from tests.till.paper import lines_of
from tests.till.playbook import STALL, view_of
from tests.till.slips import SALE


@pytest.mark.parametrize(
    ("series", "line"),
    [
        ("", "BELEG 000412       Kasse GRAZ-01"),
        ("2026-", "BELEG 2026-000412  Kasse GRAZ-01"),
    ],
)
def test_series_stands_before_the_number(series: str, line: str) -> None:
    """§ 11 Abs 1 Z 2 RKSV: the number stays what was signed; the series is only printed."""
    stall = replace(STALL, options=replace(STALL.options, receipt_series=series))
    view = view_of(SALE)
    document = receipt_document(view, stall, 32, Mark.NONE)
    assert line in [one.rstrip() for one in lines_of(document)]
    assert "_412_" in view.qr


def test_a_long_series_wraps() -> None:
    """The longest series and register id need two lines of the smallest paper."""
    stall = replace(STALL, options=replace(STALL.options, receipt_series="GRAZ/26-"))
    view = replace(view_of(SALE), register_id="X" * 20)
    lines = [one.strip() for one in lines_of(receipt_document(view, stall, 32, Mark.NONE))]
    assert "BELEG GRAZ/26-000412" in lines
    assert f"Kasse {'X' * 20}" in lines
