"""The ministry's test scenarios: its own results for the first, our chain for the others."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from firmware.rksv import jws, machine_code, turnover
from firmware.rksv.chain import Register, first_link, link
from firmware.rksv.outage import Order, ReceiptFact, advance, fold, mark_of
from firmware.rksv.receipt import VIENNA, Payload, ReceiptKind, local_time_text
from firmware.rksv.vat import Buckets

SERIALS = ("82424e8077297aa3", "c5eeae4332ea7712")


@pytest.fixture
def scenario_1(read_vector: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return read_vector("bmf/scenario-1.json")


def test_there_are_81_receipts_of_three_certificates(scenario_1: dict[str, Any]) -> None:
    """The vector file is whole: 81 receipts, three devices, 24 of them failed."""
    receipts = scenario_1["receipts"]
    payloads = [machine_code.parse(jws.split(r["expected"]["jws"]).payload) for r in receipts]
    assert len(receipts) == 81
    assert len({payload.certificate_serial for payload in payloads}) == 3
    assert set(SERIALS) < {payload.certificate_serial for payload in payloads}
    assert sum(not receipt["is_signed"] for receipt in receipts) == 24


def test_every_form_of_all_receipts_agrees(scenario_1: dict[str, Any]) -> None:
    """Anlage Z 12 und 14, § 11 Abs 2 RKSV: JWS, QR, OCR and link of 81 receipts, both ways."""
    for receipt in scenario_1["receipts"]:
        expected = receipt["expected"]
        assert expected["qr"] == machine_code.qr_from_jws(expected["jws"])
        assert expected["ocr"] == machine_code.ocr_from_jws(expected["jws"])
        assert expected["jws"] == machine_code.jws_from_qr(expected["qr"])
        assert expected["jws"] == machine_code.jws_from_ocr(expected["ocr"])
        assert expected["link_hash"] == machine_code.link_hash(expected["qr"])


def test_every_link_follows_from_the_receipt_before(scenario_1: dict[str, Any]) -> None:
    """Anlage Z 4 RKSV: 81 links, the first over the register's id."""
    previous = first_link(scenario_1["register_id"])
    for receipt in scenario_1["receipts"]:
        compact = receipt["expected"]["jws"]
        payload = machine_code.parse(jws.split(compact).payload)
        assert previous == payload.previous_link
        previous = link(compact)
        assert receipt["expected"]["next_link"] == previous


def test_every_text_is_written_as_the_sample_till_wrote_it(scenario_1: dict[str, Any]) -> None:
    """Anlage Z 4, 5 und 9 RKSV: from instruction and running counter to the same signed text."""
    key = b64decode(scenario_1["aes_key_base64"])
    turnover_cents = 0
    for receipt in scenario_1["receipts"]:
        kind = ReceiptKind(receipt["kind"])
        buckets = Buckets(**receipt["cents"])
        turnover_cents += buckets.total if kind.changes_counter else 0
        assert receipt["expected"]["turnover_cents"] == turnover_cents
        parts = jws.split(receipt["expected"]["jws"])
        published = machine_code.parse(parts.payload)
        sealed = turnover.seal(
            turnover_cents,
            key=key,
            register_id=scenario_1["register_id"],
            number_text=receipt["number"],
            length=scenario_1["counter_bytes"],
        )
        marker = kind.counter_marker
        payload = Payload(
            rka=scenario_1["rka"],
            register_id=scenario_1["register_id"],
            number_text=receipt["number"],
            local_time=receipt["local_time"],
            buckets=buckets,
            turnover_field=sealed if marker is None else machine_code.marker_field(marker),
            certificate_serial=published.certificate_serial,
            previous_link=published.previous_link,
        )
        assert parts.payload == machine_code.build(payload)
        assert receipt["is_signed"] == (parts.signature is not None)
    assert turnover_cents == 1_324_168


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_scenarios_keep_the_order_of_outages(
    read_vector: Callable[[str], dict[str, Any]], number: int
) -> None:
    """§ 17 Abs 4 RKSV: each outage of the scenarios ends with a signed zero receipt in time."""
    outage, order, outages = None, Order.WHOLE, 0
    for place, receipt in enumerate(read_vector(f"bmf/scenario-{number}.json")["receipts"]):
        fact = ReceiptFact(
            number=place + 1,
            kind=ReceiptKind(receipt["kind"]),
            is_signed=receipt["is_signed"],
            is_zero=not any(receipt["cents"].values()),
            issued_at_utc=utc_of(receipt["local_time"]),
        )
        step = advance(order, mark_of(fact))
        assert not step.is_violation
        after = fold(outage, fact)
        outages += outage is None and after is not None
        order, outage = step.order, after
    assert outage is None
    assert outages > 5


def utc_of(local_time: str) -> datetime:
    utc = datetime.fromisoformat(local_time).replace(tzinfo=VIENNA).astimezone(UTC)
    assert local_time == local_time_text(utc)
    return utc


@pytest.mark.parametrize(("number", "count"), [(1, 81), (2, 80), (3, 85), (4, 85)])
def test_the_scenarios_run_through_our_till(
    read_vector: Callable[[str], dict[str, Any]],
    make_chain: Callable[..., Any],
    make_card: Callable[..., Any],
    number: int,
    count: int,
) -> None:
    """§ 8 RKSV: every instruction is prepared, signed by its device and sealed; all values hold."""
    scenario = read_vector(f"bmf/scenario-{number}.json")
    key = b64decode(scenario["aes_key_base64"])
    register_id = scenario["register_id"]
    made = make_chain(Register(register_id=register_id, rka="R1-AT100", aes_key=key))
    cards = [make_card(0x100 + device, 0xA0 + device) for device in range(scenario["devices"])]
    previous, turnover_cents = first_link(register_id), 0
    for receipt in scenario["receipts"]:
        kind, card = ReceiptKind(receipt["kind"]), cards[receipt["device"]]
        compact = made.issue(
            kind,
            Buckets(**receipt["cents"]),
            utc_of(receipt["local_time"]),
            card,
            is_signed=receipt["is_signed"],
        )
        parts = jws.split(compact)
        payload = machine_code.parse(parts.payload)
        assert receipt["is_signed"] == jws.verify_signature(card.key.public_key(), parts)
        assert (previous, card.serial) == (payload.previous_link, payload.certificate_serial)
        assert receipt["local_time"] == payload.local_time
        previous = link(compact)
        turnover_cents += 0 if kind is ReceiptKind.TRAINING else sum(receipt["cents"].values())
        assert turnover_cents == made.tail.turnover_cents
        if kind not in (ReceiptKind.TRAINING, ReceiptKind.STORNO):
            assert turnover_cents == turnover.unseal(
                payload.turnover_field,
                key=key,
                register_id=register_id,
                number_text=payload.number_text,
            )
    assert count == made.tail.number
