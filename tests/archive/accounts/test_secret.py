import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts import secret


def test_256_bits() -> None:
    """43 signs of base64url, never the same."""
    made = {secret.fresh() for _ in range(100)}

    assert 100 == len(made)
    assert {43} == {len(one) for one in made}


def test_what_is_kept() -> None:
    """Its SHA-256; a text too long to be one counts as empty."""
    assert sha256(b"abc").hexdigest() == secret.sha256_of("abc")
    assert sha256(b"").hexdigest() == secret.sha256_of("x" * 201)
    assert 64 == len(secret.sha256_of("\udcff"))


@given(st.text(), st.text())
def test_the_same(left: str, right: str) -> None:
    """As `==` says."""
    assert (left == right) == secret.is_same(left, right)
    assert secret.is_same(left, left)


def test_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the one function that does so."""
    asked: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: asked.append((a, b)) or True)

    assert secret.is_same("a", "b")
    assert [(b"a", b"b")] == asked
