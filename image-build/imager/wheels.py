"""Python packages for the till, each held against a hash of requirements/device.txt.

pip fetches, for the till's processor and Python instead of its own. What nobody publishes as a
wheel for those comes as source (`imager.crossbuild`).
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from imager.errors import BuildError
from imager.tools import run

PYTHON: Final = "3.13"
#: The till's C library is 2.41; wheels are named after the oldest they run with.
_PLATFORMS: Final = (
    "manylinux_2_34_aarch64",
    "manylinux_2_28_aarch64",
    "manylinux_2_17_aarch64",
    "manylinux2014_aarch64",
)
_ABIS: Final = ("cp313", "abi3", "none")
#: Published as source alone, or not for this Python: built among the tools.
SOURCES: Final = frozenset({"evdev", "lgpio", "pyscard", "spidev"})
#: Named by a library as its dependency, and needed by nothing that runs on a till: installers, the
#: shell's completion, and what colours tracebacks and Markdown in a terminal.
LEFT_OUT: Final = frozenset(
    {"argcomplete", "markdown-it-py", "mdurl", "pip", "pygments", "setuptools"}
)
_PIN: Final = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)")
_HASH: Final = re.compile(r"--hash=sha256:(?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One package of a requirements file, and the hashes of all files it was published in."""

    name: str
    version: str
    sha256: frozenset[str]

    @property
    def requirement(self) -> str:
        """The same as pip reads it."""
        hashes = (f"--hash=sha256:{one}" for one in sorted(self.sha256))
        return f"{self.name}=={self.version} {' '.join(hashes)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The file that was chosen for a pin: a wheel, or for `SOURCES` the source."""

    pin: Pin
    path: Path


def parse(text: str) -> tuple[Pin, ...]:
    """The pins of a requirements file as pip-compile writes it.

    Raises:
        BuildError: a line pins nothing, or names no hash.
    """
    found = []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        words = line.partition("#")[0].strip()
        if not words:
            continue
        named = _PIN.match(words)
        hashes = frozenset(_HASH.findall(words))
        if named is None or not hashes:
            raise BuildError(f"no pinned version with hashes: {words[:80]}")
        found.append(Pin(name=named["name"], version=named["version"], sha256=hashes))
    return tuple(found)


def for_till(pins: Iterable[Pin]) -> tuple[Pin, ...]:
    """What of a requirements file goes into the image."""
    return tuple(one for one in pins if one.name not in LEFT_OUT)


def fetch(pins: Iterable[Pin], shelf: Path) -> tuple[Fetched, ...]:
    """The files of these pins, in their order; pip is asked only for what is not in `shelf`.

    Raises:
        BuildError: one cannot be had for the till's processor and Python.
    """
    shelf.mkdir(parents=True, exist_ok=True)
    wanted = tuple(pins)
    have = _shelved(shelf)
    missing = [one for one in wanted if _chosen(one, have) is None]
    if missing:
        _download(missing, shelf)
        have = _shelved(shelf)
    found = []
    for one in wanted:
        path = _chosen(one, have)
        if path is None:
            raise BuildError(f"{one.name} {one.version}: pip brought no file with a pinned hash")
        found.append(Fetched(pin=one, path=path))
    return tuple(found)


def _shelved(shelf: Path) -> dict[str, Path]:
    """The files of a shelf by their SHA-256."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in sorted(shelf.iterdir())
        if path.is_file()
    }


def _chosen(pin: Pin, have: dict[str, Path]) -> Path | None:
    kind = ".tar.gz" if pin.name in SOURCES else ".whl"
    fitting = (have[one] for one in sorted(pin.sha256 & have.keys()))
    return next((path for path in fitting if path.name.endswith(kind)), None)


def _download(pins: list[Pin], shelf: Path) -> None:
    with TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        text = "".join(f"{one.requirement}\n" for one in pins)
        requirements.write_text(text, encoding="utf-8")
        options = ["--no-deps", "--require-hashes", "--quiet", f"--python-version={PYTHON}"]
        options += ["--implementation=cp", *(f"--abi={one}" for one in _ABIS)]
        options += [f"--platform={one}" for one in _PLATFORMS]
        options += ["--only-binary=:all:", f"--no-binary={','.join(sorted(SOURCES))}"]
        # Which registry is asked, and how, is the machine's own business: the hashes decide.
        command = [sys.executable, "-m", "pip", "download", *options]
        run([*command, f"--dest={shelf}", f"--requirement={requirements}"], env=os.environ)
