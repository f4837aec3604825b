"""The second factor: codes of six digits by RFC 6238, and codes for who has lost the device."""

import re
import secrets
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from typing import Final

import pyotp

from archive.accounts.secret import is_same

STEP_S: Final = 30
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10
_CODE: Final = re.compile(r"[0-9]{6}")
_GROUP: Final = 4


def fresh_secret() -> str:
    """160 random bits in base32, as RFC 4226 § 4 R6 advises."""
    return pyotp.random_base32(32)


def uri(secret: str, email: str, archive: str) -> str:
    """What the QR code of the enrolment holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=archive)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of time this code is of: the present one or a neighbour; None: it is wrong."""
    said = code.replace(" ", "")
    if _CODE.fullmatch(said) is None:
        return None
    present = int(now.timestamp()) // STEP_S
    one = pyotp.HOTP(secret)
    right = [step for step in (present - 1, present, present + 1) if is_same(one.at(step), said)]
    return right[-1] if right else None


def fresh_recovery_codes() -> tuple[str, ...]:
    """Each good once: 80 random bits as four groups of four signs."""
    return tuple(_grouped(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))


def recovery_sha256(code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    said = "".join(one for one in code[:100].upper() if one.isalnum())
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _grouped(raw: bytes) -> str:
    signs = b32encode(raw).decode()
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
