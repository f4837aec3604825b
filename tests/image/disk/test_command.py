"""What is mounted in which case: a card that is new, one that was a till, one that broke."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.app.image_state import DATA_NAME, DataFault, DataState, read_word
from firmware.image.disk.command import mount_all, tell
from firmware.image.disk.mounts import Finding, Mounts
from firmware.image.disk.partitions import Disk, PartitionError

NEW = Disk(name="vda", partitions={"bootconf": "vda1", "system_a": "vda4"})
WITH_DATA = Disk(name="vda", partitions={**NEW.partitions, "data": "vda6"})
GOOD = Finding(detail="free=1")


@dataclass(frozen=True)
class _Hands(Mounts):
    """Deeds that are only noted."""

    has: bool | None = False
    finding: Finding = GOOD
    is_made: bool = True
    is_marked: bool = True
    done: list[str] = field(default_factory=list)

    def boot_config(self, device: Path) -> bool:
        self.done.append(f"boot {device.name}")
        return True

    def make(self, disk: Path) -> bool:
        self.done.append(f"make {disk.name}")
        return self.is_made

    def data(self, device: Path) -> Finding:
        self.done.append(f"data {device.name}")
        return self.finding

    def stand_in(self) -> None:
        self.done.append("stand in")

    def has_mark(self) -> bool | None:
        return self.has

    def mark(self) -> bool:
        self.done.append("mark")
        return self.is_marked


def _mount(hands: _Hands, *disks: Disk) -> Finding:
    """With the disk as it is found the first time, and the second."""
    looks = iter(disks)
    return mount_all(lambda: next(looks), hands)


def test_a_new_card() -> None:
    """The data partition is made, mounted, and from then on it is known that there is one."""
    hands = _Hands()

    assert GOOD == _mount(hands, NEW, WITH_DATA)
    assert ["boot vda1", "make vda", "data vda6", "mark"] == hands.done


def test_every_day() -> None:
    """Mounted; a mark that a cut kept from being written is written now."""
    hands = _Hands(has=True)

    assert GOOD == _mount(hands, WITH_DATA)
    assert ["boot vda1", "data vda6", "mark"] == hands.done


@pytest.mark.parametrize("has_mark", [True, None])
def test_a_card_that_was_a_till(*, has_mark: bool | None) -> None:
    """Its partition is gone, or nobody can tell whether it had one: no new one."""
    hands = _Hands(has=has_mark)

    assert DataFault.MISSING is _mount(hands, NEW).fault
    assert ["boot vda1", "stand in"] == hands.done


def test_it_cannot_be_made() -> None:
    """A card that is too small, or does not take what is written."""
    hands = _Hands(is_made=False)

    assert DataFault.MISSING is _mount(hands, NEW, NEW).fault
    assert ["boot vda1", "make vda", "stand in"] == hands.done


def test_made_and_not_there() -> None:
    """A card that says yes to everything."""
    hands = _Hands()

    assert DataFault.MISSING is _mount(hands, NEW, NEW).fault
    assert "stand in" == hands.done[-1]


def test_damaged() -> None:
    """What is damaged is not written on, and nothing beside it."""
    finding = Finding(fault=DataFault.CORRUPT, detail="fsck=4 read=yes")
    hands = _Hands(finding=finding)

    assert finding == _mount(hands, WITH_DATA)
    assert ["boot vda1", "data vda6"] == hands.done


def test_the_mark_cannot_be_put() -> None:
    """A till that sells is worth more."""
    assert GOOD == _mount(_Hands(is_marked=False), WITH_DATA)


def test_no_boot_partition() -> None:
    """The book counts; without the partition none is made, for nobody can tell."""
    hands = _Hands(has=None)
    without = Disk(name="vda", partitions={"data": "vda6"})

    assert GOOD == _mount(hands, without)
    assert DataFault.MISSING is _mount(hands, Disk(name="vda", partitions={})).fault


def test_no_disk() -> None:
    """The till starts all the same, and says what is missing."""
    hands = _Hands()

    def lost() -> Disk:
        raise PartitionError("dm-0 is no partition of a disk")

    found = mount_all(lost, hands)
    assert (DataFault.MISSING, "dm-0 is no partition of a disk") == (found.fault, found.detail)
    assert ["stand in"] == hands.done


def test_the_word_for_the_till(tmp_path: Path) -> None:
    """A fault is told; where there is none there is no word, not even an old one."""
    run = tmp_path / "run"
    tell(Finding(fault=DataFault.CORRUPT, detail="fsck=4"), run)
    expected = DataState(fault=DataFault.CORRUPT, detail="fsck=4")
    assert expected == read_word(run / DATA_NAME, DataState)

    tell(GOOD, run)
    assert read_word(run / DATA_NAME, DataState) is None
