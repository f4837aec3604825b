"""Memory of both daemons after a week of selling.

kassad is weighed with the emulated devices beside it, after the first and after the seventh day of
selling 300 receipts each, without the paper these devices keep: what it gained in between is what
it would go on gaining. kassa-sync is the real process, in the environment of its unit, before
a real archive over TLS, with the rows of a week sent.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Final

from firmware.sync.archive import report as reports
from firmware.sync.archive.report import TillReport
from tests.archive.serving import program
from tests.bench import child
from tests.bench.figure import Figure, Result
from tests.sync.archive.whole import Place, kassa_sync, wait_for

RECEIPTS: Final = 300
DAYS: Final = 7
SYNC_MIB: Final = 40.0
#: As kassad lays it down while it runs.
REPORT: Final = TillReport(card="1a2b3c4d", card_expires="2036-01-01", printer="ready")
_WEIGH: Final = """
import json, time
def mib():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20
def told(**more):
    print(json.dumps({"mib": mib(), "cpu_ms": time.process_time() * 1000, **more}))
"""
_WEEK: Final = (
    _WEIGH
    + """
import sys
from datetime import timedelta
import firmware.app.main, firmware.app.wiring
from tests.bench.bench_till import BEGIN, selling
from tests.bench.export_rate import Z, _rows_around, _sell
from firmware.desk.keys import parse_keys
receipts, days = int(sys.argv[1]), int(sys.argv[2])
with selling("weight") as stand:
    around = _rows_around(stand)
    stand.book.file.row("PRAGMA synchronous = OFF")
    weights = []
    for day in range(days):
        stand.set_time(BEGIN + timedelta(days=day, hours=1))
        for index in range(receipts):
            _sell(stand, around, index)
        stand.press(parse_keys(Z))
        # Paper and screens are kept by the emulated devices, and no till has those.
        stand.bench.printer._mechanism.slips.clear()
        stand.screens.clear()
        stand.bench.buzzer._played.clear()
        weights.append(mib())
told(first=weights[0], last=weights[-1])
"""
)


def week_of_kassad(receipts: int = RECEIPTS, days: int = DAYS) -> dict[str, float]:
    """`first` and `last`: MiB at the end of the first and of the last day."""
    return child.ask(_WEEK, str(receipts), str(days))


def week_of_sync(receipts: int = RECEIPTS * DAYS) -> float:
    """MiB of kassa-sync when all rows are there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with program(folder / "archive") as archive:
            place = Place(folder, archive.place.url, archive)
            place.book.file.row("PRAGMA synchronous = OFF")
            for _ in range(receipts):
                place.till.issue()
            reports.write(place.paths.till_report, REPORT)
            with kassa_sync(place, *_as_the_unit()) as process:
                wait_for(lambda: place.status.state == "unregistered")
                place.type_key()
                place.settle()
                time.sleep(1)
                pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
            place.book.close()
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _as_the_unit() -> list[str]:
    """Words before a command: the environment systemd gives it, and byte code that lies by."""
    said = child.environment("kassa-sync.service")
    return [
        "env",
        "-u",
        "PYTHONDONTWRITEBYTECODE",
        *(f"{name}={one}" for name, one in said.items()),
    ]


def result() -> Result:
    """What a week adds."""
    week = week_of_kassad()
    return Result(
        figures=(
            Figure(
                name="kassad and emulated devices, first evening", value=week["first"], unit="MiB"
            ),
            Figure(
                name="what six more days of selling add",
                value=max(0.0, week["last"] - week["first"]),
                unit="MiB",
            ),
            Figure(
                name="kassa-sync with a week's rows sent over TLS",
                value=week_of_sync(),
                unit="MiB",
                at_most=SYNC_MIB,
            ),
        )
    )
