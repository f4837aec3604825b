"""imager.links: links of the system, as data."""

from pathlib import Path

import pytest

from imager import links
from imager.build import SOURCES
from imager.errors import BuildError
from imager.plan import REPO


def test_read(tmp_path: Path) -> None:
    """A place and its target a line; comments and empty lines are nothing."""
    (tmp_path / "links.txt").write_text(
        "# why\n\n/etc/mtab ../proc/mounts\n  /a/b@.service /dev/null\n"
    )
    assert {"etc/mtab": "../proc/mounts", "a/b@.service": "/dev/null"} == links.read(
        tmp_path / "links.txt"
    )


@pytest.mark.parametrize("text", ["/etc/mtab", "etc/mtab /x", "/a /b /c", "/a /b\n/c /d\n/a /e"])
def test_what_is_no_link(tmp_path: Path, text: str) -> None:
    """The line is named."""
    (tmp_path / "links.txt").write_text(f"# why\n{text}\n")
    with pytest.raises(BuildError, match=r"links\.txt, line \d"):
        links.read(tmp_path / "links.txt")


@pytest.mark.parametrize("raw", [None, b"\xff"])
def test_what_is_no_text(tmp_path: Path, raw: bytes | None) -> None:
    """The file is named."""
    if raw is not None:
        (tmp_path / "links.txt").write_bytes(raw)
    with pytest.raises(BuildError, match=r"links\.txt"):
        links.read(tmp_path / "links.txt")


def test_the_checkout_itself_has_none() -> None:
    """A ZIP or a copy of it would turn links into files, and an image of it would never start."""
    folders = (SOURCES, REPO / "systemd")
    assert [] == [one for folder in folders for one in folder.rglob("*") if one.is_symlink()]
