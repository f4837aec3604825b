"""Asking witnesses: each checkpoint goes to each of them, and one that is down is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import httpx
import sqlalchemy as sa

from archive.heads.errors import HeadsError, UnreachableError
from archive.heads.shelf import Shelf
from archive.heads.witness_request import PATH, SIZE_TYPE, asked_of
from archive.index.database import Database
from archive.index.tables import cosignatures
from archive.settings import HeadsSection, SettingsError
from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import consistency_proof
from firmware.evidence.note import Checkpoint, Note, SignatureLine, Verifier, read_note
from firmware.evidence.tiles import subtree_of

_MAX_ANSWER: Final = 64 * 1024
#: A witness that knows another size says so, and is asked once more; another may do the same.
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWitness:
    """Where a witness is asked, and the key of its cosignatures."""

    url: str
    key: Verifier


def witnesses_of(section: HeadsSection) -> tuple[AskedWitness, ...]:
    """The witnesses of the settings.

    Raises:
        SettingsError: a line is none.
    """
    return tuple(_witness(one) for one in section.witnesses)


def _witness(line: str) -> AskedWitness:
    url, _, key = line.partition(" ")
    try:
        verifier = Verifier.parse(key)
    except EvidenceError as error:
        raise SettingsError(f"[heads] witnesses: {error}") from error
    if not url.startswith(("https://", "http://")) or not verifier.is_witness:
        raise SettingsError(f"[heads] witnesses: {url!r} is no witness: URL, space, its key")
    return AskedWitness(url=url.rstrip("/"), key=verifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a witness said, as UTF-8 whatever it calls it: some alphabets fail in their own way."""

    status: int
    kind: str
    text: str


class Asking:
    """Brings checkpoints to witnesses and keeps what they answer."""

    def __init__(self, database: Database, shelf: Shelf, client: httpx.Client) -> None:
        self._database = database
        self._shelf = shelf
        self._client = client

    def ask(self, witness: AskedWitness) -> bool:
        """Have the newest checkpoint cosigned; False: there is none, or it was done before.

        Raises:
            UnreachableError: it does not answer now.
            HeadsError: it saw another log than ours, or answers what is to be believed by nobody.
        """
        found = self._shelf.last_note()
        if found is None or self._last(witness, found[0].size) == found[0].size:
            return False
        checkpoint, note = found
        line = self._cosigned(witness, checkpoint, note)
        row = {"size": checkpoint.size, "witness": witness.key.name, "line": str(line)}
        try:
            with self._database.write() as connection:
                connection.execute(sa.insert(cosignatures), [row])
        except sa.exc.IntegrityError:
            return False
        return True

    def _last(self, witness: AskedWitness, size: int) -> int:
        asked = sa.select(sa.func.max(cosignatures.c.size)).where(
            cosignatures.c.witness == witness.key.name, cosignatures.c.size <= size
        )
        with self._database.read() as connection:
            return int(connection.scalar(asked) or 0)

    def _cosigned(self, witness: AskedWitness, checkpoint: Checkpoint, note: Note) -> SignatureLine:
        old = self._last(witness, checkpoint.size)
        for _ in range(_TRIES):
            answer = self._post(witness, note, self._proof(old, checkpoint.size), old)
            if answer.status == httpx.codes.OK:
                return _line(witness, note, answer.text)
            if answer.status != httpx.codes.CONFLICT:
                raise _refused(witness, answer)
            known = _size(witness, answer)
            if known > checkpoint.size or known == old:
                raise HeadsError(
                    f"witness {witness.key.name} cosigned {known} heads of this log, and not these "
                    f"{checkpoint.size}: an older archive was put back, or there are two of them"
                )
            old = known
        raise UnreachableError(f"witness {witness.key.name} is asked by somebody else as well")

    def _proof(self, old: int, size: int) -> Sequence[bytes]:
        if old in (0, size):
            return ()
        return consistency_proof(old, size, subtree_of(size, self._shelf.tile))

    def _post(self, witness: AskedWitness, note: Note, proof: Sequence[bytes], old: int) -> _Answer:
        body = asked_of(note, old, proof).to_bytes()
        try:
            with self._client.stream("POST", witness.url + PATH, content=body) as answer:
                content = bytearray()
                for piece in answer.iter_raw():
                    content += piece
                    if len(content) > _MAX_ANSWER:
                        raise HeadsError(f"witness {witness.key.name}: an answer without end")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(f"witness {witness.key.name}: {error}") from error
        kind = answer.headers.get("Content-Type", "")
        return _Answer(
            status=answer.status_code, kind=kind, text=content.decode("utf-8", "replace")
        )


def _line(witness: AskedWitness, note: Note, text: str) -> SignatureLine:
    """The one line that is of this witness's key."""
    try:
        lines = read_note(f"{note.text}\n{text}").lines
    except EvidenceError as error:
        raise HeadsError(f"witness {witness.key.name}: {error}") from error
    for line in lines:
        if Note(text=note.text, lines=(line,)).is_signed_by(witness.key):
            return line
    raise HeadsError(f"witness {witness.key.name}: its answer is not signed by its key")


def _size(witness: AskedWitness, answer: _Answer) -> int:
    text = answer.text.removesuffix("\n")
    is_size = answer.kind.startswith(SIZE_TYPE)
    if not is_size or not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise HeadsError(f"witness {witness.key.name}: a conflict without a size")
    return int(text)


def _refused(witness: AskedWitness, answer: _Answer) -> HeadsError:
    said = f"witness {witness.key.name}: {answer.status} {answer.text[:200]!r}"
    is_down = answer.status >= httpx.codes.INTERNAL_SERVER_ERROR
    return UnreachableError(said) if is_down else HeadsError(said)
