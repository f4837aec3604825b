"""The firmware, played: which partition starts, and what the kernel is given."""

from pathlib import Path

import pytest

from machine.firmware import Firmware, choose_partition, settings_of
from machine.tools import MachineError
from tests.machine.cards import MIB, fat_image, make_card
from tests.machine.host_tools import HostTools

AUTOBOOT = b"[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n#kassa ...\n"
CONFIG = b"# of the image\n[pi4]\nkernel=other\n[all]\nkernel=k.img\ninitramfs i.img followkernel\n"


class Recorder(HostTools):
    """Notes what is written into the device tree instead of writing it."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[str, ...]] = []

    def run(self, name: str, *args: str | Path, stdin: bytes | None = None) -> bytes:
        if name == "fdtput":
            self.written.append(tuple(str(one) for one in args if not isinstance(one, Path)))
            return b""
        return super().run(name, *args, stdin=stdin)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Two slots that differ in their kernels."""
    path = make_card(tmp_path / "card", {1: ("bootconf", 2), 2: ("boot_a", 2), 3: ("boot_b", 2)})
    fat_image(path, offset=MIB).write("autoboot.txt", AUTOBOOT)
    for slot, offset in (("a", 3 * MIB), ("b", 5 * MIB)):
        fat = fat_image(path, offset=offset)
        fat.write("config.txt", CONFIG)
        fat.write("cmdline.txt", b"quiet panic=5\n")
        fat.write("k.img", f"kernel {slot}".encode())
        fat.write("i.img", b"start files")
    return path


def _firmware(card: Path, tools: HostTools, words: str = "") -> Firmware:
    folder = card.parent / "taken"
    folder.mkdir()
    bare = card.parent / "bare.dtb"
    bare.write_bytes(b"tree")
    return Firmware(tools=tools, disk=card, folder=folder, bare_tree=bare, words=words)


def test_it_starts_what_autoboot_names(card: Path) -> None:
    """Kernel, start files and words of that partition, and who started what in the tree."""
    tools = Recorder()
    start = _firmware(card, tools, "loglevel=7").start()
    assert (2, False, b"kernel a", b"start files", "quiet panic=5 loglevel=7", b"tree") == (
        start.partition,
        start.is_trial,
        start.kernel.read_bytes(),
        start.initramfs.read_bytes(),
        start.command_line,
        start.device_tree.read_bytes(),
    )
    told = {words[-2]: words[-1] for words in tools.written if "-t" in words}
    assert ("2", "0", "0x1000") == (told["partition"], told["tryboot"], told["rsts"])


def test_a_trial_starts_the_other_one(card: Path) -> None:
    """Once, and after a restart; the tree says so."""
    tools = Recorder()
    start = _firmware(card, tools).start(is_trial=True, is_warm=True)
    told = {words[-2]: words[-1] for words in tools.written if "-t" in words}
    assert (3, b"kernel b", "1", "0x1020") == (
        start.partition,
        start.kernel.read_bytes(),
        told["tryboot"],
        told["rsts"],
    )


def test_filters_and_comments() -> None:
    """Only what is in force counts; the last word wins."""
    text = "a=1 # one\n[pi4]\na=2\n[tryboot]\na=3\n[all]\nb c d\n"
    assert {"a": "1", "b": "c d"} == settings_of(text, is_trial=False)
    assert {"a": "3", "b": "c d"} == settings_of(text, is_trial=True)


@pytest.mark.parametrize(
    ("content", "is_trial", "told"),
    [
        (AUTOBOOT + b"#" * 512, False, "one sector"),
        (b"[all]\nboot_partition=2\n", True, "tryboot_a_b"),
        (b"[all]\n", False, "names no partition"),
        (b"[all]\nboot_partition=two\n", False, "names no partition"),
    ],
)
def test_an_autoboot_the_firmware_cannot_use(
    tmp_path: Path, content: bytes, *, is_trial: bool, told: str
) -> None:
    """Each is told: the real one would just not start."""
    fat = fat_image(tmp_path / "fat")
    fat.write("autoboot.txt", content)
    with pytest.raises(MachineError, match=told):
        choose_partition(fat, is_trial=is_trial)


def test_a_partition_that_is_not_there(card: Path) -> None:
    """And a command line of two lines."""
    fat_image(card, offset=MIB).write("autoboot.txt", AUTOBOOT.replace(b"=2", b"=7"))
    with pytest.raises(MachineError, match="partition 7"):
        _firmware(card, Recorder()).start()


def test_a_command_line_of_two_lines(card: Path) -> None:
    """The firmware hands over the first, and nobody would notice."""
    fat = fat_image(card, offset=3 * MIB)
    fat.write("config.txt", b"")
    fat.write("cmdline.txt", b"quiet\npanic=5\n")
    with pytest.raises(MachineError, match="more than one line"):
        _firmware(card, Recorder()).start()
