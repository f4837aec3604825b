"""kassad that is told to go down while it copies the DEP."""

from pathlib import Path
from threading import Event

import pytest

from firmware.app import backup
from firmware.app.config import Config
from firmware.app.exports import CheckedDep
from firmware.rksv.duties import Quarter
from firmware.store.reader import Reader
from tests.app.machine import WAIT_S, Machine


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
