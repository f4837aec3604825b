"""Seals say what they say, and only the card that made them can have said it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.entry import EntryExaminer, UnreadableEntry
from firmware.rksv.jws import compact
from firmware.rksv.steady import SteadyExaminer
from firmware.rksv.trust import examine_group
from firmware.store import seal
from firmware.store.errors import StoreError, StoreFault
from firmware.store.seal import PrintedAnchor, SealKind, Statement
from hal.card.emulator_pki import issue_card_credential, sign_digest
from tests.store.till import SoftwareCard

CREDENTIAL = issue_card_credential("seal", "ATU12345678", 7)
OTHER = issue_card_credential("another", "ATU12345678", 8)


def _sealed(said: Statement) -> str:
    return seal.sealed(said, sign_digest(CREDENTIAL.key, said.digest))


def _said() -> Statement:
    return seal.statement(SealKind.JOURNAL, "MARKT-01", {"journal_seq": 7, "journal_hash": "ab"})


def test_a_seal_is_read_as_it_was_said() -> None:
    """What the card signed is what is read, with kind and register."""
    content = seal.read(_sealed(_said()), SealKind.JOURNAL)
    assert {
        "format": 1,
        "seal": "journal",
        "register_id": "MARKT-01",
        "journal_seq": 7,
        "journal_hash": "ab",
    } == content


def test_only_its_own_card_made_it() -> None:
    """The certificate of another card does not prove it, nor does one that is none."""
    made = _sealed(_said())
    assert [True, False, False] == [
        seal.is_signed_by(made, der) for der in (CREDENTIAL.certificate, OTHER.certificate, b"no")
    ]


def test_a_damaged_certificate_proves_nothing() -> None:
    """Whichever byte is turned: the library has an error of its own for some of them."""
    card = SoftwareCard()
    made = seal.sealed(_said(), card.sign_text(_said().text))
    assert seal.is_signed_by(made, card.der)
    assert not seal.is_signed_by(made, card.damaged)


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=127))
def test_no_altered_character_is_believed(place: int, flip: int) -> None:
    """Any other text is another seal, or none at all."""
    made = _sealed(_said())
    place %= len(made)
    altered = made[:place] + chr(ord(made[place]) ^ flip) + made[place + 1 :]
    assert not seal.is_signed_by(altered, CREDENTIAL.certificate)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b.c",
        compact('{"format":1,"seal":"journal"}', None),
        compact("[]", bytes(64)),
        compact("_R1-AT1_MARKT-01", bytes(64)),
        compact('{"format":2,"seal":"journal"}', bytes(64)),
        compact('{"format":1,"seal":"export"}', bytes(64)),
        compact("[" * 100_000, bytes(64)),
    ],
)
def test_what_is_no_such_seal_is_refused(text: str) -> None:
    """Not a JWS, not signed, a receipt, another format or another kind."""
    with pytest.raises(StoreError) as caught:
        seal.read(text, SealKind.JOURNAL)
    assert StoreFault.REFUSED is caught.value.fault


def test_an_anchor_is_short_and_of_both() -> None:
    """Twelve letters that are told apart by eye; another row or hash is another anchor."""
    assert "PLAG-PX4A-7YXM" == seal.anchor(7, "ab" * 32)
    assert 3 == len({seal.anchor(7, "ab"), seal.anchor(8, "ab"), seal.anchor(7, "ac")})


@pytest.mark.parametrize(
    ("typed", "seq"),
    [
        ("PLAG-PX4A-7YXM", None),
        (" plagpx4a7yxm ", None),
        ("plag px4a 7yxm", None),
        ("7:PLAG-PX4A-7YXM", 7),
        ("Journal 7      PLAG-PX4A-7YXM", 7),
        ("9120 plag px4a 7yxm", 9120),
    ],
)
def test_an_anchor_is_read_as_people_type_it(typed: str, seq: int | None) -> None:
    """With its row or without, capital or small, with or without hyphens."""
    assert PrintedAnchor(text="PLAG-PX4A-7YXM", journal_seq=seq) == seal.read_anchor(typed)


def test_what_cannot_be_on_paper_was_misread() -> None:
    """Base32 has no 0 and no 8."""
    assert "OBAA-AAAA-AAAA" == seal.read_anchor("08AA-AAAA-AAAA").text


@given(st.integers(min_value=1, max_value=2**62), st.text(max_size=70))
def test_every_anchor_is_read_back(seq: int, journal_hash: str) -> None:
    """Whatever is printed can be typed."""
    printed = seal.anchor(seq, journal_hash)
    line = f"Journal {seq}  {printed}"
    assert PrintedAnchor(text=printed, journal_seq=None) == seal.read_anchor(printed)
    if seq < 10**18:
        assert PrintedAnchor(text=printed, journal_seq=seq) == seal.read_anchor(line)


@pytest.mark.parametrize("typed", ["", "PLAG", "PLAG-PX4A-7YX9", "0:PLAG-PX4A-7YXM", "x:y"])
def test_what_is_no_anchor_is_refused(typed: str) -> None:
    """The refusal shows how one looks."""
    with pytest.raises(StoreError, match="ABCD-EFGH-2345"):
        seal.read_anchor(typed)


def test_no_seal_is_a_receipt_and_no_receipt_a_seal() -> None:
    """One key makes both: what is signed tells which of the two it is, to every reader."""
    card = SoftwareCard()
    keys, _ = examine_group(card.der, (), None)
    made = seal.sealed(_said(), card.sign_text(_said().text))
    assert seal.is_signed_by(made, card.der)
    assert isinstance(EntryExaminer(keys, None).examine(made), UnreadableEntry)
    assert SteadyExaminer(keys, None).examine([made]) is None
    text = f"_R1-AT1_X_1_2026-11-20T07:12:45{'_0,00' * 5}_RjXWde9mD24=_1a2b3c4d_wBcOZaEAjJU="
    receipt = compact(text, card.sign_text(text))
    assert not isinstance(EntryExaminer(keys, None).examine(receipt), UnreadableEntry)
    for kind in SealKind:
        with pytest.raises(StoreError):
            seal.read(receipt, kind)
