"""Exports that take longer than a page may: made beside it into a file, and fetched when done.

What is known of a job lies in its folder, so that any process of this machine can tell how far it
is; a thread waits here for the process that writes (child.py). A job whose process died says so by
its silence; nothing of it is lost but the time.
"""

import json
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread
from typing import BinaryIO, Final

from firmware.process.logs import get_logger

log = get_logger()

FOLDER: Final = "exports"
#: At once in one process; under way there, waiting ones too; and of one visitor.
RUNNING: Final = 2
UNDER_WAY: Final = 16
OF_ONE: Final = 2
#: So many finished files of one visitor lie there; the oldest goes for the next.
KEPT_OF_ONE: Final = 5
#: Without a sign for so long a job is dead; a finished file waits so long to be fetched.
SILENT_S: Final = 120.0
KEPT_S: Final = 24 * 3600.0
_SIGN_EVERY_S: Final = 1.0
STATUS: Final = "status.json"
_FILE: Final = "file"
_ID_BYTES: Final = 16


class JobState(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BusyError(Exception):
    """This visitor has enough under way, or all of them together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is known: who asked, about which till, for what, and how far it is.

    Whoever fetches has to be `owner`, and to see the till `about` even now.
    """

    owner: str
    what: str
    about: str = ""
    name: str = ""
    media_type: str = ""
    state: JobState = JobState.RUNNING
    per_mille: int = 0


#: Writes the file; is told by what it calls (thousandths) that it may go on.
Work = Callable[[BinaryIO, Callable[[int], None]], None]


class Jobs:
    """The jobs of a machine; each process makes its own value over the same folder."""

    def __init__(self, scratch: Path, wall_s: Callable[[], float] = time.time) -> None:
        self._folder: Final = scratch / FOLDER
        self._wall_s = wall_s
        self._places = BoundedSemaphore(RUNNING)
        self._turn = Lock()
        # Of this process: waiting for a place or running.
        self._under_way: dict[str, Thread] = {}

    def start(self, asked: Status, work: Work) -> str:
        """Begin; the id of the job, which nobody can guess.

        Raises:
            BusyError: this owner has enough under way, or everybody together.
            OSError: there is no room.
        """
        with self._turn:
            self.sweep()
            if sum(one.owner == asked.owner for one in self._running()) >= OF_ONE:
                raise BusyError(f"{OF_ONE} exports are under way")
            if len(self._under_way) >= UNDER_WAY:
                raise BusyError(f"{UNDER_WAY} exports of others are under way")
            self._make_room(asked.owner)
            number = secrets.token_hex(_ID_BYTES)
            (self._folder / number).mkdir(mode=0o700, parents=True)
            self._say(number, asked)
            # One that is in the middle of it keeps no process from ending.
            thread = Thread(target=self._in_turn, args=(number, asked, work), daemon=True)
            self._under_way[number] = thread
        thread.start()
        return number

    def status(self, number: str) -> Status | None:
        """How a job stands; None: there is none."""
        if len(number) != 2 * _ID_BYTES or not number.isalnum():
            return None
        path = self._folder / number / STATUS
        try:
            said = json.loads(path.read_bytes())
            silent_s = self._wall_s() - path.stat().st_mtime
        except FileNotFoundError:
            return None
        found = Status(**{**said, "state": JobState(said["state"])})
        # One that waits for a place here says nothing, and is not dead.
        is_ours = number in self._under_way
        if found.state is JobState.RUNNING and silent_s > SILENT_S and not is_ours:
            return replace(found, state=JobState.FAILED)
        return found

    def file(self, number: str) -> Path:
        """What a job that is done has made."""
        return self._folder / number / _FILE

    def sweep(self) -> None:
        """Away with what nobody fetched."""
        for one in self._folder.glob("*"):
            if self._wall_s() - one.stat().st_mtime > KEPT_S:
                shutil.rmtree(one, ignore_errors=True)

    def wait(self) -> None:
        """Until those of this process have ended."""
        with self._turn:
            threads = list(self._under_way.values())
        for one in threads:
            one.join()

    def _make_room(self, owner: str) -> None:
        """Away with the oldest of an owner's finished files, where another one would be too many.

        A disk full of exports would keep receipts from being taken.
        """
        ended = [
            (one.stat().st_mtime, one)
            for one in self._folder.glob("*")
            if (said := self.status(one.name)) is not None
            and said.owner == owner
            and said.state is not JobState.RUNNING
        ]
        for _, one in sorted(ended)[: max(0, len(ended) + 1 - KEPT_OF_ONE)]:
            shutil.rmtree(one, ignore_errors=True)

    def _running(self) -> list[Status]:
        found = (self.status(one.name) for one in self._folder.glob("*"))
        return [one for one in found if one is not None and one.state is JobState.RUNNING]

    def _in_turn(self, number: str, asked: Status, work: Work) -> None:
        try:
            with self._places:
                self._run(number, asked, work)
        finally:
            with self._turn:
                self._under_way.pop(number, None)

    def _run(self, number: str, asked: Status, work: Work) -> None:
        signed_s, told = 0.0, 0

        def tell(per_mille: int) -> None:
            nonlocal signed_s, told
            told = max(told, per_mille)
            now_s = time.monotonic()
            if now_s - signed_s >= _SIGN_EVERY_S:
                signed_s = now_s
                self._say(number, replace(asked, per_mille=told))

        try:
            with self.file(number).open("xb") as out:
                work(out, tell)
            done = replace(asked, state=JobState.DONE, per_mille=1000)
        except Exception:
            log.exception("export", what=asked.what)
            done = replace(asked, state=JobState.FAILED)
        self._clear(number, is_done=done.state is JobState.DONE)
        try:
            self._say(number, done)
        except OSError as error:
            log.warning("export", what=asked.what, detail=str(error))

    def _clear(self, number: str, *, is_done: bool) -> None:
        """Only the status stays, and what is to be fetched."""
        kept = {STATUS, _FILE} if is_done else {STATUS}
        for one in (self._folder / number).glob("*"):
            if one.name not in kept:
                shutil.rmtree(one) if one.is_dir() else one.unlink(missing_ok=True)

    def _say(self, number: str, status: Status) -> None:
        path = self._folder / number / STATUS
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(status)))
        part.replace(path)
