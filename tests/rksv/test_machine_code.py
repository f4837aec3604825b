"""Payload, QR, OCR and link: every form leads back to the same receipt."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv import jws, machine_code
from firmware.rksv.coding import encode_base64
from firmware.rksv.errors import MalformedError
from firmware.rksv.receipt import Payload
from firmware.rksv.vat import Buckets

WORKED = (
    "_R1-AT1_MARKT-01_2_2026-11-20T07:12:45_0,00_5,60_0,00_0,00_12,34"
    "_RjXWde9mD24=_1a2b3c4d_wBcOZaEAjJU="
)
SERIALS = st.one_of(
    st.from_regex(r"[0-9A-Fa-f]{1,40}", fullmatch=True),
    st.from_regex(r"S:[0-9]{9}-[0-9A-Za-z]{1,8}", fullmatch=True),
    st.from_regex(r"U:ATU[0-9]{8}-[0-9A-Za-z]{1,8}", fullmatch=True),
    st.from_regex(r"G:[0-9]{13}-[0-9A-Za-z]{1,8}", fullmatch=True),
)
WORD = st.text(st.characters(codec="utf-8", exclude_characters="_"), min_size=1, max_size=20)
CENTS = st.integers(-(10**12), 10**12)
PAYLOADS = st.builds(
    Payload,
    rka=st.sampled_from(["R1-AT0", "R1-AT1", "R1-AT100", "R2-DE7"]),
    register_id=WORD,
    number_text=WORD,
    local_time=st.datetimes(datetime(2015, 9, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - local
        lambda moment: moment.isoformat(timespec="seconds")
    ),
    buckets=st.builds(
        Buckets, normal=CENTS, ermaessigt_1=CENTS, ermaessigt_2=CENTS, null=CENTS, besonders=CENTS
    ),
    turnover_field=st.sampled_from(["VFJB", "U1RP"])
    | st.binary(min_size=5, max_size=16).map(encode_base64),
    certificate_serial=SERIALS,
    previous_link=st.binary(min_size=8, max_size=8).map(encode_base64),
)
SIGNATURES = st.none() | st.binary(min_size=64, max_size=64)


def field_changed(index: int, value: str) -> str:
    fields = WORKED.split("_")
    fields[index] = value
    return "_".join(fields)


def test_the_worked_text_is_read_and_written() -> None:
    """Anlage Z 4 und 5 RKSV: twelve fields with a leading underscore."""
    payload = machine_code.parse(WORKED)
    expected = Payload(
        rka="R1-AT1",
        register_id="MARKT-01",
        number_text="2",
        local_time="2026-11-20T07:12:45",
        buckets=Buckets(ermaessigt_1=560, besonders=1234),
        turnover_field="RjXWde9mD24=",
        certificate_serial="1a2b3c4d",
        previous_link="wBcOZaEAjJU=",
    )
    assert expected == payload
    assert machine_code.build(payload) == WORKED


def test_all_forms_of_the_worked_example(worked_example: dict[str, Any]) -> None:
    """Anlage Z 12 und 14, § 11 Abs 2 RKSV: QR, OCR and link of nine receipts, and back."""
    for receipt in worked_example["receipts"]:
        assert receipt["qr"] == machine_code.qr_from_jws(receipt["jws"])
        assert receipt["ocr"] == machine_code.ocr_from_jws(receipt["jws"])
        assert receipt["jws"] == machine_code.jws_from_qr(receipt["qr"])
        assert receipt["jws"] == machine_code.jws_from_ocr(receipt["ocr"])
        assert receipt["link_hash"] == machine_code.link_hash(receipt["qr"])


def test_markers_in_field_10_and_in_ocr() -> None:
    """Anlage Z 4 und 14 RKSV: TRA and STO are coded in base64, in OCR text in base32."""
    assert machine_code.marker_field("TRA") == "VFJB"
    assert machine_code.marker_field("STO") == "U1RP"
    training = jws.compact(field_changed(10, "VFJB"), None)
    assert machine_code.ocr_from_jws(training).split("_")[10] == "KRJEC==="
    storno = jws.compact(field_changed(10, "U1RP"), None)
    assert machine_code.ocr_from_jws(storno).split("_")[10] == "KNKE6==="


def test_the_failure_text_in_qr_and_ocr() -> None:
    """§ 17 Abs 4, Anlage Z 14 RKSV: the failure text is coded like a signature."""
    failed = jws.compact(WORKED, None)
    qr = machine_code.qr_from_jws(failed)
    assert qr.endswith("_U2ljaGVyaGVpdHNlaW5yaWNodHVuZyBhdXNnZWZhbGxlbg==")
    ocr = machine_code.ocr_from_jws(failed)
    assert ocr.endswith("_KNUWG2DFOJUGK2LUONSWS3TSNFRWQ5DVNZTSAYLVONTWKZTBNRWGK3Q=")
    assert failed == machine_code.jws_from_qr(qr) == machine_code.jws_from_ocr(ocr)


def test_a_code_that_finanzonline_accepted() -> None:
    """Festlegungen des BMF: a six-byte counter and an upper-case serial are read."""
    qr = (
        "_R1-AT1_KECK-2_KECK-2-ID-1_2026-07-22T04:11:18_0,00_0,00_0,00_0,00_0,00_QLSULaIS"
        "_32082A8F_mDUJ5OYs4oY=_VcMexjthBlgPCG3Hv6mFQAGwP1hX35+pMoz7WvdOLBovLhKOhgHHrNotDha5wjvam"
        "9QJ8FgYTdEKoVNKMdm/sg=="
    )
    compact = machine_code.jws_from_qr(qr)
    payload = machine_code.parse(jws.split(compact).payload)
    assert payload.certificate_serial == "32082A8F"
    assert payload.buckets.is_zero
    assert qr == machine_code.qr_from_jws(compact)


def test_a_closed_system_is_read() -> None:
    """§ 20 RKSV: AT0 with the company's key, as in the ministry's document."""
    text = field_changed(1, "R1-AT0").replace("1a2b3c4d", "U:ATU12345678-K1")
    assert machine_code.parse(text).certificate_serial == "U:ATU12345678-K1"


@given(PAYLOADS)
@settings(deadline=None)
def test_every_payload_reads_back(payload: Payload) -> None:
    """Anlage Z 5 RKSV: writing and reading the signed text is the identity, both ways."""
    text = machine_code.build(payload)
    assert payload == machine_code.parse(text)
    assert text == machine_code.build(machine_code.parse(text))


@given(PAYLOADS, SIGNATURES)
@settings(deadline=None)
def test_every_form_leads_back_to_the_jws(payload: Payload, signature: bytes | None) -> None:
    """Anlage Z 12 und 14 RKSV: JWS, QR and OCR are the same receipt."""
    compact = jws.compact(machine_code.build(payload), signature)
    qr = machine_code.qr_from_jws(compact)
    assert compact == machine_code.jws_from_qr(qr)
    assert compact == machine_code.jws_from_ocr(machine_code.ocr_from_jws(compact))
    assert len(machine_code.link_hash(qr)) == 11


@pytest.mark.parametrize(
    ("index", "value", "field"),
    [
        (1, "R0-AT1", "rka"),
        (1, "R1AT1", "rka"),
        (1, "R1-AT01", "rka"),
        (1, "R1-", "rka"),
        (2, "", "register_id"),
        (3, "", "number"),
        (4, "", "local_time"),
        (4, "2026-11-20 07:12:45", "local_time"),
        (4, "2026-11-20T7:12:45", "local_time"),
        (4, "2026-02-29T07:12:45", "local_time"),
        (4, "2026-11-20T24:12:45", "local_time"),
        (4, "2026-11-20T07:12:45Z", "local_time"),
        (5, "0.00", "normal"),
        (6, "1.234,56", "ermaessigt_1"),
        (7, "", "ermaessigt_2"),
        (8, "+1,00", "null"),
        (9, "01,00", "besonders"),
        (10, "", "turnover"),
        (10, "TRA", "turnover"),
        (10, "STO", "turnover"),
        (10, "RjXRdw==", "turnover"),
        (10, "RjXWde9mD24", "turnover"),
        (10, "RjXWde9mD25=", "turnover"),
        (10, "ucopihCZ95NZbw/sxvqUFQAA", "turnover"),
        (11, "", "certificate_serial"),
        (11, "0x1a2b", "certificate_serial"),
        (11, "-1a2b", "certificate_serial"),
        (11, "S:12345678-K1", "certificate_serial"),
        (11, "1" * 65, "certificate_serial"),
        (12, "", "previous_link"),
        (12, "Mm0+Ia07OxzB8NGRm9wB8g==", "previous_link"),
        (12, "wBcOZaEAjJV=", "previous_link"),
        (12, "wBcOZaEAjJU", "previous_link"),
        (12, "wBcOZaEAjJU=\n", "previous_link"),
    ],
)
def test_each_field_is_refused_by_name(index: int, value: str, field: str) -> None:
    """Anlage Z 4 RKSV: the first field that is not in its form is named."""
    with pytest.raises(MalformedError) as refusal:
        machine_code.parse(field_changed(index, value))
    assert field == refusal.value.field


@pytest.mark.parametrize(
    "text", ["", "R1-AT1", WORKED[1:], WORKED + "_", WORKED + "_x", "x" + WORKED]
)
def test_another_number_of_fields_is_refused(text: str) -> None:
    """Anlage Z 5 RKSV: exactly twelve fields, each after an underscore."""
    with pytest.raises(MalformedError) as refusal:
        machine_code.parse(text)
    assert refusal.value.field == "payload"


def test_a_value_with_an_underscore_is_never_written() -> None:
    """Anlage Z 5 RKSV: the separator cannot stand inside a field."""
    broken = replace(machine_code.parse(WORKED), register_id="MARKT_01")
    with pytest.raises(MalformedError, match="13 fields instead of 12"):
        machine_code.build(broken)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (WORKED, "machine code"),
        (f"{WORKED}_", "machine code"),
        (f"{WORKED}_AAAA_", "machine code"),
        (f"x{WORKED}_AAAA", "machine code"),
        (f"{WORKED}_AAAA", "signature"),
        (f"{WORKED}_U2lj-", "signature"),
    ],
)
def test_other_qr_texts_are_refused(code: str, field: str) -> None:
    """Anlage Z 12 RKSV: thirteen fields, the last a signature or exactly the failure text."""
    with pytest.raises(MalformedError) as refusal:
        machine_code.jws_from_qr(code)
    assert field == refusal.value.field


def test_other_ocr_texts_are_refused() -> None:
    """Anlage Z 14 RKSV: a QR text is no OCR text, the coded fields are base32."""
    qr = machine_code.qr_from_jws(jws.compact(WORKED, None))
    with pytest.raises(MalformedError) as refusal:
        machine_code.jws_from_ocr(qr)
    assert refusal.value.field == "turnover"


def test_half_a_surrogate_pair_is_refused_in_every_form() -> None:
    """A text from hostile JSON never escapes as a codec error."""
    with pytest.raises(MalformedError, match="machine code"):
        machine_code.link_hash("_\ud800")
    with pytest.raises(MalformedError, match="payload"):
        machine_code.jws_from_qr(f"{field_changed(2, chr(0xD800))}_{encode_base64(bytes(64))}")


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_text_does_anything_but_parse_or_refuse(text: str) -> None:
    """Whatever a scanner sends, there is a payload or a named refusal."""
    for read in (
        machine_code.parse,
        machine_code.jws_from_qr,
        machine_code.jws_from_ocr,
        machine_code.qr_from_jws,
    ):
        with pytest.raises(MalformedError):
            read(text)
