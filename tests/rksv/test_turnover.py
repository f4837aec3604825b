"""The sealed counter: worked numbers, sign, lengths."""

from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv import turnover
from firmware.rksv.errors import MalformedError, NumberOverflowError

KEY = bytes(range(32))
BMF_KEY = b64decode("WQRtiiya3hYh/Uz44Bv3x8ETl1nrH6nCdErn69g5/lU=")
TILL = "MARKT-01"


@pytest.mark.parametrize(
    ("number", "cents", "block_hex", "field"),
    [
        ("1", 0, "d85912cd85a25c9c623237b97eaf2bc6", "ZxY5lcIP//U="),
        ("2", 1794, "c63c35329ed5446c73fb91561108a9e4", "RjXWde9mD24="),
        ("8", -76544, "a5642a3e7a5079f4807e282c1958d233", "SeallZMer2o="),
    ],
)
def test_worked_counters(number: str, cents: int, block_hex: str, field: str) -> None:
    """Anlage Z 8 und 9 RKSV: counter block and field 10, also below zero."""
    assert block_hex == turnover.iv(TILL, number).hex()
    sealed = turnover.seal(cents, key=KEY, register_id=TILL, number_text=number, length=8)
    assert field == sealed
    assert cents == turnover.unseal(field, key=KEY, register_id=TILL, number_text=number)


def test_worked_example_counters(worked_example: dict[str, Any]) -> None:
    """Anlage Z 9 RKSV: counter block, plain and sealed bytes of the nine receipts."""
    for receipt in worked_example["receipts"]:
        number = str(receipt["number"])
        assert receipt["counter_block_hex"] == turnover.iv(TILL, number).hex()
        plain = receipt["turnover_cents"].to_bytes(8, "big", signed=True)
        assert receipt["plain_hex"] == plain.hex()
        if receipt["sealed_hex"] is not None:
            sealed = turnover.seal(
                receipt["turnover_cents"], key=KEY, register_id=TILL, number_text=number, length=8
            )
            assert receipt["sealed_hex"] == b64decode(sealed).hex()


@pytest.mark.parametrize(
    ("length", "field"),
    [
        (5, "ucopihA="),
        (6, "ucopihCZ"),
        (8, "ucopihCZ95M="),
        (16, "ucopihCZ95NZbw/sxvqUFQ=="),
    ],
)
def test_minus_one_cent_in_every_length(length: int, field: str) -> None:
    """Anlage Z 9 RKSV: two's complement, read with its sign in any length."""
    sealed = turnover.seal(-1, key=KEY, register_id=TILL, number_text="2", length=length)
    assert field == sealed
    assert turnover.unseal(field, key=KEY, register_id=TILL, number_text="2") == -1


@pytest.mark.parametrize(
    ("number", "field", "cents"), [("1", "4r1iIdZG", 0), ("6", "k8wUAFWM", 50501)]
)
def test_counters_of_the_sample_till(number: str, field: str, cents: int) -> None:
    """Anlage Z 9 RKSV: the ministry's sample till with its six-byte counter."""
    number_text = f"CASHBOX-DEMO-1-Receipt-ID-{number}"
    opened = turnover.unseal(
        field, key=BMF_KEY, register_id="CASHBOX-DEMO-1", number_text=number_text
    )
    assert cents == opened


@given(
    length=st.integers(5, 16),
    key=st.binary(min_size=32, max_size=32),
    register_id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    number=st.integers(1, 10**12),
    data=st.data(),
)
@settings(deadline=None)
def test_every_counter_opens_to_itself(
    length: int, key: bytes, register_id: str, number: int, data: st.DataObject
) -> None:
    """Every turnover of every length comes back with its sign, and only under its own number."""
    limit = 1 << (8 * length - 1)
    cents = data.draw(st.integers(-limit, limit - 1))
    sealed = turnover.seal(
        cents, key=key, register_id=register_id, number_text=str(number), length=length
    )
    assert length == len(b64decode(sealed))
    opened = turnover.unseal(sealed, key=key, register_id=register_id, number_text=str(number))
    assert cents == opened


@pytest.mark.parametrize(
    ("length", "highest"),
    [(5, 549_755_813_887), (6, 140_737_488_355_327), (8, 9_223_372_036_854_775_807)],
)
def test_a_counter_that_overflows_is_refused(length: int, highest: int) -> None:
    """Anlage Z 9 RKSV: the limits of each length are exact on both sides."""
    for cents in (highest, -highest - 1):
        turnover.seal(cents, key=KEY, register_id=TILL, number_text="2", length=length)
    for cents in (highest + 1, -highest - 2):
        with pytest.raises(NumberOverflowError, match=f"{length} bytes"):
            turnover.seal(cents, key=KEY, register_id=TILL, number_text="2", length=length)


@pytest.mark.parametrize("length", [0, 4, 17])
def test_other_lengths_are_refused(length: int) -> None:
    """Anlage Z 9 RKSV: a counter has 5 to 16 bytes."""
    with pytest.raises(MalformedError, match="instead of 5 to 16"):
        turnover.seal(0, key=KEY, register_id=TILL, number_text="2", length=length)


@pytest.mark.parametrize(
    "field", ["VFJB", "U1RP", "RjXRdw==", "", "RjXWde9mD24", "A" * 24, "TRA", "STO"]
)
def test_what_is_no_counter_is_not_opened(field: str) -> None:
    """Anlage Z 4 RKSV: a marker, a short, a long or a badly coded field holds no turnover."""
    with pytest.raises(MalformedError) as refusal:
        turnover.unseal(field, key=KEY, register_id=TILL, number_text="2")
    assert refusal.value.field == "turnover"


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_another_key_length_is_refused(length: int) -> None:
    """Anlage Z 8 RKSV: AES-256, thirty-two bytes, nothing else."""
    key = bytes(length)
    with pytest.raises(MalformedError, match="aes_key"):
        turnover.seal(0, key=key, register_id=TILL, number_text="2", length=8)
    with pytest.raises(MalformedError, match="aes_key"):
        turnover.unseal("RjXWde9mD24=", key=key, register_id=TILL, number_text="2")
    with pytest.raises(MalformedError, match="aes_key"):
        turnover.key_check_value(key)


@pytest.mark.parametrize(
    ("key_base64", "check"),
    [
        ("cWhay3H4asTvRzXzXGZQ3KyBEu9BZaIxl8J+L4Bhr5A=", "qx6p"),
        ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "kF8o"),
    ],
)
def test_check_value_for_finanzonline(key_base64: str, check: str) -> None:
    """Festlegungen des BMF: the check value hashes the base64 text of the key."""
    assert check == turnover.key_check_value(b64decode(key_base64))


def test_check_value_of_the_worked_example(worked_example: dict[str, Any]) -> None:
    """The vector file names its own check value."""
    key = b64decode(worked_example["aes_key_base64"])
    assert worked_example["aes_key_check"] == turnover.key_check_value(key)
