"""The examination in sequence: published and damaged DEPs, and what follows from a fault."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.chain import link
from firmware.rksv.dep import CertificateGroup
from firmware.rksv.entry import EntryExaminer
from firmware.rksv.errors import MalformedError
from firmware.rksv.number_runs import NumberRuns
from firmware.rksv.rules import Finding, Rule, Severity
from firmware.rksv.trust import DeviceKey, DeviceKind, GroupExaminer, GroupKeys, KeyStore
from firmware.rksv.verify import (
    Component,
    ReportedOutage,
    Verifier,
    VerifyOptions,
    verify_groups,
)
from tests.vectors import make_negative, negative_form
from tests.vectors.forge import AES_KEY, Forge
from tests.vectors.negative_build import CARD, COMPANY_KEY

VECTORS = Path(__file__).parent.parent / "vectors"
MUTATIONS = sorted((VECTORS / "mutations").glob("*.json"))
STORE = KeyStore(
    aes_key=AES_KEY,
    devices={CARD.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=CARD.der)},
)
STRICT = VerifyOptions(is_strict=True)


def examine(entries: list[str], options: VerifyOptions = STRICT) -> list[Finding]:
    group = CertificateGroup(certificate_der=CARD.der, chain=(), jws=entries)
    return list(verify_groups([group], GroupExaminer(STORE), Verifier(options)))


def outline(findings: list[Finding]) -> list[tuple[int, Rule]]:
    return [(finding.index, finding.rule) for finding in findings]


@pytest.mark.parametrize("path", negative_form.PATHS, ids=lambda path: path.stem)
def test_each_damage_is_found_and_nothing_else(path: Path) -> None:
    """§ 7 Abs 4 RKSV: one rule, one receipt; a sound rest stays sound."""
    vector = negative_form.load(path)

    assert negative_form.examine(vector) == (vector.expected, vector.is_complete)


@pytest.mark.parametrize("name", make_negative.CASES)
def test_the_vectors_are_what_their_script_writes(name: str) -> None:
    """Files and script cannot drift apart."""
    path = make_negative.FOLDER / f"{name}.json"

    assert path.read_text(encoding="utf-8") == make_negative.text_of(make_negative.CASES[name])


def test_no_vector_is_without_script() -> None:
    """A file that nothing writes would be tested for ever and understood by nobody."""
    assert {path.stem for path in negative_form.PATHS} == set(make_negative.CASES)


@pytest.mark.parametrize("path", MUTATIONS, ids=lambda path: path.stem)
def test_the_verdict_is_that_of_an_independent_verifier(path: Path) -> None:
    """§ 7 Abs 4 RKSV: valid where another verifier says so; else its rule at its receipt."""
    vector = json.loads(path.read_text())
    store = negative_form.parse_key_container(json.dumps(vector["keys"]).encode())
    groups = negative_form.groups_of(vector["document"])

    findings = verify_groups(groups, GroupExaminer(store), Verifier(STRICT))

    errors = {
        (finding.rule.value, finding.number)
        for finding in findings
        if finding.severity is Severity.ERROR
    }
    if vector["expected"] is None:
        assert errors == set()
    else:
        assert (vector["expected"]["rule"], vector["expected"]["number"]) in errors


def test_the_worked_example_is_valid() -> None:
    """Sale, training, cancellation, outage, Sammelbeleg, negative counter: all in one chain."""
    worked = json.loads((VECTORS / "worked-example.json").read_text())
    store = KeyStore(aes_key=bytes(range(32)), devices={})
    verifier = Verifier(STRICT)
    group = negative_form.groups_of(
        {
            "Belege-Gruppe": [
                {
                    "Signaturzertifikat": worked["certificate_base64"],
                    "Zertifizierungsstellen": [],
                    "Belege-kompakt": [receipt["jws"] for receipt in worked["receipts"]],
                }
            ]
        }
    )

    found = [
        finding.rule
        for finding in verify_groups(group, GroupExaminer(store), verifier)
        if finding.severity is Severity.ERROR
    ]

    # The store is empty on purpose: trust is the one thing it cannot give.
    assert found == [Rule.CERTIFICATE_TRUST]
    assert (verifier.receipts, verifier.first_number, verifier.last_number) == (9, "1", "9")


def test_the_ministrys_first_scenario_holds() -> None:
    """Anlage Z 4 und 9 RKSV: 81 published receipts of three devices, chain and counter."""
    scenario = json.loads((VECTORS / "bmf" / "scenario-1.json").read_text())
    aes_key = negative_form.b64decode(scenario["aes_key_base64"])
    # The published certificates are not among the vectors: signatures stay unjudged.
    examiner = EntryExaminer(GroupKeys(is_judged=False), aes_key)
    verifier = Verifier(STRICT)
    verifier.begin_part()
    verifier.begin_group(has_certificate=False, faults=())

    findings = [
        finding
        for receipt in scenario["receipts"]
        for finding in verifier.follow(examiner.examine(receipt["expected"]["jws"]))
    ]

    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []
    assert (verifier.receipts, verifier.register_id) == (81, "CASHBOX-DEMO-1")


RECEIPTS = st.lists(
    st.tuples(st.integers(-5000, 5000), st.sampled_from([None, None, "TRA", "STO"])), max_size=12
)


@given(RECEIPTS)
def test_a_sound_chain_gives_no_error(receipts: list[tuple[int, str | None]]) -> None:
    """§ 8 Abs 1 RKSV: whatever is sold, trained and cancelled, the sums agree."""
    till = Forge(CARD)
    till.add()
    for cents, mark in receipts:
        till.add(cents, mark=mark)

    assert examine(till.entries) == []


@given(RECEIPTS.filter(bool), st.data())
def test_no_entry_can_be_removed_doubled_or_swapped(
    receipts: list[tuple[int, str | None]], data: st.DataObject
) -> None:
    """Anlage Z 4 RKSV: what the chain is for."""
    till = Forge(CARD)
    till.add()
    for cents, mark in receipts:
        till.add(cents, mark=mark)
    till.add()
    entries = list(till.entries)
    at = data.draw(st.integers(0, len(entries) - 2))
    match data.draw(st.sampled_from(["remove", "double", "swap"])):
        case "remove":
            del entries[at]
        case "double":
            entries.insert(at, entries[at])
        case _:
            entries[at], entries[at + 1] = entries[at + 1], entries[at]

    assert any(finding.severity is Severity.ERROR for finding in examine(entries))


def test_an_unreadable_entry_is_told_once_and_the_chain_runs_through_it() -> None:
    """What it did to counter and outage is not held against those that follow."""
    till = Forge(CARD)
    till.add()
    till.add(100, is_signed=False)
    till.add(700, fields={"normal": "7,0"})
    till.sell(100, 200)

    assert outline(examine(till.entries)) == [(2, Rule.AMOUNT_FORM)]


def test_an_unreadable_start_is_told_once() -> None:
    """The identity is then that of the first entry that can be read."""
    till = Forge(CARD)
    till.add(reshape=lambda entry: f"{entry}=")
    till.sell(100, 200)
    till.add(fields={"register_id": "VEKTOR-2"})

    assert outline(examine(till.entries)) == [(0, Rule.JWS_PADDING), (3, Rule.REGISTER_ID)]


def test_a_period_may_begin_anywhere_but_runs_on_soundly() -> None:
    """A partial export: the first counter and link are believed, the rest is examined."""
    till = Forge(CARD)
    till.add()
    till.sell(100, 200, 300)
    till.link = link("another")
    till.sell(400)
    partial = VerifyOptions(is_partial=True)

    assert outline(examine(till.entries[1:], partial)) == [(3, Rule.LINK)]
    assert outline(examine(till.entries[1:])) == [
        (0, Rule.START_LINK),
        (0, Rule.START_ZERO),
        (3, Rule.LINK),
    ]


def test_a_partial_export_that_has_the_start_is_examined_from_it() -> None:
    """Only what is not there is not asked for."""
    till = Forge(CARD)
    till.add(is_signed=False)

    assert outline(examine(till.entries, VerifyOptions(is_partial=True))) == [
        (0, Rule.START_SIGNED)
    ]


def test_each_receipt_of_another_till_is_told() -> None:
    """§ 7 Abs 5 RKSV: one till, one file; strangers are named, not adopted."""
    till = Forge(CARD)
    till.add()
    for register_id in ("VEKTOR-2", "VEKTOR-1", "VEKTOR-2"):
        till.add(fields={"register_id": register_id})

    assert outline(examine(till.entries)) == [(1, Rule.REGISTER_ID), (3, Rule.REGISTER_ID)]


def test_groups_without_certificates_are_each_named() -> None:
    """Anlage Z 3 RKSV: one group may go without, several may not."""
    verifier = Verifier(STRICT)
    told = []
    for part in ([False], [False, False, True, False], [True, False]):
        verifier.begin_part()
        told.append([len(verifier.begin_group(has_certificate=has, faults=())) for has in part])

    assert told == [[0], [0, 2, 0, 1], [0, 1]]


def test_a_cluster_of_closed_systems_hangs_together() -> None:
    """§ 20 RKSV: each start is linked to the start of the register before."""
    store = KeyStore(
        aes_key=AES_KEY,
        devices={COMPANY_KEY: DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=CARD.public_der)},
    )
    verifier = Verifier(STRICT)
    findings: list[Finding] = []
    first_link, number = None, 1
    for position in range(3):
        till = Forge(
            CARD,
            register_id=f"VEKTOR-{position}",
            rka="R1-AT0",
            serial=COMPANY_KEY,
            first_link=first_link,
            first_number=number,
        )
        till.add()
        till.sell(100)
        group = CertificateGroup(certificate_der=None, chain=(), jws=till.entries)
        if position:
            verifier.begin_register()
        findings += verify_groups([group], GroupExaminer(store), verifier)
        # The last register begins with a number that the one before has used.
        first_link, number = link(till.entries[0]), till.number - position

    assert outline(findings) == [(4, Rule.NUMBER_UNIQUE)]


@pytest.mark.parametrize(
    ("component", "serial", "is_signed", "is_told"),
    [
        (Component.REGISTER, None, False, True),
        (Component.REGISTER, None, True, True),
        (Component.SIGNATURE_DEVICE, None, True, True),
        (Component.SIGNATURE_DEVICE, CARD.serial, True, True),
        (Component.SIGNATURE_DEVICE, "ff", True, False),
        (Component.SIGNATURE_DEVICE, CARD.serial, False, False),
    ],
)
def test_a_reported_outage_contradicts_what_was_issued(
    component: Component, serial: str | None, is_signed: object, is_told: object
) -> None:
    """§ 17 Abs 6 RKSV: a failed device signs nothing, a failed till issues nothing."""
    outage = ReportedOutage(
        component=component,
        certificate_serial=serial,
        began_at_utc=datetime(2026, 11, 20, 7, 7, tzinfo=UTC),
        ended_at_utc=None,
    )
    till = Forge(CARD)
    till.add()
    till.add(100, is_signed=bool(is_signed))

    found = examine(till.entries, VerifyOptions(reported_outages=(outage,)))

    assert outline(found) == ([(1, Rule.REPORTED_OUTAGE)] if is_told else [])


def test_a_serial_that_is_none_is_refused() -> None:
    """A typing error must not switch the check off."""
    with pytest.raises(MalformedError, match="certificate_serial"):
        ReportedOutage(
            component=Component.SIGNATURE_DEVICE,
            certificate_serial="0x1a",
            began_at_utc=datetime(2026, 11, 20, tzinfo=UTC),
            ended_at_utc=None,
        )


def test_numbers_too_irregular_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That repetitions may be missed is an error of the examination, not a secret."""
    monkeypatch.setattr("firmware.rksv.verify.NumberRuns", partial(NumberRuns, runs_max=2))
    till = Forge(CARD)
    for number in (1, 3, 5, 7):
        till.number = number
        till.add()

    assert outline(examine(till.entries)) == [(2, Rule.NUMBER_UNIQUE)]
