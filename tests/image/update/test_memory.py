"""firmware.image.update.memory: each change is one whole step on a real disk, too."""

from pathlib import Path

import pytest

from firmware.app.image_state import Before
from firmware.image.update import autoboot, memory
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.memory import (
    Memory,
    Outcome,
    Pending,
    RealDisk,
    Trial,
    Versions,
    overwrite_in_place,
)

PENDING = Pending(id="1", from_version="1.2", to_version="1.3", slot=Slot.B)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """A memory on this disk, with a card as it was flashed; nothing is mounted."""
    boot = tmp_path / "autoboot.txt"
    boot.write_bytes(autoboot.text(autoboot.FIRST))
    monkeypatch.setattr(memory, "AUTOBOOT", boot)
    monkeypatch.setattr("firmware.image.update.memory.writable", _Open)
    return Memory(RealDisk(), folder=tmp_path, boot=boot)


class _Open:
    """A partition that is writable all the time."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def test_words_are_kept(kept: Memory) -> None:
    """Each of its kind, in place of the one before; all but versions and end are forgotten."""
    assert (None, None, None, None) == (
        kept.pending(),
        kept.trial(),
        kept.outcome(),
        kept.before(),
    )
    assert Versions() == kept.versions()
    words = (
        PENDING,
        Trial(id="1", because="card"),
        Outcome(id="1", from_version="1.2", to_version="1.3"),
        Before(has_card=False),
        Versions(a="1.2", b="1.3"),
    )
    for word in words:
        kept.keep(word)
    assert words == (kept.pending(), kept.trial(), kept.outcome(), kept.before(), kept.versions())
    assert "1.3" == kept.versions().of(Slot.B)
    (kept.folder / "trial").mkdir()
    kept.forget_pending()
    assert (None, None, None) == (kept.pending(), kept.trial(), kept.before())
    assert words[2] == kept.outcome()
    assert not (kept.folder / "trial").exists()


@pytest.mark.parametrize("raw", [b"[]", b'{"id":"\xff"}', b'{"x":' + b"[" * 60_000])
def test_what_nobody_wrote(kept: Memory, raw: bytes) -> None:
    """A file that is none of ours is as if it were not there."""
    (kept.folder / "pending.json").write_bytes(raw)
    assert None is kept.pending()


def test_the_sector_is_written_where_it_is(kept: Memory, tmp_path: Path) -> None:
    """The same file, the same length, another state."""
    boot = tmp_path / "autoboot.txt"
    before = boot.stat().st_ino
    state = autoboot.FIRST.with_standing(Slot.B, Standing.NEXT)
    kept.set_autoboot(state)
    assert state == kept.autoboot()
    assert (before, autoboot.LENGTH) == (boot.stat().st_ino, boot.stat().st_size)


def test_a_file_of_another_length_is_replaced(kept: Memory, tmp_path: Path) -> None:
    """What somebody saved in an editor becomes ours again."""
    (tmp_path / "autoboot.txt").write_bytes(b"[all]\nboot_partition=2\n")
    assert None is kept.autoboot()
    kept.set_autoboot(autoboot.FIRST)
    assert autoboot.FIRST == kept.autoboot()


def test_no_file_at_all(kept: Memory, tmp_path: Path) -> None:
    """Nothing says nothing."""
    (tmp_path / "autoboot.txt").unlink()
    assert None is kept.autoboot()


def test_the_same_state_is_not_written(kept: Memory, tmp_path: Path) -> None:
    """What stands there is left alone: no wear, no moment of being writable."""
    boot = tmp_path / "autoboot.txt"
    boot.chmod(0o400)
    before = boot.stat().st_mtime_ns
    kept.set_autoboot(autoboot.FIRST)
    assert before == boot.stat().st_mtime_ns


@pytest.mark.parametrize("there", [b"", b"12345"])
def test_only_what_is_as_long(tmp_path: Path, there: bytes) -> None:
    """Another length would need another cluster: refused, nothing written."""
    path = tmp_path / "x"
    path.write_bytes(there)
    with pytest.raises(OSError, match="not 4 bytes long"):
        overwrite_in_place(path, b"1234")
    assert there == path.read_bytes()
