"""The boot partition: read-only but for the moment in which a program of root writes there."""

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

FOLDER: Final = Path("/bootconf")
LOCK: Final = Path("/run/standlkassa-image/bootconf.lock")
#: Mounts again with these options.
Remount: TypeAlias = Callable[[Path, str], None]


def remount(folder: Path, options: str) -> None:
    """Mount `folder` again with other options.

    Raises:
        OSError: it is not mounted, or mount says no.
    """
    try:
        subprocess.run(
            ["/usr/bin/mount", "-o", f"remount,{options}", str(folder)],
            check=True,
            capture_output=True,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise OSError(f"{folder}: remount {options}: {said}") from error


@contextmanager
def writable(folder: Path = FOLDER, lock: Path = LOCK, mount: Remount = remount) -> Iterator[None]:
    """`folder` can be written inside; one program at a time, the next one waits.

    Raises:
        OSError: it cannot be mounted so. That it is read-only again afterwards is not vouched for:
            a partition that stays writable is no reason not to sell.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        mount(folder, "rw")
        try:
            yield
        finally:
            try:
                mount(folder, "ro")
            except OSError as error:
                os.write(2, f"{error}\n".encode())
    finally:
        os.close(descriptor)
