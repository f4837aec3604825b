"""The drivers of the image: picked by a list with reasons, with what they depend on, unpacked."""

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from imager.errors import BuildError

_PACKED: Final = ".xz"
_ENDS: Final = (".ko", ".ko.xz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """The modules of a kernel, by their path below kernel/ without ends, and what each needs."""

    root: Path
    files: dict[str, Path]
    needs: dict[str, tuple[str, ...]]

    def closure(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """The wanted ones, each after what it needs, each once."""
        done: dict[str, None] = {}
        for name in wanted:
            # modules.dep names what must be loaded first last.
            for one in (*reversed(self.needs[name]), name):
                done.setdefault(one)
        return tuple(done)

    def content(self, name: str) -> bytes:
        """A module as the kernel takes it without unpacking."""
        path = self.files[name]
        packed = path.read_bytes()
        return lzma.decompress(packed) if path.suffix == _PACKED else packed


def read(root: Path) -> Drivers:
    """The drivers of a folder lib/modules/RELEASE that depmod has been in.

    Raises:
        BuildError: depmod was not there.
    """
    try:
        lines = (root / "modules.dep").read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise BuildError(f"{root}: without modules.dep; depmod comes first") from error
    files: dict[str, Path] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for line in lines:
        path, _, others = line.partition(":")
        files[_name(path)] = root / path
        needs[_name(path)] = tuple(_name(other) for other in others.split())
    return Drivers(root=root, files=files, needs=needs)


def wanted(listing: Path, drivers: Drivers) -> tuple[str, ...]:
    """What a list asks for: one pattern a line, `#` begins a reason, `- ` in front leaves out.

    Raises:
        BuildError: a pattern fits no driver (it was renamed, or built into the kernel).
    """
    found: dict[str, None] = {}
    for pattern, keeps in _patterns(listing):
        fitting = [name for name in sorted(drivers.files) if fnmatchcase(name, pattern)]
        if not fitting:
            raise BuildError(f"{listing.name}: no driver is called {pattern}")
        for name in fitting:
            if keeps:
                found.setdefault(name)
            else:
                found.pop(name, None)
    return tuple(found)


def lay(drivers: Drivers, names: Iterable[str], target: Path) -> None:
    """Write modules unpacked into a folder lib/modules/RELEASE; depmod comes after.

    Unpacked, because the file system of the image packs them itself, and udev loads a hundred.
    """
    for name in names:
        place = target / "kernel" / f"{name}.ko"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(drivers.content(name))


def _patterns(listing: Path) -> Iterator[tuple[str, bool]]:
    for line in listing.read_text(encoding="utf-8").splitlines():
        pattern = line.partition("#")[0].strip()
        if pattern:
            yield pattern.removeprefix("- "), not pattern.startswith("- ")


def _name(path: str) -> str:
    end = next((end for end in _ENDS if path.endswith(end)), None)
    if end is None or not path.startswith("kernel/"):
        raise BuildError(f"modules.dep names {path}, which is no module")
    return path.removeprefix("kernel/").removesuffix(end)
