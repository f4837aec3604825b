"""firmware.app.archive.report: what the archive is told of the till beside its rows."""

from collections.abc import Callable
from pathlib import Path

from firmware.accord.messages import Due
from firmware.app.archive.report import LOOK_EVERY_S, ReportFeeder
from firmware.app.clock_guard import ClockGuard
from firmware.app.image_state import STATE_NAME, ImageState, write_word
from firmware.finanzonline.order import Act, Verdict
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.sync.archive import report as reports
from firmware.sync.config import Paths
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
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


def told_of(day: Day, out: Path) -> tuple[str, ...]:
    """What the archive hears is due now."""
    feeder(day, out).round()
    return reports.read(out).due


def settle(day: Day, word: Due, verdict: Verdict) -> None:
    """FinanzOnline answers each order that a word of the report stands for."""
    now_utc = day.stand.clock.now().utc
    with Reader.open_read_only(day.stand.book_path) as book:
        facts = gather(book)
    assert facts is not None
    kinds = {Due.STARTBELEG: ReceiptKind.STARTBELEG, Due.YEAR_CHECK: ReceiptKind.JAHRESBELEG}
    keys = [f"{Act.BELEGPRUEFUNG}:{one.number}" for one in facts.checks if one.kind is kinds[word]]
    assert keys
    for key in keys:
        content = {"order": key, "verdict": verdict.value, "mode": "production"}
        entry = Entry(kind=JournalKind.FON, clerk=None, content=content, at_utc=now_utc)
        day.stand.book.append([entry])


def test_a_check_that_waits_or_was_refused_is_due(day: Day, tmp_path: Path) -> None:
    """§ 6 Abs 4 RKSV: the Startbeleg's is owed until it passed, whatever it waits for."""
    out = tmp_path / "till.json"
    assert {Due.CHECK, Due.STARTBELEG} <= {*told_of(day, out)}
    settle(day, Due.STARTBELEG, Verdict.REFUSED)
    assert {Due.CHECK, Due.STARTBELEG} <= {*told_of(day, out)}
    settle(day, Due.STARTBELEG, Verdict.DONE)
    assert {Due.CHECK, Due.STARTBELEG}.isdisjoint(told_of(day, out))


def test_a_jahresbeleg_is_due_until_it_is_made_and_checked(
    new_day: Callable[..., Day], tmp_path: Path
) -> None:
    """§ 8 Abs 3 RKSV: made with the first receipt of the year, checked by 15 February."""
    out, day = tmp_path / "till.json", new_day("2026-12-31T17:00:00")
    assert Due.JAHRESBELEG not in told_of(day, out)
    day.until("2027-01-02T09:00:00")
    assert Due.JAHRESBELEG in told_of(day, out)
    assert Due.YEAR_CHECK not in told_of(day, out)
    day.type("250 WG1 BAR")
    assert Due.JAHRESBELEG not in told_of(day, out)
    settle(day, Due.STARTBELEG, Verdict.DONE)
    for verdict in (Verdict.LATER, Verdict.REFUSED):
        settle(day, Due.YEAR_CHECK, verdict)
        assert {Due.CHECK, Due.YEAR_CHECK} <= {*told_of(day, out)}
    settle(day, Due.YEAR_CHECK, Verdict.DONE)
    assert {Due.CHECK, Due.YEAR_CHECK}.isdisjoint(told_of(day, out))


def test_a_jahresbeleg_without_signature_is_due_once_more(
    new_day: Callable[..., Day], tmp_path: Path
) -> None:
    """§ 8 Abs 3 RKSV: in failure form nobody can check it."""
    out, day = tmp_path / "till.json", new_day("2026-12-31T17:00:00")
    day.until("2027-01-02T09:00:00")
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    assert Due.JAHRESBELEG in told_of(day, out)


def test_a_till_that_has_ended_owes_no_jahresbeleg(
    new_day: Callable[..., Day], tmp_path: Path
) -> None:
    """§ 17 Abs 8 RKSV: what is left is the check of its Schlussbeleg."""
    out, day = tmp_path / "till.json", new_day("2026-12-31T17:00:00")
    day.type("F 63 BAR 4 777 2 9999 111 00 1 BAR 1 BAR")
    day.until("2027-01-02T09:00:00")
    told = told_of(day, out)
    assert Due.SCHLUSSBELEG in told
    assert Due.JAHRESBELEG not in told
