"""kassad that is told to go down while it copies the DEP, and the book it copies then."""

from pathlib import Path
from threading import Event

import pytest

from firmware.app import backup, going_down, main
from firmware.app.config import Config
from firmware.app.exports import CheckedDep
from firmware.app.keep import snapshots
from firmware.process.notify import Notifier
from firmware.rksv.duties import Quarter
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.app.machine import WAIT_S, Machine

pytestmark = pytest.mark.whole


@pytest.fixture
def machine(tmp_path: Path, config: Config) -> Machine:
    """A till that is off."""
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config)


@pytest.mark.parametrize(("keys", "code"), [("F 99", 79), ("", 0)])
def test_a_copy_is_not_interrupted(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, keys: str, code: int
) -> None:
    """§ 7 Abs 3 RKSV: whoever shuts the till down, on the keys or from outside, waits for it."""
    go_on, whole = Event(), backup.export_checked_dep

    def slow(book: Reader, out: Path) -> CheckedDep:
        assert go_on.wait(WAIT_S)
        return whole(book, out)

    monkeypatch.setattr(backup, "export_checked_dep", slow)
    monkeypatch.setattr(backup, "backup_due", lambda **_: Quarter(2026, 3))
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Quartalssicherg.|läuft"))
    if keys:
        machine.type(keys)
    else:
        machine.stop.set()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bitte warten"))
    assert thread.is_alive()
    assert [] == machine.rows("STOPP")
    go_on.set()
    thread.join(WAIT_S)
    assert [code] == machine.codes
    assert ["SICHERUNG", "STOPP"] == machine.rows("SICHERUNG", "STOPP")


def states(machine: Machine) -> list[int]:
    """The copies of the book, by their last receipt."""
    folder = snapshots.folder_of(machine.plug_path)
    return [state.receipts for state in snapshots.states(folder)]


@pytest.mark.parametrize(("keys", "code"), [("F 99", 79), ("F 98", 80), ("", 0)])
def test_the_book_is_copied_when_the_till_goes_down(machine: Machine, keys: str, code: int) -> None:
    """K033: with the row STOPP in it; whoever asked, the last word on the display says so."""
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    machine.type("250 WG1 BAR")
    machine.watch.wait_for(lambda: machine.watch.documents > 0)
    if keys:
        machine.type(keys)
    else:
        machine.stop.set()
    thread.join(WAIT_S)
    assert [code] == machine.codes
    assert [2] == states(machine)
    (state,) = snapshots.states(snapshots.folder_of(machine.plug_path))
    with Reader.open_read_only(state.path) as copy:
        assert copy.last_journal(JournalKind.STOPP) is not None
    word = "startet neu" if keys == "F 98" else "schaltet ab"
    assert ("Kasse", word) == (machine.watch.screens[-1].item, machine.watch.screens[-1].main)


def test_a_failing_supply_copies_nothing(machine: Machine) -> None:
    """What is left of the power is for what is being committed."""
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    machine.type("250 WG1 BAR")
    machine.watch.wait_for(lambda: machine.watch.documents > 0)
    machine.bench.power_fail.has_warning = True
    thread.join(WAIT_S)
    assert [75] == machine.codes
    assert [] == states(machine)


def test_a_copy_that_does_not_end(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The till goes down without it, after so long and no longer; systemd was asked for time."""
    go_on, told = Event(), []

    def hang(*_: object) -> Path:
        assert go_on.wait(WAIT_S)
        return Path("too late")

    monkeypatch.setattr(snapshots, "take", hang)
    monkeypatch.setattr(going_down, "COPY_LIMIT_S", 1.0)
    monkeypatch.setattr(main, "JOIN_DEADLINE_S", 0.1)
    notifier = Notifier({})
    monkeypatch.setattr(notifier, "extend", told.append)
    thread = machine.start(notifier)
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    machine.type("250 WG1 BAR")
    machine.watch.wait_for(lambda: machine.watch.documents > 0)
    machine.type("F 99")
    thread.join(WAIT_S)
    go_on.set()
    assert [79] == machine.codes
    assert {going_down.COPY_GRACE_S} == set(told)
    assert ["STOPP"] == machine.rows("STOPP")
    assert machine.watch.has_shown("Sicherung|läuft|Bitte warten")
