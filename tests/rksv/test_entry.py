"""One entry on its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.chain import link
from firmware.rksv.entry import EntryExaminer, EntryFacts, UnreadableEntry
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Rule
from firmware.rksv.trust import DeviceKey, DeviceKind, GroupKeys, examine_group
from tests.vectors.forge import AES_KEY, FIELDS, Forge
from tests.vectors.negative_build import CARD, COMPANY_KEY, OTHER

KEYS, _ = examine_group(CARD.der, (), None)
COMPANY = GroupKeys(
    devices={COMPANY_KEY: DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=CARD.public_der)}
)


def test_the_facts_of_a_sale() -> None:
    """Anlage Z 4 RKSV: everything the sequence needs, read from the signed text."""
    till = Forge(CARD)
    till.add()
    entry = till.add(560, besonders=1234)

    facts = EntryExaminer(KEYS, AES_KEY).examine(entry)

    assert facts == EntryFacts(
        register_id="VEKTOR-1",
        number="2",
        local_time="2026-11-20T08:07:00",
        total_cents=1794,
        is_zero=False,
        is_signed=True,
        is_closed_system=False,
        kind=ReceiptKind.STANDARD,
        turnover_cents=1794,
        counter_bytes=8,
        serial=CARD.serial,
        previous_link=link(till.entries[0]),
        own_link=link(entry),
        faults=(),
    )


@pytest.mark.parametrize(
    ("mark", "kind"), [("TRA", ReceiptKind.TRAINING), ("STO", ReceiptKind.STORNO)]
)
def test_a_marker_hides_the_counter(mark: str, kind: ReceiptKind) -> None:
    """Anlage Z 4 RKSV: TRA and STO stand instead of the counter."""
    facts = EntryExaminer(KEYS, AES_KEY).examine(Forge(CARD).add(-5, mark=mark))

    assert isinstance(facts, EntryFacts)
    assert (facts.kind, facts.turnover_cents, facts.counter_bytes) == (kind, None, 0)


@pytest.mark.parametrize("length", range(5, 17))
def test_counters_of_every_length_open(length: int) -> None:
    """Anlage Z 9 RKSV: 5 to 16 bytes, signed; without the key they stay closed."""
    entry = Forge(CARD).add(-7, counter_bytes=length)
    opened = EntryExaminer(KEYS, AES_KEY).examine(entry)
    closed = EntryExaminer(KEYS, None).examine(entry)

    assert isinstance(opened, EntryFacts)
    assert isinstance(closed, EntryFacts)
    assert (opened.turnover_cents, opened.counter_bytes) == (-7, length)
    assert (closed.turnover_cents, closed.counter_bytes) == (None, length)


def test_amounts_that_cancel_each_other_are_not_zero() -> None:
    """§ 17 Abs 4 RKSV: a zero receipt has no amount at all."""
    facts = EntryExaminer(KEYS, AES_KEY).examine(Forge(CARD).add(5, besonders=-5))

    assert isinstance(facts, EntryFacts)
    assert (facts.total_cents, facts.is_zero) == (0, False)


def test_a_closed_system_is_judged_by_its_company_key() -> None:
    """§ 20 RKSV: AT0, no certificate, a key that FinanzOnline knows."""
    till = Forge(CARD, rka="R1-AT0", serial=COMPANY_KEY)
    examiner = EntryExaminer(COMPANY, AES_KEY)
    sound = examiner.examine(till.add())
    till.signer = OTHER
    till.serial = COMPANY_KEY
    forged = examiner.examine(till.add())

    assert isinstance(sound, EntryFacts)
    assert isinstance(forged, EntryFacts)
    assert (sound.is_closed_system, sound.faults) == (True, ())
    assert [fault.rule for fault in forged.faults] == [Rule.SIGNATURE]


def test_signatures_are_not_judged_where_the_certificate_is_at_fault() -> None:
    """One fault for the certificate is enough."""
    facts = EntryExaminer(GroupKeys(is_judged=False), AES_KEY).examine(Forge(OTHER).add())

    assert isinstance(facts, EntryFacts)
    assert facts.faults == ()


@pytest.mark.parametrize(
    ("entry", "rule", "number"),
    [
        ("", Rule.JWS_PARTS, ""),
        ("a.b", Rule.JWS_PARTS, ""),
        ("ä.b.c", Rule.JWS_PARTS, ""),
        ("\ud800", Rule.JWS_PARTS, ""),
        ("e30.b.c", Rule.JWS_HEADER, ""),
        ("e30=.b.c", Rule.JWS_PADDING, ""),
        ("*.b.c", Rule.JWS_CODING, ""),
        ("eyJhbGciOiJFUzI1NiJ9.X1I=.AAAA", Rule.JWS_PADDING, ""),
        ("eyJhbGciOiJFUzI1NiJ9.XzFfMl8z.AB", Rule.JWS_CODING, "3"),
        ("eyJhbGciOiJFUzI1NiJ9.XzFfMl8z.AAAA", Rule.SIGNATURE, "3"),
        ("eyJhbGciOiJFUzI1NiJ9._w." + "A" * 86, Rule.JWS_CODING, ""),
        ("eyJhbGciOiJFUzI1NiJ9.XzFfMl8z." + "A" * 86, Rule.PAYLOAD_FIELDS, "3"),
    ],
)
def test_what_is_no_entry_is_named(entry: str, rule: Rule, number: str) -> None:
    """Anlage Z 6 RKSV: the first thing wrong, and the number if it can still be read."""
    unreadable = EntryExaminer(KEYS, AES_KEY).examine(entry)

    assert isinstance(unreadable, UnreadableEntry)
    assert (unreadable.fault.rule, unreadable.number) == (rule, number)


@given(st.text())
def test_no_text_breaks_the_examiner(text: str) -> None:
    """Whatever an array of a DEP holds, the answer is a value."""
    assert isinstance(EntryExaminer(KEYS, AES_KEY).examine(text), UnreadableEntry)


@given(st.text(), st.sampled_from(FIELDS))
def test_no_field_breaks_the_examiner(text: str, name: str) -> None:
    """A payload whose one field is anything is read or named, and stays in the chain."""
    till = Forge(CARD)
    sayable = text.encode("utf-8", "replace").decode()

    answer = EntryExaminer(KEYS, AES_KEY).examine(till.add(fields={name: sayable}))

    assert answer.own_link == till.link
