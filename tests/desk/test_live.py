"""kassad itself on the bench, in real time: what a hand does, what an eye sees, what stays."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from PIL import Image

from firmware.app import signer
from firmware.app.boot import BootError
from firmware.app.feeders import CARD_PROBE_S, PRINTER_ASK_S
from firmware.desk import bench, live
from firmware.desk.bench import PIN
from firmware.desk.live import LiveDesk, ReadDisplay, open_desk
from firmware.desk.power import PowerCutError
from firmware.desk.protocol import POSITIONS, Desk, Switch
from firmware.desk.stall import demo_config, in_folder
from firmware.rksv.machine_code import qr_from_jws
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from hal.display.port import Screen, ScreenError
from hal.errors import Fault, HalError
from hal.keypad.port import Key
from tests.desk.living import (
    JumpingClock,
    journal,
    opened,
    prints,
    shows,
    type_keys,
    until,
    until_ready,
)

pytestmark = [pytest.mark.whole, pytest.mark.timeout(120)]


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def desk(tmp_path: Path, clock: JumpingClock) -> Iterator[LiveDesk]:
    """A desk that is on; afterwards all its threads have ended."""
    before = set(threading.enumerate())
    with opened(tmp_path, clock=clock) as desk:
        yield desk
    until(lambda: set(threading.enumerate()) <= before, "the end of every thread of the desk")


def lit(desk: LiveDesk) -> bool:
    """Whether the picture of the panel has a bright dot."""
    low, high = Image.open(io.BytesIO(desk.display_png())).convert("L").getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    return high > 100


def test_a_sale_comes_out_of_the_printer(desk: LiveDesk, tmp_path: Path) -> None:
    """§ 11 RKSV: the code on the slip is the stored receipt's; the Startbeleg hangs above it."""
    type_keys(desk, "3 × 250 WG1 2000 BAR")
    shows(desk, "RÜCKGELD")
    prints(desk, "RÜCKGELD")
    first, second = desk.slips(0)
    assert (first.index, second.index) == (0, 1)
    assert "STARTBELEG" in first.text
    with Reader.open_read_only(tmp_path / "book.sqlite") as book:
        stored = book.receipt(2)
    assert stored is not None
    assert second.qr_payloads == (qr_from_jws(stored.jws),)
    assert desk.slips(1) == [second]
    assert lit(desk)


def test_the_desk_keeps_the_protocol(desk: LiveDesk) -> None:
    """Every switch but the network, each in its healthy place; the plate names the stall."""
    as_page: Desk = desk
    view = as_page.view()
    assert view.is_powered
    assert dict(view.switches) == {
        switch: positions[0]
        for switch, positions in POSITIONS.items()
        if switch is not Switch.NETWORK
    }
    assert desk.profile.header[0] == "MARKTSTAND HUBER"


def test_each_thing_that_changes_has_a_new_revision(desk: LiveDesk) -> None:
    """A key moves display and sound, a sale the paper and the drawer; none goes back."""
    before = desk.view()
    type_keys(desk, "250")
    shows(desk, "2,50")
    typed = desk.view()
    assert typed.display_revision > before.display_revision
    assert typed.sound_revision > before.sound_revision
    assert desk.sound()
    type_keys(desk, "WG1 BAR")
    prints(desk, "BELEG 000002")
    until(lambda: desk.view().drawer_opened == 1, "an open drawer")
    assert desk.view().paper_revision > before.paper_revision


def test_a_pulled_plug_leaves_the_open_sale(desk: LiveDesk, tmp_path: Path) -> None:
    """Dark and deaf without power; booted again, the positions are there."""
    type_keys(desk, "250 WG1 290 WG1")
    shows(desk, "5,40")
    desk.switch(Switch.POWER, "cut")
    assert not desk.view().is_powered
    assert not lit(desk)
    assert desk.display_text() == ""
    type_keys(desk, "C C C F C BAR")
    assert journal(tmp_path)[-1] == "POS"
    desk.switch(Switch.POWER, "on")
    shows(desk, "Offener Bon")
    type_keys(desk, "BAR")
    prints(desk, "5,40")
    assert journal(tmp_path).count("STROMAUSFALL") == 1


def test_a_finger_waits_until_its_key_was_seen(desk: LiveDesk) -> None:
    """Who types faster than the scanner looks loses nothing."""
    type_keys(desk, "1234567")
    shows(desk, "12.345,67")


def test_nobody_scans_a_dead_till(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A press ends although the keypad does not look any more."""
    monkeypatch.setattr(live, "PRESS_DEADLINE_S", 0.05)
    desk._bench.matrix.is_plugged = False
    desk.press(Key.BAR)
    assert not desk._bench.matrix.is_idle
    desk.switch(Switch.POWER, "cut")
    assert desk._bench.matrix.is_idle


def test_an_eye_never_waits_for_a_hand(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While kassad takes its time to die of a pulled plug, every page is told of it."""
    may_end = threading.Event()
    join = desk._join
    monkeypatch.setattr(desk, "_join", lambda: (may_end.wait(), join()))
    hand = threading.Thread(target=desk.switch, args=(Switch.POWER, "cut"))
    hand.start()
    until(lambda: not desk.view().is_powered, "a view of the cut")
    assert desk.slips(0)
    may_end.set()
    hand.join()


def test_an_outage_from_card_out_to_sammelbeleg(desk: LiveDesk, clock: JumpingClock) -> None:
    """§ 17 Abs 4 RKSV: failure form while the card is out, collected half a minute after."""
    desk.switch(Switch.CARD, "out")
    type_keys(desk, "WG4")
    prints(desk, "ausgefallen")
    desk.switch(Switch.CARD, "in")
    clock.jump(CARD_PROBE_S)
    prints(desk, "SAMMELBELEG")
    shows(desk, "S✓")


def test_paper_and_cover_hold_a_slip_back(desk: LiveDesk, clock: JumpingClock) -> None:
    """Selling goes on; the whole slip comes when the printer can."""
    desk.switch(Switch.PAPER, "out")
    clock.jump(PRINTER_ASK_S)
    shows(desk, "E10")
    type_keys(desk, "WG4")
    shows(desk, "PQ")
    assert len(desk.slips(0)) == 1
    desk.switch(Switch.PAPER, "ok")
    clock.jump(PRINTER_ASK_S)
    prints(desk, "BELEG 000002")
    desk.switch(Switch.COVER, "open")
    type_keys(desk, "WG4")
    shows(desk, "E11")
    desk.switch(Switch.COVER, "closed")
    clock.jump(PRINTER_ASK_S)
    prints(desk, "BELEG 000003")


def test_a_printer_that_is_off_stays_off_over_a_cut(desk: LiveDesk) -> None:
    """Its own switch is not the mains."""
    desk.switch(Switch.PRINTER, "off")
    desk.switch(Switch.POWER, "cut")
    desk.switch(Switch.POWER, "on")
    until_ready(desk)
    type_keys(desk, "WG4")
    shows(desk, "PQ")
    assert len(desk.slips(0)) == 1
    desk.switch(Switch.PRINTER, "on")
    prints(desk, "BELEG 000002")


@pytest.mark.parametrize("position", ["slow", "dead"])
def test_a_bad_card_costs_its_deadline_once(
    desk: LiveDesk, position: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sale goes on in failure form."""
    monkeypatch.setattr(signer, "CARD_DEADLINE_S", 0.3)
    monkeypatch.setattr(bench, "LONGEST_WAIT_S", 0.4)
    desk.switch(Switch.CARD, position)
    type_keys(desk, "WG4")
    prints(desk, "ausgefallen")
    type_keys(desk, "WG4")
    prints(desk, "BELEG 000003")


@pytest.mark.parametrize(
    ("switch", "position"),
    [(Switch.NETWORK, "off"), (Switch.CARD, "up"), (Switch.POWER, "off")],
)
def test_a_switch_that_is_not_there_is_refused(
    desk: LiveDesk, switch: Switch, position: str
) -> None:
    """Named, and nothing has moved."""
    before = desk.view().switches
    with pytest.raises(ValueError, match=f"{switch.value} {position}"):
        desk.switch(switch, position)
    assert desk.view().switches == before


def test_a_switch_that_stands_there_already_does_nothing(desk: LiveDesk) -> None:
    """Power on while it is on boots no second till."""
    thread = desk._thread
    desk.switch(Switch.POWER, "on")
    assert desk._thread is thread


def test_old_slips_are_thrown_away(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers go on, memory does not grow."""
    monkeypatch.setattr(live, "KEPT_SLIPS", 2)
    type_keys(desk, "WG4 BON BON")
    # The one that is being printed is shown beside those that are kept.
    until(lambda: [slip.index for slip in desk.slips(0)] == [2, 3], "two slips, the last of four")


def test_the_till_goes_down_in_order(tmp_path: Path) -> None:
    """The end of a demonstration is no power cut."""
    with opened(tmp_path) as desk:
        type_keys(desk, "250 WG1")
    assert journal(tmp_path)[-1] == "STOPP"
    with opened(tmp_path) as desk:
        shows(desk, "Offener Bon")
    assert "STROMAUSFALL" not in journal(tmp_path)
    assert journal(tmp_path).count("INBETRIEBNAHME") == 1


def test_a_first_start_in_the_browser(tmp_path: Path) -> None:
    """§ 6 RKSV: the technician's dialogue, cut once, and then the first sale; once in operation."""
    with opened(tmp_path, is_new=True) as desk:
        shows(desk, "nicht in Betrieb")
        type_keys(desk, f"BAR BAR BAR {PIN.decode()} BAR")
        shows(desk, "ATU12345678")
        desk.switch(Switch.POWER, "cut")
        desk.switch(Switch.POWER, "on")
        shows(desk, "nicht in Betrieb")
        type_keys(desk, "BAR BAR BAR BAR BAR")
        until(lambda: len(desk.slips(0)) == 2, "Startbeleg and slip")
        type_keys(desk, "WG4")
        until(lambda: len(desk.slips(0)) == 3, "a sale")
    with opened(tmp_path, is_new=True) as desk:
        shows(desk, "Bereit")
    assert journal(tmp_path).count("INBETRIEBNAHME") == 1


def test_a_book_in_use_is_refused_at_once(desk: LiveDesk, tmp_path: Path) -> None:
    """A second demonstration in the same folder ends before it shows a dead till."""
    with (
        pytest.raises(StoreError) as caught,
        open_desk(in_folder(demo_config(), tmp_path), tmp_path),
    ):
        pass
    assert caught.value.fault is StoreFault.LOCKED


def test_the_book_of_another_register_is_refused(tmp_path: Path) -> None:
    """The settings of another stall do not sell with this stall's key."""
    with opened(tmp_path):
        pass
    book = tmp_path / "book.sqlite"
    other = in_folder(demo_config(), tmp_path)
    strange = mock.patch.object(live, "register_of", side_effect=BootError("falsch", "other"))
    before = book.read_bytes()
    with strange, pytest.raises(BootError), open_desk(other, tmp_path):
        pass
    assert book.read_bytes() == before


def test_a_till_that_does_not_end_is_told(desk: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours must not look like a clean end."""
    monkeypatch.setattr(live, "JOIN_DEADLINE_S", 0.01)
    thread = desk._thread
    with pytest.raises(RuntimeError, match="did not go down"):
        desk._join()
    desk._thread = thread


def raise_it(error: BaseException) -> Callable[[], None]:
    """A thread's work that ends it."""

    def work() -> None:
        raise error

    return work


def test_deaths_by_power_cut_are_quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every other death of a thread is told; afterwards the hook is the one of before."""
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda death: told.append(death.exc_value))
    hook = threading.excepthook
    fault = ValueError("a fault")
    with opened(tmp_path):
        for error in (PowerCutError("edge"), fault):
            thread = threading.Thread(target=raise_it(error))
            thread.start()
            thread.join()
    assert told == [fault]
    assert threading.excepthook is hook


def test_the_hook_is_given_back_after_a_failed_start(tmp_path: Path) -> None:
    """Also when the desk never came to be."""
    (tmp_path / "book.sqlite").write_bytes(b"no book" * 1000)
    hook = threading.excepthook
    with pytest.raises(StoreError), open_desk(in_folder(demo_config(), tmp_path), tmp_path):
        pass
    assert threading.excepthook is hook


class Glass:
    """A display that raises what it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def show(self, screen: Screen) -> None:
        """See `Display.show`."""
        if self.error is not None:
            raise self.error


def test_the_words_are_those_of_the_picture() -> None:
    """No words of a screen that a dead panel never showed, or that could not be set."""
    glass = Glass()
    display = ReadDisplay(glass)
    display.show(Screen(item="Äpfel", main="2,50"))
    assert display.text == "\nÄpfel\n2,50\n"
    glass.error = ScreenError("item", "x", "too long")
    with pytest.raises(ScreenError):
        display.show(Screen(item="Birnen"))
    assert display.text == "\nÄpfel\n2,50\n"
    glass.error = HalError(Fault.ABSENT, "display", "gone")
    with pytest.raises(HalError):
        display.show(Screen(item="Birnen"))
    assert display.text == ""
