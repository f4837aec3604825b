"""A till around a toy in QEMU's place: power, restarts, waiting, pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.display.luma_oled import LumaDisplay
from hal.display.port import Screen
from machine.qemu import Ended
from machine.till import Till, copy_disk
from machine.tools import MachineError
from tests.machine.cards import till_card
from tests.machine.host_tools import ToyTools


@pytest.fixture
def tools() -> ToyTools:
    """What the toy does when its button is pressed is changed between starts."""
    return ToyTools("restart")


@pytest.fixture
def till(tools: ToyTools, tmp_path: Path) -> Iterator[Till]:
    """Off, its card as it was written."""
    with Till(tools, till_card(tmp_path / "card"), tmp_path / "till") as made:
        yield made


def _press_power(till: Till) -> None:
    """The toy ends as its fate at the start was."""
    count = len(till.ends)
    till.qemu.press_power_button()
    till.wait(lambda: len(till.ends) > count, "an end", 20)


@pytest.mark.parametrize(
    ("fate", "ended", "then"),
    [
        ("restart", Ended.RESTART, (2, False)),
        ("watchdog", Ended.WATCHDOG, (2, False)),
        ("tryboot", Ended.TRYBOOT, (3, True)),
    ],
)
def test_restarts_go_through_the_firmware(
    till: Till, tools: ToyTools, fate: str, ended: Ended, then: tuple[int, bool]
) -> None:
    """The kernel's word leads to the other slot, once: the next restart leads back."""
    tools.fate = fate
    till.power_on()
    tools.fate = "restart"
    _press_power(till)
    tools.fate = "off"
    _press_power(till)
    assert [(2, False), then, (2, False)] == till.starts
    assert [ended, Ended.RESTART] == till.ends
    _press_power(till)
    assert (False, Ended.OFF) == (till.is_on, till.ends[-1])


def test_off_is_off(till: Till) -> None:
    """Nothing can be asked of it; and a plug that is in is not put in again."""
    with pytest.raises(MachineError, match="is off"):
        till.cut()
    till.power_on()
    with pytest.raises(MachineError, match="is on"):
        till.power_on()


def test_a_cut_takes_the_one_shot_along(till: Till, tools: ToyTools) -> None:
    """The firmware forgets it with the power; the glass goes dark."""
    tools.fate = "tryboot"
    till.power_on()
    tools.fate = "off"
    _press_power(till)
    LumaDisplay(till.wires.panel).show(Screen(main="1,00"))
    till.cut()
    assert not any(till.wires.panel.frame().bits)
    till.power_on()
    assert [(2, False), (3, True), (2, False)] == till.starts


def test_words_are_waited_for(till: Till) -> None:
    """And if they never come, what is there instead is told, with a picture."""
    till.power_on()
    display = LumaDisplay(till.wires.panel)
    display.show(Screen(status="Anna", main="12,50"))
    assert till.wait_lit() < 5
    till.wait_shown("12,50", 1)
    with pytest.raises(MachineError, match=r"'13,50' on the panel never came; .* Anna"):
        till.wait_shown("13,50", 0.1)
    assert (till.folder / "missed.png").read_bytes().startswith(b"\x89PNG")


def test_a_qemu_that_crashes_is_no_restart(till: Till, tools: ToyTools) -> None:
    """Nobody goes on as if nothing had been."""
    tools.fate = "crash"
    till.power_on()
    till.qemu.press_power_button()
    with pytest.raises(MachineError, match="QEMU ended"):
        till.wait(lambda: False, "an end", 20)


def test_the_card_grows_and_its_files_are_seen(till: Till) -> None:
    """As a small card has room; partitions by number."""
    assert 4096 * 1024 * 1024 == till.disk.stat().st_size
    assert b"quiet" == till.files_of(2).read("cmdline.txt")


def test_a_copy_of_a_card(tmp_path: Path) -> None:
    """Holes stay holes."""
    source = till_card(tmp_path / "card")
    with source.open("r+b") as file:
        file.truncate(1 << 30)
    copy = copy_disk(source, tmp_path / "copy")
    assert (1 << 30, True) == (copy.stat().st_size, copy.stat().st_blocks * 512 < 1 << 26)
    with pytest.raises(MachineError, match="No such file"):
        copy_disk(tmp_path / "nowhere", copy)
