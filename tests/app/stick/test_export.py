"""firmware.app.stick.export: exports onto the stick, beside the selling till."""

from datetime import date, datetime

import pytest

from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import ExportSaid, StickTold
from firmware.app.paperwork.enclosed import enclosed
from firmware.app.stick import writer as writers
from firmware.app.stick.berth import Berth
from firmware.app.stick.export import RUNNING, ExportFeeder
from firmware.app.stick.writer import ExportWriter
from firmware.export.package.examination import Found
from firmware.export.package.part import Part
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import (
    ExportBegun,
    ExportKind,
    ExportProgress,
    ExportResult,
    StartExport,
    StickStanding,
    StickView,
)
from firmware.till.requests import Failed, Stored
from hal.stick.emulator import EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.stick.counter import Counter
from tests.export.audit.world import audit
from tests.stickfs.fixtures import PlugFolder
from tests.stickfs.mischief import Mischief


def test_nothing_to_do(counter: Counter) -> None:
    """A feeder that nobody asks says nothing."""
    assert [] == counter.serve()
    assert not counter.feeder.is_busy


def test_an_export_is_begun_and_ends(counter: Counter) -> None:
    """F 70: answered at once; how it goes is told, and the row says what left."""
    counter.insert()
    assert ExportBegun() == counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    assert counter.feeder.is_busy
    first, *_, last = counter.serve()
    assert not counter.feeder.is_busy
    assert isinstance(first, ExportSaid)
    assert isinstance(first.told, ExportProgress)
    assert (ExportKind.INSPECTION, None) == (first.told.kind, first.told.left_s)
    assert first.told.per_mille < 100
    assert isinstance(last, ExportSaid)
    result = last.told
    assert isinstance(result, ExportResult)
    manifest = counter.manifest(result.folder)
    assert (2, True, "", True) == (
        result.receipts,
        result.is_whole,
        result.error,
        result.is_sealed,
    )
    assert len(manifest.files) == result.files
    expected = {
        "what": "pruefung",
        "folder": result.folder,
        "files": result.files,
        "manifest_sha256": result.manifest,
        "sealed": True,
        "receipts": 2,
        "first": 1,
        "last": 2,
        "journal_first": 1,
        "journal_seq": manifest.head.journal_seq,
        "findings": 0,
        "medium": "stick",
    }
    assert expected.items() <= dict(last.row).items()
    assert counter.port.stick is not None


@pytest.mark.parametrize(
    "kind", [ExportKind.DEP7, ExportKind.JOURNAL, ExportKind.INSPECTION, ExportKind.COPY]
)
def test_every_kind(every: Counter, kind: ExportKind) -> None:
    """What F 70 to F 72 offer comes out whole, and the stick stays in."""
    every.insert()
    every.feeder.start(StartExport(kind=kind))
    result = every.result()
    assert ("", True, False) == (result.error, result.is_whole, result.may_pull)
    assert kind.value == every.manifest(result.folder).kind


def test_whole_days(counter: Counter) -> None:
    """From and to, as typed; what lies beside them stays in the till."""
    day = counter.day
    day.until("2026-11-21T09:00:00")
    day.type("290 WG1 BAR")
    day.until("2026-11-22T09:00:00")
    day.type("310 WG1 BAR")
    counter.insert()
    wanted = date(2026, 11, 21)
    counter.feeder.start(StartExport(kind=ExportKind.DEP7, first=wanted, last=wanted))
    result = counter.result()
    assert (1, wanted, wanted) == (result.receipts, result.first, result.last)


def test_days_without_anything(counter: Counter) -> None:
    """Before the first day nothing can be carried away."""
    counter.insert()
    never = date(2026, 1, 1)
    counter.feeder.start(StartExport(kind=ExportKind.DEP7, first=never, last=never))
    result = counter.result()
    assert ("Nichts zu holen", False) == (result.error, result.is_stick_at_fault)


def test_books_that_are_not_whole_leave_all_the_same(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list says what was found, the counter hears it in German."""
    found = Found(detail="journal row 3: altered", words="Journal verändert: 3")
    monkeypatch.setattr(writers, "examine", lambda *_: (found,))
    result = counter.fetch()
    assert (False, (found.words,), "") == (result.is_whole, result.findings, result.error)
    assert (found.detail,) == counter.manifest(result.folder).findings


def test_no_stick(counter: Counter) -> None:
    """Said at once, whatever is wanted."""
    no_stick = Failed(words="Kein Stick")
    feeder = counter.feeder
    assert no_stick == feeder.start(StartExport(kind=ExportKind.DEP7))
    assert no_stick == feeder.start_dep()
    assert no_stick == feeder.make_owner()
    assert no_stick == feeder.release()
    counter.insert(is_write_protected=True)
    protected = Failed(words="Schreibschutz")
    assert protected == feeder.start(StartExport(kind=ExportKind.DEP7))
    counter.feeder.hear(
        StickTold(view=StickView(standing=StickStanding.OWNER, is_writable=False, free_bytes=0))
    )
    assert [] == counter.serve()
    counter.port.is_blind = True
    assert Failed(words="Stick geht nicht") == feeder.start_dep()


def test_one_at_a_time(counter: Counter) -> None:
    """Who comes second is told."""
    counter.insert()
    feeder = counter.feeder
    feeder.start(StartExport(kind=ExportKind.DEP7))
    assert [RUNNING] * 4 == [
        feeder.start(StartExport(kind=ExportKind.COPY)),
        feeder.start_dep(),
        feeder.make_owner(),
        feeder.release(),
    ]
    counter.result()
    assert Stored() == feeder.release()
    assert counter.port.stick is None


def test_pulled_before_it_began(counter: Counter) -> None:
    """Between the question and the round."""
    counter.insert()
    counter.feeder.start(StartExport(kind=ExportKind.DEP7))
    counter.port.pull()
    result = counter.result()
    assert ("Stick abgezogen", True) == (result.error, result.is_stick_at_fault)


def test_another_stick_when_it_is_done(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went below the folder of a stick that is out went nowhere."""

    def swap(*_: object) -> tuple[Found, ...]:
        counter.port.insert(EmulatedStick(folder=counter.folder))
        return ()

    monkeypatch.setattr(writers, "examine", swap)
    counter.insert()
    counter.feeder.start(StartExport(kind=ExportKind.DEP7))
    assert "Stick abgezogen" == counter.result().error


@pytest.mark.parametrize(
    ("mischief", "words"),
    [
        (Mischief(room_bytes=1_000), "Stick voll"),
        (Mischief(said_free_bytes=1_000), "Stick voll"),
        (Mischief(pulled_at="fsync"), "Stick schadhaft"),
        (Mischief(distorts=True), "Stick schadhaft"),
        (Mischief(is_read_only=True), "schreibgeschützt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sticks_that_misbehave(
    counter: Counter, plug_folder: PlugFolder, mischief: Mischief, words: str
) -> None:
    """E16 in words; the row says more; the next stick works."""
    stick = plug_folder(mischief)
    counter.port.insert(EmulatedStick(folder=stick.folder))
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    result = counter.result()
    assert (words, True) == (result.error, result.is_stick_at_fault)
    row = counter.day.stand.book.last_journal(JournalKind.EXPORT)
    assert row is not None
    assert "the medium" in str(row.content["error"])
    counter.insert()
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    assert "" == counter.result().error


def test_a_fault_of_ours_ends_no_till(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a writer of tables does wrong, the thread lives on."""

    def break_down(*_: object) -> tuple[Found, ...]:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(writers, "examine", break_down)
    counter.insert()
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    result = counter.result()
    assert ("Nicht exportiert", False) == (result.error, result.is_stick_at_fault)
    monkeypatch.undo()
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    assert "" == counter.result().error


class _CutError(BaseException):
    """What ends the thread wherever it is."""


def test_nobody_waits_for_an_export_whose_thread_is_dead(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way ends with the thread."""

    def die(*_: object) -> tuple[Found, ...]:
        raise _CutError

    monkeypatch.setattr(writers, "examine", die)
    counter.insert()
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    with pytest.raises(_CutError):
        counter.feeder.round()
    assert not counter.feeder.is_busy


def test_it_is_given_up_when_the_till_goes_down(counter: Counter) -> None:
    """Nothing half keeps a name."""
    counter.insert()
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION))
    counter.feeder.cancel()
    assert "abgebrochen" == counter.result().error
    assert [] == list(counter.base.iterdir())


@pytest.fixture
def described(every: Counter) -> Counter:
    """The till writes its papers, too, as a booted one does."""
    stand, clock = every.day.stand, ClockGuard(every.day.stand.clock)
    berth = Berth(MountedSlot(every.port, every.port.mount_point))

    def papers(book: Reader, kind: ExportKind, now_utc: datetime) -> tuple[Part, ...]:
        return enclosed(book, kind, stand.config, now_utc)

    writer = ExportWriter(stand.config.paths, berth, stand.station.sealer, clock, papers)
    every.feeder = ExportFeeder(writer, berth, every.told.append, wait=lambda _event, _s: False)
    return every


@pytest.mark.parametrize("kind", [ExportKind.INSPECTION, ExportKind.COPY])
def test_papers_go_with_what_an_auditor_gets(described: Counter, kind: ExportKind) -> None:
    """§ 131b Abs 2 BAO: description and process lie beside the data, in list and seal."""
    described.insert()
    described.feeder.start(StartExport(kind=kind))
    result = described.result()
    assert ("", True, True) == (result.error, result.is_whole, result.is_sealed)
    register = described.day.stand.config.register.id
    wanted = {
        f"unterlagen/e131__{register}.pdf",
        f"unterlagen/verfahrensdokumentation__{register}.pdf",
        "unterlagen/facts.json",
    }
    assert wanted <= {one.name for one in described.manifest(result.folder).files}
    (folder,) = described.folder.glob(f"*/*/{result.folder}")
    assert "Beschreibung der Kasse (E131)" in (folder / "LIESMICH.txt").read_text("utf-8-sig")
    assert audit(folder).is_whole
