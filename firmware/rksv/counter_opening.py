"""Opening many turnover counters of one key (Anlage Z 9).

A counter has at most one block, so counter mode is: encrypt the counter block, then XOR. With the
key set up once this costs a tenth of a cipher per receipt, and it is a second way to the value
besides `turnover`, which tills seal with.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from firmware.rksv.coding import decode_base64
from firmware.rksv.errors import MalformedError
from firmware.rksv.turnover import IV_BYTES, KEY_BYTES, iv


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

    def open_all(self, sealed: Sequence[bytes], ivs: Sequence[bytes]) -> list[int]:
        """The turnovers in cents of counters of one length (5 to 16 bytes), each with its IV."""
        stream = self._encryptor.update(b"".join(ivs))
        length = len(sealed[0])
        shift, bits = (IV_BYTES - length) * 8, length * 8
        half, whole = 1 << (bits - 1), 1 << bits
        opened = []
        for at, one in enumerate(sealed):
            block = stream[at * IV_BYTES : (at + 1) * IV_BYTES]
            plain = int.from_bytes(one, "big") ^ int.from_bytes(block, "big") >> shift
            # Two's complement: the highest bit is the sign.
            opened.append(plain - whole if plain >= half else plain)
        return opened

    def open(self, field: str, *, register_id: str, number: str) -> int:
        """Return the turnover in cents; the field must have been read as 5 to 16 bytes.

        Raises:
            MalformedError: the field is not base64.
        """
        sealed = decode_base64(field, "turnover")
        (cents,) = self.open_all([sealed], [iv(register_id, number)])
        return cents
