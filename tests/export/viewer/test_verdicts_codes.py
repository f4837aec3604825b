"""One receipt from paper: QR, OCR and link in the browser as in Python (Anlage Z 12 to 14)."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware.rksv.code_check import examine_codes
from firmware.rksv.machine_code import link_hash, ocr_from_jws, qr_from_jws
from firmware.rksv.turnover import key_check_value
from tests.export.viewer.deps import busy_till
from tests.vectors import negative_form
from tests.vectors.forge import AES_KEY, Forge
from tests.vectors.negative_build import CARD, OTHER

pytestmark = pytest.mark.browser

Ask = Callable[..., Any]
VECTORS = Path(__file__).parents[2] / "vectors"
FAULTS = """
(cases) => cases.map(([jws, texts]) =>
  Verify.codes(jws, texts).map(({ rule, detail }) => [rule, detail]))
"""
READ = """
async ([text, certificates]) => {
  const { form, jws, receipt, findings } = await Verify.code(text, { certificates });
  return { form, jws, number: receipt?.number ?? null, rules: findings.map((one) => one.rule) };
}
"""


def test_the_ministrys_forms(ask: Ask) -> None:
    """Anlage Z 12 bis 14 RKSV: QR and OCR of each published receipt, there and back."""
    receipts = json.loads((VECTORS / "bmf" / "scenario-1.json").read_text())["receipts"]
    known = [receipt["expected"] for receipt in receipts]
    jws = [one["jws"] for one in known]
    made = ask("(all) => all.map((jws) => [Verify.qr(jws), Verify.ocr(jws)])", jws)
    assert [[one["qr"], one["ocr"]] for one in known] == made
    for one in known[:5]:
        for form, text in (("QR", one["qr"]), ("OCR", one["ocr"]), ("JWS", one["jws"])):
            answer = ask(READ, [text, []])
            assert (form, one["jws"], []) == (answer["form"], answer["jws"], answer["rules"])


def test_codes_of_entries_and_of_others(ask: Ask) -> None:
    """§ 11 Abs 2 RKSV: each form leads to its own entry and to no other."""
    entries = busy_till().entries
    cases: list[Any] = []
    for jws in entries:
        for other in (jws, entries[1]):
            qr, ocr = qr_from_jws(other), ocr_from_jws(other)
            texts = [qr, qr[:-1], f"{qr}_", ocr, ocr.lower(), "", "_", "x", ocr[:-2] + "=="]
            cases += [[jws, {"qr": text}] for text in texts]
            cases += [[jws, {"ocr": text}] for text in texts]
            cases += [[jws, {"linkText": text}] for text in (link_hash(qr), "x", "ä'")]
    expected = [
        [
            [fault.rule.value, fault.detail]
            for fault in examine_codes(
                jws, qr=told.get("qr"), ocr=told.get("ocr"), link_text=told.get("linkText")
            )
        ]
        for jws, told in cases
    ]
    assert expected == ask(FAULTS, cases)


def test_the_vector_of_the_rule(ask: Ask) -> None:
    """The one damaged code among the vectors is found."""
    vector = negative_form.load(negative_form.FOLDER / "code-match.json")
    assert vector.codes is not None
    groups = json.loads(vector.registers[0][0])["Belege-Gruppe"]
    entry = groups[0]["Belege-kompakt"][vector.codes["entry"]]
    (found,) = ask(FAULTS, [[entry, {"qr": vector.codes["qr"]}]])
    assert ["code-match"] == [rule for rule, _ in found]


def test_a_code_is_judged_by_certificates(ask: Ask) -> None:
    """Whose signature it is, and that a turned sign is none."""
    till = Forge(CARD)
    jws = till.add()
    ders = [b64encode(one.der).decode() for one in (CARD, OTHER)]
    turned = jws[:-4] + ("AAAA" if not jws.endswith("AAAA") else "BBBB")
    found = [
        ask(READ, [text, certificates])["rules"]
        for text, certificates in (
            (jws, ders),
            (jws, ders[1:]),
            (jws, []),
            (turned, ders),
            ("_R1", ders),
            ("Bon", ders),
        )
    ]
    assert [[], ["key-known"], [], ["signature"], ["code-match"], ["code-match"]] == found


def test_the_check_value_of_a_key(ask: Ask) -> None:
    """FinanzOnline's four characters for a key typed by hand, with spaces or not."""
    text = b64encode(AES_KEY).decode()
    typed = [text, f" {text[:8]} {text[8:]}\n"]
    assert [key_check_value(AES_KEY)] * 2 == [
        ask("(text) => Verify.keyCheckValue(text)", one) for one in typed
    ]


@pytest.mark.parametrize("text", ["x", "AAAA", "=" * 44, "A" * 43 + "B"])
def test_a_key_that_is_none_is_refused(ask: Ask, text: str) -> None:
    """By its name, before anything is judged."""
    for call in ("Verify.keyCheckValue(text)", "await Verify.dep('{}', { aesKeyBase64: text })"):
        what = ask(
            f"async (text) => {{ try {{ {call} }} catch (one) {{ return one.what }} }}", text
        )
        assert "aes-key" == what
