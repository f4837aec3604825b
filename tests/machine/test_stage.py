"""Scripts on a till around a toy: nothing in it answers, so hands of the test draw and print."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.desk.script import parse_script
from hal.card.emulator_profile import Trouble
from hal.display.luma_oled import LumaDisplay
from hal.display.port import Screen
from hal.printer.port import Paper
from machine import stage as stage_module
from machine import till as till_module
from machine.stage import Stage
from machine.till import Till
from machine.tools import MachineError
from tests.machine.cards import till_card
from tests.machine.host_tools import ToyTools


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A toy needs no pause."""
    for name, value in (
        ("_HOLD_S", 0.0),
        ("_QUIET_S", 0.0),
        ("_LOOK_S", 0.001),
        ("_EXPECT_S", 0.2),
        # It reads no stick: nothing is to be waited for.
        ("_MOUNT_S", 0.05),
    ):
        monkeypatch.setattr(stage_module, name, value)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """On, and something on its glass."""
    with Till(ToyTools("off"), till_card(tmp_path / "card"), tmp_path / "till") as made:
        made.power_on()
        LumaDisplay(made.wires.panel).show(Screen(status="Anna", main="NEUE KASSE"))
        yield made


@pytest.fixture
def stage(till: Till, tmp_path: Path) -> Stage:
    """Its pictures beside it."""
    return Stage(till, ToyTools("off"), tmp_path / "pictures")


def _play(stage: Stage, text: str) -> None:
    stage.play(tuple(parse_script(text, "test")))


def test_keys_and_words(stage: Stage, tmp_path: Path) -> None:
    """Keys reach the number pad, words are looked for, each new screen becomes a picture."""
    _play(stage, '@till new\n250 WG1 2000 BAR\nexpect display "NEUE"\nexpect display "Anna"\n')
    assert ["0001.png"] == [one.name for one in (tmp_path / "pictures/display").iterdir()]


def test_an_expectation_that_is_not_met(stage: Stage) -> None:
    """Line, what was wanted, what is there."""
    with pytest.raises(MachineError, match=r"line 2, expect display .*'SUMME' .* Anna"):
        _play(stage, 'WG1\nexpect display "SUMME"\n')


def test_slips_are_read_and_kept(till: Till, stage: Stage, tmp_path: Path) -> None:
    """By the number of the receipt, as text and as a picture."""
    till.wires.printer.feed(b"BELEG 7\nSumme 3,00\n\x1dV\0\n")
    _play(stage, 'expect receipt "Summe 3,00"\n')
    assert (["001-000007.png"], 1) == (
        [one.name for one in (tmp_path / "pictures/receipts").iterdir()],
        len(stage.slips),
    )
    with pytest.raises(MachineError, match="BELEG 7"):
        _play(stage, 'expect receipt "Summe 4,00"\n')


def test_misfortunes_befall_the_things_on_the_table(till: Till, stage: Stage) -> None:
    """Paper, cover, printer, panel, card."""
    wires = till.wires
    _play(stage, "@paper out\n@cover open\n@printer offline\n@card dead\n")
    assert (Paper.OUT, True, False, Trouble.MUTE) == (
        wires.printer.paper,
        wires.printer.is_cover_open,
        wires.printer.is_online,
        wires.card.faults.trouble,
    )
    _play(stage, "@paper in\n@cover closed\n@printer online\n@card slow 3\n@display unplug\n")
    assert (Paper.OK, 3.0, False) == (
        wires.printer.paper,
        wires.card.faults.slow_s,
        any(wires.panel.frame().bits),
    )
    _play(stage, "@card locked\n@card remove\n@card unplug\n@card wrong\n@card foreign\n")
    assert 0 < wires.card.pin_tries_left
    _play(stage, "@display plug\n@card insert\n@wait 0\n")
    assert wires.card.faults.trouble is None


def test_sticks_are_made_when_they_are_first_named(stage: Stage) -> None:
    """Each keeps what is on it; a full one is small, another one cannot be written."""
    _play(stage, "@stick owner\n@stick readonly\n@stick full\n")
    sizes = {name: stick.image.stat().st_size >> 20 for name, stick in stage.sticks.items()}
    assert {"owner": 64, "readonly": 64, "full": 2} == sizes
    assert [False, True, False] == [one.is_read_only for one in stage.sticks.values()]
    stage.sticks["owner"].files.write("a", b"a")


@pytest.mark.parametrize(
    "line",
    ["@time 2026-12-01T08:00:00", "expect journal START", "@scale 1,0", "@card new", "F %"],
)
def test_what_cannot_be_done_from_outside(stage: Stage, line: str) -> None:
    """Each is refused by name, and none is skipped."""
    with pytest.raises(MachineError, match="line 1"):
        _play(stage, line)


def test_the_plug_is_pulled_and_put_in(
    till: Till, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A toy lights no panel, so it is waited for in vain: it was started twice."""
    monkeypatch.setattr(till_module, "START_S", 0.1)
    with pytest.raises(MachineError, match="first picture"):
        _play(stage, "@power cut\n")
    assert [(2, False), (2, False)] == till.starts
