"""imager.store: what a build keeps for the next one."""

from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from imager import store as stores
from imager.errors import BuildError
from imager.store import Store, locked


def test_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock of this checkout, and what to do where there is none."""
    monkeypatch.setattr(stores, "LOCKS", tmp_path)
    with pytest.raises(BuildError, match="make image-lock"):
        locked("device", "arm64")
    (tmp_path / "device-arm64.lock").write_text(
        "# make image-lock: Debian trixie 20261122T000000Z\n"
    )
    assert ("20261122T000000Z", ()) == locked("device", "arm64")


def _build(folder: Path, pipe: Connection) -> None:
    with Store(folder, pipe.send).reserved():
        pipe.send("mine")


def test_one_build_at_a_time(tmp_path: Path) -> None:
    """The second says that it waits, and goes on when the first is done."""
    ours, theirs = get_context("spawn").Pipe()
    store = Store(tmp_path, lambda _: None)
    with store.reserved():
        other = get_context("spawn").Process(target=_build, args=(tmp_path, theirs))
        other.start()
        assert "another build is at work; waiting for it" == ours.recv()
    assert "mine" == ours.recv()
    other.join()


def test_swept(tmp_path: Path) -> None:
    """What an older lock made goes; what others made stays."""
    for name in ("tools-1", "tools-2", "device-1.tar"):
        (tmp_path / name).mkdir()
    (tmp_path / "tools-3.tar").touch()
    Store(tmp_path, lambda _: None)._sweep("tools", tmp_path / "tools-2")
    assert {"tools-2", "device-1.tar"} == {one.name for one in tmp_path.iterdir()}
