"""firmware.image.settings.machine: what the kernel shows of this machine."""

from pathlib import Path

import pytest

from firmware.app.config import parse
from firmware.app.image_state import ImageFacts, write_word
from firmware.image.settings.machine import Machine, devices, look
from firmware.image.update.autoboot import Slot
from firmware.image.update.slot import Here
from firmware.till.upkeep.archive_requests import NetLink
from tests.image.settings.files import SMALL

WIRELESS = """\
Inter-| sta-|   Quality        |   Discarded packets
 face | tus | link level noise |  nwid  crypt   frag
 wlan0: 0000   54.  -56.  -256        0      0      0
"""
FIB = "Main:\n  +-- 0.0.0.0/0\n           |-- 192.168.1.20\n              /32 host LOCAL\n"
FACTS = ImageFacts(
    version="1.2", commit="ab" * 20, built_utc="2026-11-21T10:00:00+00:00", compatible="x"
)
HERE = Here(slot=Slot.A, version="1.2", root_hash="cd" * 32)


def put(root: Path, name: str, text: str = "") -> None:
    """One file of the kernel's."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A Raspberry Pi with everything on it."""
    put(tmp_path, "proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
    put(tmp_path, "proc/device-tree/serial-number", "10000000abcdef01\0")
    put(tmp_path, "proc/net/wireless", WIRELESS)
    put(tmp_path, "proc/net/fib_trie", FIB)
    put(tmp_path, "sys/class/net/wlan0/operstate", "up\n")
    put(tmp_path, "sys/class/net/wlan0/wireless/x")
    put(tmp_path, "sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "0b\n")
    put(tmp_path, "dev/usb/lp0")
    put(tmp_path, "dev/i2c-1")
    put(tmp_path, "usr/lib/standlkassa/image.json")
    write_word(tmp_path / "usr/lib/standlkassa/image.json", FACTS)
    put(tmp_path, "run/standlkassa-image/start", "slot=a\n")
    put(tmp_path, "proc/cmdline", f"quiet kassa.roothash={'cd' * 32}\n")
    return tmp_path


def test_look(board: Path) -> None:
    """Board, image, net."""
    seen = look(parse(SMALL), board, board)
    assert ("Raspberry Pi 4 Model B Rev 1.5", "10000000abcdef01") == (seen.model, seen.serial)
    assert (FACTS, HERE, -56) == (seen.facts, seen.here, seen.signal_dbm)
    assert (NetLink(name="wlan0", is_up=True, is_wireless=True),) == seen.links
    assert (("192.168.1.20",), True) == (seen.addresses, bool(seen.free_bytes))


def test_where_the_key_is(board: Path) -> None:
    """None, open, or a link that the chip's unit has laid; whether it leads anywhere or not."""
    config = parse(SMALL)
    key = board / config.paths.secrets.lstrip("/") / "aes-key"
    assert None is look(config, board, board).are_keys_sealed
    put(board, str(key.relative_to(board)))
    assert False is look(config, board, board).are_keys_sealed
    key.unlink()
    key.symlink_to("/run/standlkassa-secrets/aes-key")
    assert True is look(config, board, board).are_keys_sealed


def test_nothing_there(tmp_path: Path) -> None:
    """No image, no net, no data partition: unknown, and no crash."""
    put(tmp_path, "usr/lib/standlkassa/image.json", "{")
    assert Machine() == look(None, tmp_path / "data", tmp_path)


def test_devices(board: Path) -> None:
    """Those of the settings, where the kernel has them."""
    assert (
        ("Drucker", "epson-tm-t20ii an /dev/usb/lp0: gefunden"),
        ("Kartenleser", "gefunden"),
        ("Anzeige", "ssd1306 an i2c: i2c-1"),
        ("Tastatur", "matrix an den Pins: Tasten prüft F 95"),
    ) == devices(parse(SMALL), board)


def test_devices_that_are_not_there(tmp_path: Path) -> None:
    """Each is named."""
    text = f'{SMALL}[printer]\nconnection = "tcp"\ndevice = "192.168.1.50"\n'
    text += '[display]\nbus = "spi"\n[keypad]\nkind = "evdev"\n'
    assert (
        ("Drucker", "epson-tm-t20ii im Netz: 192.168.1.50"),
        ("Kartenleser", "NICHT GEFUNDEN"),
        ("Anzeige", "ssd1306 an spi: NICHT GEFUNDEN"),
        ("Tastatur", "USB-Ziffernblock an /dev/input/kassa-tasten: NICHT GEFUNDEN"),
    ) == devices(parse(text), tmp_path)
