"""archive.api.digest: RFC 9530, as far as a till and an archive need it."""

import pytest

from archive.api.digest import DigestError, digest_of, require


def test_what_is_sent_is_what_came() -> None:
    """Alone, or beside other algorithms in any order."""
    body = b"lines"
    own = digest_of(body)
    for header in (own, f"sha-512=:AAAA:, {own}", f"{own},md5=:AAAA:", f" {own} "):
        require(header, body)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha-256",
        "sha-256=::",
        "sha-256=:AAAA:",
        "sha-256=:=AAA:",
        "xsha-256=:AAAA:",
        digest_of(b"other"),
        f"{digest_of(b'lines')}, {digest_of(b'lines')}",
        digest_of(b"lines").upper(),
    ],
)
def test_anything_else(header: str) -> None:
    """Refused: a body that nobody vouches for is none."""
    with pytest.raises(DigestError):
        require(header, b"lines")
