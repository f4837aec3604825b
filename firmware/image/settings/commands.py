"""`kassa-image settings` before the till starts, `kassa-image report` while it runs.

Neither ever keeps the till from starting: what they cannot do they say, in the log and in the
files that kassad reads.
"""

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click

from firmware.app import image_state
from firmware.app.config import DisplaySection
from firmware.app.image_state import Panel, SettingsState, write_word
from firmware.image.events import FOLDER, Ring
from firmware.image.settings import report as reports
from firmware.image.settings.fat import put
from firmware.image.settings.machine import built_utc, look
from firmware.image.settings.network import NETWORK_FILE, WIFI_FILE, network_files
from firmware.image.settings.report import Told
from firmware.image.settings.take import Outcome, Rooms, take_over
from firmware.image.settings.unusual import unusual
from firmware.process.logs import get_logger
from firmware.sync.whole_file import read_bounded
from firmware.till.texts import VIENNA

log = get_logger()

#: There as long as the settings name a number pad: what udev asks (81-kassa-usb.rules).
HID_NAME: Final = "hid-allowed"
#: There as long as the settings name a display on SPI: what kassa-spi.service asks.
SPI_NAME: Final = "spi-wanted"
_REPORT_BYTES: Final = 256 * 1024
_OPEN_MODE, _SECRET_MODE = 0o644, 0o600
_MISTAKES_MAX: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where files in memory are, and the card."""

    rooms: Rooms = field(default_factory=Rooms)
    run: Path = Path("/run")
    root: Path = Path("/")
    events: Path = FOLDER

    @property
    def words(self) -> Path:
        """Root's words for kassad."""
        return self.run / image_state.RUN.name


@click.command("settings")
def settings_command() -> None:
    """Take over the technician's file if it is in order; the net, and a report, as they follow."""
    settle(Site(), datetime.fromtimestamp(time.time(), UTC))


@click.command("report")
def report_command() -> None:
    """Write kassa-report.txt once more, now that net and devices are there."""
    write_report(Site(), datetime.fromtimestamp(time.time(), UTC))


def settle(site: Site, now_utc: datetime) -> Outcome:
    """Everything that is to be there before the till starts; raises nothing."""
    outcome = take_over(site.rooms, _day(now_utc, site.root))
    for finding in outcome.findings:
        log.warning("settings", place=finding.place, key=finding.key, words=finding.sentence)
    log.info("settings", taken=outcome.is_taken, new=outcome.is_new)
    try:
        lay_down(site, outcome)
    except OSError as error:
        log.error("not laid down", detail=str(error))
    _report(site, outcome, now_utc, is_running=False)
    return outcome


def write_report(site: Site, now_utc: datetime) -> None:
    """The report with what only a running machine knows; raises nothing."""
    _report(site, take_over(site.rooms, _day(now_utc, site.root)), now_utc, is_running=True)


def lay_down(site: Site, outcome: Outcome) -> None:
    """The net's files, udev's word, and root's word for kassad; what was there before goes.

    Raises:
        OSError: one could not be written.
    """
    config = outcome.config
    files = {} if config is None else network_files(config.network, outcome.passphrase)
    for name in (NETWORK_FILE, WIFI_FILE):
        _lay(site.run / name, files.get(name), _SECRET_MODE if name == WIFI_FILE else _OPEN_MODE)
    has_pad = config is not None and config.keypad.kind == "evdev"
    _lay(site.words / HID_NAME, "evdev\n" if has_pad else None, _OPEN_MODE)
    has_spi = config is not None and config.display.bus == "spi"
    _lay(site.words / SPI_NAME, "spi\n" if has_spi else None, _OPEN_MODE)
    # Good, and nowhere to keep it: the till needs it to say so.
    unkept = outcome.text if outcome.text and not outcome.is_taken else None
    _lay(site.words / image_state.SETTINGS_IN_MEMORY, unkept, _OPEN_MODE)
    site.words.mkdir(parents=True, exist_ok=True)
    write_word(site.words / image_state.SETTINGS_NAME, state_of(outcome))


def state_of(outcome: Outcome) -> SettingsState:
    """The same for kassad."""
    return SettingsState(
        is_taken=outcome.is_taken,
        mistakes=[one.mistake for one in outcome.findings[:_MISTAKES_MAX]],
        panel=None if outcome.panel is None else _panel(outcome.panel),
    )


def _panel(section: DisplaySection) -> Panel:
    return Panel(bus=section.bus, port=section.port, address=section.address, chip=section.chip)


def _day(now_utc: datetime, root: Path) -> date:
    """Today; a clock that was never set does not lead behind the day the image was made."""
    return max(now_utc, built_utc(root) or now_utc).astimezone(VIENNA).date()


def _lay(path: Path, text: str | None, mode: int) -> None:
    path.unlink(missing_ok=True)
    if text is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text.encode())


def _past(folder: Path) -> tuple[str, ...]:
    try:
        return unusual(event for _, event in Ring(folder).all())
    except OSError as error:
        log.warning("events not read", detail=str(error))
        return ()


def _report(site: Site, outcome: Outcome, now_utc: datetime, *, is_running: bool) -> None:
    machine = look(outcome.config, site.rooms.settings.parent, site.root)
    told = Told(
        outcome=outcome,
        machine=machine,
        now_utc=now_utc,
        is_running=is_running,
        unusual=_past(site.events),
    )
    new = reports.report(told)
    boot = site.rooms.boot
    try:
        old = reports.from_bytes(read_bounded(boot / reports.NAME, _REPORT_BYTES))
    except OSError:
        old = ""
    if not reports.is_news(old, new, is_running=is_running):
        return
    try:
        with site.rooms.writable(boot):
            put(boot, reports.NAME, reports.to_bytes(new))
    except OSError as error:
        log.error("report not written", detail=str(error))
