"""firmware.export.package.hashed: one file, and what the medium gives back of it."""

from collections.abc import Callable
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import pytest

from firmware.export.package.fault import MediumError, MediumFault
from firmware.export.package.hashed import Content, require_same, write_checked

Write = Callable[[BinaryIO], None]


def nothing(_count: int) -> None:
    """Nobody counts."""


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_a_file_and_its_digest(tmp_path: Path, size: int) -> None:
    """Of any length; what was read back is counted."""
    text, counted = b"x" * size, []

    def write(out: BinaryIO) -> None:
        out.write(text)

    content = write_checked(tmp_path / "a.csv", write, counted.append)
    assert Content(bytes=size, sha256=sha256(text).hexdigest()) == content
    assert size == sum(counted)
    assert ["a.csv"] == [one.name for one in tmp_path.iterdir()]


def test_a_writer_of_text_may_close_it(tmp_path: Path) -> None:
    """Whoever wraps the file closes it with the wrapper; nothing is lost."""

    def write(out: BinaryIO) -> None:
        with TextIOWrapper(out, "utf-8") as text:
            text.write("Käse")

    assert 5 == write_checked(tmp_path / "a.txt", write, nothing).bytes
    assert "Käse" == (tmp_path / "a.txt").read_text("utf-8")


def test_a_writer_that_breaks_off_leaves_no_name(tmp_path: Path) -> None:
    """Its error is what is told, and nothing that waited is written after it."""

    def write(out: BinaryIO) -> None:
        out.write(b"half")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        write_checked(tmp_path / "a.csv", write, nothing)
    assert [("a.csv.part", 0)] == [(one.name, one.stat().st_size) for one in tmp_path.iterdir()]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """What lies under the name beside is somebody's."""
    (tmp_path / "a.csv.part").write_text("mine")
    with pytest.raises(FileExistsError):
        write_checked(tmp_path / "a.csv", lambda _out: None, nothing)
    assert "mine" == (tmp_path / "a.csv.part").read_text()


@pytest.mark.parametrize("given_back", [b"", b"abd", b"abcd"])
def test_another_content_is_found_out(tmp_path: Path, given_back: bytes) -> None:
    """Shorter, other and longer."""
    (tmp_path / "a").write_bytes(given_back)
    content = Content(bytes=3, sha256=sha256(b"abc").hexdigest())
    with pytest.raises(MediumError) as caught:
        require_same(tmp_path / "a", content, nothing)
    assert MediumFault.DAMAGED is caught.value.fault


def test_where_a_writer_stands(tmp_path: Path) -> None:
    """Libraries that ask are told; going back is nobody's."""

    def write(out: BinaryIO) -> None:
        out.write(b"abc")
        assert 3 == out.tell()
        assert not out.seekable()

    write_checked(tmp_path / "a", write, nothing)
