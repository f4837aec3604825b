"""The rows SIEGEL held against what they seal: the Z's row, the last receipt, the certificate.

A chain without a key can be made anew from any row on; the seals in it cannot, without the card.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from firmware.store import seal
from firmware.store.canonical import Json
from firmware.store.errors import StoreError
from firmware.store.reader import NO_END, Reader
from firmware.store.seal import SealKind

#: As many digits as a number of a book has.
_TOLD_CHARACTERS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of a book from other rows; each answer is None where it holds no such thing.

    `hash_of` a journal row by seq, `jws_sha256_of` a receipt by number, `certificate_of` a serial.
    What a seal says of rows before `first_seq` and receipts before `first_receipt` is not judged.
    """

    register_id: str
    hash_of: Callable[[int], str | None]
    jws_sha256_of: Callable[[int], str | None]
    certificate_of: Callable[[str], bytes | None]
    first_seq: int = 1
    first_receipt: int = 1


def faults(content: Mapping[str, Json], ground: Ground) -> Iterator[str]:
    """What is wrong with a row SIEGEL of this content; nothing, when it proves its row."""
    try:
        said = seal.read(str(content.get("seal")), SealKind.JOURNAL)
    except StoreError as error:
        yield f"carries no seal: {error.detail}"
        return
    serial = str(content.get("serial"))
    certificate = ground.certificate_of(serial)
    if certificate is None:
        yield f"names the certificate {serial}, which is not there"
    elif not seal.is_signed_by(str(content["seal"]), certificate):
        yield f"was not sealed by {serial}"
    if said.get("register_id") != ground.register_id:
        yield f"is of register {said.get('register_id')}"
    for name in ("journal_seq", "journal_hash"):
        if said.get(name) != content.get(name):
            yield f"says another {name} than its seal"
    yield from _against(said, ground)


def _against(said: Mapping[str, Json], ground: Ground) -> Iterator[str]:
    seq, number = _place(said.get("journal_seq")), _place(said.get("receipts"))
    if seq is None or seq >= ground.first_seq:
        found = None if seq is None else ground.hash_of(seq)
        if found is None or found != said.get("journal_hash"):
            what = "is not there" if found is None else "is another one now"
            where = _told(said.get("journal_seq"))
            yield f"the card sealed row {where}, which {what}: it or rows before it were rewritten"
    if number is None or number >= ground.first_receipt:
        digest = None if number is None else ground.jws_sha256_of(number)
        if digest is None or digest != said.get("last_jws_sha256"):
            what = "is not there" if digest is None else "is another one now"
            where = _told(said.get("receipts"))
            yield f"the card sealed receipt {where}, which {what}"


def _told(said: Json) -> str:
    return str(said)[:_TOLD_CHARACTERS]


def _place(said: Json) -> int | None:
    """A seq or a number, if a book can have it: from 1 up, as SQLite counts."""
    return said if type(said) is int and 0 < said <= NO_END else None


def ground_of(book: Reader) -> Ground:
    """An open book as ground.

    Raises:
        StoreError: it cannot be read; so may each answer.
    """
    identity = book.identity()
    certificates = {one.serial: one.der for one in book.certificates()}

    def hash_of(seq: int) -> str | None:
        row = next(book.journal(seq, seq), None)
        return None if row is None else row.hash

    def jws_sha256_of(number: int) -> str | None:
        receipt = book.receipt(number)
        return None if receipt is None else sha256(receipt.jws.encode()).hexdigest()

    return Ground(
        register_id="" if identity is None else identity.register_id,
        hash_of=hash_of,
        jws_sha256_of=jws_sha256_of,
        certificate_of=certificates.get,
    )
