"""The matrix of keys on pins that the real kernel drives, row by row."""

from pathlib import Path

import pytest

from firmware.desk.keys import parse_keys
from tests.vm.stalls import MATRIX_WIRES, STALL
from tests.vm.tills import Built, fresh_card, played

pytestmark = [pytest.mark.image, pytest.mark.timeout(1500)]

_DEADLINE_S = 120.0


def test_a_till_is_begun_and_sells_on_its_matrix(built: Built, tmp_path: Path) -> None:
    """lgpio, the kernel's GPIO and a board on USB scan it; each tap is one key."""
    card = fresh_card(built, tmp_path / "card.img", STALL + MATRIX_WIRES)
    with played(built, card, "matrix") as one:

        def tap(text: str) -> None:
            for key in parse_keys(text):
                one.till.wires.matrix.tap(key)
            one.till.wait(lambda: one.till.wires.matrix.is_idle, "the end of the taps", _DEADLINE_S)
            one.stage.settle()

        one.till.power_on()
        one.till.wait_lit()
        one.till.wait_shown("NEUE KASSE", 60)
        for answer in ("BAR", "BAR", "BAR", "123456 BAR", "BAR", "BAR"):
            tap(answer)
        one.till.wait(lambda: "NEUE KASSE" in one.stage.last_slip, "the first slips", _DEADLINE_S)
        tap("3 × 250 WG1 2000 BAR")
        one.play('expect display "12,50"\nexpect receipt "RÜCKGELD"\n')
        assert one.till.wires.pins.scans > 0
