"""Opening many turnover counters of one key (Anlage Z 9).

A counter has at most one block, so counter mode is: encrypt the counter block, then XOR. With the
key set up once this costs a tenth of a cipher per receipt, and it is a second way to the value
besides `turnover`, which tills seal with.
"""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from firmware.rksv.coding import decode_base64
from firmware.rksv.errors import MalformedError
from firmware.rksv.turnover import KEY_BYTES, iv


class CounterOpener:
    """Opens field 10 of receipts that were sealed with one AES key.

    Raises:
        MalformedError: on construction, the key has not 32 bytes.
    """

    def __init__(self, aes_key: bytes) -> None:
        if len(aes_key) != KEY_BYTES:
            raise MalformedError("aes_key", f"{len(aes_key)} bytes instead of {KEY_BYTES}")
        # Single blocks that never repeat for different content: what makes ECB weak is not here.
        self._encryptor = Cipher(AES256(aes_key), ECB()).encryptor()  # noqa: S305

    def open(self, field: str, *, register_id: str, number: str) -> int:
        """Return the turnover in cents; the field must have been read as 5 to 16 bytes.

        Raises:
            MalformedError: the field is not base64.
        """
        sealed = decode_base64(field, "turnover")
        length = len(sealed)
        stream = self._encryptor.update(iv(register_id, number))[:length]
        plain = int.from_bytes(sealed, "big") ^ int.from_bytes(stream, "big")
        # Two's complement: the highest bit is the sign.
        return plain - (1 << 8 * length) if plain >> (8 * length - 1) else plain
