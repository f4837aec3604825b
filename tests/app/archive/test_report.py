"""firmware.app.archive.report: what the archive is told of the till beside its rows."""

from pathlib import Path

from firmware.app.archive.report import LOOK_EVERY_S, ReportFeeder
from firmware.app.clock_guard import ClockGuard
from firmware.app.image_state import STATE_NAME, ImageState, write_word
from firmware.sync.archive import report as reports
from firmware.sync.config import Paths
from tests.app.day import Day


def feeder(day: Day, out: Path) -> ReportFeeder:
    """Of this till."""
    station = day.stand.station
    clock = ClockGuard(day.stand.clock)
    paths = Paths(data=str(day.stand.book_path.parent), run=str(out.parent), image=str(out.parent))
    return ReportFeeder(paths, lambda: station.loop.till, station.issuer, clock)


def test_card_and_printer(day: Day, tmp_path: Path) -> None:
    """The serial in use, the day it ends, how the printer is, and what is owed to the office."""
    out = tmp_path / "till.json"
    feeder(day, out).round()
    told = reports.read(out)
    assert day.stand.station.issuer.unit.serial == told.card
    assert 10 == len(told.card_expires)
    assert ("ok", "", "") == (told.printer, told.last_backup_utc, told.image)
    assert told.version
    assert told.due


def test_the_image_below(day: Day, tmp_path: Path) -> None:
    """Its version, as root says it."""
    state = ImageState(slot="a", version="1.3", root_hash="0" * 64)
    write_word(tmp_path / STATE_NAME, state)
    feeder(day, tmp_path / "till.json").round()
    assert "1.3" == reports.read(tmp_path / "till.json").image


def test_it_is_written_when_it_changes(day: Day, tmp_path: Path) -> None:
    """Looked at now and then; the same is not written again."""
    out = tmp_path / "till.json"
    report = feeder(day, out)
    report.round()
    out.unlink()
    report.round()
    assert not out.exists()
    day.wait(LOOK_EVERY_S + 1)
    report.round()
    assert not out.exists()
    day.bench.printer.is_online = False
    day.type("250 WG1 BAR")
    day.wait(LOOK_EVERY_S + 1)
    report.round()
    assert "offline" == reports.read(out).printer


def test_a_folder_that_takes_nothing(day: Day, tmp_path: Path) -> None:
    """It is logged, and tried again."""
    report = feeder(day, tmp_path / "none" / "till.json")
    report.round()
    (tmp_path / "none").mkdir()
    day.wait(LOOK_EVERY_S + 1)
    report.round()
    assert (tmp_path / "none" / "till.json").exists()
