"""The scanner for secrets finds each kind that is planted, and nothing in this repository."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.security.scan import ALLOWED, LOOKS, Allowance, findings, tracked


def _key(form: PrivateFormat) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


#: Put together here, so that this file itself holds none.
PLANTED = {
    "a key in a file": ("private key", _key(PrivateFormat.PKCS8)),
    "a key of openssl": ("private key", _key(PrivateFormat.TraditionalOpenSSL)),
    "a key in a string": ("private key", repr(_key(PrivateFormat.PKCS8))),
    "a till's AES key": ("32 bytes", base64.b64encode(bytes(range(32))).decode()),
    "of a cloud": ("token", "AKIA" + "ABCDEFGHIJKLMNOP"),
    "of a forge": ("token", "ghp" + "_" + "a1" * 18),
    "of a database": ("password in an address", "postgresql://kassa:" + "geheim@db/kassa"),
}


def test_nothing_is_committed() -> None:
    """The repository as it is, with no allowance too many."""
    assert [] == findings(tracked())


def test_there_are_files() -> None:
    """It looks at what git knows."""
    assert {"pyproject.toml", "docs/security.md"} <= {name for name, _ in tracked()}


@pytest.mark.parametrize("what", PLANTED)
def test_planted(what: str) -> None:
    """The control: each kind is found, by file and line, and its value is not repeated."""
    kind, secret = PLANTED[what]
    text = f"# a file\nsecret = {secret}\n".encode()
    assert [f"docs/x.md:2: {kind}"] == findings([("docs/x.md", text)], ())


def test_every_kind_is_planted() -> None:
    """No look without its control."""
    assert set(LOOKS) == {kind for kind, _ in PLANTED.values()}


def test_what_is_none() -> None:
    """The heading alone, a digest in hex, 32 bytes that go on, a placeholder."""
    for text in (
        b'"-----BEGIN PRIVATE KEY-----" in text',
        b"ab" * 32,
        base64.b64encode(bytes(40)),
        b"https://user:<password>@example.at",
        b"https://${USER}:${PASSWORD}@example.at",
    ):
        assert [] == findings([("x", text)], ())


def test_an_allowance_for_nothing() -> None:
    """It is for one kind in its place, and goes when that goes."""
    kind, secret = PLANTED["a till's AES key"]
    here = Allowance(place="tests/*", kind=kind, why="because")
    assert [] == findings([("tests/x", secret.encode())], [here])
    assert [f"x:1: {kind}", f"tests/*: allowed for nothing: {kind}"] == findings(
        [("x", secret.encode())], [here]
    )


def test_every_allowance_has_a_reason() -> None:
    """One that somebody may judge."""
    assert all(len(one.why) > 8 for one in ALLOWED)
