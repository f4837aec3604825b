"""QEMU's process, with a program of a few lines in its place."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from machine.firmware import Start
from machine.qemu import Board, Ended, Qemu, device_words, dump_device_tree, machine_words
from machine.tools import MachineError
from tests.machine.host_tools import ToyTools

BOARD = Board(usb={"board": Path("/x/board")})


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short: the path of a socket has room for 107 characters."""
    with tempfile.TemporaryDirectory() as short:
        yield Path(short)


def _started(fate: str, folder: Path) -> Qemu:
    start = Start(
        partition=2,
        is_trial=False,
        kernel=folder / "k",
        initramfs=folder / "i",
        command_line="quiet",
        device_tree=folder / "t",
    )
    return Qemu(ToyTools(fate), BOARD, folder / "card", start, folder)


@pytest.mark.parametrize(
    ("fate", "ended"),
    [
        ("restart", Ended.RESTART),
        ("tryboot", Ended.TRYBOOT),
        ("watchdog", Ended.WATCHDOG),
        ("off", Ended.OFF),
        ("crash", Ended.CRASHED),
    ],
)
def test_why_it_ended(folder: Path, fate: str, ended: Ended) -> None:
    """By its own events, and for the one-shot start by the kernel's last word."""
    qemu = _started(fate, folder)
    assert qemu.ended() is None
    # The toy does it when the button of the power is pressed.
    qemu.press_power_button()
    qemu._process.wait(10)
    assert ended is qemu.ended()
    qemu.close()


def test_a_cut_tells_nobody(folder: Path) -> None:
    """The process is gone at once."""
    qemu = _started("off", folder)
    qemu.cut()
    assert -9 == qemu._process.returncode


def test_the_console_of_this_start_only(folder: Path) -> None:
    """The file keeps all of them."""
    (folder / "console.log").write_text("an older start\n")
    qemu = _started("tryboot", folder)
    qemu.press_power_button()
    qemu._process.wait(10)
    assert b"Restarting system with command '0 tryboot'\n" == qemu.console
    qemu.close()


def test_one_that_does_not_come_up(folder: Path) -> None:
    """With what it complained of."""
    with pytest.raises(MachineError, match="no such machine"):
        _started("refuse", folder)


def test_words_for_the_board() -> None:
    """Every USB device of ours, number pad and network as the board has them."""
    words = " ".join(device_words(BOARD, Path("/x/card")))
    assert "socket,id=board,path=/x/board" in words
    assert "usb-redir,chardev=board" in words
    assert "usb-kbd" in words
    assert "user,id=net" in words
    # The tools have no code to start from a net, and QEMU does not begin without the file.
    assert "virtio-net-pci,netdev=net,romfile=" in words
    bare = replace(BOARD, has_number_pad=False, network=None)
    words = " ".join(device_words(bare, Path("/x/card")))
    assert "usb-kbd" not in words
    assert "virtio-net" not in words
    walled = replace(BOARD, network="restrict=on")
    assert "user,id=net,restrict=on" in device_words(walled, Path("/x/card"))


def test_a_disk_behind_a_socket() -> None:
    """In place of the file."""
    served = replace(BOARD, card=Path("/x/disk"))
    card = next(word for word in device_words(served, Path("/x/card")) if "id=card" in word)
    assert "if=none,id=card,format=raw,file=nbd+unix:///?socket=/x/disk" == card


def test_never_anything_but_software() -> None:
    """What looks like more speed on some hosts runs no unmodified kernel."""
    words = machine_words(BOARD)
    assert "tcg,thread=multi" == words[words.index("-accel") + 1]


def test_the_bare_device_tree(folder: Path) -> None:
    """QEMU writes it and ends."""
    path = dump_device_tree(ToyTools("off"), BOARD, folder / "bare.dtb")
    assert b"tree" == path.read_bytes()
