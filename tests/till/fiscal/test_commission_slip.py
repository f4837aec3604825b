"""The slip of a new register, line by line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firmware.finanzonline.order import Act, Order, UnitKind
from firmware.finanzonline.steps import Till
from firmware.till.fiscal.commission_slip import NAME, commission_slip
from firmware.till.papers.paper import Title, to_document
from hal.printer.port import QrCode, Text

TILL = Till(register_id="GRAZ-01", aes_key_check="qx6p")
NOW_UTC = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
DUE_UTC = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
CODE = "_R1-AT1_GRAZ-01_1_" + "x" * 140
UNIT = Order(
    key="registrierung_se:1a2b3c4d",
    act=Act.REGISTRIERUNG_SE,
    about="1a2b3c4d",
    not_before_utc=NOW_UTC,
    due_utc=DUE_UTC,
    unit_kind=UnitKind.CARD,
    vda_id="AT1",
)
REGISTER = Order(
    key="registrierung_kasse",
    act=Act.REGISTRIERUNG_KASSE,
    about="GRAZ-01",
    not_before_utc=NOW_UTC,
    due_utc=DUE_UTC,
)
CHECK = Order(key="belegpruefung:1", act=Act.BELEGPRUEFUNG, about=CODE, not_before_utc=NOW_UTC)
ALL = (UNIT, REGISTER, CHECK)


def lines(columns: int, orders: tuple[Order, ...] = ALL) -> list[str]:
    """The slip as it is printed."""
    blocks = to_document(commission_slip(TILL, orders), ("HUBER",), columns).blocks
    return [block.text for block in blocks if isinstance(block, Text)]


def test_name_and_title() -> None:
    """Journal and display call it by its name."""
    paper = commission_slip(TILL, ALL)
    assert NAME == paper.name
    assert Title(text="NEUE KASSE") == paper.rows[0]


def test_values_stand_there_exactly() -> None:
    """§ 16 RKSV: serial in hex, id, check value, provider, as FinanzOnline asks."""
    printed = [line.split() for line in lines(48)]
    for words in (
        ["Kassen-ID", "GRAZ-01"],
        ["Prüfwert", "qx6p"],
        ["Vertrauensdiensteanbieter", "AT1"],
    ):
        assert words in printed
    assert "1a2b3c4d" in "\n".join(lines(48))


def test_the_startbeleg_can_be_scanned_from_it() -> None:
    """§ 6 Abs 4 RKSV: its code stands on the slip, for the app Belegcheck."""
    blocks = to_document(commission_slip(TILL, ALL), ("HUBER",), 48).blocks
    assert [CODE] == [block.payload for block in blocks if isinstance(block, QrCode)]


def test_every_unit_is_a_step() -> None:
    """§ 5 Abs 2 RKSV: a card and a service are registered both, each in its turn."""
    service = replace(UNIT, about="ff00", unit_kind=UnitKind.SERVICE, vda_id="AT3")
    printed = lines(48, (UNIT, service, REGISTER, CHECK))
    heads = [line for line in printed if line[:2] in ("1.", "2.", "3.", "4.")]
    assert ["1.", "2.", "3.", "4."] == [line[:2] for line in heads]
    assert "ff00" in "\n".join(printed)


def test_deadline_is_a_local_day() -> None:
    """§ 6 Abs 3 RKSV: within one week; the day is the Austrian one. Without one none is said."""
    assert "In FinanzOnline anmelden bis 28.11.2026" in lines(48)
    assert 1 == "\n".join(lines(48)).count("28.11.2026")
    later = replace(REGISTER, due_utc=DUE_UTC + timedelta(days=1))
    assert ["Spätestens", "29.11.2026"] in [one.split() for one in lines(48, (UNIT, later))]
    assert "anmelden bis" not in "\n".join(lines(48, (CHECK,)))


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_it_fits_any_paper(columns: int) -> None:
    """No line is wider than the paper; it says that it is no receipt."""
    printed = lines(columns)
    assert max(map(len, printed)) <= columns
    assert "kein Umsatz, nicht signiert" == printed[-1]
