"""The chain: each receipt follows from the last one, and is examined before it counts."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv import jws, machine_code, turnover
from firmware.rksv.chain import Draft, Register, Tail, first_link, link, prepare
from firmware.rksv.errors import (
    ClockBackwardsError,
    ImplausibleTimeError,
    MalformedError,
    NotUtcError,
    NotZeroError,
    NumberOverflowError,
    ReceiptOrderError,
)
from firmware.rksv.receipt import ReceiptKind, local_time_text
from firmware.rksv.vat import Buckets

K = ReceiptKind
START = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
LATER = START + timedelta(hours=1)
SALE = Buckets(ermaessigt_1=560, besonders=1234)


def draft_of(
    register: Register,
    tail: Tail | None,
    kind: ReceiptKind,
    buckets: Buckets,
    moment: datetime = START,
) -> Draft:
    return prepare(
        register,
        tail,
        kind=kind,
        buckets=buckets,
        issued_at_utc=moment,
        certificate_serial="1a2b3c4d",
    )


@pytest.mark.parametrize(
    ("register_id", "value"),
    [
        ("A12347", "OeSKQjO4zKI="),
        ("CASHBOX-DEMO-1", "cg8hNU5ihto="),
        ("KECK-2", "mDUJ5OYs4oY="),
        ("demokasse42", "pKrk1IDbcxM="),
        ("MARKT-01", "qGZW+oqcVRc="),
    ],
)
def test_the_first_link_hashes_the_register(register_id: str, value: str) -> None:
    """Anlage Z 4 RKSV: Sig-Voriger-Beleg of the Startbeleg, published and accepted values."""
    assert value == first_link(register_id)


def test_the_link_of_the_ministrys_document() -> None:
    """Anlage Z 4 RKSV: the whole compact JWS is hashed, as in the document's example."""
    payload = (
        "_R1-AT0_DEMO-CASH-BOX524_366587_2015-12-17T11:23:44_34,77_59,64_38,13_0,00_0,00"
        "_8MG8C1Kr7HA=_20f2ed172daa09e5_xTfZvkBSTr4="
    )
    signature = (
        "GeWps9kci-fUqKLymS1pHlIbv0L8Oek-v6TDmZj9Ffucb8yvSijqZ8LcBalV9lADMXQ8U3itViKkd_i1Ba22BA"
    )
    compact = f"{jws.signing_input(payload).decode()}.{signature}"
    assert jws.split(compact).payload == payload
    assert link(compact) == "5HjRCx+XIz4="


def test_the_worked_example_is_made_again(
    worked_example: dict[str, Any], worked_card: Any, make_chain: Callable[..., Any]
) -> None:
    """§ 8, Anlage Z 4 bis 6 RKSV: nine receipts, every byte as published."""
    made = make_chain(
        Register(
            register_id=worked_example["register_id"],
            rka=worked_example["rka"],
            aes_key=b64decode(worked_example["aes_key_base64"]),
            counter_bytes=worked_example["counter_bytes"],
        )
    )
    for receipt in worked_example["receipts"]:
        compact = made.issue(
            K(receipt["kind"]),
            Buckets(**receipt["cents"]),
            datetime.fromisoformat(receipt["issued_at_utc"]),
            worked_card,
            is_signed=receipt["is_signed"],
        )
        assert receipt["jws"] == compact
        assert receipt["payload"] == jws.split(compact).payload
        assert receipt["turnover_cents"] == made.tail.turnover_cents
        assert receipt["number"] == made.tail.number
        assert receipt["next_link"] == link(compact)


def test_a_draft_knows_what_to_sign(worked_example: dict[str, Any], register: Register) -> None:
    """Anlage Z 6 RKSV: the card gets the digest, the slip the same time as the signed text."""
    receipt = worked_example["receipts"][0]
    draft = draft_of(register, None, K.STARTBELEG, Buckets())
    assert receipt["payload"] == draft.payload
    assert receipt["digest_hex"] == draft.digest.hex()
    assert sha256(draft.signing_input).digest() == draft.digest
    assert draft.local_time == "2026-11-20T06:30:00"


def test_training_and_cancellation_are_marked(register: Register, tail: Tail) -> None:
    """§ 8 Abs 1 RKSV: training leaves the counter, a cancellation lowers it unseen."""
    training = draft_of(register, tail, K.TRAINING, Buckets(normal=1000), LATER)
    storno = draft_of(register, tail, K.STORNO, -SALE, LATER)
    assert (training.turnover_cents, storno.turnover_cents) == (1794, 0)
    assert machine_code.parse(training.payload).turnover_field == "VFJB"
    assert machine_code.parse(storno.payload).turnover_field == "U1RP"


def test_the_same_arguments_give_the_same_draft(register: Register, tail: Tail) -> None:
    """Anlage Z 9 RKSV: a draft made again after a power cut is the identical text."""
    assert draft_of(register, tail, K.STANDARD, SALE, LATER) == draft_of(
        register, tail, K.STANDARD, SALE, LATER
    )


def test_only_the_first_receipt_is_a_startbeleg(register: Register, tail: Tail) -> None:
    """§ 6 Abs 4 RKSV: it begins the chain and never stands inside it."""
    with pytest.raises(ReceiptOrderError, match="cannot follow receipt 2"):
        draft_of(register, tail, K.STARTBELEG, Buckets(), LATER)
    for kind in set(K) - {K.STARTBELEG}:
        with pytest.raises(ReceiptOrderError, match=kind.name):
            draft_of(register, None, kind, Buckets())


def test_zero_kinds_must_be_zero(register: Register, tail: Tail) -> None:
    """§ 8 Abs 2, § 17 Abs 4 RKSV: not even amounts that cancel each other."""
    with pytest.raises(NotZeroError, match="STARTBELEG"):
        draft_of(register, None, K.STARTBELEG, Buckets(normal=1))
    for kind in (K.NULLBELEG, K.MONATSBELEG, K.JAHRESBELEG, K.SCHLUSSBELEG, K.SAMMELBELEG):
        with pytest.raises(NotZeroError, match=kind.name):
            draft_of(register, tail, kind, Buckets(normal=100, null=-100), LATER)


def test_time_never_runs_backwards(register: Register, tail: Tail) -> None:
    """Anlage Z 4 RKSV: a receipt may share the last one's instant but not lie before it."""
    assert draft_of(register, tail, K.STANDARD, SALE, tail.issued_at_utc).number == 3
    before = tail.issued_at_utc - timedelta(microseconds=1)
    with pytest.raises(ClockBackwardsError) as refusal:
        draft_of(register, tail, K.STANDARD, SALE, before)
    assert (tail.issued_at_utc, before) == (refusal.value.last_utc, refusal.value.now_utc)


def test_the_doubled_october_hour_is_allowed(register: Register, card: Any, chain: Any) -> None:
    """Anlage Z 4 RKSV: true local time repeats, UTC does not; the order is by number."""
    chain.issue(K.STARTBELEG, Buckets(), datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC), card)
    draft = draft_of(
        register, chain.tail, K.STANDARD, SALE, datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    )
    assert draft.local_time == "2026-10-25T02:00:00"


def test_a_clock_that_was_never_set_is_refused(register: Register) -> None:
    """Anlage Z 4 RKSV: no receipt is older than the regulation; UTC must say that it is UTC."""
    with pytest.raises(ImplausibleTimeError, match="1970"):
        draft_of(register, None, K.STARTBELEG, Buckets(), datetime(1970, 1, 1, tzinfo=UTC))
    with pytest.raises(NotUtcError):
        draft_of(register, None, K.STARTBELEG, Buckets(), START.replace(tzinfo=None))


@pytest.mark.parametrize("serial", ["", "0", "01a2b", "1A2B", "0x1a", "1a2b3c4g", "U:ATU1-K"])
def test_a_serial_has_one_spelling(register: Register, serial: str) -> None:
    """Festlegungen des BMF: lower-case hex without leading zeros, everywhere the same text."""
    with pytest.raises(MalformedError, match="certificate_serial"):
        prepare(
            register,
            None,
            kind=K.STARTBELEG,
            buckets=Buckets(),
            issued_at_utc=START,
            certificate_serial=serial,
        )


@pytest.mark.parametrize("kind", [K.STANDARD, K.STORNO])
def test_a_counter_that_outgrows_its_bytes_is_refused(kind: ReceiptKind, tail: Tail) -> None:
    """Anlage Z 9 RKSV: also behind the marker of a cancellation."""
    small = Register(register_id="MARKT-01", rka="R1-AT1", aes_key=bytes(32), counter_bytes=5)
    with pytest.raises(NumberOverflowError):
        draft_of(small, tail, kind, Buckets(normal=1 << 39), LATER)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"register_id": ""}, "register_id"),
        ({"register_id": "MARKT_01"}, "register_id"),
        ({"register_id": "MARKT 01"}, "register_id"),
        ({"register_id": "M" * 21}, "register_id"),
        ({"register_id": "KASSE-Ö"}, "register_id"),
        ({"rka": "R1-AT0"}, "rka"),
        ({"rka": "R2-AT1"}, "rka"),
        ({"rka": "AT1"}, "rka"),
        ({"aes_key": bytes(31)}, "aes_key"),
        ({"counter_bytes": 4}, "turnover"),
        ({"counter_bytes": 17}, "turnover"),
    ],
)
def test_a_register_is_in_its_form(register: Register, change: dict[str, Any], field: str) -> None:
    """Anlage Z 2, 8 und 9 RKSV: id, suite, key and counter of an open system."""
    with pytest.raises(MalformedError) as refusal:
        replace(register, **change)
    assert field == refusal.value.field


def test_a_register_does_not_show_its_key(register: Register) -> None:
    """The key never reaches a log by way of a value's text."""
    assert "aes_key" not in repr(register)


CENTS = st.integers(-(10**7), 10**7)
AMOUNTS = st.builds(
    Buckets, normal=CENTS, ermaessigt_1=CENTS, ermaessigt_2=CENTS, null=CENTS, besonders=CENTS
)
RECEIPTS = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in K if kind is not K.STARTBELEG]),
        AMOUNTS,
        st.integers(0, 3 * 86400),
        st.booleans(),
    ),
    max_size=15,
)


@given(receipts=RECEIPTS, counter_bytes=st.integers(5, 16), begin=st.integers(0, 400))
@settings(deadline=None, max_examples=40)
def test_a_chain_over_random_days_holds(
    card: Any,
    make_chain: Callable[..., Any],
    receipts: list[tuple[ReceiptKind, Buckets, int, bool]],
    counter_bytes: int,
    begin: int,
) -> None:
    """§ 8 RKSV: whatever is sold, cancelled, trained or failed, counter, link and number hold."""
    key = bytes(range(32))
    made = make_chain(
        Register(register_id="M-1", rka="R1-AT1", aes_key=key, counter_bytes=counter_bytes)
    )
    moment = START + timedelta(days=begin)
    sealed = [made.issue(K.STARTBELEG, Buckets(), moment, card)]
    expected_turnover = 0
    for kind, drawn, seconds, is_signed in receipts:
        buckets = Buckets() if kind.must_be_zero else drawn
        moment += timedelta(seconds=seconds)
        sealed.append(made.issue(kind, buckets, moment, card, is_signed=is_signed))
        payload = machine_code.parse(jws.split(sealed[-1]).payload)
        assert buckets == payload.buckets
        assert str(len(sealed)) == payload.number_text
        assert payload.local_time == local_time_text(moment)
        hashed = sha256(sealed[-2].encode()).digest()[:8]
        assert hashed == b64decode(payload.previous_link)
        if kind is not K.TRAINING:
            expected_turnover += sum(buckets.amounts)
        if kind not in (K.TRAINING, K.STORNO):
            assert expected_turnover == turnover.unseal(
                payload.turnover_field, key=key, register_id="M-1", number_text=str(len(sealed))
            )
    assert expected_turnover == made.tail.turnover_cents
