"""What a killed process left is cleared away by the next."""

import json
import os
import time
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from archive.blobs.folder import FILES, PARTS, FolderBlobs
from archive.exports.jobs import STATUS, JobState, Status
from archive.index.database import Database
from archive.program.leftovers import clear
from tests.archive.keeping import releasing, world_of
from tests.archive.serving import program

pytestmark = pytest.mark.whole


LONG_AGO_S = 25 * 3600


def _job(folder: Path, name: str, state: JobState) -> Path:
    made = folder / "tmp" / "exports" / name
    made.mkdir(parents=True)
    (made / STATUS).write_text(json.dumps(asdict(Status(owner="u", what="zip", state=state))))
    (made / "file").write_bytes(b"half or whole")
    return made


def _left(folder: Path) -> list[Path]:
    """Everything that a killed process leaves."""
    laid_out = folder / "tmp" / "laid-out"
    laid_out.mkdir(parents=True)
    (laid_out / "file").write_bytes(b"x")
    (folder / "tmp" / "on-its-way").write_bytes(b"x")
    torn = folder / "tmp" / "exports" / "torn"
    torn.mkdir(parents=True)
    (torn / STATUS).write_bytes(b"{")
    running = _job(folder, "running", JobState.RUNNING)
    return [laid_out, folder / "tmp" / "on-its-way", torn, running]


def test_alone_in_the_folder(sqlite: Database, tmp_path: Path) -> None:
    """Nothing is under way; what is finished waits to be fetched."""
    left = _left(tmp_path)
    done = _job(tmp_path, "done", JobState.DONE)
    clear(world_of(sqlite, tmp_path), is_alone=True)
    assert [] == [one for one in left if one.exists()]
    assert (done / "file").exists()


def test_beside_others(sqlite: Database, tmp_path: Path) -> None:
    """What is young may be another process's."""
    left = _left(tmp_path)
    world = world_of(sqlite, tmp_path)
    clear(world, is_alone=False)
    assert left == [one for one in left if one.exists()]
    for one in left:
        os.utime(one, (0, time.time() - LONG_AGO_S))
    clear(world, is_alone=False)
    assert [] == [one for one in left if one.exists()]


def test_files_that_were_being_kept(sqlite: Database, tmp_path: Path) -> None:
    """Parts in the place for files go, files stay."""
    root, source = tmp_path / "blobs", tmp_path / "source"
    source.write_bytes(b"evidence")
    with releasing(root):
        blobs = FolderBlobs(root)
        digest = sha256(b"evidence").hexdigest()
        blobs.put_once("packages/a.zip", source, digest, date(2030, 1, 1))
        (root / PARTS / "part").write_bytes(b"evid")
        clear(world_of(sqlite, tmp_path, blobs), is_alone=True)
        assert [] == list((root / PARTS).iterdir())
        assert b"evidence" == (root / FILES / "packages" / "a.zip").read_bytes()


def test_as_the_program_starts(tmp_path: Path) -> None:
    """Before it answers anybody."""
    data = tmp_path / "data"
    left = _left(data)
    with program(data):
        assert [] == [one for one in left if one.exists()]
