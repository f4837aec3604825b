"""The folder of the archive's side: private, whole, and what is broken is said."""

from pathlib import Path

import pytest

from firmware.accord.messages import Registered
from firmware.sync.archive.keep import CHECKPOINT, DOUBTS_MAX, PACKAGES, REGISTERED, Keep, KeepError

IN = Registered(
    till_id="0192f0c1-7000-7000-8000-000000000001",
    password="secret",
    origin="a/till/1",
    archive_key="k",
)


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """A new one."""
    return Keep(tmp_path / "archive")


def test_a_device_is_made_once(keep: Keep) -> None:
    """The same id and the same key in every life; a folder that is gone is another one."""
    first = keep.device()
    assert first.installation_id == Keep(keep.folder).device().installation_id
    assert first.public == Keep(keep.folder).device().public
    keep.forget_device()
    assert first.public != keep.device().public


def test_a_device_key_that_is_broken(keep: Keep) -> None:
    """It is said, and no other takes its place unasked."""
    keep.device()
    (keep.folder / "device.key").write_bytes(b"AAAA")
    with pytest.raises(KeepError, match=r"device\.key"):
        keep.device()


def test_a_cut_between_key_and_id(keep: Keep) -> None:
    """Both or none."""
    keep.device()
    (keep.folder / "installation.json").unlink()
    assert keep.device().installation_id == keep.device().installation_id


def test_how_it_was_let_in(keep: Keep) -> None:
    """Kept for the next life, for this user alone."""
    assert keep.registered() is None
    keep.register(IN)
    assert IN == Keep(keep.folder).registered()
    assert 0o600 == (keep.folder / REGISTERED).stat().st_mode & 0o777
    (keep.folder / REGISTERED).write_text("{")
    with pytest.raises(KeepError) as error:
        keep.registered()
    assert "secret" not in str(error.value)


def test_a_checkpoint(keep: Keep) -> None:
    """As it came; forgotten only when that is asked."""
    assert keep.checkpoint() is None
    keep.keep_checkpoint("note — ä\n")
    assert "note — ä\n" == keep.checkpoint()
    keep.forget_checkpoint()
    assert keep.checkpoint() is None
    assert CHECKPOINT == "checkpoint.note"


def test_doubts_are_kept_once_and_not_without_end(keep: Keep) -> None:
    """Whoever answers nonsense all day does not fill the card."""
    for number in range(2 * DOUBTS_MAX):
        keep.doubt(f"note {number // 2}", "signature")
    for number in range(DOUBTS_MAX):
        keep.doubt(f"other {number}", "root")
    assert DOUBTS_MAX == len([*(keep.folder / "doubts").iterdir()])


def test_up_to_which_z_packages_are_there(keep: Keep) -> None:
    """Of this log; what cannot be read is none."""
    assert 0 == keep.packages("a/till/1")
    keep.keep_packages("a/till/1", 84)
    assert (84, 0) == (keep.packages("a/till/1"), keep.packages("a/till/2"))
    (keep.folder / PACKAGES).write_text("{")
    assert 0 == keep.packages("a/till/1")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The caller is told."""
    (tmp_path / "archive").write_text("")
    with pytest.raises(OSError, match="archive"):
        Keep(tmp_path / "archive").register(IN)
