"""The driver over the kernel's list of mounts."""

import string
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hal.errors import Fault, HalError
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import Mount, MountedSlot, MountinfoError, parse_mountinfo
from hal.stick.port import MountedStick

FOLDER = Path("/run/standlkassa-stick/mounted")
#: From a machine: optional fields none, one and two; a bind mount; a name with a space.
REAL = """\
22 28 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
28 1 259:2 / / rw,relatime shared:1 master:3 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
31 28 0:27 /@home/x /home/x\\040y rw - btrfs /dev/mapper/a\\134b rw,subvol=/@home
512 31 8:1 / /run/standlkassa-stick/mounted rw,nosuid,nodev,noexec shared:9 - vfat /dev/sda1 rw
"""


class Text:
    """Implements `Mounts`: the list of mounts is a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked = 0
        self.asked_serials: list[str] = []

    def read(self) -> str:
        return self.text

    def serial(self, device: str) -> str:
        self.asked_serials.append(device)
        return f"serial of {device}"

    def free_bytes(self, folder: Path) -> int:
        raise OSError(5, f"{folder}: Input/output error")

    def ask_release(self) -> None:
        self.asked += 1

    def ask_recall(self) -> None:
        self.asked += 1


def _line(options: str = "rw", super_options: str = "rw", number: int = 7) -> str:
    return f"{number} 1 8:1 / {FOLDER} {options} - vfat /dev/sda1 {super_options}\n"


def test_a_stick_of_a_real_list() -> None:
    """Number, device, file system, and that it can be written."""
    expected = MountedStick(
        folder=FOLDER,
        device="/dev/sda1",
        file_system="vfat",
        mount=512,
        is_writable=True,
        serial="serial of /dev/sda1",
    )
    assert expected == MountedSlot(Text(REAL), FOLDER).find()


def test_the_serial_is_asked_once_a_stick() -> None:
    """Somebody looks every second, and the number of a stick does not change."""
    mounts = Text(_line(number=7))
    slot = MountedSlot(mounts, FOLDER)
    slot.find()
    slot.find()
    assert ["/dev/sda1"] == mounts.asked_serials
    mounts.text = _line(number=8)
    slot.find()
    assert ["/dev/sda1", "/dev/sda1"] == mounts.asked_serials


def test_the_serial_of_the_next_stick() -> None:
    """The kernel gives a free number of a mount to the next one: it is asked who that is."""
    mounts = Text(_line())
    slot = MountedSlot(mounts, FOLDER)
    for text in (_line(), REAL.partition("512")[0], _line()):
        mounts.text = text
        slot.find()
    assert ["/dev/sda1", "/dev/sda1"] == mounts.asked_serials


def test_no_stick() -> None:
    """The folder alone is no stick."""
    assert MountedSlot(Text(REAL), Path("/run")).find() is None


def test_escapes() -> None:
    r"""The kernel writes a space as \040, a backslash as \134."""
    home = list(parse_mountinfo(REAL))[2]
    expected = Mount(
        number=31,
        point="/home/x y",
        options=frozenset({"rw"}),
        file_system="btrfs",
        source="/dev/mapper/a\\b",
        super_options=frozenset({"rw", "subvol=/@home"}),
    )
    assert expected == home


def test_an_umlaut_and_a_strange_byte() -> None:
    """Names of others are not ours to judge: UTF-8, octal or neither."""
    text = "1 1 8:1 / /K\\303\\244se\udce4 rw - vfat /dev/sda1 rw\n"
    (mount,) = parse_mountinfo(text)
    assert mount.point == "/Käse\udce4"


@pytest.mark.parametrize(
    ("options", "super_options", "is_writable"),
    [
        ("rw,noexec", "rw,uid=990", True),
        ("ro,noexec", "rw", False),
        ("rw,noexec", "ro", False),
        ("relatime", "rw", False),
    ],
)
def test_write_protection(options: str, super_options: str, *, is_writable: bool) -> None:
    """Mount and file system must be writable; after an error the kernel turns one to `ro`."""
    stick = MountedSlot(Text(_line(options, super_options)), FOLDER).find()
    assert stick is not None
    assert stick.is_writable is is_writable


def test_the_last_mount_covers_the_others() -> None:
    """Two on one folder: what is seen there is the later one."""
    stick = MountedSlot(Text(_line(number=7) + _line(number=9)), FOLDER).find()
    assert stick is not None
    assert stick.mount == 9


@pytest.mark.parametrize(
    "line",
    [
        "",
        "7 1 8:1 / /x rw vfat /dev/sda1 rw",
        "7 1 8:1 / /x - vfat /dev/sda1 rw",
        "7 1 8:1 / /x rw - vfat /dev/sda1",
        "7 1 8:1 / /x rw - vfat /dev/sda1 rw more",
        "x 1 8:1 / /x rw - vfat /dev/sda1 rw",
        "٧ 1 8:1 / /x rw - vfat /dev/sda1 rw",
        r"7 1 8:1 / /x\04 rw - vfat /dev/sda1 rw",
        r"7 1 8:1 / /x\089 rw - vfat /dev/sda1 rw",
        r"7 1 8:1 / /x\777 rw - vfat /dev/sda1 rw",
        "7" * 5000 + " 1 8:1 / /x rw - vfat /dev/sda1 rw",
    ],
)
def test_what_is_no_mountinfo(line: str) -> None:
    """Another form is not guessed at: BROKEN, with the line."""
    with pytest.raises(MountinfoError):
        list(parse_mountinfo(line + "\n"))
    with pytest.raises(HalError) as caught:
        MountedSlot(Text(_line() + line + "\n"), FOLDER).find()
    assert Fault.BROKEN is caught.value.fault


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("a b\tc\nd\\e#f\x0cg\x85h\u2028i\rj")
def test_any_name_comes_back(name: str) -> None:
    """Whatever a folder is called, escaped as the kernel does."""
    port = EmulatedPort(Path(f"/{name}"))
    port.stick = EmulatedStick(folder=Path("/nowhere"))
    assert [str(Path(f"/{name}"))] == [one.point for one in parse_mountinfo(port.read())][2:]


@given(st.text(alphabet=string.printable + "äß\u2028\udce4", max_size=200))
def test_any_text(text: str) -> None:
    """A list of mounts, or an error of ours; nothing else."""
    with suppress(HalError):
        MountedSlot(Text(text), FOLDER).find()


def test_release_of_nothing() -> None:
    """ABSENT, and nobody is asked."""
    mounts = Text(REAL)
    with pytest.raises(HalError) as caught:
        MountedSlot(mounts, Path("/run")).release()
    assert Fault.ABSENT is caught.value.fault
    assert mounts.asked == 0


def test_no_answer_to_how_much_is_free() -> None:
    """A dead stick does not say: BROKEN."""
    with pytest.raises(HalError, match="Input/output") as caught:
        MountedSlot(Text(REAL), FOLDER).free_bytes()
    assert Fault.BROKEN is caught.value.fault


def test_release(tmp_path: Path) -> None:
    """Asked for and done: it is found no more."""
    port = EmulatedPort(tmp_path / "mounted")
    slot = MountedSlot(port, tmp_path / "mounted")
    port.insert(EmulatedStick(folder=tmp_path))
    assert slot.find() is not None

    slot.release()

    assert slot.find() is None
    assert port.asked == 1


def test_nobody_to_ask(tmp_path: Path) -> None:
    """BROKEN, and the stick is still in."""
    port = EmulatedPort(tmp_path / "mounted")
    slot = MountedSlot(port, tmp_path / "mounted")
    port.insert(EmulatedStick(folder=tmp_path))
    port.is_deaf = True

    with pytest.raises(HalError) as caught:
        slot.release()

    assert Fault.BROKEN is caught.value.fault
    assert slot.find() is not None
