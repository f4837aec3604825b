"""Atomic files: whole or not there."""

import errno
import os
from pathlib import Path

import pytest

from firmware.export.atomic import atomic_file, open_from_medium
from firmware.export.errors import WriteError


class Stop(Exception):  # noqa: N818 - what a caller may raise
    """Something goes wrong in the middle."""


def test_a_block_that_ends_well_leaves_the_file_alone(tmp_path: Path) -> None:
    """Content and name are there, nothing else."""
    path = tmp_path / "x.json"
    with atomic_file(path) as file:
        file.write(b"new")

    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("x.json", b"new")]


def test_a_block_that_raises_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """The file before stays, the half one goes."""
    path = tmp_path / "x.json"
    path.write_bytes(b"old")

    def stop_in_the_middle() -> None:
        with atomic_file(path) as file:
            file.write(b"new")
            raise Stop

    with pytest.raises(Stop):
        stop_in_the_middle()

    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("x.json", b"old")]


def test_what_a_power_cut_left_is_overwritten(tmp_path: Path) -> None:
    """The next attempt needs no cleaning up."""
    (tmp_path / "x.json.part").write_bytes(b"a longer rest of an attempt before")
    with atomic_file(tmp_path / "x.json") as file:
        file.write(b"new")

    assert (tmp_path / "x.json").read_bytes() == b"new"


def test_a_secret_is_for_its_owner(tmp_path: Path) -> None:
    """The mode holds from the first byte on."""
    with atomic_file(tmp_path / "keys", mode=0o600) as file:
        assert os.fstat(file.fileno()).st_mode & 0o777 == 0o600

    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600


def test_nobody_reads_a_secret_along(tmp_path: Path) -> None:
    """A file or link that lies beside beforehand is neither written to nor kept."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    (tmp_path / "keys.part").symlink_to(elsewhere)
    with atomic_file(tmp_path / "keys", mode=0o600) as file:
        file.write(b"secret")
    (tmp_path / "more.part").touch(0o666)
    with atomic_file(tmp_path / "more", mode=0o600) as file:
        file.write(b"secret")

    assert elsewhere.read_bytes() == b""
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("keys", "more")] == [0o600] * 2


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The error names the file that was asked for."""
    path = tmp_path / "none" / "x.json"
    with pytest.raises(WriteError, match=r"none/x\.json: No such file"), atomic_file(path):
        pass


def test_content_is_on_the_medium_before_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of system calls is what survives a pulled plug: file, name, folder."""
    steps = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append(_kind(fd)), sync(fd)))
    monkeypatch.setattr(
        Path, "replace", lambda path, target: (steps.append("name"), replace(path, target))
    )
    with atomic_file(tmp_path / "x.json") as file:
        file.write(b"new")

    assert steps == ["file of 3 bytes", "name", "folder"]


def test_a_full_medium_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the medium says so only at the end."""

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WriteError, match="No space left"), atomic_file(tmp_path / "x") as file:
        file.write(b"new")

    assert list(tmp_path.iterdir()) == []


def test_reading_from_the_medium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """§ 7 Abs 3 RKSV: a copy that only the kernel remembers is none."""
    forgotten: list[tuple[int, int, int]] = []
    monkeypatch.setattr(
        os,
        "posix_fadvise",
        lambda _fd, start, size, advice: forgotten.append((start, size, advice)),
    )
    path = tmp_path / "x"
    path.write_bytes(b"new")
    with open_from_medium(path) as file:
        assert b"new" == file.read()
    assert [(0, 0, os.POSIX_FADV_DONTNEED)] == forgotten


def _kind(descriptor: int) -> str:
    path = Path(f"/proc/self/fd/{descriptor}")
    return "folder" if path.is_dir() else f"file of {path.stat().st_size} bytes"
