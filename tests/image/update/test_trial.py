"""firmware.image.update.trial: a copy, an examination beside it, and what became of it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from pwd import getpwnam

import msgspec
import pytest

from firmware.app.image_state import Before, FallBack, Verdict
from firmware.image.update.memory import Memory, Trial
from firmware.image.update.trial import (
    SECRETS_NAME,
    Run,
    copy_book,
    hand_over,
    lend_secrets,
    run_as_till,
    try_out,
)
from firmware.sync.config import Paths
from tests.image.update.world import ValueDisk


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data folder as a cut left it: with the log of the book."""
    data = tmp_path / "data"
    (data / "secrets").mkdir(parents=True)
    for name in ("book.sqlite", "book.sqlite-wal", "book.sqlite-shm", "pins.json"):
        (data / name).write_text(name)
    (data / "backup").mkdir()
    return Paths(data=str(data))


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """A memory that remembers nothing yet."""
    return Memory(ValueDisk(), folder=tmp_path / "update")


def saying(verdict: Verdict) -> Run:
    """An examination that comes to this."""
    return lambda *_: b"log\n" + msgspec.json.encode(verdict) + b"\n"


def test_copied(paths: Paths, tmp_path: Path) -> None:
    """Book, log and PINs by their bytes; not SQLite's memory, nor what no boot reads."""
    copy = tmp_path / "copy"
    copy_book(paths, copy)
    assert ["book.sqlite", "book.sqlite-wal", "image", "pins.json", "run", "secrets", "sync"] == (
        sorted(one.name for one in copy.iterdir())
    )
    assert "book.sqlite" == (copy / "book.sqlite").read_text()
    assert 0o700 == copy.stat().st_mode & 0o777
    # No secret lies in two places.
    assert Path(paths.data) / "secrets" == (copy / "secrets").readlink()


def test_handed_over(paths: Paths, tmp_path: Path) -> None:
    """All of it is the till's; not what a link leads to."""
    copy = tmp_path / "copy"
    copy_book(paths, copy)
    hand_over(copy, 4711, 4712)
    assert {(4711, 4712)} == {
        (one.lstat().st_uid, one.lstat().st_gid)
        for one in (copy, *copy.glob("*"))
        if not one.is_symlink()
    }
    assert 0 == (Path(paths.data) / "secrets").stat().st_uid


def test_secrets_are_lent(tmp_path: Path) -> None:
    """What only root reads, and systemd hands over to kassad: the till's for as long as it runs."""
    credentials, lent = tmp_path / "credentials", tmp_path / SECRETS_NAME
    credentials.mkdir(mode=0o700)
    for name in ("primesign-token", "fon-pin"):
        (credentials / name).write_text(name)
    # Of a trial that was killed.
    lent.mkdir()
    (lent / "atrust-password").write_text("old")

    with lend_secrets(credentials, lent, 4711, 4712) as environment:
        assert {"CREDENTIALS_DIRECTORY": str(lent)} == environment
        assert ["primesign-token"] == [one.name for one in lent.iterdir()]
        token = lent / "primesign-token"
        assert "primesign-token" == token.read_text()
        assert {(4711, 4712)} == {(one.stat().st_uid, one.stat().st_gid) for one in (lent, token)}
        assert (0o700, 0o600) == (lent.stat().st_mode & 0o777, token.stat().st_mode & 0o777)

    assert not lent.exists()
    assert (credentials / "primesign-token").exists()


def test_secrets_go_whatever_happens(tmp_path: Path) -> None:
    """An examination that dies leaves none behind; so does a copy that fails."""
    credentials, lent = tmp_path / "credentials", tmp_path / SECRETS_NAME
    credentials.mkdir()
    (credentials / "primesign-token").write_text("token")
    with (
        pytest.raises(subprocess.TimeoutExpired),
        lend_secrets(credentials, lent, 4711, 4712),
    ):
        _timeout()
    assert not lent.exists()


def test_no_secret_to_lend(tmp_path: Path) -> None:
    """A till with its card alone: its own folder stays the one it looks into."""
    lent = tmp_path / SECRETS_NAME
    with lend_secrets(tmp_path / "none", lent, 4711, 4712) as environment:
        assert ({}, False) == (environment, lent.exists())


@pytest.mark.parametrize("verdict", [Verdict(), Verdict(because="card", detail="gone")])
def test_remembered(memory: Memory, paths: Paths, verdict: Verdict) -> None:
    """What it came to, for this update."""
    found = try_out(memory, paths, "7", "1.3", saying(verdict))
    assert Trial(id="7", because=verdict.because, detail=verdict.detail) == found
    assert found == memory.trial()


def test_it_knows_what_worked_before(memory: Memory, paths: Paths) -> None:
    """What kassad said when it asked; without a word everything worked."""
    told: list[Before] = []

    def run(_copy: Path, _version: str, before: Before) -> bytes:
        told.append(before)
        return msgspec.json.encode(Verdict())

    try_out(memory, paths, "7", "1.3", run)
    memory.keep(Before(has_card=False))
    try_out(memory, paths, "7", "1.3", run)
    assert [Before(), Before(has_card=False)] == told


def _timeout(*_: object) -> bytes:
    raise subprocess.TimeoutExpired("examine", 240)


def _crash(*_: object) -> bytes:
    raise subprocess.CalledProcessError(-11, "examine", stderr=b"lgpio\nSegmentation fault\n")


def _full(*_: object) -> bytes:
    raise OSError(28, "No space left on device")


def _unreadable(*_: object) -> bytes:
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("run", "because"),
    [
        (_timeout, FallBack.NOT_CONFIRMED),
        (_crash, FallBack.NOT_CONFIRMED),
        (_full, FallBack.ROOM),
        (_unreadable, FallBack.BOOK),
        (lambda *_: b"no verdict", FallBack.NOT_CONFIRMED),
    ],
)
def test_whatever_it_does(
    memory: Memory, paths: Paths, run: Callable[..., bytes], because: FallBack
) -> None:
    """A hang, a crash, a full disk: none of them is a good trial."""
    assert because.value == try_out(memory, paths, "7", "1.3", run).because


def test_no_book(memory: Memory, tmp_path: Path) -> None:
    """A data partition that the new system does not find."""
    paths = Paths(data=str(tmp_path / "nothing"))
    assert "book" == try_out(memory, paths, "7", "1.3", saying(Verdict())).because


def test_a_user_of_its_own() -> None:
    """The examination is no root, and is ended at its deadline."""
    who = ["/bin/sh", "-c", 'id -u; echo "$CREDENTIALS_DIRECTORY"']
    said = run_as_till(who, "nobody", ["dialout"], {"CREDENTIALS_DIRECTORY": "/run/lent"})
    assert [str(getpwnam("nobody").pw_uid), "/run/lent"] == said.decode().split()
    with pytest.raises(subprocess.TimeoutExpired):
        run_as_till(["/bin/sleep", "60"], "nobody", [], {}, deadline_s=0.05)
