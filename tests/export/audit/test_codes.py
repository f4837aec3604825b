"""firmware.export.audit.codes: receipts on paper, in each form, against what is known of them."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.audit.codes import (
    CodeVerdict,
    Form,
    Proof,
    code_of,
    codes_of,
    examine,
    link_of,
)
from firmware.export.audit.receipts import DepEntry
from firmware.rksv import jws, machine_code
from firmware.rksv.rules import Rule
from firmware.rksv.trust import DeviceKey, DeviceKind

WORKED = json.loads((Path(__file__).parents[2] / "vectors/worked-example.json").read_text())
RECEIPTS: list[dict[str, Any]] = WORKED["receipts"]
SALE, FAILED = RECEIPTS[1], RECEIPTS[4]
DEVICES = {
    WORKED["certificate_serial"]: DeviceKey(
        kind=DeviceKind.CERTIFICATE, der=b64decode(WORKED["certificate_base64"])
    )
}


def dep(receipts: list[dict[str, Any]]) -> Iterator[DepEntry]:
    """These as entries."""
    for one in receipts:
        payload = machine_code.parse(jws.split(one["jws"]).payload)
        yield DepEntry(jws=one["jws"], payload=payload)


def judged(
    *texts: str,
    devices: dict[str, DeviceKey] = DEVICES,
    receipts: list[dict[str, Any]] | None = None,
) -> list[CodeVerdict]:
    """The verdicts on what was given."""
    codes = [code_of(text, str(at)) for at, text in enumerate(texts)]
    entries = None if receipts is None else dep(receipts)
    return list(examine(codes, devices, entries))


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda one: one["kind"])
@pytest.mark.parametrize("form", ["qr", "ocr"])
def test_every_receipt_in_every_form(receipt: dict[str, Any], form: str) -> None:
    """Anlage Z 12, 14 RKSV: both lead to the same receipt, signed or in failure form."""
    (found,) = judged(receipt[form])
    assert found.is_good
    assert (form, receipt["link_hash"]) == (found.code.form.value, found.link)
    expected = Proof.SIGNED if receipt["is_signed"] else Proof.FAILED_DEVICE
    assert expected is found.proof
    assert (str(receipt["number"]), sum(receipt["cents"].values())) == (
        found.number,
        found.total_cents,
    )


def test_without_a_certificate_nothing_is_proven() -> None:
    """What would prove it is said."""
    (found,) = judged(SALE["qr"], devices={})
    assert (found.is_good, found.proof) == (True, Proof.UNCHECKED)
    assert "--certificate" in found.needs


def test_a_changed_amount_is_found() -> None:
    """§ 9 RKSV: by the signature; and by the DEP7 without a certificate."""
    text = SALE["qr"].replace("_5,60_", "_5,50_")
    (found,) = judged(text)
    assert [Rule.SIGNATURE] == [fault.rule for fault in found.faults]
    assert Proof.NONE is found.proof
    (found,) = judged(text, devices={}, receipts=RECEIPTS)
    assert [Rule.CODE_MATCH] == [fault.rule for fault in found.faults]
    assert found.is_in_dep is False


@pytest.mark.parametrize("form", ["qr", "ocr", "link_hash"])
def test_in_the_dep_it_is_the_same(form: str) -> None:
    """Signed or not: the DEP7 has it."""
    for receipt in (SALE, FAILED):
        (found,) = judged(receipt[form], devices={}, receipts=RECEIPTS)
        assert (found.is_good, found.is_in_dep) == (True, True)
        assert str(receipt["number"]) == found.number


def test_not_in_the_dep_it_was_never_booked() -> None:
    """A signature alone does not make a receipt."""
    others = [one for one in RECEIPTS if one is not SALE]
    for form in ("qr", "ocr", "link_hash"):
        (found,) = judged(SALE[form], receipts=others)
        assert not found.is_good
        assert found.is_in_dep is not True


@pytest.mark.parametrize(
    "url",
    [
        "{}",
        "https://a.example/{}",
        "https://a.example/r?x=1#{}",
        "HTTPS://A.EXAMPLE/r?id={}",
    ],
)
def test_a_link_names_the_code_given_with_it(url: str) -> None:
    """§ 11 Abs 2 RKSV: eleven signs, wherever the address has them."""
    link = url.format(SALE["link_hash"])
    named, code = judged(link, SALE["qr"])
    assert (Form.LINK, True, "2") == (named.code.form, named.is_good, named.number)
    assert code.is_good
    other, _ = judged(link, FAILED["qr"])
    assert [Rule.CODE_MATCH] == [fault.rule for fault in other.faults]
    (alone,) = judged(link)
    assert alone.is_good
    assert "the code behind it" in alone.needs


def test_a_link_to_another_code_than_the_dep_has() -> None:
    """All three are held against each other."""
    changed = SALE["qr"].replace("_5,60_", "_5,50_")
    link = link_of(machine_code.jws_from_qr(changed))
    named, code = judged(link, changed, receipts=RECEIPTS)
    assert not named.is_good
    assert not code.is_good


@pytest.mark.parametrize("text", ["", "x", "_", "_a_b", SALE["qr"][:-1], SALE["jws"], "https://x"])
def test_what_is_no_code(text: str) -> None:
    """Told why, never a crash."""
    (found,) = judged(text)
    assert (Form.UNKNOWN, Proof.NONE, False) == (found.code.form, found.proof, found.is_good)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    """A scanner may read anything."""
    assert all(isinstance(one, CodeVerdict) for one in judged(text, receipts=RECEIPTS))
    for code in codes_of(text, "file"):
        assert code.place.startswith("file, line ")


@given(at=st.integers(0, 10**6), sign=st.characters(codec="ascii"))
def test_no_altered_code_is_signed(at: int, sign: str) -> None:
    """§ 9 RKSV: every sign of the code is under the signature, or of it."""
    text = SALE["qr"]
    at %= len(text)
    changed = text[:at] + sign + text[at + 1 :]
    (found,) = judged(changed)
    assert (changed == text) is (found.proof is Proof.SIGNED)


@pytest.mark.parametrize(("before", "after"), [("_R1-AT1_", "_R1-AT0_"), ("_R1-AT1_", "_R2-AT1_")])
def test_another_mark_is_not_signed(before: str, after: str) -> None:
    """§ 9 RKSV: field 1 is under the signature, also where it keeps one from being looked at."""
    (found,) = judged(SALE["qr"].replace(before, after))
    assert Proof.NONE is found.proof


def test_comments_and_empty_lines_are_none() -> None:
    """As people keep such lists."""
    text = f"# of Monday\n\n  {SALE['qr']}  \n{FAILED['ocr']}\n"
    assert ["x, line 3", "x, line 4"] == [one.place for one in codes_of(text, "x")]


def test_a_malformed_field_is_named() -> None:
    """A code of thirteen fields whose fields are none."""
    (found,) = judged(SALE["qr"].replace("_5,60_", "_5.60_"))
    assert [Rule.AMOUNT_FORM] == [fault.rule for fault in found.faults]
    (found,) = judged(SALE["qr"].replace("_5,60_", "_5.60_"), receipts=RECEIPTS)
    assert not found.is_good
