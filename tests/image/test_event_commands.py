"""`kassa-image event` and `kassa-image events` as units and technicians call them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from firmware.app.image_state import ImageState, write_word
from firmware.image import event_commands
from firmware.image.event_commands import boot_words
from firmware.image.events import Event, EventKind, Ring
from firmware.image.main import main

ORDERLY = [Event(kind=EventKind.DOWN, utc="2026-05-02T06:30:00Z", up_s=1.0)]


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ring:
    """A ring of its own in place of that of the machine."""
    (tmp_path / "events").mkdir()
    own = Ring(tmp_path / "events", tmp_path / "current")
    monkeypatch.setattr(event_commands, "Ring", lambda: own)
    monkeypatch.setattr(event_commands, "BOOT_STATUS", tmp_path / "bootstatus")
    return own


def test_a_unit_says_something(ring: Ring) -> None:
    """Kind and words stand in the ring, and in what is printed of it."""
    done = CliRunner().invoke(main, ["event", "failed", "unit=kassa-sync.service"])
    ((_, written),) = ring.all()

    assert (0, EventKind.FAILED) == (done.exit_code, written.kind)
    assert {"unit": "kassa-sync.service"} == written.words
    line = CliRunner().invoke(main, ["events"]).output
    assert line.startswith("     1  20")
    assert line.endswith(" s  failed     unit=kassa-sync.service\n")


def test_only_the_last(ring: Ring) -> None:
    """As many as were asked for."""
    for unit in ("a", "b", "c"):
        CliRunner().invoke(main, ["event", "failed", f"unit={unit}"])

    shown = CliRunner().invoke(main, ["events", "--last", "2"]).output.splitlines()
    assert ["unit=b", "unit=c"] == [line.split()[-1] for line in shown]


@pytest.mark.parametrize("words", [["party"], ["boot", "x"], ["boot", "Ä=1"], ["boot", "=1"]])
def test_what_is_no_event(ring: Ring, words: list[str]) -> None:
    """Another kind, no pair, no key: refused, and nothing is written."""
    assert CliRunner().invoke(main, ["event", *words]).exit_code
    assert [] == list(ring.all())


def test_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit sees it by the exit code, and goes on."""
    absent = Ring(tmp_path / "none", tmp_path / "current")
    monkeypatch.setattr(event_commands, "Ring", lambda: absent)
    done = CliRunner().invoke(main, ["event", "down"])

    assert 1 == done.exit_code
    assert "not written down" in done.output


def test_a_start_says_what_it_knows(ring: Ring) -> None:
    """The first on this medium, and then one after another."""
    assert 0 == CliRunner().invoke(main, ["event", "boot"]).exit_code
    ((_, written),) = ring.all()

    assert "first" == written.words["before"]


def test_slot_and_trial(tmp_path: Path) -> None:
    """As root's word has them."""
    state = ImageState(slot="b", version="1.3", root_hash="00", is_trial=True)
    write_word(tmp_path / "state.json", state)
    expected = {"before": "order", "slot": "b", "version": "1.3", "trial": "yes"}

    assert expected == boot_words(ORDERLY, tmp_path, tmp_path / "none")


def test_a_word_nobody_can_read(tmp_path: Path) -> None:
    """Then the start is written down without it."""
    (tmp_path / "state.json").write_text("{")

    assert {"before": "cut"} == boot_words([], tmp_path, tmp_path / "none")


@pytest.mark.parametrize(("said", "expected"), [("32", "watchdog"), ("0", "cut"), ("x", "cut")])
def test_the_watchdog_says_that_it_was_it(tmp_path: Path, said: str, expected: str) -> None:
    """A reset by the watchdog looks like a cut, but the watchdog knows."""
    status = tmp_path / "bootstatus"
    status.write_text(f"{said}\n")

    assert {"before": expected} == boot_words([], tmp_path, status)
