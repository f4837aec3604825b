"""Two tills behind one page: the visitor's own, and the manual's, new for each row."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from firmware.app import main
from firmware.desk import stage as stages
from firmware.desk.keys import parse_keys
from firmware.desk.manual.case import Case
from firmware.desk.protocol import Outcome, Switch, View
from firmware.desk.stage import SkippingClock, Stage, open_stage
from firmware.desk.stall import demo_config, in_folder
from hal.buzzer.port import Tone
from tests.desk.living import until
from tests.logged import capture_logs

pytestmark = [
    pytest.mark.whole,
    pytest.mark.timeout(120),
    pytest.mark.xdist_group("stage"),
]

SALE = Case(
    number="X1",
    keys="250 WG1 BAR",
    effect="ein Verkauf",
    display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
    journal=("POS", "ZAHLUNG", "BELEG"),
)
PAPER = Case(
    number="X2",
    keys="@paper out\n250 WG1 BAR\n@wait 60\n@time 2026-11-20T12:00:00\n@power cut\n@switch AUS",
    effect="ohne Papier",
    display=("Offener Bon", "weiter", ""),
)
CARDS = Case(
    number="X5",
    keys="@card locked\n@card unplug\n@card new\n@card old\n@card insert\n@card remove",
    effect="was einer Karte geschieht",
    display=("", "", ""),
)
STICK = Case(
    number="X6",
    keys="@stick new\n@stick pull\n@stick owner",
    effect="was am Anschluss geschieht",
    display=("", "", ""),
)
ALONE = Case(number="X3", keys="WG1", effect="allein", display=("", "", ""), is_alone=True)
NOBODY = Case(number="X4", keys="2 BAR", effect="anmelden", display=("", "", ""), clerk=None)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage with the visitor's own till on it; the template behind it is made once."""
    folder = tmp_path_factory.mktemp("own")
    rows = {case.number: case for case in (SALE, PAPER, ALONE, NOBODY, CARDS, STICK)}
    with (
        capture_logs(),
        mock.patch.object(main, "TICK_S", 0.05),
        mock.patch.object(stages, "_BY_NUMBER", rows),
        open_stage(in_folder(demo_config(), folder), folder) as stage,
    ):
        until(stage.display_text, "a display that shows something")
        yield stage


@pytest.fixture(autouse=True)
def own_till(stage: Stage) -> Iterator[None]:
    """Each test begins and ends on the visitor's own till."""
    stage.end()
    yield
    stage.end()


def type_keys(stage: Stage, text: str) -> None:
    """Press keys, written as in the manual."""
    for key in parse_keys(text):
        stage.press(key)


def counts(view: View) -> tuple[int, int, int, int]:
    """What may never shrink."""
    return (
        view.display_revision,
        view.paper_revision,
        view.sound_revision,
        view.drawer_opened,
    )


def test_a_row_has_a_till_of_its_own(stage: Stage) -> None:
    """Its stall, its clerk, its number 412; the outcome is seen as it comes about."""
    assert stage.outcome() is None
    stage.begin("X1")
    assert stage.view().row == "X1"
    assert "Anna" in stage.display_text()
    assert stage.profile.groups[3].name == "Korb"
    assert stage.outcome() == Outcome(number="X1", is_display=False, is_journal=False)
    type_keys(stage, SALE.keys)
    met = Outcome(number="X1", is_display=True, is_journal=True)
    until(lambda: stage.outcome() == met, "the outcome of the row")
    until(lambda: any("BELEG 000412" in slip.text for slip in stage.slips(0)), "the slip")


def test_the_own_till_stays_as_it_was_left(stage: Stage) -> None:
    """An open sale is there after the practice; the revisions have only grown."""
    type_keys(stage, "WG1")
    until(lambda: "SUMME" in stage.display_text(), "the open sale")
    before = stage.view()
    stage.begin("X1")
    between = stage.view()
    type_keys(stage, SALE.keys)
    until(lambda: stage.view().drawer_opened > before.drawer_opened, "the drawer")
    assert stage.sound()
    assert isinstance(stage.sound()[0], Tone)
    stage.end()
    after = stage.view()
    assert after.row == ""
    assert "SUMME" in stage.display_text()
    assert stage.display_png()
    for older, newer in ((before, between), (between, after)):
        assert all(a <= b for a, b in zip(counts(older), counts(newer), strict=True))
        assert older.display_revision < newer.display_revision
    type_keys(stage, "F C BAR")
    until(lambda: "abgebrochen" in stage.display_text(), "a till without an open sale")


def test_slips_count_on(stage: Stage) -> None:
    """A page that has seen slip n is told of n + 1 next, whichever till prints it."""
    seen = stage.slips(0)[-1].index
    stage.begin("X1")
    assert stage.slips(seen + 1) == []
    type_keys(stage, SALE.keys)
    until(lambda: stage.slips(seen + 1), "a slip of the practice till")
    until(lambda: stage.slips(seen + 1)[-1].is_complete, "the whole slip")
    assert [seen + 1] == [slip.index for slip in stage.slips(seen + 1)]
    stage.end()
    assert stage.slips(seen + 2) == []


def test_what_a_row_says_befalls_the_till(stage: Stage) -> None:
    """Paper, time and plug, line by line; what a desk has no hand for is refused."""
    stage.begin("X2")
    stage.befall(0)
    assert stage.view().switches[Switch.PAPER] == "out"
    type_keys(stage, "250 WG1")
    until(lambda: "SUMME" in stage.display_text(), "the position")
    stage.befall(2)
    until(lambda: "10:43" in stage.display_text(), "a minute later")
    stage.befall(3)
    until(lambda: "12:0" in stage.display_text(), "noon")
    stage.befall(4)
    until(lambda: "Offener Bon" in stage.display_text(), "a boot with the open sale")
    for line in (1, 5, 6, -1):
        with pytest.raises(ValueError, match=str(line)):
            stage.befall(line)


def test_the_card_of_a_row_is_the_one_on_the_page(stage: Stage) -> None:
    """Each word of the manual is a position of the switch."""
    stage.begin("X5")
    for line, position in enumerate(("locked", "unplugged", "new", "old", "in", "out")):
        stage.befall(line)
        assert position == stage.view().switches[Switch.CARD]


def test_the_sticks_of_a_row_lie_beside_its_till(stage: Stage) -> None:
    """The practice till has an owner's stick of its own, which it knows."""
    own = stage.stick_folders()["owner"]
    stage.begin("X6")
    for line, position in enumerate(("new", "out", "owner")):
        stage.befall(line)
        assert position == stage.view().switches[Switch.STICK]
    until(lambda: "fertig" in stage.display_text(), "an export by itself")
    assert own != stage.stick_folders()["owner"]
    assert not list(own.glob("Registrierkasse"))


def test_the_clock_of_a_row_is_set() -> None:
    """F 94: another time of day, and nothing that waits is over before its time."""
    clock = SkippingClock()
    before = clock.now()
    clock.set_by_hand(before.utc - timedelta(hours=2))
    after = clock.now()
    assert timedelta(hours=-2) <= after.utc - before.utc < timedelta(hours=-1)
    assert 0 <= after.monotonic_s - before.monotonic_s < 60
    clock.skip_to(after.utc + timedelta(hours=1))
    assert clock.now().utc - after.utc >= timedelta(hours=1)


def test_a_switch_moves_the_till_that_is_seen(stage: Stage) -> None:
    """The visitor's own card stays where it is."""
    stage.begin("X1")
    stage.switch(Switch.CARD, "out")
    assert stage.view().switches[Switch.CARD] == "out"
    stage.end()
    assert stage.view().switches[Switch.CARD] == "in"


def test_alone_or_with_nobody_signed_on(stage: Stage) -> None:
    """A row may want a stall without clerks, or none signed on yet."""
    stage.begin("X3")
    assert "B1" in stage.display_text()
    assert stage.profile.clerks == {}
    stage.begin("X4")
    assert "BEDIENER ?" in stage.display_text()


def test_what_the_manual_does_not_have(stage: Stage) -> None:
    """An unknown row leaves everything as it is; nothing befalls the visitor's own till."""
    with pytest.raises(ValueError, match="X9"):
        stage.begin("X9")
    with pytest.raises(ValueError, match="0"):
        stage.befall(0)
    assert stage.view().row == ""


def test_several_hands(stage: Stage) -> None:
    """Two pages begin rows at once: one after the other, and both end."""
    threads = [threading.Thread(target=stage.begin, args=(row,)) for row in ("X1", "X3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stage.view().row in {"X1", "X3"}


def test_a_till_that_does_not_boot_is_not_shown(stage: Stage, tmp_path: Path) -> None:
    """What stood before the audience stays there."""
    with (
        mock.patch.object(stages, "READY_DEADLINE_S", 0.0),
        mock.patch.object(stages.LiveDesk, "display_text", return_value=""),
        pytest.raises(RuntimeError, match="never came"),
    ):
        stage.begin("X1")
    assert stage.view().row == ""


def test_time_is_not_turned_back() -> None:
    """A moment that has passed is now."""
    clock = SkippingClock()
    before = clock.now()
    clock.skip_to(before.utc.replace(year=2020))
    assert before.utc <= clock.now().utc
    assert before.monotonic_s <= clock.now().monotonic_s
