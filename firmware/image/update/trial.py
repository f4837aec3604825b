"""The trial of an update: a copy of the book, an examination of it, and what became of it.

The examination is a process of its own, as the till's user: whatever a new program does, a crash, a
hang, it does it to the copy, and this one is left to say so. The book itself is not opened.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam
from typing import Final, TypeAlias

import msgspec

from firmware.app.credentials import SERVICE_FILES
from firmware.app.image_state import Before, FallBack, Verdict, word_of
from firmware.app.pin_note import PIN_NOTE
from firmware.app.pins import FILE_NAME
from firmware.image.update.memory import TRIAL_NAME, Memory, Trial
from firmware.process.logs import get_logger
from firmware.sync.config import Paths

log = get_logger()

USER: Final = "kassa"
#: As in systemd/kassad.service.
GROUPS: Final = ("gpio", "i2c", "spi", "lp", "dialout", "input", "pcsc")
#: Below the time systemd gives the whole trial, with the copying (systemd/kassa-trial.service):
#: every row of years is read, two thousandths of a second for a receipt on the slowest board, after
#: the book was carried on.
EXAMINATION_S: Final = 1500.0
#: Beside root's words, in memory: what is lent is on no card, and gone with the power.
SECRETS_NAME: Final = "trial-secrets"
#: What the boot of a till reads beside its book, and may write.
_BESIDE: Final = (FILE_NAME, PIN_NOTE)
_FOLDERS: Final = ("run", "sync", "image")
_MODE: Final = 0o700
_SECRET_MODE: Final = 0o600


#: Runs the examination of a copy, and gives what it wrote; raises as `subprocess.run`.
Run: TypeAlias = Callable[[Path, str, Before], bytes]


def try_out(memory: Memory, paths: Paths, update_id: str, version: str, run: Run) -> Trial:
    """Examine the running system on a copy of the book, and remember what was found.

    Raises:
        OSError: it cannot be remembered: then it is as if there had been none.
    """
    found = _found(memory, paths, version, run)
    trial = Trial(id=update_id, because=found.because, detail=found.detail)
    log.info("trial", because=trial.because, detail=trial.detail)
    memory.keep(trial)
    return trial


def _found(memory: Memory, paths: Paths, version: str, run: Run) -> Verdict:
    copy = memory.folder / TRIAL_NAME
    try:
        memory.disk.remove(copy)
        copy_book(paths, copy)
        said = run(copy, version, memory.before() or Before())
        return word_of(said.strip().rsplit(b"\n", 1)[-1], Verdict)
    except OSError as error:
        because = FallBack.ROOM if error.errno == _NO_SPACE else FallBack.BOOK
        return Verdict(because=because.value, detail=str(error))
    except subprocess.TimeoutExpired:
        return Verdict(because=FallBack.NOT_CONFIRMED.value, detail="not at its end in time")
    except subprocess.CalledProcessError as error:
        said_last = (error.stderr or b"").decode(errors="replace").strip().splitlines()[-1:]
        return Verdict(because=FallBack.NOT_CONFIRMED.value, detail=f"{error}: {said_last}")
    except msgspec.DecodeError as error:
        return Verdict(because=FallBack.NOT_CONFIRMED.value, detail=f"no verdict: {error}")


_NO_SPACE: Final = 28


def copy_book(paths: Paths, copy: Path) -> None:
    """The book's bytes with its log, and what lies beside it, as the till left them.

    Not by SQLite, which would write beside the book of a till that was cut: files of root, in a
    folder where only the till's user must write.

    Raises:
        OSError: it cannot be read or written.
    """
    copy.mkdir(mode=_MODE, parents=True)
    for name in _FOLDERS:
        (copy / name).mkdir(mode=_MODE)
    book = paths.book
    shutil.copyfile(book, copy / book.name)
    for name in (f"{book.name}-wal", *_BESIDE):
        source = book.with_name(name)
        if source.exists():
            shutil.copy(source, copy / name)
    later = Path(paths.data) / "secrets"
    if later.is_dir():
        (copy / "secrets").symlink_to(later)


@contextmanager
def lend_secrets(folder: Path, to: Path, user: int, group: int) -> Iterator[Mapping[str, str]]:
    """What signature services ask for, out of root's `folder`, for the till's user for a while.

    Yields:
        What to add to the environment: as systemd hands these secrets to kassad; nothing where
        there are none.

    Raises:
        OSError: one cannot be read or written.
    """
    shutil.rmtree(to, ignore_errors=True)
    lent = [name for name in SERVICE_FILES.values() if (folder / name).is_file()]
    if not lent:
        yield {}
        return
    to.mkdir(mode=_MODE)
    try:
        for name in lent:
            # Judged by who reads it: the copy is private, whatever the file's rights are.
            shutil.copyfile(folder / name, to / name)
            (to / name).chmod(_SECRET_MODE)
        hand_over(to, user, group)
        yield {"CREDENTIALS_DIRECTORY": str(to)}
    finally:
        shutil.rmtree(to)


def hand_over(copy: Path, user: int, group: int) -> None:
    """All of the copy belongs to the till's user.

    Raises:
        OSError: it cannot be.
    """
    for folder, _, files in os.walk(copy):
        os.chown(folder, user, group)
        for name in files:
            os.chown(Path(folder) / name, user, group, follow_symlinks=False)


def run_as_till(
    command: Sequence[str],
    user: str,
    groups: Sequence[str],
    environment: Mapping[str, str],
    deadline_s: float = EXAMINATION_S,
) -> bytes:
    """Run the examination as the till's user, with `environment` beside ours; what it wrote.

    Raises:
        As `subprocess.run` with `check`.
    """
    return subprocess.run(
        command,
        check=True,
        capture_output=True,
        timeout=deadline_s,
        user=user,
        group=getpwnam(user).pw_gid,
        extra_groups=list(groups),
        env={**os.environ, **environment},
        umask=0o027,
    ).stdout
