"""The slip of a new register, line by line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.till.fiscal.commission_slip import NAME, NewRegister, commission_slip
from firmware.till.papers.paper import Title, to_document
from hal.printer.port import Text

NEW = NewRegister(
    register_id="GRAZ-01",
    units=(("1a2b3c4d", "AT1"),),
    key_check="qx6p",
    commissioned_at_utc=datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
)


def lines(new: NewRegister, columns: int) -> list[str]:
    """The slip as it is printed."""
    blocks = to_document(commission_slip(new), ("HUBER",), columns).blocks
    return [block.text for block in blocks if isinstance(block, Text)]


def test_name_and_title() -> None:
    """Journal and display call it by its name."""
    paper = commission_slip(NEW)
    assert NAME == paper.name
    assert Title(text="NEUE KASSE") == paper.rows[0]


def test_values_stand_there_exactly() -> None:
    """§ 16 RKSV: serial in hex without leading zeros, id and check value, as FinanzOnline asks."""
    printed = lines(NEW, 42)
    for left, right in (
        ("Kassen-ID", "GRAZ-01"),
        ("Zertifikat (hex)", "1a2b3c4d"),
        ("Anbieter (VDA)", "AT1"),
        ("AES-Prüfwert", "qx6p"),
    ):
        assert f"{left}{right:>{42 - len(left)}}" in printed


def test_every_unit_stands_there() -> None:
    """§ 5 Abs 2 RKSV: a card and a service are registered both."""
    both = replace(NEW, units=(("1a2b3c4d", "AT1"), ("ff00", "AT3")))
    printed = "\n".join(lines(both, 48))
    assert "ff00" in printed
    assert "AT3" in printed
    assert "1a2b3c4d und ff00" in printed.replace("\n", " ")


def test_deadline_is_a_week_of_local_days() -> None:
    """§ 6 Abs 3 RKSV: within one week; the day is the Austrian one."""
    assert "In FinanzOnline anmelden bis 28.11.2026" in lines(NEW, 42)


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_it_fits_any_paper(columns: int) -> None:
    """No line is wider than the paper; the steps are numbered in their order."""
    printed = lines(NEW, columns)
    assert max(map(len, printed)) <= columns
    starts = [line[:2] for line in printed if line[:1].isdigit() and line[1:2] == "."]
    assert ["1.", "2.", "3.", "4."] == starts
