"""AES key and PINs sealed by the board's chip (TPM 2.0): the memory card alone gives them no more.

Run as root before kassad. What lies open in the till's folder of secrets is sealed by
`systemd-creds`, unsealed once for proof, and only then its place is taken by a link into memory,
where each start puts it for the till's user alone. Nothing else of the till knows of it: it reads
the same names, and what it writes anew lies open until the next start, which seals it as well. Cut
anywhere, each name leads to the secret itself or to one that was proven (ADR 0038).

The folder belongs to the till's user: no link of his is followed, no file of another is taken.
"""

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import click

from firmware.app.config import ConfigError, load
from firmware.process.settings_file import TILL_SETTINGS

PROGRAM: Final = "/usr/bin/systemd-creds"
MEMORY: Final = Path("/run/standlkassa-secrets")
#: Inside the folder of secrets; root's.
SEALED: Final = "sealed"
_NAME: Final = re.compile(r"aes-key|card-pin(\.[0-9A-Za-z_-]+)?")
_UNFINISHED: Final = ".new"
_MAX_BYTES: Final = 4096
_DEADLINE_S: Final = 30
#: A register that nothing measures into: the firmware of a Pi measures nothing, and what another
#: board's firmware measures changes with its updates.
_REGISTER: Final = "16"
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class SealError(Exception):
    """The chip, or a file, is not as it must be; the message never carries a secret."""


class Chip(Protocol):
    """What only this board can do."""

    def seal(self, name: str, secret: bytes) -> bytes:
        """The secret as it may lie anywhere, under a name that is sealed with it.

        Raises:
            SealError: the chip does not.
        """
        ...

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """The secret again.

        Raises:
            SealError: another board sealed it, under another name, or it was changed.
        """
        ...


class RealChip:
    """Implements `Chip`: systemd-creds, which speaks to /dev/tpmrm0."""

    def __init__(self, program: str = PROGRAM) -> None:
        self._program = program

    def seal(self, name: str, secret: bytes) -> bytes:
        """As `Chip.seal`."""
        chosen = ("--with-key=tpm2", f"--tpm2-pcrs={_REGISTER}")
        return self._run(["encrypt", *chosen, f"--name={name}", "-", "-"], secret)

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """As `Chip.unseal`."""
        return self._run(["decrypt", f"--name={name}", "-", "-"], sealed)

    def _run(self, words: list[str], given: bytes) -> bytes:
        """Secrets go by pipes: arguments and environment are there for others to read."""
        try:
            return subprocess.run(
                [self._program, *words],
                input=given,
                capture_output=True,
                check=True,
                timeout=_DEADLINE_S,
            ).stdout
        except subprocess.CalledProcessError as error:
            last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise SealError(f"{words[0]}: {''.join(last) or 'no word'}") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SealError(f"{words[0]}: {type(error).__name__}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Names only: in memory for the till; left open; not to be had on this board."""

    kept: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def seal_secrets(secrets: Path, memory: Path, chip: Chip) -> Outcome:
    """Seal what lies open in `secrets`, lay down in `memory` what is sealed, for the same owner.

    Raises:
        SealError: the folders are not as they must be.
        OSError: the disk does not take it; each name still leads to its secret.
    """
    kept, left, lost = list[str](), list[str](), list[str]()
    with (
        _folder(secrets) as own,
        _sealed_folder(own) as room,
        _memory_folder(memory, os.fstat(own)) as place,
    ):
        work = _Work(own=own, room=room, place=place, memory=memory, chip=chip)
        for name in work.names():
            try:
                work.keep(name)
            except SealError as error:
                click.echo(f"{name}: {error}", err=True)
                (left if work.is_open(name) else lost).append(name)
            else:
                kept.append(name)
    return Outcome(kept=tuple(kept), open=tuple(left), lost=tuple(lost))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """Three open folders: the till's own, what is sealed, and memory."""

    own: int
    room: int
    place: int
    memory: Path
    chip: Chip

    def names(self) -> list[str]:
        """What there is to do; what a cut or a register that ended left behind is removed."""
        here = [one for one in _listed(self.own) if _NAME.match(one)]
        for name in here:
            if name.endswith(_UNFINISHED):
                os.unlink(name, dir_fd=self.own)
        found = sorted(one for one in here if _is_ours(one))
        for name in _listed(self.room):
            if name not in found:
                os.unlink(name, dir_fd=self.room)
        return found

    def is_open(self, name: str) -> bool:
        """Whether it is the secret itself, and no link into memory."""
        found = os.stat(name, dir_fd=self.own, follow_symlinks=False)
        return not stat.S_ISLNK(found.st_mode)

    def keep(self, name: str) -> None:
        """Have it sealed, and in memory."""
        if self.is_open(name):
            self._close(name)
        else:
            self._lay_down(name)

    def _close(self, name: str) -> None:
        """Seal, prove, lay down, link; then zeros where it lay."""
        with self._own_file(name) as file:
            secret = os.pread(file, _MAX_BYTES, 0)
            sealed = self.chip.seal(_called(name), secret)
            if self.chip.unseal(_called(name), sealed) != secret:
                raise SealError("the chip gives back something else")
            _write(self.room, name, sealed)
            self._put_in_memory(name, secret)
            link = name + _UNFINISHED
            os.symlink(self.memory / name, link, dir_fd=self.own)
            os.replace(link, name, src_dir_fd=self.own, dst_dir_fd=self.own)
            os.fsync(self.own)
            os.pwrite(file, bytes(len(secret)), 0)
            os.fsync(file)

    def _lay_down(self, name: str) -> None:
        """Into memory, for this start."""
        if os.readlink(name, dir_fd=self.own) != str(self.memory / name):
            raise SealError("a link to somewhere else")
        with _opened(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, self.room) as file:
            sealed = os.pread(file, 16 * _MAX_BYTES, 0)
        self._put_in_memory(name, self.chip.unseal(_called(name), sealed))

    def _put_in_memory(self, name: str, secret: bytes) -> None:
        owner = os.fstat(self.own)
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.place)
        with _opened(name, _NEW, self.place) as file:
            os.fchmod(file, 0o400)
            os.fchown(file, owner.st_uid, owner.st_gid)
            os.write(file, secret)

    @contextmanager
    def _own_file(self, name: str) -> Iterator[int]:
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with _opened(name, flags, self.own) as file:
            found = os.fstat(file)
            is_the_tills = found.st_uid == os.fstat(self.own).st_uid and found.st_nlink == 1
            if not stat.S_ISREG(found.st_mode) or not is_the_tills or found.st_size > _MAX_BYTES:
                raise SealError("no file of the till's user alone")
            yield file


def _listed(folder: int) -> list[str]:
    return os.listdir(folder)


def _is_ours(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not name.endswith(_UNFINISHED)


def _called(name: str) -> str:
    """Sealed with it: one file in the place of another opens nothing."""
    return f"standlkassa.{name}"


def _write(folder: int, name: str, content: bytes) -> None:
    part = name + _UNFINISHED
    with suppress(FileNotFoundError):
        os.unlink(part, dir_fd=folder)
    with _opened(part, _NEW, folder) as file:
        os.write(file, content)
        os.fsync(file)
    os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)


@contextmanager
def _opened(name: str, flags: int, folder: int | None = None) -> Iterator[int]:
    try:
        file = os.open(name, flags, 0o600, dir_fd=folder)
    except FileNotFoundError as error:
        raise SealError("missing") from error
    except OSError as error:
        raise SealError(error.strerror or "cannot be opened") from error
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def _folder(path: Path) -> Iterator[int]:
    with _opened(str(path), _FOLDER) as folder:
        yield folder


@contextmanager
def _sealed_folder(own: int) -> Iterator[int]:
    with suppress(FileExistsError):
        os.mkdir(SEALED, 0o700, dir_fd=own)
        os.fsync(own)
    with _opened(SEALED, _FOLDER, own) as folder:
        if os.fstat(folder).st_uid != os.geteuid():
            raise SealError(f"{SEALED}: somebody else's")
        yield folder


@contextmanager
def _memory_folder(path: Path, owner: os.stat_result) -> Iterator[int]:
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    with _folder(path) as folder:
        os.fchmod(folder, 0o700)
        os.fchown(folder, owner.st_uid, owner.st_gid)
        yield folder


@click.command()
def seal() -> None:
    """Seal AES key and PINs by the board's chip, and open them for this start."""
    try:
        config = load(TILL_SETTINGS)
        found = seal_secrets(Path(config.paths.secrets), MEMORY, RealChip())
    except (ConfigError, SealError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for word, names in (("sealed", found.kept), ("left open", found.open), ("lost", found.lost)):
        for name in names:
            click.echo(f"{name}: {word}")
    if found.open or found.lost:
        raise click.exceptions.Exit(1)
