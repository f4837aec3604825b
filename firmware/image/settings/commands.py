"""`kassa-image settings` before the till starts, `kassa-image report` while it runs.

Neither ever keeps the till from starting: what they cannot do they say, in the log and in the
files that kassad reads.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from firmware.app import image_state
from firmware.app.config import DisplaySection
from firmware.app.image_state import Panel, SettingsState, write_word
from firmware.image.settings.network import NETWORK_FILE, WIFI_FILE, network_files
from firmware.image.settings.reach import DROP_IN, drop_in
from firmware.image.settings.site import Site
from firmware.image.settings.take import Outcome, take_over
from firmware.process.logs import get_logger

log = get_logger()

#: There as long as the settings name a number pad: what udev asks (81-kassa-usb.rules).
HID_NAME: Final = "hid-allowed"
#: There as long as the settings name a display on SPI: what kassa-spi.service asks.
SPI_NAME: Final = "spi-wanted"
_OPEN_MODE, _SECRET_MODE = 0o644, 0o600
_MISTAKES_MAX: Final = 20


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
    outcome = take_over(site.rooms, site.day(now_utc))
    for finding in outcome.findings:
        log.warning("settings", place=finding.place, key=finding.key, words=finding.sentence)
    log.info("settings", taken=outcome.is_taken, new=outcome.is_new)
    try:
        lay_down(site, outcome)
    except OSError as error:
        log.error("not laid down", detail=str(error))
    try:
        open_unit(site, outcome)
    except OSError as error:
        log.error("kassad's unit not opened", detail=str(error))
    # Also where the text of before was put back: nothing is new, and the card says it was refused.
    if outcome.is_new or not (outcome.is_taken and site.has_good_report):
        _tell(site, outcome, now_utc, is_running=False)
    return outcome


def write_report(site: Site, now_utc: datetime) -> None:
    """The report with what only a running machine knows; raises nothing."""
    _tell(site, take_over(site.rooms, site.day(now_utc)), now_utc, is_running=True)


def _tell(site: Site, outcome: Outcome, now_utc: datetime, *, is_running: bool) -> None:
    """An everyday start has nothing to report before the till sells, and does not load it."""
    from firmware.image.settings.report_file import tell  # noqa: PLC0415 - see above

    tell(site, outcome, now_utc, is_running=is_running)


def lay_down(site: Site, outcome: Outcome) -> None:
    """The net's files, udev's word and root's words for kassad; what was before goes.

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


def open_unit(site: Site, outcome: Outcome) -> None:
    """What kassad's unit lets it reach; the least of it all, so it comes last.

    Raises:
        OSError: it could not be written.
    """
    config = outcome.config
    _lay(site.run / DROP_IN, None if config is None else drop_in(config), _OPEN_MODE)


def state_of(outcome: Outcome) -> SettingsState:
    """The same for kassad."""
    return SettingsState(
        is_taken=outcome.is_taken,
        mistakes=[one.mistake for one in outcome.findings[:_MISTAKES_MAX]],
        panel=None if outcome.panel is None else _panel(outcome.panel),
    )


def _panel(section: DisplaySection) -> Panel:
    return Panel(bus=section.bus, port=section.port, address=section.address, chip=section.chip)


def _lay(path: Path, text: str | None, mode: int) -> None:
    path.unlink(missing_ok=True)
    if text is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text.encode())
