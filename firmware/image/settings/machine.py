"""What this machine is and what hangs on it, as far as the kernel shows it: nothing is driven."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware.app import credentials, image_state
from firmware.app.archive import net
from firmware.app.config import Config
from firmware.app.image_state import ImageFacts
from firmware.app.life.hardware import hardware_id
from firmware.image.settings.facts import facts_of
from firmware.image.update.slot import Here, StrangeStartError, here_of
from firmware.process.logs import get_logger
from firmware.till.upkeep.archive_requests import NetLink

log = get_logger()

_MODEL: Final = "proc/device-tree/model"
_COMMAND_LINE: Final = "proc/cmdline"
_WIRELESS: Final = "proc/net/wireless"
_USB: Final = "sys/bus/usb/devices"
#: Smart card readers, by the class of their interface (USB CCID).
_READER_CLASS: Final = "0b"
_MAX_BYTES: Final = 64 * 1024
_FOUND, _ABSENT = "gefunden", "NICHT GEFUNDEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Everything the report says besides the settings; empty is unknown."""

    model: str = ""
    serial: str = ""
    facts: ImageFacts | None = None
    here: Here | None = None
    links: tuple[NetLink, ...] = ()
    addresses: tuple[str, ...] = ()
    signal_dbm: int | None = None
    devices: tuple[tuple[str, str], ...] = ()
    free_bytes: int | None = None
    are_keys_sealed: bool | None = None
    """By the board's chip; None: there is no key yet, or nobody knows where."""


def look(config: Config | None, data: Path, root: Path = Path("/")) -> Machine:
    """Look around; what cannot be read is unknown. `data` is the writable partition."""
    return Machine(
        model=_text(root / _MODEL).strip("\0\n"),
        serial=hardware_id((root / "proc/device-tree/serial-number",)),
        facts=facts_of(root),
        here=_here(root),
        links=net.links(root / "sys/class/net"),
        addresses=net.addresses(root / "proc/net/fib_trie"),
        signal_dbm=_signal(_text(root / _WIRELESS)),
        devices=() if config is None else devices(config, root),
        free_bytes=_free(data),
        are_keys_sealed=None if config is None else _are_sealed(config, root),
    )


def _here(root: Path) -> Here | None:
    """The slot, asked for itself: kassa-slot.service runs beside whoever reports first."""
    start = _text(root / str(image_state.RUN).lstrip("/") / image_state.START_NAME)
    facts = facts_of(root)
    try:
        return here_of(start, _text(root / _COMMAND_LINE), "" if facts is None else facts.version)
    except StrangeStartError:
        return None


def _are_sealed(config: Config, root: Path) -> bool | None:
    folder = root / config.paths.secrets.lstrip("/")
    try:
        is_sealed = credentials.is_sealed(folder)
        return is_sealed if is_sealed or credentials.has_aes_key(folder) else None
    except OSError:
        return None


def devices(config: Config, root: Path) -> tuple[tuple[str, str], ...]:
    """What the settings name, and whether the kernel has it."""
    return (
        ("Drucker", _printer(config, root)),
        ("Kartenleser", _is_found(_has_reader(root))),
        ("Anzeige", _display(config, root)),
        ("Tastatur", _keypad(config, root)),
    )


def _printer(config: Config, root: Path) -> str:
    section = config.printer
    if section.connection == "tcp":
        return f"{section.model} im Netz: {section.device}"
    return f"{section.model} an {section.device}: {_is_there(root, section.device)}"


def _display(config: Config, root: Path) -> str:
    section = config.display
    files = "i2c-*" if section.bus == "i2c" else "spidev*"
    buses = [one.name for one in _inside(root / "dev", files)]
    return f"{section.chip} an {section.bus}: " + (", ".join(buses) or _ABSENT)


def _keypad(config: Config, root: Path) -> str:
    section = config.keypad
    if section.kind == "evdev":
        return f"USB-Ziffernblock an {section.device}: {_is_there(root, section.device)}"
    return f"{section.kind} an den Pins: Tasten prüft F 95"


def _has_reader(root: Path) -> bool:
    return any(
        _text(one / "bInterfaceClass").strip() == _READER_CLASS
        for one in _inside(root / _USB, "*:*")
    )


def _is_there(root: Path, device: str) -> str:
    return _is_found((root / device.lstrip("/")).exists())


def _is_found(is_found: bool) -> str:  # noqa: FBT001 - a word for a truth
    return _FOUND if is_found else _ABSENT


def _inside(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _signal(table: str) -> int | None:
    """The level in dBm of the first wireless device: its third number."""
    for line in table.splitlines()[2:]:
        words = line.split()
        level = words[3].rstrip(".") if len(words) > 3 else ""
        if level.lstrip("-").isdigit():
            return int(level)
    return None


def _free(folder: Path) -> int | None:
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES).decode(errors="replace")
    except OSError:
        return ""
