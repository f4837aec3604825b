"""The browser and Python say the same of every DEP: each finding, in the same words and order."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from firmware.export.key_container import parse_key_container
from firmware.rksv.rules import Rule
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions
from tests.export.viewer.deps import STORE, STORES, busy_till, written
from tests.export.viewer.reckoning import AskAll, Case, Same, outline, reckoned, said
from tests.vectors import negative_form
from tests.vectors.forge import FIELDS, Forge, document, group
from tests.vectors.negative_build import CARD, COMPANY_KEY, OTHER, keys

pytestmark = pytest.mark.browser

VECTORS = Path(__file__).parents[2] / "vectors"
STRICT = VerifyOptions(is_strict=True)


def test_every_negative_vector(ask_all: AskAll) -> None:
    """§ 7 Abs 4 RKSV: each damage is found by its rule at its receipt, and nothing else."""
    vectors = [negative_form.load(path) for path in negative_form.PATHS]
    answers = ask_all(
        [Case(registers=one.registers, store=one.store, options=one.options) for one in vectors]
    )
    for vector, answer in zip(vectors, answers, strict=True):
        expected = [one for one in vector.expected if one["rule"] != Rule.CODE_MATCH.value]
        found = outline(answer["findings"])
        assert (vector.name, expected, vector.is_complete) == (
            vector.name,
            found,
            answer["isComplete"],
        )


@pytest.mark.parametrize(
    "store",
    ["theirs", *(pytest.param(one, marks=pytest.mark.heavy) for one in ("nothing", "strangers"))],
)
@pytest.mark.parametrize("options", [STRICT, VerifyOptions(is_partial=True)], ids=["whole", "part"])
def test_every_vector_with_and_without_keys(same: Same, store: str, options: VerifyOptions) -> None:
    """Whatever is known beforehand, the words of both are the same to the last letter."""
    cases = []
    for path in negative_form.PATHS:
        vector = negative_form.load(path)
        told = vector.store if store == "theirs" else STORES[store]
        asked = replace(
            options,
            now_utc=vector.options.now_utc,
            reported_outages=vector.options.reported_outages,
        )
        cases.append(Case.of(*vector.registers[0], store=told, options=asked))
    same(cases)


def test_the_independent_verifiers_mutations(same: Same) -> None:
    """Deviations of the worked example, valid and not, as another verifier judged them."""
    raw = [json.loads(path.read_text()) for path in sorted((VECTORS / "mutations").glob("*.json"))]
    cases = [
        Case.of(
            json.dumps(one["document"]).encode(),
            store=parse_key_container(json.dumps(one["keys"]).encode()),
            options=STRICT,
        )
        for one in raw
    ]
    verdicts = [answer["isValid"] for answer in same(cases)]
    assert [one["expected"] is None for one in raw] == verdicts


def test_the_ministrys_scenario(same: Same) -> None:
    """Anlage Z 4 und 9 RKSV: 81 published receipts, their counters opened with their key."""
    scenario = json.loads((VECTORS / "bmf" / "scenario-1.json").read_text())
    entries = [receipt["expected"]["jws"] for receipt in scenario["receipts"]]
    store = KeyStore(aes_key=b64decode(scenario["aes_key_base64"]), devices={})
    (answer,) = same([Case.of(written(group(None, entries)), store=store, options=STRICT)])
    # The published certificates are not among the vectors.
    assert {"key-known"} == {
        one["rule"] for one in answer["findings"] if one["severity"] == "error"
    }


@pytest.mark.parametrize(
    "store", [pytest.param(one, marks=[pytest.mark.heavy] * (one != "keys")) for one in STORES]
)
def test_every_field_of_every_receipt_altered(same: Same, store: str) -> None:
    """Each field in turn emptied, lengthened, exchanged: signed so, and as a forgery."""
    texts = ("", "x", "0,00", "R1-AT2", "AT0", "-0,01", "_", "ä'\"\\\n", "VFJB", "ff", "00" * 40)
    cases = []
    for at in range(1, 8):
        for field in FIELDS:
            for text in texts:
                till = Forge(CARD)
                till.add()
                for number in range(1, 8):
                    altered = {field: text} if number == at else {}
                    till.add(100 * number, is_signed=number != 5, fields=altered)
                cases.append(Case.of(written(group(CARD, till.entries)), store=STORES[store]))
    same(cases)


def test_every_part_of_the_container_altered(same: Same) -> None:
    """Anlage Z 3 RKSV: keys missing, twice, of another type, in another order, broken off."""
    till = busy_till()
    sound = group(CARD, till.entries, OTHER.der)
    others: list[Any] = [None, True, 1, -1.5e3, "", "x", "AA==", [], {}, ["x"], [[]], [None]]
    changed = [sound | {key: other} for key in sound for other in others]
    fewer = [{key: sound[key] for key in sound if key != gone} for gone in sound]
    turned = [dict(reversed(sound.items())), {"more": [1, {"a": None}], **sound}]
    documents: list[Any] = [document(one) for one in (*changed, *fewer, *turned)]
    documents += [*others, {"Belege-Gruppe": sound}, document(), document(sound, sound)]
    documents += [document(*others), {"a": 1}, document(sound) | {"z": others}]
    raw = json.dumps(document(sound)).encode()
    old = raw.replace(b"Signaturzertifikat", b"Signatur- bzw. Siegelzertifikat")
    twice = raw.replace(b'"Belege-kompakt"', b'"Zertifizierungsstellen":[],"Belege-kompakt"')
    double = b"%b,%b" % (raw[:-1], raw[1:])
    deep = b'{"a":%b1%b,%b' % (b"[" * 40, b"]" * 40, raw[1:])
    many = json.dumps(document(group(CARD, till.entries, *[OTHER.der] * 17))).encode()
    longest = raw.replace(b'["eyJ', b'["%b","eyJ' % (b"x" * 65536))
    long = raw.replace(b'["eyJ', b'["%b","eyJ' % (b"x" * 65537))
    files = [*(json.dumps(one).encode() for one in documents), old, twice, double, deep, many]
    files += [longest, long, b"\xef\xbb\xbf" + raw, b"\xff\xfe" + raw, raw + b" \n", raw + b"x"]
    files += [b"", b" ", b"{", b"nul", b"01", raw.replace(b"e", b"\x00", 1)]
    files += [raw[:at] for at in range(0, len(raw), 97)]
    same([Case.of(one, store=STORE) for one in files])


def test_groups_that_take_turns(same: Same) -> None:
    """Two devices, a company's keys without certificate, certificates of strangers."""
    till = Forge(CARD)
    till.add()
    groups = []
    for round_ in range(60):
        till.signer = (CARD, OTHER)[round_ % 2]
        till.add(round_, fields={"link": "AAAAAAAAAAA="} if round_ % 7 == 0 else {})
        groups.append(group(till.signer, till.entries[-1:]))
    closed = Forge(CARD, rka="R1-AT0", serial=COMPANY_KEY)
    closed.add()
    closed.sell(100, 200)
    company = parse_key_container(json.dumps(keys(company=CARD)).encode())
    mixed = [*groups, group(None, till.entries[:2]), group(OTHER, till.entries[:2])]
    cases = [
        Case.of(written(group(CARD, till.entries[:1]), *groups), store=STORE),
        Case.of(written(*mixed), store=STORE),
        Case.of(written(*mixed), store=None),
        Case.of(written(group(None, closed.entries)), store=company),
        Case.of(written(group(None, closed.entries)), store=STORE),
        Case.of(written(group(None, [*till.entries, *closed.entries])), store=company),
    ]
    answers = same(cases)
    assert [9, True] == [answers[0]["errors"], answers[3]["isValid"]]


def test_consecutive_files_and_parts(same: Same) -> None:
    """§ 7 Abs 3 RKSV: quarterly files in order, out of order, twice, from the middle on."""
    entries = busy_till().entries
    first, second = written(group(CARD, entries[:4])), written(group(CARD, entries[4:]))
    part = VerifyOptions(is_partial=True)
    orders = [(first, second), (second, first), (first, first), (second,), (first, b"{", second)]
    cases = [
        Case.of(*files, store=STORE, options=options)
        for files in orders
        for options in (STRICT, part)
    ]
    answers = same(cases)
    assert [True, True, False] == [answers[at]["isValid"] for at in (0, 7, 6)]


AMOUNTS = ("0,00", "-0,00", "0,01", "9007199254740991,00", "-90071992547409,92", f"{'9' * 36},99")


def test_amounts_and_counters_of_any_size(same: Same) -> None:
    """Anlage Z 4 und 9 RKSV: sums beyond what a double holds, counters of five to sixteen bytes."""
    cases = []
    for length in (5, 7, 8, 9, 16):
        till = Forge(CARD)
        till.add(counter_bytes=length)
        for cents in (1, 2**35, -(2**36), 5, 2**37):
            till.add(cents, counter_bytes=length)
        if length > 8:
            till.add(2**63 - 1, counter_bytes=length)
            till.add(-(2**63), counter_bytes=length)
        till.add(1, counter_bytes=length, fields={"counter": "AAAAAAA="})
        cases.append(Case.of(written(group(CARD, till.entries)), store=STORE))
    for normal in AMOUNTS:
        for other in AMOUNTS:
            till = Forge(CARD)
            till.add()
            till.add(fields={"normal": normal, "null": other})
            till.add(fields={"besonders": other})
            cases.append(Case.of(written(group(CARD, till.entries)), store=STORE))
    same(cases)


TIMES = (
    "0000-01-01T00:00:00", "0001-01-01T00:00:00", "2014-10-26T02:30:00", "2015-03-29T02:30:00",
    "2015-08-31T23:59:59", "2015-09-01T00:00:00", "2024-02-29T12:00:00", "2023-02-29T12:00:00",
    "2026-03-29T01:59:59", "2026-03-29T02:00:00", "2026-03-29T02:59:59", "2026-03-29T03:00:00",
    "2026-03-28T02:30:00", "2026-10-25T02:00:00", "2026-10-25T02:59:59", "2026-10-25T01:59:59",
    "2026-10-25T03:00:00", "2026-12-31T23:59:59", "2027-01-01T00:00:00", "2100-03-28T02:30:00",
    "2099-10-25T02:30:00", "9999-12-31T23:59:59", "2026-00-10T00:00:00", "2026-11-20T24:00:00",
)  # fmt: skip


@pytest.mark.parametrize("is_strict", [False, pytest.param(True, marks=pytest.mark.heavy)])
def test_times_around_every_turn_of_the_clocks(same: Same, is_strict: object) -> None:
    """Anlage Z 4 RKSV: order, range, the hours that March lacks and October repeats."""
    moments = [
        None,
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]
    cases = []
    for moment in moments:
        options = VerifyOptions(is_strict=bool(is_strict), now_utc=moment)
        for one in TIMES:
            for other in TIMES:
                till = Forge(CARD)
                for text in (one, other, one):
                    till.add(100 * till.number - 100, fields={"time": text})
                cases.append(
                    Case.of(written(group(CARD, till.entries)), store=None, options=options)
                )
    same(cases)


def big_till(receipts: int) -> Forge:
    """Enough to keep workers busy, with a fault here and there."""
    till = Forge(CARD)
    till.add()
    for position in range(receipts):
        fields = {"link": "AAAAAAAAAAA="} if position % 701 == 700 else {}
        till.add(position % 5000, fields=fields)
    return till


def test_workers_find_the_same(ask_all: AskAll, tmp_path: Path) -> None:
    """In workers as in the page itself, for any number of them, under the strictest policy."""
    entries = big_till(2500).entries
    entries[2000] = "x"
    groups = (group(CARD, entries[:1500]), group(OTHER, []), group(CARD, entries[1500:]))
    cases = [Case.of(written(*groups), store=STORE, workers=count) for count in (0, 1, 3)]
    answers = ask_all(cases)
    assert [(0, None), (1, None), (3, None)] == [
        (answer["workers"], answer["remark"]) for answer in answers
    ]
    assert [reckoned(cases[0], tmp_path)] * 3 == [said(answer) for answer in answers]


def test_where_workers_are_forbidden_the_page_says_so(open_page: Callable[..., Page]) -> None:
    """Without workers it takes longer, finds the same, and is told in the report."""
    page = open_page(has_workers=False)
    content = written(group(CARD, big_till(50).entries)).decode()
    report = page.evaluate("(text) => Verify.dep(text, { workers: 2 })", content)
    assert (51, True, 0) == (report["receipts"], report["isValid"], report["workers"])
    assert report["remark"].startswith("worker: ")
