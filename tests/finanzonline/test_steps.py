"""What a person does in FinanzOnline, with the exact values."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.finanzonline.order import Act, Order, Reason, UnitKind
from firmware.finanzonline.owed import owed_orders
from firmware.finanzonline.steps import (
    Scan,
    Sentence,
    Till,
    Value,
    moment_text,
    serial_text,
    steps,
    title_of,
)
from tests.finanzonline.lives import LATE, life

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TILL = Till(register_id="STAND-1", aes_key_check="kF8o")
SERIAL = "Zertifikats-Seriennummer (hex)"


def _values(order: Order) -> dict[str, str]:
    return {row.label: row.text for row in steps(order, TILL).rows if isinstance(row, Value)}


def _order(act: Act, about: str) -> Order:
    return Order(key=f"{act}:1", act=act, about=about, not_before_utc=NOW)


def test_every_act_has_steps_with_a_title_for_the_display() -> None:
    """Whatever a till owes can be done by hand."""
    for act in Act:
        order = replace(_order(act, "1a"), unit_kind=UnitKind.CARD, vda_id="AT1")
        slip = steps(order, TILL)
        assert (title_of(order), True) == (slip.title, len(slip.title) <= 16)
        assert any(isinstance(row, Sentence) and "FinanzOnline" in row.text for row in slip.rows)


@pytest.mark.parametrize(
    ("number", "title"), [("1", "Bon 1 prüfen"), ("98765", "Bon 98765 prüfen"), ("123456", None)]
)
def test_a_check_names_its_receipt(number: str, title: str | None) -> None:
    """Of two checks that are owed a person must know which is which."""
    order = replace(_order(Act.BELEGPRUEFUNG, "_R1"), key=f"{Act.BELEGPRUEFUNG}:{number}")
    assert (title or "Beleg prüfen") == title_of(order)
    assert number == _values(order)["Bon"]


def test_a_new_till_is_registered_with_id_and_check_value() -> None:
    """The AES key itself stands on no slip; its check value shows a typing error."""
    unit, till, check = (one.order for one in owed_orders(life(), LATE))
    assert {
        "Art": "Signaturkarte",
        "Vertrauensdiensteanbieter": "AT1",
        SERIAL: "1a",
        "Spätestens": "08.03.2027",
    } == _values(unit)
    assert {"Kassen-ID": "STAND-1", "Prüfwert": "kF8o", "Spätestens": "08.03.2027"} == _values(till)
    assert Scan(code="_start") in steps(check, TILL).rows
    assert "STAND-1" == _values(check)["Kassen-ID"]


@pytest.mark.parametrize(
    ("serial", "text"), [("1a2b", "1a2b"), ("0x1A2B", "1a2b"), ("00f0", "f0"), ("0", "0")]
)
def test_a_serial_is_written_as_on_the_receipts(serial: str, text: str) -> None:
    """Another form of the same number is another unit to the office."""
    assert text == serial_text(serial)


def test_an_outage_says_reason_and_begin_in_local_time() -> None:
    """§ 17 Abs 1 RKSV: component, reason, begin."""
    order = replace(_order(Act.AUSFALL_SE, "1a"), reason=Reason.SIGNATURE, moment_utc=NOW)
    assert {
        SERIAL: "1a",
        "Begründung": "2 Signatur nicht möglich oder fehlerhaft",
        "Beginn des Ausfalls": "20.11.2026 10:00:00",
    } == _values(order)


def test_a_recovery_says_the_end() -> None:
    """§ 17 Abs 6 RKSV."""
    order = replace(_order(Act.WIEDERINBETRIEBNAHME_KASSE, "STAND-1"), moment_utc=NOW)
    expected = {"Kassen-ID": "STAND-1", "Ende des Ausfalls": "20.11.2026 10:00:00"}
    assert expected == _values(order)


def test_an_end_has_a_reason_and_no_moment() -> None:
    """The moment is that of the message."""
    order = replace(_order(Act.AUSSERBETRIEBNAHME_KASSE, "STAND-1"), reason=Reason.PLANNED)
    assert {"Kassen-ID": "STAND-1", "Begründung": "6 geplante Außerbetriebnahme"} == _values(order)


def test_moments_follow_summer_time() -> None:
    """The office's pages take the time on the wall."""
    assert "01.07.2027 11:00:00" == moment_text(datetime(2027, 7, 1, 9, tzinfo=UTC))
