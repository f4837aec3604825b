"""Which cards have refused the card's PIN, on disk: a restart must not cost a card another try.

The note says for which PIN it was written without saying the PIN: two bytes of a digest keyed by
the register's AES key. Another PIN in the credentials makes it void; who has the note and the key
could tell one PIN in many thousands from the rest, no more. It is no part of the book: it can be
removed by a person who has reset the card's counter, and a till without it only asks once more.
"""

import hmac
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from firmware.export.atomic import atomic_file
from firmware.export.errors import WriteError
from firmware.process.logs import get_logger
from hal.card.refusals import CardName

log = get_logger()

PIN_NOTE: Final = "card-pin-refused.json"
MARK_BYTES: Final = 2
MAX_BYTES: Final = 64 * 1024


def pin_mark(pin: bytes, aes_key: bytes) -> str:
    """What tells notes of different PINs apart."""
    return hmac.digest(aes_key, b"card pin " + pin, "sha256")[:MARK_BYTES].hex()


class PinNote:
    """`RefusalNote` in a file of the data folder."""

    def __init__(self, path: Path, mark: str) -> None:
        self._path = path
        self._mark = mark

    def read(self) -> Iterable[CardName]:
        """See `RefusalNote.read`; a note of another PIN, or one that is damaged, says nothing."""
        try:
            raw = self._path.read_bytes()[:MAX_BYTES]
            note = json.loads(raw)
            cards = [(str(number), str(serial)) for number, serial in note["cards"]]
            is_ours = note["mark"] == self._mark
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("note of refused PINs cannot be read", detail=str(error))
            return []
        return cards if is_ours else []

    def write(self, refused: Iterable[CardName]) -> None:
        """See `RefusalNote.write`; whole on the medium when this returns."""
        content = json.dumps({"mark": self._mark, "cards": [list(card) for card in refused]})
        try:
            with atomic_file(self._path, mode=0o600) as file:
                file.write(content.encode())
        except WriteError as error:
            log.error("note of refused PINs cannot be written", detail=str(error))
