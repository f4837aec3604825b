"""Secrets that are handed out once and kept as their SHA-256 only."""

import hmac
import secrets
from hashlib import sha256
from typing import Final

TOKEN_BYTES: Final = 32
#: Longer than any secret of ours; nobody makes us hash more.
MAX_SIGNS: Final = 200


def fresh() -> str:
    """256 random bits in base64url, 43 signs."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def sha256_of(secret: str) -> str:
    """What is kept of it; of a text too long to be one, what is kept of none."""
    said = secret.encode("utf-8", "surrogatepass") if len(secret) <= MAX_SIGNS else b""
    return sha256(said).hexdigest()


def is_same(left: str, right: str) -> bool:
    """Whether two texts are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(
        left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass")
    )
