"""Packages onto this machine: each held against the hash of its lock, kept for the next build.

Where a mirror no longer has a version, Debian's archive of all versions is asked, and the log says
so: the hash decides, not the place.
"""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

from imager.errors import BuildError
from imager.lock import MIRROR, Package

#: Everything that ever was, by the day it was there.
SNAPSHOT: Final = "https://snapshot.debian.org/archive/"
_AT_ONCE: Final = 6
_DEADLINE_S: Final = 60
_NOT_FOUND: Final = 404

Say = Callable[[str], None]


class Shelf:
    """The packages fetched so far, in a folder; `day` (20261122T000000Z) is that of the lock."""

    def __init__(
        self, folder: Path, *, day: str, mirror: str = MIRROR, snapshot: str = SNAPSHOT, say: Say
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder: Final = folder
        self._day: Final = day
        self._mirror: Final = mirror
        self._snapshot: Final = snapshot
        self._say: Final = say

    def take(self, packages: Iterable[Package]) -> tuple[Path, ...]:
        """The files of these packages, in their order.

        Raises:
            BuildError: one cannot be had, or is not what the lock says.
        """
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return tuple(pool.map(self._one, packages))

    def _one(self, package: Package) -> Path:
        path = self._folder / package.file
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == package.sha256:
            return path
        content = self._fetched(package)
        found = hashlib.sha256(content).hexdigest()
        if found != package.sha256:
            raise BuildError(f"{package.file}: has SHA-256 {found}, the lock says {package.sha256}")
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        part.rename(path)
        return path

    def _fetched(self, package: Package) -> bytes:
        top, _, rest = package.place.partition("/")
        try:
            return _content(self._mirror + quote(package.place))
        except HTTPError as error:
            if error.code != _NOT_FOUND:
                raise BuildError(f"{package.file}: {self._mirror} says {error}") from error
        except (URLError, OSError) as error:
            raise BuildError(
                f"{package.file}: {self._mirror} cannot be reached: {error}"
            ) from error
        self._say(f"{package.file} is no longer on {self._mirror}; asking {self._snapshot}")
        try:
            return _content(f"{self._snapshot}{top}/{self._day}/{quote(rest)}")
        except (URLError, OSError) as error:
            raise BuildError(
                f"{package.file}: gone from {self._mirror}, and {self._snapshot} says {error}; "
                "`make image-lock` takes what Debian has today"
            ) from error


def _content(url: str) -> bytes:
    # Only addresses of mirrors come here, none that a package names.
    with urlopen(url, timeout=_DEADLINE_S) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content
