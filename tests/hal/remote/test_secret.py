"""A secret shows nowhere but where it is asked for."""

import pytest

from hal.remote.secret import Secret


def test_it_is_revealed_on_demand_only() -> None:
    """Neither `repr` nor `str` nor a format holds it."""
    secret = Secret("geheim")

    assert "geheim" == secret.reveal()
    assert "geheim" not in f"{secret} {secret!r} {[secret]}"


def test_bytes_are_text() -> None:
    """A credential file is bytes."""
    assert "gehäim" == Secret("gehäim".encode()).reveal()


@pytest.mark.parametrize("text", ["", b"", "two\nlines", b"\xff", "a\0b"])
def test_what_cannot_be_one(text: str | bytes) -> None:
    """Refused, without saying what it was."""
    with pytest.raises(ValueError, match="the secret is empty or has characters") as refused:
        Secret(text)
    assert "two" not in str(refused.value)
