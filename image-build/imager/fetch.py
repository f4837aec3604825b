"""Packages onto this machine: each held against the hash of its lock, kept for the next build.

Where a mirror no longer has a version, Debian's archive of all versions is asked, and the log says
so: the hash decides, not the place.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import sleep
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
_SERVER_FAULT: Final = 500

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where packages come from, and the waits before asking for the same one again."""

    mirror: str = MIRROR
    snapshot: str = SNAPSHOT
    pauses_s: Sequence[float] = (2.0, 5.0, 15.0)


DEBIAN: Final = Sources()


class Shelf:
    """The packages fetched so far, in a folder; `day` (20261122T000000Z) is that of the lock."""

    def __init__(self, folder: Path, *, day: str, say: Say, sources: Sources = DEBIAN) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder: Final = folder
        self._day: Final = day
        self._sources: Final = sources
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
        mirror, snapshot = self._sources.mirror, self._sources.snapshot
        try:
            return self._content(mirror + quote(package.place))
        except HTTPError as error:
            if error.code != _NOT_FOUND:
                raise BuildError(f"{package.file}: {mirror} says {error}") from error
        except (URLError, OSError) as error:
            raise BuildError(f"{package.file}: {mirror} cannot be reached: {error}") from error
        self._say(f"{package.file} is no longer on {mirror}; asking {snapshot}")
        try:
            return self._content(f"{snapshot}{top}/{self._day}/{quote(rest)}")
        except (URLError, OSError) as error:
            raise BuildError(
                f"{package.file}: gone from {mirror}, and {snapshot} says {error}; "
                "`make image-lock` takes what Debian has today"
            ) from error

    def _content(self, url: str) -> bytes:
        """What is there; a hiccup among hundreds of packages does not end a build."""
        for pause_s in self._sources.pauses_s:
            try:
                return _content(url)
            except (URLError, OSError) as error:
                if isinstance(error, HTTPError) and error.code < _SERVER_FAULT:
                    raise
                self._say(f"{url}: {error}; asking again in {pause_s:g} s")
                sleep(pause_s)
        return _content(url)


def _content(url: str) -> bytes:
    # Only addresses of mirrors come here, none that a package names.
    with urlopen(url, timeout=_DEADLINE_S) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content
