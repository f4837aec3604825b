"""Pinned libraries against a database of known holes (OSV), and under which licences they come.

The database is somebody else's and on the net: that it was not asked is said, and is no good news.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

import httpx
import msgspec

from imager.errors import BuildError
from imager.inventory import UNKNOWN, Part, licences_said
from imager.wheels import Pin, parse

OSV: Final = "https://api.osv.dev"
_BATCH: Final = 500
_DEADLINE_S: Final = 30.0


class NotAskedError(Exception):
    """The database did not answer; the message says why."""


class _Hole(msgspec.Struct):
    id: str


class _Found(msgspec.Struct):
    vulns: list[_Hole] = []
    next_page_token: str = ""


class _Answer(msgspec.Struct):
    results: list[_Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A pin with holes that somebody has published."""

    name: str
    version: str
    holes: tuple[str, ...]


def pinned(folder: Path) -> Mapping[str, tuple[Pin, ...]]:
    """Each requirements file by its name, with its pins.

    Raises:
        BuildError: a line pins no version, or has no hash.
    """
    found = {one.name: parse(one.read_text(encoding="utf-8")) for one in folder.glob("*.txt")}
    if not found:
        raise BuildError(f"{folder}: no requirements")
    return dict(sorted(found.items()))


def known_holes(pins: Iterable[Pin], client: httpx.Client) -> tuple[Known, ...]:
    """Which of them have holes that are known today.

    Raises:
        NotAskedError: the database did not answer, or not so that it counts.
    """
    wanted = sorted({(one.name, one.version) for one in pins})
    found = list[Known]()
    for begin in range(0, len(wanted), _BATCH):
        some = wanted[begin : begin + _BATCH]
        for (name, version), said in zip(some, _ask(some, client), strict=True):
            # A second page says nothing else: that there are holes.
            if holes := tuple(sorted(one.id for one in said.vulns)):
                found.append(Known(name=name, version=version, holes=holes))
    return tuple(found)


def python_parts(pins: Iterable[Pin]) -> tuple[Part, ...]:
    """The pins as parts of a bill of materials, licences as the installed package names them."""
    return tuple(
        Part(kind="pypi", name=one.name, version=one.version, licences=_licences(one))
        for one in pins
    )


def _licences(pin: Pin) -> tuple[str, ...]:
    try:
        said = metadata(pin.name)
    except PackageNotFoundError:
        return (UNKNOWN,)
    return licences_said(said) if said["Version"] == pin.version else (UNKNOWN,)


def _ask(wanted: list[tuple[str, str]], client: httpx.Client) -> list[_Found]:
    queries = [{"package": {"purl": f"pkg:pypi/{name}@{version}"}} for name, version in wanted]
    try:
        answer = client.post("/v1/querybatch", json={"queries": queries}, timeout=_DEADLINE_S)
        answer.raise_for_status()
        results = msgspec.json.decode(answer.content, type=_Answer).results
    except (httpx.HTTPError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAskedError(f"{client.base_url.host}: {error}") from error
    if len(results) != len(wanted):
        raise NotAskedError(f"{client.base_url.host}: {len(results)} answers to {len(wanted)}")
    return results
