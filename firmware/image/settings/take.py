"""The technician's file becomes the settings of the till, or does not; what was good stays.

The order is what makes a cut harmless: secrets first, then the settings, last the file on the boot
partition, from which they are taken out. Whatever was cut is done by the next start.
"""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from firmware.app.config import Config, ConfigError, DisplaySection, load
from firmware.image.boot_partition import FOLDER, writable
from firmware.image.settings.examine import Examined, examine
from firmware.image.settings.fat import put_over
from firmware.image.settings.finding import Finding
from firmware.image.settings.kept import Kept, read_kept, write_kept
from firmware.image.settings.rules import hints_about
from firmware.image.settings.secret import Secrets
from firmware.image.settings.source import NAME, Source, read_source, with_hints
from firmware.process.logs import get_logger
from firmware.sync.config import KEPT_KEY_NAME
from firmware.sync.whole_file import write_whole

log = get_logger()

_SETTINGS_MODE: Final = 0o644
_KEY_MODE: Final = 0o600


def _own(path: Path) -> None:
    shutil.chown(path, "kassa-sync", "kassa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Where everything lies; `own` gives a file to kassa-sync, `writable` opens the partition."""

    boot: Path = FOLDER
    settings: Path = Path("/data/settings")
    network: Path = Path("/data/network")
    sync: Path = Path("/data/standlkassa-sync")
    own: Callable[[Path], None] = _own
    writable: Callable[[Path], AbstractContextManager[None]] = writable

    @property
    def taken(self) -> Path:
        """The settings of the till."""
        return self.settings / NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the file: taken over without findings, `is_new` if it says something else.

    `config` are the settings in force, `passphrase` belongs to their Wi-Fi; `panel` shows
    findings, as far as the file names one. `hints` are no mistakes.
    """

    findings: tuple[Finding, ...]
    is_new: bool = False
    config: Config | None = None
    text: str = ""
    passphrase: str = field(default="", repr=False)
    panel: DisplaySection | None = None
    hints: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether the file on the boot partition is what is in force."""
        return not self.findings


def take_over(rooms: Rooms, day: date) -> Outcome:
    """Read, examine, take over if it is good; raises nothing."""
    kept = read_kept(rooms.network)
    source = read_source(rooms.boot)
    examined = examine(source, kept.known, day)
    findings, is_new = examined.findings, False
    if examined.config is not None:
        try:
            is_new = _keep(rooms, source, examined, kept)
        except OSError as error:
            log.error("settings not kept", detail=str(error))
            findings = (_unkept(error),)
    config = _in_force(rooms, examined)
    network = None if config is None else config.network
    ssid = "" if network is None else network.ssid
    return Outcome(
        findings=findings,
        is_new=is_new,
        config=config,
        text=_plain(examined.text),
        passphrase=read_kept(rooms.network).wifi.get(ssid, ""),
        panel=examined.panel,
        hints=_hints(rooms.boot, config),
    )


def _keep(rooms: Rooms, source: Source, examined: Examined, kept: Kept) -> bool:
    """Take over, step by step; whether the settings are others than before.

    Raises:
        OSError: one step did not succeed; those before it do no harm.
    """
    assert examined.config is not None
    network = examined.config.network
    ssid = "" if network is None else network.ssid
    known = _keep_secrets(rooms, examined.secrets, ssid, kept)
    text = _plain(examined.text).encode()
    is_new = not _is_there(rooms.taken, text)
    if is_new:
        rooms.settings.mkdir(parents=True, exist_ok=True)
        write_whole(rooms.taken, text, _SETTINGS_MODE)
    if examined.secrets != Secrets():
        with rooms.writable(rooms.boot):
            put_over(rooms.boot, NAME, _as_written(source, examined.text))
    if (pruned := known.only_wifi(ssid)) != known:
        write_kept(rooms.network, pruned)
    return is_new


def _keep_secrets(rooms: Rooms, secrets: Secrets, ssid: str, kept: Kept) -> Kept:
    known = kept
    if secrets.passphrase and known.wifi.get(ssid) != secrets.passphrase:
        known = known.with_wifi(ssid, secrets.passphrase)
    if secrets.key and not known.has_handed(secrets.key):
        path = rooms.sync / KEPT_KEY_NAME
        write_whole(path, secrets.key.encode("ascii"), _KEY_MODE)
        rooms.own(path)
        known = known.with_key(secrets.key)
    if known != kept:
        write_kept(rooms.network, known)
    return known


def _in_force(rooms: Rooms, examined: Examined) -> Config | None:
    """What the till goes on with: what lies there, whoever put it there when."""
    try:
        return load(rooms.taken)
    except ConfigError as error:
        log.warning("no settings in force", detail=str(error))
        return examined.config


def _hints(folder: Path, config: Config | None) -> tuple[str, ...]:
    return with_hints(folder) + (() if config is None else hints_about(config))


def _unkept(error: OSError) -> Finding:
    sentence = f"Die Einstellungen lassen sich nicht speichern ({error.strerror})."
    return Finding(line=0, key="", sentence=sentence)


def _is_there(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _as_written(source: Source, text: str) -> bytes:
    """With the mark of Windows where there was one."""
    mark = b"\xef\xbb\xbf"
    return (mark if source.raw.startswith(mark) else b"") + text.encode()
