"""Locks: every Debian package by name, version, place on the mirrors, size and SHA-256.

Four files, one for each group of layers and processor. `resolve` writes them anew by asking apt,
with signatures checked against Debian's keys; a build never asks apt which version to take.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import unquote

from imager.errors import BuildError
from imager.layers import Layers
from imager.tools import run

MIRROR: Final = "http://deb.debian.org/"
KEYRING: Final = "/usr/share/keyrings/debian-archive-keyring.gpg"
COMPONENTS: Final = "main non-free-firmware"
_FIELDS: Final = 6
#: Priorities of apt; the suite's own packages have 500.
_FIRST: Final = 900
_LAST: Final = 100
_HEAD: Final = "# make image-lock: Debian "
#: 'http://…/pool/main/b/bash/bash_5.2_arm64.deb' bash_5.2_arm64.deb 1500000 SHA256:0a…
_URI: Final = re.compile(
    r"^'(?P<mirror>\S+?)(?P<place>debian(-security)?/pool/[^']+)' (?P<file>\S+) (?P<size>\d+) "
    r"SHA256:(?P<sha256>[0-9a-f]{64})$"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Package:
    """One package; `place` is its path on a mirror, from `debian/` or `debian-security/` on."""

    name: str
    version: str
    architecture: str
    size: int
    sha256: str
    place: str

    @property
    def file(self) -> str:
        """The name it is kept under."""
        return f"{self.name}_{self.version.replace(':', '%3a')}_{self.architecture}.deb"


def day_of(text: str) -> str:
    """The day a lock was made.

    Raises:
        BuildError: its first line does not say it.
    """
    words = text.partition("\n")[0].removeprefix(_HEAD).split()
    if not text.startswith(_HEAD) or len(words) != len(("suite", "day")):
        raise BuildError("the first line is not that of a lock")
    return words[1]


def parse(text: str) -> tuple[Package, ...]:
    """A lock's packages.

    Raises:
        BuildError: a line is not of a lock.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        words = line.split()
        if len(words) != _FIELDS or not words[3].isdecimal():
            raise BuildError(f"line {number} of the lock is not six words: {line}")
        name, version, architecture, size, sha256, place = words
        found.append(
            Package(
                name=name,
                version=version,
                architecture=architecture,
                size=int(size),
                sha256=sha256,
                place=place,
            )
        )
    return tuple(found)


def text_of(packages: Iterable[Package], suite: str, day: str) -> str:
    """A lock: the day it was made (20261122T000000Z), and a line for each package, sorted."""
    lines = [f"{_HEAD}{suite} {day}", "# package version architecture size sha256 place"]
    for one in sorted(packages):
        words = (one.name, one.version, one.architecture, str(one.size), one.sha256, one.place)
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def from_uris(answer: str) -> tuple[Package, ...]:
    """What apt says it would fetch (`--print-uris`).

    Raises:
        BuildError: a line without a place in a pool or a SHA-256.
    """
    found = []
    for line in answer.splitlines():
        if not line.startswith("'"):
            continue
        said = _URI.match(line)
        if said is None:
            raise BuildError(f"apt names no pool and SHA-256: {line}")
        name, version, rest = unquote(said["file"]).split("_")
        found.append(
            Package(
                name=name,
                version=version,
                architecture=rest.removesuffix(".deb"),
                size=int(said["size"]),
                sha256=said["sha256"],
                place=unquote(said["place"]),
            )
        )
    return tuple(found)


class Apt:
    """apt with a state of its own, for any processor; nothing of this machine's is asked."""

    def __init__(
        self, folder: Path, suite: str, elsewhere: Mapping[str, str], architecture: str, mirror: str
    ) -> None:
        """A suite with its updates; of other releases only the packages `elsewhere` names."""
        self._folder: Final = folder
        for one in ("state/lists/partial", "cache/archives/partial", "etc/preferences.d"):
            (folder / one).mkdir(parents=True)
        (folder / "state/status").touch()
        suites = (
            ("debian", suite),
            ("debian", f"{suite}-updates"),
            ("debian-security", f"{suite}-security"),
            *(("debian", one) for one in sorted(set(elsewhere.values()))),
        )
        sources = [
            f"deb [signed-by={KEYRING}] {mirror}{top} {one} {COMPONENTS}" for top, one in suites
        ]
        (folder / "etc/sources.list").write_text("\n".join(sources) + "\n", encoding="utf-8")
        # By pins and not by `name/release`: that would take what they need from there, too.
        pins = [("*", release, _LAST) for release in sorted(set(elsewhere.values()))]
        pins += [(name, release, _FIRST) for name, release in sorted(elsewhere.items())]
        stanzas = [
            f"Package: {name}\nPin: release n={release}\nPin-Priority: {priority}\n"
            for name, release, priority in pins
        ]
        (folder / "etc/preferences").write_text("\n".join(stanzas), encoding="utf-8")
        options = {
            "APT::Architecture": architecture,
            "APT::Architectures::": architecture,
            "APT::Install-Recommends": "false",
            "APT::Get::Assume-Yes": "true",
            "Dir::State": str(folder / "state"),
            "Dir::State::status": str(folder / "state/status"),
            "Dir::Cache": str(folder / "cache"),
            "Dir::Etc": str(folder / "etc"),
            "Acquire::ForceHash": "SHA256",
            "Acquire::Languages": "none",
            "Debug::NoLocking": "true",
        }
        self._options: Final = [word for item in options.items() for word in ("-o", "=".join(item))]

    def update(self) -> None:
        """Fetch the lists; their signatures are checked.

        Raises:
            BuildError: a list could not be fetched, or nobody we know signed it.
        """
        run(["apt-get", *self._options, "-o", "APT::Update::Error-Mode=any", "update"])

    def resolve(self, packages: Sequence[str], *, is_system: bool) -> tuple[Package, ...]:
        """These packages, and with `is_system` all they need on an empty machine.

        Raises:
            BuildError: there is no such package, or they exclude each other.
        """
        if not packages:
            return ()
        verb = ["install", "?essential"] if is_system else ["download"]
        answer = run(
            ["apt-get", *self._options, "--print-uris", *verb, *packages], cwd=self._folder
        )
        return from_uris(answer.decode())


def resolve(
    layers: Layers, group: str, architecture: str, *, day: str, mirror: str = MIRROR
) -> str:
    """The lock of a group, as Debian stands now, on `day`.

    Raises:
        BuildError: see `Apt`.
    """
    with TemporaryDirectory() as folder:
        apt = Apt(Path(folder), layers.suite, layers.elsewhere, architecture, mirror)
        apt.update()
        found = apt.resolve(layers.of(group, architecture), is_system=group in {"device", "tools"})
    return text_of(found, layers.suite, day)
