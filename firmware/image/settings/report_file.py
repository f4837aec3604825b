"""kassa-report.txt on the card: written anew when it says something else, and only then.

Each write onto the boot partition is one that a cut of the power may hit.
"""

from datetime import datetime
from pathlib import Path

from firmware.image.events import Ring
from firmware.image.settings import report as reports
from firmware.image.settings.fat import put
from firmware.image.settings.machine import look
from firmware.image.settings.report import Told
from firmware.image.settings.site import REPORT_BYTES, REPORT_NAME, Site
from firmware.image.settings.take import Outcome
from firmware.image.settings.unusual import unusual
from firmware.process.logs import get_logger
from firmware.sync.whole_file import read_bounded

log = get_logger()


def tell(site: Site, outcome: Outcome, now_utc: datetime, *, is_running: bool) -> None:
    """Write it if there is news; raises nothing."""
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
        old = reports.from_bytes(read_bounded(boot / REPORT_NAME, REPORT_BYTES))
    except OSError:
        old = ""
    if not reports.is_news(old, new, is_running=is_running):
        return
    try:
        with site.rooms.writable(boot):
            put(boot, REPORT_NAME, reports.to_bytes(new))
    except OSError as error:
        log.error("report not written", detail=str(error))


def _past(folder: Path) -> tuple[str, ...]:
    try:
        return unusual(event for _, event in Ring(folder).all())
    except OSError as error:
        log.warning("events not read", detail=str(error))
        return ()
