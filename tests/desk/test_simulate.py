"""A script's lines reach the world around the till, and what comes of it is kept and looked at."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from firmware.desk.bench import Bench
from firmware.desk.script import ScriptError, parse_script
from firmware.desk.simulate import (
    DISPLAY_SCALE,
    Outcome,
    Simulation,
    first_cards,
    new_till,
    screen_box,
)
from firmware.desk.stall import demo_config, in_folder
from firmware.store import integrity
from firmware.store.reader import Reader
from hal.display import codec
from hal.display.emulator_picture import picture
from hal.display.port import Screen
from hal.printer.port import Paper

MORNING_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

Begin = Callable[[], Simulation]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Begins a day in the folder of the test, or goes on with the one before."""

    def begin_day() -> Simulation:
        simulation = Simulation(tmp_path, in_folder(demo_config(), tmp_path), MORNING_UTC)
        simulation.begin()
        return simulation

    return begin_day


@pytest.fixture
def simulation(begin: Begin) -> Simulation:
    """A new till that is on."""
    return begin()


def play(simulation: Simulation, script: str) -> Outcome:
    """Do every line of `script`."""
    return simulation.play(tuple(parse_script(script, "script")), lambda _line: None)


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def sensors(bench: Bench) -> tuple[Paper, bool, bool]:
    """Paper, open cover, on line."""
    printer = bench.printer
    return printer.paper, printer.is_cover_open, printer.is_online


def test_the_roll_begins_with_the_startbeleg(simulation: Simulation, tmp_path: Path) -> None:
    """§ 6 Abs 4 RKSV: the Startbeleg of the simulated commissioning is printed."""
    assert "STARTBELEG" in simulation.papers[0].text
    assert names(tmp_path / "receipts") == ["000001.png", "000001.txt"]


def test_slips_are_kept_by_number(simulation: Simulation, tmp_path: Path) -> None:
    """Picture and text; a second slip of the same number stands beside the first."""
    play(simulation, "WG4\nBON")
    assert names(tmp_path / "receipts")[2:] == [
        *("000002-2.png", "000002-2.txt", "000002.png", "000002.txt"),
    ]
    copy = (tmp_path / "receipts" / "000002-2.txt").read_text("utf-8")
    assert "BELEGKOPIE" in copy
    assert copy.endswith(f"{simulation.papers[-1].qr_payloads[0]}\n")


def test_screens_are_kept_as_they_were_seen(simulation: Simulation, tmp_path: Path) -> None:
    """The last picture is the last screen, pixel by pixel."""
    play(simulation, "250 WG1")
    last = Image.open(tmp_path / "display" / names(tmp_path / "display")[-1])
    frame = codec.render(simulation.stand.screen)
    (contrast,) = simulation.stand.bench.panel.settings[0x81]
    expected = picture(frame, scale=DISPLAY_SCALE, contrast=contrast)
    assert expected.tobytes() == last.convert("RGB").tobytes()


def test_an_earlier_day_is_gone_on_with(begin: Begin, tmp_path: Path) -> None:
    """Its pictures stay, numbers go on, nothing is commissioned again."""
    first = begin()
    play(first, "WG4")
    first.end()
    before = {path: path.read_bytes() for path in tmp_path.glob("*/*.png")}
    second = begin()
    play(second, '@wait 60\nWG4\nexpect receipt "BELEG 000003"')
    second.end()
    assert second.outcome.failures == []
    assert all(path.read_bytes() == content for path, content in before.items())
    assert len(list(tmp_path.glob("display/*.png"))) > len(list(before))


def test_an_unmet_expectation_names_line_and_screen(simulation: Simulation) -> None:
    """The day goes on; what was looked at is told."""
    outcome = play(simulation, '250 WG1\nexpect display "7,50"\nBAR\nexpect display "BEZAHLT"')
    (failure,) = outcome.failures
    assert failure.line.number == 2
    assert failure.line.text == 'expect display "7,50"'
    assert "2,50" in failure.screen
    assert "SUMME" in failure.seen
    assert (outcome.lines, outcome.keys) == (4, 5)


@pytest.mark.parametrize(
    ("look", "seen"),
    [('receipt "MONATSBELEG"', "SUMME EUR"), ('journal "STROMAUSFALL"', "BELEG")],
)
def test_paper_and_journal_are_told_as_they_are(
    simulation: Simulation, look: str, seen: str
) -> None:
    """The last slip with its code, or the kinds of the new rows."""
    (failure,) = play(simulation, f"WG4\nexpect {look}").failures
    assert seen in failure.seen


def test_only_new_rows_count(simulation: Simulation) -> None:
    """A row from before the last keys meets no expectation; part of a kind's name is none."""
    script = "F BAR\nexpect journal LADE\nWG1\nexpect journal LADE\nexpect journal PO"
    assert [one.line.number for one in play(simulation, script).failures] == [4, 5]


def test_commands_reach_the_bench(simulation: Simulation) -> None:
    """Each `@…` is a hand at one device."""
    bench = simulation.stand.bench
    play(simulation, "@paper low\n@cover open\n@printer offline\n@card remove\n@display unplug")
    printer = bench.printer
    assert (printer.paper, printer.is_cover_open, printer.is_online) == (
        Paper.NEAR_END,
        True,
        False,
    )
    assert not any(bench.panel.frame().bits)
    play(simulation, "@paper in\n@cover closed\n@printer online\n@card insert\n@display plug")
    assert sensors(bench) == (Paper.OK, False, True)
    play(simulation, 'WG4\nexpect receipt "BELEG 000002"')
    assert any(bench.panel.frame().bits)
    assert simulation.outcome.failures == []


@pytest.mark.parametrize(
    ("card", "is_outage"), [("slow 0.01", False), ("slow 5", True), ("slow", True), ("dead", True)]
)
def test_a_card_can_be_slow_or_dead(simulation: Simulation, card: str, is_outage: bool) -> None:  # noqa: FBT001
    """`slow` takes the seconds each command needs."""
    play(simulation, f"@card {card}\nWG4")
    assert ("ausgefallen" in simulation.papers[-1].text) == is_outage


def test_time_goes_on_or_back(simulation: Simulation) -> None:
    """`@time` to an earlier moment sets the clock back, and the till refuses to sell."""
    play(simulation, "@time 2026-11-20T12:00:00\nWG4\n@time 2026-11-20T10:00:00\nWG4")
    outcome = play(simulation, 'expect display "Uhrzeit"')
    assert outcome.failures == []


def test_waiting_passes_second_by_second(simulation: Simulation) -> None:
    """`@wait 61` moves the clock of the display."""
    play(simulation, "@wait 61")
    assert simulation.stand.clock.now().utc >= MORNING_UTC.replace(minute=1)
    assert "09:01" in simulation.stand.screen.status


@pytest.mark.parametrize("edges", range(1, 8))
def test_a_plug_armed_for_later_is_pulled_at_the_end(simulation: Simulation, edges: int) -> None:
    """A script may end with an armed plug: the till is cut while going down, boots, goes down."""
    play(simulation, f"WG4\n@power cut {edges}")
    simulation.end()
    assert simulation.outcome.cuts in {0, 1}
    assert (simulation.outcome.cuts == 1) == (edges <= 6)
    with Reader.open_read_only(simulation.stand.book_path) as book:
        assert integrity.check(book, integrity.FULL) == ()
        last = book.last_journal()
    assert last is not None
    assert last.kind == "STOPP"


def test_after_a_cut_the_rest_of_the_line_is_not_typed(simulation: Simulation) -> None:
    """The till boots with the open sale and goes on with the next line."""
    outcome = play(simulation, '250 WG1\n@power cut 1\n290 WG1 BAR\nexpect display "Offener Bon"')
    assert outcome.failures == []
    assert len(simulation.stand.station.loop.till.basket.lines) == 1


def test_the_box_shows_all_zones() -> None:
    """The display as text: status, item, main to the right, hint."""
    box = screen_box(Screen(status="B1", item="Äpfel", main="2,50", hint="SUMME        2,50"))
    assert box.splitlines() == [
        "+-----------------------+",
        "| B1                    |",
        "| Äpfel                 |",
        "|                  2,50 |",
        "| SUMME        2,50     |",
        "+-----------------------+",
    ]


def test_first_cards_are_in_the_reader_before_the_till_is_on(tmp_path: Path) -> None:
    """A till may be put into operation with an older card; its line is not played again."""
    script = tuple(
        parse_script("@time 2026-11-20T09:00:00\n@card new acos-id\nWG4\n@card new", "s")
    )
    cards = first_cards(script)
    assert [2] == [line.number for line in cards]
    simulation = Simulation(tmp_path, in_folder(demo_config(), tmp_path), MORNING_UTC)
    simulation.begin(cards)
    simulation.play(script, lambda _line: None)
    first, acos, last = simulation.stand.bench.cards
    assert (0, "ACOS-ID") == (first.signature_count, acos.family)
    assert acos.serial == simulation.stand.book.certificates()[0].serial
    assert last is simulation.stand.bench.card
    simulation.end()


@pytest.mark.parametrize(
    ("text", "line"),
    [("", None), ("WG4", None), ("@till new", 1), ("@time 2026-11-20\n@till new", 2)],
)
def test_new_till(text: str, line: int | None) -> None:
    """The line that leaves the first start to the script's keys."""
    found = new_till(tuple(parse_script(text, "script")))
    assert line == (None if found is None else found.number)


@pytest.mark.parametrize("text", ["WG4\n@till new", "@till new\n@till new"])
def test_new_till_at_a_strange_place(text: str) -> None:
    """It stands before any key, once."""
    with pytest.raises(ScriptError, match="line 2: @till new stands before any key"):
        new_till(tuple(parse_script(text, "script")))
