"""Day packages on their way: after each Z one ZIP, one after the other, each until it is there.

A thread and a connection of its own, so that no batch waits behind a large file. Nothing is queued:
which Z is next follows from the book and from the last one that arrived; at most one ZIP lies in
the folder, and it is made anew where it is not the one it was.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Thread
from typing import Final

from firmware.accord.messages import PackageAck, PackageClaim
from firmware.process.logs import get_logger
from firmware.store.entry import JournalRow
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync.archive.client import Client, Door, Refused
from firmware.sync.archive.keep import Keep
from firmware.sync.archive.rows import NO_BOOK
from firmware.sync.archive.wire import Part
from firmware.sync.fault import WireError, WireFault
from firmware.sync.supervision import Supervision

log = get_logger()

PART_BYTES: Final = 8 * 1024 * 1024
#: Between two looks for a Z, and between two tries in vain.
LOOK_EVERY_S: Final = 15.0
LONGEST_REST_S: Final = 900.0
#: A year's period on a slow card; then something hangs.
MAKING_S: Final = 900.0
NAME: Final = "package.zip"
#: `JournalKind.Z`, which belongs to the counter.
Z_KIND: Final = "Z"
_PROGRAM: Final = "firmware.sync.archive.day_package"
_CONFLICT: Final = 409
_OTHER: Final = "other"
_SAID_BYTES: Final = 500


class MakingError(Exception):
    """A package could not be made; the message says why."""


class WaitError(Exception):
    """The archive does not take it now; `after_s` is what it asks for."""

    def __init__(self, after_s: float | None) -> None:
        super().__init__("later")
        self.after_s = after_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the other thread knows: as whom, in which log, how far it is confirmed."""

    door: Door
    origin: str
    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A package as it lies here."""

    external_id: str
    path: Path
    size: int
    sha256: str

    def part(self, number: int) -> Part:
        """Part `number`, from 1 up."""
        first = (number - 1) * PART_BYTES
        return Part(path=self.path, first=first, length=min(PART_BYTES, self.size - first))

    @property
    def parts(self) -> int:
        """How many there are."""
        return max(1, -(-self.size // PART_BYTES))


class Parcels:
    """Makes packages and brings them there; used by one thread."""

    def __init__(
        self, book: Path, keep: Keep, client: Client, standing: Callable[[], Standing | None]
    ) -> None:
        self._book = book
        self._keep = keep
        self._client = client
        self._standing = standing
        self._lying: tuple[int, Parcel] | None = None
        #: Called before each step that may take its time.
        self.step: Callable[[], None] = lambda: None

    def round(self) -> bool:
        """Bring the next package there, if there is one; whether there was.

        Raises:
            WireError: no answer that counts; WaitError: not now; both: it is tried again later.
            MakingError, StoreError, OSError: it could not be made.
        """
        standing = self._standing()
        if standing is None:
            return False
        row, register_id = self._next(standing)
        if row is None:
            return False
        number = row.content.get("number")
        if self._lying is None or self._lying[0] != row.seq:
            self._lying = (row.seq, self._made(row.seq, f"{register_id}-z{number}"))
        _, parcel = self._lying
        self._bring(standing.door, parcel)
        self._keep.keep_packages(standing.origin, row.seq)
        self._lying = None
        parcel.path.unlink(missing_ok=True)
        return True

    def hang_up(self) -> None:
        """End the connection; the next exchange begins another."""
        self._client.close()

    def _next(self, standing: Standing) -> tuple[JournalRow | None, str]:
        """The first Z that is confirmed and whose package is not there yet."""
        done = self._keep.packages(standing.origin)
        with Reader.open_read_only(self._book) as book:
            identity = book.identity()
            rows = book.journal(done + 1, standing.confirmed, Z_KIND)
            real = (row for row in rows if _is_real(row))
            return next(real, None), "" if identity is None else identity.register_id

    def _made(self, z_seq: int, name: str) -> Parcel:
        path = self._keep.folder / NAME
        # What an earlier process left: whether it is whole nobody knows.
        path.unlink(missing_ok=True)
        self.step()
        # Options of the interpreter are this process's own.
        command = [sys.executable, "-m", _PROGRAM, str(self._book), str(z_seq), str(path)]
        try:
            made = subprocess.run(
                command,
                capture_output=True,
                check=False,
                timeout=MAKING_S,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired as error:
            raise MakingError(f"{name}: not made within {MAKING_S:g} s") from error
        if made.returncode:
            said = made.stderr[-_SAID_BYTES:].decode(errors="replace").strip()
            raise MakingError(f"{name}: {said}")
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        log.info("package made", name=name, bytes=size, sha256=digest)
        return Parcel(external_id=name, path=path, size=size, sha256=digest)

    def _bring(self, door: Door, parcel: Parcel) -> None:
        if parcel.size <= PART_BYTES:
            answer = self._client.package(door, parcel.external_id, parcel.part(1))
        else:
            self._bring_parts(door, parcel)
            claim = PackageClaim(sha256=parcel.sha256, size=parcel.size, parts=parcel.parts)
            answer = self._client.complete(door, parcel.external_id, claim)
        if isinstance(answer, PackageAck):
            if answer.sha256 != parcel.sha256:
                raise WireError(WireFault.STRANGE, f"{parcel.external_id}: another SHA-256")
            log.info("package there", name=parcel.external_id, findings=answer.findings)
            return
        if answer.status == _CONFLICT and answer.type in ("", "conflict", _OTHER):
            # Made by another version of this program, or brought by hand: what is there stays.
            log.warning("another package is there", name=parcel.external_id, detail=answer.detail)
            return
        raise _later(answer)

    def _bring_parts(self, door: Door, parcel: Parcel) -> None:
        listed = self._client.parts(door, parcel.external_id)
        if isinstance(listed, Refused):
            raise _later(listed)
        there = dict(listed.parts)
        for number in range(1, parcel.parts + 1):
            self.step()
            part = parcel.part(number)
            if there.get(number) == _sha256(part):
                continue
            refused = self._client.part(door, parcel.external_id, number, part)
            if refused is None:
                continue
            if refused.status == _CONFLICT and there:
                # Parts of a package that was made otherwise: told to finish, the archive sees that
                # they make another one and throws them away.
                claim = PackageClaim(sha256=parcel.sha256, size=parcel.size, parts=len(there))
                self._client.complete(door, parcel.external_id, claim)
            raise _later(refused)


class ParcelRounds(Thread):
    """Rounds in a thread; left behind at the end wherever it is."""

    def __init__(self, parcels: Parcels, watch: Supervision, limit_s: float) -> None:
        super().__init__(name="packages", daemon=True)
        self._parcels = parcels
        self._watch = watch
        self.limit_s = limit_s
        self.begun_s = watch.monotonic_s()
        parcels.step = self._begin

    def _begin(self) -> None:
        self.begun_s = self._watch.monotonic_s()

    def run(self) -> None:
        """A round, a pause, until told to stop."""
        rest_s = LOOK_EVERY_S
        while not self._watch.stop.wait(rest_s):
            self._begin()
            try:
                rest_s = 0.0 if self._parcels.round() else LOOK_EVERY_S
            except WaitError as error:
                rest_s = _rest_s(rest_s, error.after_s)
            except (WireError, MakingError, StoreError, OSError) as error:
                is_normal = isinstance(error, StoreError) and error.fault in NO_BOOK
                (log.debug if is_normal else log.warning)("package", detail=str(error))
                rest_s = _rest_s(rest_s, None)
            except Exception:
                # The supervisor starts us anew; the next process sees the same book.
                log.exception("a round failed")
                return


def _rest_s(before_s: float, asked_s: float | None) -> float:
    wanted_s = max(before_s, LOOK_EVERY_S) * 2 if asked_s is None else asked_s
    return min(max(wanted_s, LOOK_EVERY_S), LONGEST_REST_S)


def _is_real(row: JournalRow) -> bool:
    """Whether it closes a period; one made in training has number 0."""
    number = row.content.get("number")
    return isinstance(number, int) and number > 0


def _sha256(part: Part) -> str:
    digest = sha256()
    for piece in part:
        digest.update(piece)
    return digest.hexdigest()


def _later(answer: Refused) -> WaitError:
    log.warning("package refused", status=answer.status, type=answer.type, detail=answer.detail)
    return WaitError(None if answer.retry_after_s is None else float(answer.retry_after_s))
