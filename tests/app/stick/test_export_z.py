"""firmware.app.stick.export: what a Z brings, and a stick that is sought."""

import pytest

from firmware.app.inbox import ExportSaid, StickSought, StickTold
from firmware.app.stick import writer as writers
from firmware.app.stick.export import RUNNING
from firmware.export.package.examination import Found
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportBegun, ExportKind, ExportResult, StartExport
from firmware.till.requests import Failed, Stored
from hal.stick.emulator import EmulatedPort
from tests.app.stick.counter import OUT, OWNERS, STRANGE, Counter


def test_a_z_while_the_owner_fetches(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the rest follow, the stick stays for that, and its end is told once."""
    feeder, wanted = counter.feeder, StartExport(kind=ExportKind.OWNER)
    asked: list[object] = []

    def close(*_: object) -> tuple[Found, ...]:
        if not asked:
            counter.append(JournalKind.Z, {})
            asked.extend(feeder.start(wanted) for _ in range(2))
        return ()

    monkeypatch.setattr(writers, "examine", close)
    counter.insert()
    feeder.hear(StickTold(view=OWNERS))
    told = [one.told for one in counter.serve() if isinstance(one, ExportSaid)]
    assert [ExportBegun()] * 2 == asked
    ends = [one for one in told if isinstance(one, ExportResult)]
    assert [True] == [one.may_pull for one in ends]
    assert 2 == len(list(counter.base.iterdir()))
    assert not feeder.is_busy


def test_a_z_while_something_else_leaves(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner's stick gets it afterwards."""
    feeder, wanted = counter.feeder, StartExport(kind=ExportKind.OWNER)

    def close(*_: object) -> tuple[Found, ...]:
        monkeypatch.undo()
        feeder.start(wanted)
        return ()

    counter.insert()
    monkeypatch.setattr(writers, "examine", close)
    feeder.start(StartExport(kind=ExportKind.DEP7))
    kinds = [
        one.told.kind
        for one in counter.serve()
        if isinstance(one, ExportSaid) and isinstance(one.told, ExportResult)
    ]
    assert [ExportKind.DEP7, ExportKind.OWNER] == kinds


def test_a_z_while_the_stick_is_pulled(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said once; the next stick gets all of it."""
    feeder = counter.feeder

    def pull(*_: object) -> tuple[Found, ...]:
        feeder.start(StartExport(kind=ExportKind.OWNER))
        counter.port.pull()
        return ()

    monkeypatch.setattr(writers, "examine", pull)
    counter.insert()
    feeder.hear(StickTold(view=OWNERS))
    ends = [
        one.told.error
        for one in counter.serve()
        if isinstance(one, ExportSaid) and isinstance(one.told, ExportResult)
    ]
    assert ["Stick abgezogen"] == ends


def test_a_z_while_the_stick_is_let_go(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too late to stay: it is recalled, and served as if it were put in."""
    feeder, port = counter.feeder, counter.port

    def close(self: EmulatedPort) -> None:
        monkeypatch.undo()
        feeder.start(StartExport(kind=ExportKind.OWNER))
        self.ask_release()

    monkeypatch.setattr(EmulatedPort, "ask_release", close)
    counter.insert()
    feeder.hear(StickTold(view=OWNERS))
    assert counter.result().may_pull
    assert (1, True) == (port.recalled, port.stick is not None)


def test_a_z_asks_for_one_that_was_let_go(counter: Counter) -> None:
    """Whether it comes is told like any stick; what cannot be written is said."""
    wanted = StartExport(kind=ExportKind.OWNER)
    assert Stored() == counter.feeder.start(wanted)
    assert (1, []) == (counter.port.recalled, counter.serve())
    counter.insert(is_write_protected=True)
    assert Failed(words="Schreibschutz") == counter.feeder.start(wanted)


def test_a_z_before_the_owner_is_served(counter: Counter) -> None:
    """What has not looked at the book yet is enough for both."""
    counter.insert()
    counter.feeder.hear(StickTold(view=OWNERS))
    assert RUNNING == counter.feeder.start(StartExport(kind=ExportKind.DEP7))
    assert ExportBegun() == counter.feeder.start(StartExport(kind=ExportKind.OWNER))
    assert counter.result().may_pull
    assert [] == counter.serve()


def test_sought(counter: Counter) -> None:
    """One that is told already is found at once; one that comes is not served by itself."""
    feeder = counter.feeder
    counter.insert()
    feeder.hear(StickTold(view=STRANGE))
    assert feeder.seek() is None
    assert [StickSought(answer=Stored())] == counter.told
    feeder.hear(OUT)
    assert feeder.seek() is None
    feeder.hear(StickTold(view=OWNERS))
    assert [] == counter.serve()
    feeder.hear(OUT)
    counter.port.is_deaf = True
    assert Failed(words="Kein Stick") == feeder.seek()
