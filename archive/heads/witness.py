"""The witness: a program of somebody else, who saw every checkpoint and cosigns none that forks.

It knows nothing of any archive but the keys of their logs. For each log it keeps the last
checkpoint it cosigned, and cosigns another only once it is proven to be its continuation; so an
archive that shows two histories, or goes back to an older one, finds no second signature for it.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from archive.heads.witness_request import AddCheckpoint, read_request
from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import verify_consistency
from firmware.evidence.note import Checkpoint, Signer, Verifier, read_checkpoint, read_note
from firmware.export.atomic import atomic_file
from firmware.process.logs import get_logger

log = get_logger()

_MODE: Final = 0o600
#: Evidence against an archive is kept, but not without end.
_MAX_KEPT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP status and a text; `is_size` where that is the size the witness knows."""

    status: int
    text: str = ""
    is_size: bool = False


class WitnessLogError(Exception):
    """What was kept of a log cannot be read: nothing of it is cosigned until a person looked."""


class Witness:
    """Cosigns for the logs it is told of; `logs` are their keys by origin.

    What it saw is in `folder`, on the medium before a cosignature leaves.
    """

    def __init__(
        self,
        signer: Signer,
        logs: Mapping[str, Sequence[Verifier]],
        folder: Path,
        now_s: Callable[[], int],
    ) -> None:
        self._signer = signer
        self._logs = dict(logs)
        self._folder = folder
        self._now_s = now_s
        self._turn = Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def verifier(self) -> Verifier:
        """The key of its cosignatures."""
        return self._signer.verifier

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer C2SP tlog-witness `add-checkpoint`.

        Raises:
            WitnessLogError: what it kept of this log is damaged.
            WriteError: the folder cannot be written; nothing was cosigned.
        """
        try:
            asked = read_request(body)
        except EvidenceError as error:
            return Answer(status=400, text=f"{error}\n")
        said = asked.checkpoint
        if said.origin not in self._logs:
            return Answer(status=404, text="no log that is known here\n")
        if not any(asked.note.is_signed_by(one) for one in self._logs[said.origin]):
            return Answer(status=403, text="not signed by a key of this log\n")
        if asked.old > said.size:
            return Answer(status=400, text="the old size is larger than the checkpoint's\n")
        with self._alone():
            return self._judge(asked)

    def last(self, origin: str) -> Checkpoint | None:
        """The last checkpoint it cosigned of a log.

        Raises:
            WitnessLogError: it cannot be read.
        """
        path = self._path(origin)
        try:
            found = read_checkpoint(read_note(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (EvidenceError, UnicodeDecodeError) as error:
            raise WitnessLogError(f"{path}: {error}") from error
        if found.origin != origin:
            raise WitnessLogError(f"{path}: is of {found.origin!r}")
        return found

    def _judge(self, asked: AddCheckpoint) -> Answer:
        said = asked.checkpoint
        last = self.last(said.origin)
        known = 0 if last is None else last.size
        if asked.old != known:
            return Answer(status=409, text=f"{known}\n", is_size=True)
        if last is not None and (said.size == last.size) and said.root != last.root:
            self._accuse(asked, "another root at the same size")
            return Answer(status=409, text=f"{known}\n", is_size=True)
        if not _goes_on(last, said, asked.proof):
            self._accuse(asked, "no continuation of what was cosigned")
            return Answer(status=422, text="the proof does not lead from the old size to here\n")
        at_s = self._now_s()
        with atomic_file(self._path(said.origin), mode=_MODE) as file:
            file.write(str(asked.note).encode())
        log.info("cosigned", origin=said.origin, size=said.size)
        return Answer(status=200, text=self._signer.sign(asked.note.text, at_s))

    def _accuse(self, asked: AddCheckpoint, why: str) -> None:
        """Keep a signed checkpoint that should not be: it is proof against whoever signed it."""
        said = asked.checkpoint
        log.error("refused", origin=said.origin, size=said.size, why=why)
        folder = self._folder / "refused"
        folder.mkdir(mode=0o700, exist_ok=True)
        name = sha256(asked.note.text.encode()).hexdigest()
        if (folder / name).exists() or sum(1 for _ in folder.iterdir()) >= _MAX_KEPT:
            return
        with atomic_file(folder / name, mode=_MODE) as file:
            file.write(str(asked.note).encode())

    def _path(self, origin: str) -> Path:
        return self._folder / f"{sha256(origin.encode()).hexdigest()}.note"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One request after the other, also where two programs share the folder."""
        with self._turn:
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)


def _goes_on(last: Checkpoint | None, said: Checkpoint, proof: Sequence[bytes]) -> bool:
    if last is None or last.size == 0:
        return not proof
    return verify_consistency((last.size, last.root), (said.size, said.root), proof)
