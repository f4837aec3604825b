"""Passwords of people: argon2id, with a bound on what hashing may cost.

Parameters are the second choice of RFC 9106 § 4 (64 MiB, three passes). At most two passwords are
hashed at once in a process: who floods the sign-in waits, and the memory stays.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from archive.accounts.errors import AccountError

MIN_SIGNS: Final = 12
MAX_SIGNS: Final = 200
_AT_ONCE: Final = 2
_WAIT_S: Final = 10.0
_HASHER: Final = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
_TURNS: Final = BoundedSemaphore(_AT_ONCE)
#: Of a password nobody knows: verified where there is no account, so that both take as long.
NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$JuiijaokcfG55vY2ghWXfQ"
    "$HATidTOuemHPBIMTfP8pdFrCcW1uxocHX+7HML+SX8Y"
)


class BusyError(Exception):
    """Too many want in at this moment; ask again in some seconds."""


def require_good(password: str, email: str) -> None:
    """Whether it may become somebody's password.

    Raises:
        AccountError: too short, too long, the address itself, or few signs again and again.
    """
    if len(password) < MIN_SIGNS:
        raise AccountError(f"a password has at least {MIN_SIGNS} signs")
    if len(password) > MAX_SIGNS:
        raise AccountError(f"a password has at most {MAX_SIGNS} signs")
    said = password.casefold()
    if len(set(said)) < 5 or said in (email.casefold(), email.partition("@")[0].casefold()):
        raise AccountError("this password is the first that somebody would try")


def hash_of(password: str) -> str:
    """What is kept of a password.

    Raises:
        BusyError: too many at once.
    """
    with _turn():
        return _HASHER.hash(_bytes(password))


def is_right(kept: str, password: str) -> bool:
    """Whether it is the password of which `kept` is kept; one of an unheard length never is.

    Raises:
        BusyError: too many at once.
    """
    is_bounded = len(password) <= MAX_SIGNS
    said = _bytes(password) if is_bounded else b""
    with _turn():
        try:
            _HASHER.verify(kept, said)
        except (VerificationError, InvalidHashError):
            return False
    return is_bounded


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.acquire(timeout=_WAIT_S):
        raise BusyError
    try:
        yield
    finally:
        _TURNS.release()


def _bytes(password: str) -> bytes:
    # The same letters typed on another system are the same password.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
