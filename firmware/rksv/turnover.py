"""The turnover counter: two's complement, sealed with AES-256 in counter mode (Anlage Z 8, 9).

The initial counter block depends on register and receipt number only; a number that is used twice
with the same key would give the turnover away.
"""

from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from firmware.rksv.coding import decode_base64, encode_base64, encode_utf8
from firmware.rksv.errors import MalformedError, NumberOverflowError

KEY_BYTES: Final = 32
IV_BYTES: Final = 16
COUNTER_BYTES_MIN: Final = 5
COUNTER_BYTES_MAX: Final = 16
CHECK_BYTES: Final = 3


def iv(register_id: str, number_text: str) -> bytes:
    """Return the 16 bytes of the initial counter block: hash of register id and number joined."""
    return sha256(encode_utf8(register_id + number_text, "number")).digest()[:IV_BYTES]


def require_length(length: int) -> int:
    """Return the length of a counter in bytes, if it is one.

    Raises:
        MalformedError: it is not 5 to 16.
    """
    if not COUNTER_BYTES_MIN <= length <= COUNTER_BYTES_MAX:
        raise MalformedError("turnover", f"{length} bytes instead of 5 to 16")
    return length


def seal(
    turnover_cents: int, *, key: bytes, register_id: str, number_text: str, length: int
) -> str:
    """Seal a turnover in `length` bytes and return field 10 (base64).

    Raises:
        MalformedError: key or length are not those of Anlage Z 8 and 9.
        NumberOverflowError: the turnover does not fit into `length` bytes with its sign.
    """
    try:
        plain = turnover_cents.to_bytes(require_length(length), "big", signed=True)
    except OverflowError as error:
        raise NumberOverflowError(f"turnover does not fit {length} bytes") from error
    return encode_base64(_crypt(plain, key, iv(register_id, number_text)))


def unseal(field: str, *, key: bytes, register_id: str, number_text: str) -> int:
    """Open field 10 and return the turnover in cents, sign extended.

    Raises:
        MalformedError: the field is not base64 of 5 to 16 bytes (a TRA or STO marker is not), or
            the key has not 32 bytes.
    """
    sealed = decode_base64(field, "turnover")
    require_length(len(sealed))
    plain = _crypt(sealed, key, iv(register_id, number_text))
    return int.from_bytes(plain, "big", signed=True)


def key_check_value(key: bytes) -> str:
    """Return the four characters with which FinanzOnline checks a key typed by hand.

    The hash is over the key's base64 text, not over its bytes.

    Raises:
        MalformedError: the key has not 32 bytes.
    """
    text = encode_base64(_require_key(key)).encode("ascii")
    return encode_base64(sha256(text).digest()[:CHECK_BYTES])


def _crypt(block: bytes, key: bytes, counter_block: bytes) -> bytes:
    # At most 16 bytes: one block of key stream, the same both ways.
    return Cipher(AES256(_require_key(key)), CTR(counter_block)).encryptor().update(block)


def _require_key(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise MalformedError("aes_key", f"{len(key)} bytes instead of {KEY_BYTES}")
    return key
