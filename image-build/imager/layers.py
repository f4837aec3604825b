"""layers.toml: what the image and its tools are made of."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager.errors import BuildError

#: Who is named in the file, in the order of the build.
GROUPS: Final = ("tools", "headers", "device", "unpacked")
#: The processor of what stands in a group, unless the layer names its own.
ARCHITECTURES: Final = {
    "tools": "amd64",
    "headers": "arm64",
    "device": "arm64",
    "unpacked": "arm64",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Packages that belong together, and why they are there."""

    group: str
    name: str
    why: str
    architecture: str
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The whole file; a package comes from the release `elsewhere` names, else from the suite."""

    suite: str
    elsewhere: Mapping[str, str]
    layers: tuple[Layer, ...]

    def of(self, group: str, architecture: str) -> tuple[str, ...]:
        """The packages of a group for a processor, each once, in their order."""
        named = (
            package
            for layer in self.layers
            if (layer.group, layer.architecture) == (group, architecture)
            for package in layer.packages
        )
        return tuple(dict.fromkeys(named))


def read(path: Path) -> Layers:
    """The file's layers.

    Raises:
        BuildError: it is not such a file; the message names the place.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        layers = tuple(
            Layer(
                group=group,
                name=one["name"],
                why=one["why"],
                architecture=one.get("architecture", ARCHITECTURES[group]),
                packages=tuple(one["packages"]),
            )
            for group in GROUPS
            for one in raw.pop(group)
        )
        found = Layers(
            suite=raw.pop("suite"),
            elsewhere={
                package: release
                for release, packages in raw.pop("elsewhere").items()
                for package in packages
            },
            layers=layers,
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise BuildError(f"{path}: {error}") from error
    if raw:
        raise BuildError(f"{path}: nobody reads {', '.join(sorted(raw))}")
    return found
