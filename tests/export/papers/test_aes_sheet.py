"""The key sheet."""

from hypothesis import given
from hypothesis import strategies as st

from firmware.export.papers.aes_sheet import aes_sheet
from firmware.export.papers.document import Table
from firmware.rksv.coding import encode_base64
from tests.export.papers.sample import words_in

KEY = "Il0Oo1+/" + "A" * 35 + "="
#: The words of a spelled sign that is no letter and no digit.
SIGNS = {"Plus": "+", "Schrägstrich": "/", "ist gleich": "="}


def test_signs_that_look_alike_are_told_apart() -> None:
    """§ 16 Abs 1 RKSV: what is typed in FinanzOnline stands there whole, with its check value."""
    told = words_in(aes_sheet("GRAZ-01", KEY, "k3Bc"))

    assert f"Benutzerschlüssel (AES): {KEY}" in told
    assert "Kassen-ID: GRAZ-01" in told
    assert "Prüfwert: k3Bc" in told
    assert "1 bis 4 | Il0O | I groß, l klein, 0 Ziffer, O groß" in told
    assert "5 bis 8 | o1+/ | o klein, 1 Ziffer, Plus, Schrägstrich" in told


@given(st.binary(min_size=32, max_size=32))
def test_what_is_spelled_is_the_key(raw: bytes) -> None:
    """Whoever types what is read types the key."""
    key = encode_base64(raw)
    document = aes_sheet("R", key, "k3Bc")
    (table,) = (
        block for one in document.chapters for block in one.blocks if isinstance(block, Table)
    )

    read = [word for row in table.rows for word in row[2].split(", ")]

    assert key == "".join(SIGNS.get(word) or word[0] for word in read)
    assert key == "".join(row[1] for row in table.rows)
