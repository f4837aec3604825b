"""imager.inventory: what is in the system, and under which licences."""

from pathlib import Path

import pytest

from imager.inventory import (
    SITE,
    UNKNOWN,
    Part,
    debian_licences,
    debian_parts,
    listed,
    python_parts,
    unpacked_parts,
)
from imager.lock import Package

MACHINE = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: somebody
License: GPL-2+
 long text

Files: debian/*
Copyright: another
License: Expat

License: GPL-3+
 not of any file
"""
LOCKED = Package(
    name="bash", version="5", architecture="arm64", size=1, sha256="ab" * 32, place="debian/pool/x"
)


def put(tree: Path, package: str, text: str) -> None:
    """A package's copyright file."""
    path = tree / "usr/share/doc" / package / "copyright"
    path.parent.mkdir(parents=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        (MACHINE, ("Expat", "GPL-2+")),
        (
            "On Debian see /usr/share/common-licenses/GPL-2 and common-licenses/LGPL.",
            ("GPL-2", "LGPL"),
        ),
        ("You may do anything.", (UNKNOWN,)),
        (": no form\n at all:\n", (UNKNOWN,)),
    ],
)
def test_licences(tmp_path: Path, text: str, licences: tuple[str, ...]) -> None:
    """In Debian's form, in words, and where only the text itself says it."""
    put(tmp_path, "bash", text)
    assert licences == debian_licences(tmp_path, "bash")


def test_no_copyright_file(tmp_path: Path) -> None:
    """Nothing is claimed of it."""
    assert (UNKNOWN,) == debian_licences(tmp_path, "bash")


def test_debian(tmp_path: Path) -> None:
    """What dpkg says is installed, with the hash of the lock."""
    put(tmp_path, "bash", MACHINE)
    status = tmp_path / "var/lib/dpkg/status"
    status.parent.mkdir(parents=True)
    status.write_text(
        "Package: bash\nStatus: install ok installed\nArchitecture: arm64\nVersion: 5\n\n"
    )
    expected = Part(
        kind="deb",
        name="bash",
        version="5",
        architecture="arm64",
        licences=("Expat", "GPL-2+"),
        sha256="ab" * 32,
    )
    assert [expected] == list(debian_parts(tmp_path, (LOCKED,)))
    assert [expected] == list(unpacked_parts(tmp_path, (LOCKED,)))


@pytest.mark.parametrize(
    ("said", "licences"),
    [
        ("License-Expression: MIT\nLicense: x", ("MIT",)),
        ("Classifier: License :: OSI Approved :: BSD License", ("BSD License",)),
        ("Classifier: License :: OSI Approved\nLicense: BSD", ("BSD",)),
        ("License: MIT", ("MIT",)),
        ("Classifier: Topic :: Office", (UNKNOWN,)),
    ],
)
def test_python(tmp_path: Path, said: str, licences: tuple[str, ...]) -> None:
    """Three ways in which Python's packages name their licence."""
    path = tmp_path / SITE / "x_y-1.dist-info/METADATA"
    path.parent.mkdir(parents=True)
    path.write_text(f"Name: X_Y\nVersion: 1\n{said}\n\nLong words.\n")
    (found,) = python_parts(tmp_path)
    assert ("pypi", "x-y", "1", licences) == (found.kind, found.name, found.version, found.licences)


def test_for_people() -> None:
    """A line for each package."""
    parts = (
        Part(kind="pypi", name="zeep", version="4", licences=("MIT",)),
        Part(kind="deb", name="bash", version="5.2", licences=("GPL-2+", "GPL-3+")),
    )
    assert "bash  5.2  GPL-2+ | GPL-3+\nzeep  4    MIT\n" == listed(parts)
