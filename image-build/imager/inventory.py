"""What is in a built system: Debian's packages, Python's, and under which licences they come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from importlib.metadata import PackageMetadata
from pathlib import Path
from typing import Final

from debian.deb822 import Deb822, Packages

from imager.lock import Package

#: Where Python's libraries lie in the image.
SITE: Final = "opt/standlkassa/lib/python3.13/site-packages"
#: Texts without Debian's form name their licence in their own words; these are sure signs.
_SIGNS: Final = (
    (re.compile(r"common-licenses/(GPL|LGPL|Apache|Artistic|BSD|MPL)(?:-([0-9.]+))?"), "{0}-{1}"),
)
UNKNOWN: Final = "see copyright file"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Part:
    """One package in the image; `kind` is "deb" or "pypi", `licences` as its papers name them."""

    kind: str
    name: str
    version: str
    licences: tuple[str, ...]
    sha256: str = ""
    architecture: str = ""


def debian_parts(tree: Path, packages: tuple[Package, ...]) -> Iterator[Part]:
    """What dpkg says is installed in the tree, each with the hash of the lock."""
    hashes = {(one.name, one.architecture): one.sha256 for one in packages}
    with (tree / "var/lib/dpkg/status").open("rb") as file:
        for one in Packages.iter_paragraphs(file, use_apt_pkg=False):
            name, architecture = one["Package"], one["Architecture"]
            yield Part(
                kind="deb",
                name=name,
                version=one["Version"],
                architecture=architecture,
                licences=debian_licences(tree, name),
                sha256=hashes.get((name, architecture), ""),
            )


def unpacked_parts(tree: Path, packages: tuple[Package, ...]) -> Iterator[Part]:
    """Packages of which only files were taken."""
    for one in packages:
        yield Part(
            kind="deb",
            name=one.name,
            version=one.version,
            architecture=one.architecture,
            licences=debian_licences(tree, one.name),
            sha256=one.sha256,
        )


def debian_licences(tree: Path, package: str) -> tuple[str, ...]:
    """The licences a package's copyright file names, each once, sorted."""
    path = tree / "usr/share/doc" / package / "copyright"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return (UNKNOWN,)
    paragraphs = Deb822.iter_paragraphs(text.splitlines(keepends=True), use_apt_pkg=False)
    try:
        named = {
            one["License"].partition("\n")[0].strip()
            for one in paragraphs
            if "Files" in one and "License" in one
        }
    except ValueError:
        named = set()
    if not named:
        named = {
            form.format(*(group or "any" for group in found.groups())).removesuffix("-any")
            for sign, form in _SIGNS
            for found in sign.finditer(text)
        }
    return tuple(sorted(one for one in named if one)) or (UNKNOWN,)


def python_parts(tree: Path) -> Iterator[Part]:
    """The distributions below the till's own libraries."""
    for path in sorted((tree / SITE).glob("*.dist-info/METADATA")):
        said = message_from_string(path.read_text(encoding="utf-8"))
        yield Part(
            kind="pypi",
            name=said["Name"].lower().replace("_", "-"),
            version=said["Version"],
            licences=licences_said(said),
        )


def licences_said(said: Message | PackageMetadata) -> tuple[str, ...]:
    """The licences a Python package's papers name."""
    if expression := said["License-Expression"]:
        return (expression,)
    classified = [
        one.rsplit(" :: ", 1)[1]
        for one in said.get_all("Classifier", [])
        if one.startswith("License :: ") and not one.endswith(":: OSI Approved")
    ]
    short = (said["License"] or "").strip()
    if classified:
        return tuple(sorted(set(classified)))
    return (short if short and "\n" not in short else UNKNOWN,)


def listed(parts: tuple[Part, ...]) -> str:
    """The list of licences for people: a line for each package."""
    rows = [(one.name, one.version, " | ".join(one.licences)) for one in sorted(parts)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [
        f"{name:<{widths[0]}}  {version:<{widths[1]}}  {licence}" for name, version, licence in rows
    ]
    return "\n".join(lines) + "\n"
