"""The matrix through the real lgpio, down to the kernel's interface."""

import pytest

from hal.keypad.port import Key
from tests.fakedev.fixtures import LABEL, ROWS, Bench, Fault

PROGRAM = f"""
from hal.keypad.gpio_matrix import GpioMatrix
from hal.keypad.matrix_keypad import MatrixKeypad
matrix = GpioMatrix({LABEL!r})
keypad = MatrixKeypad(matrix)
times = iter(range(10**6))
def poll():
    return [f"{{type(e).__name__}} {{e.key.value}}" for e in keypad.poll(next(times) * 0.004)]
"""

#: A driver that pushes its rows up, as many examples do.
PUSH_PULL = f"""
import lgpio
from hal.gpio.chip import find_chip
h = lgpio.gpiochip_open(find_chip({LABEL!r}))
rows = {list(ROWS)!r}
lgpio.group_claim_output(h, rows, [1] * 5)
"""


def _drain(bench: Bench) -> list[str]:
    events: list[str] = []
    while not bench.matrix.is_idle:
        polled = bench.call("poll()")
        assert isinstance(polled, list)
        events += polled
    return events


def test_thirty_keys_through_lgpio(bench: Bench) -> None:
    """Each key pressed and released is one event; idle lines are all released."""
    bench.start(PROGRAM)
    bench.call("poll()")
    for key in Key:
        bench.matrix.tap(key)
    assert _drain(bench) == [f"Pressed {key.value}" for key in Key]
    assert [bench.chip.level(row) for row in ROWS] == [1] * 5


def test_chatter_through_lgpio(bench: Bench) -> None:
    """Bouncing contacts give one event."""
    bench.start(PROGRAM)
    bench.call("poll()")
    bench.matrix.press(Key.BAR, chatter="0101101")
    events = [bench.call("poll()") for _ in range(20)]
    bench.matrix.release(Key.BAR, chatter="10100")
    events += [bench.call("poll()") for _ in range(20)]
    assert [event for event in events if event] == [["Pressed BAR"]]


@pytest.mark.parametrize("build", ["with diodes", "without diodes"])
def test_all_keys_at_once_short_nothing(bench: Bench, build: str) -> None:
    """Open-drain rows never fight each other, with diodes or without."""
    bench.matrix.has_diodes = build == "with diodes"
    bench.start(PROGRAM)
    for key in Key:
        bench.matrix.press(key)
    assert bench.call("matrix.scan()") == [0b111111] * 5
    assert bench.chip.short_circuits == 0


def test_the_emulator_would_notice_push_pull_rows(bench: Bench) -> None:
    """Two keys of one column join two rows: pushing one up while another is low is a short."""
    bench.matrix.has_diodes = False
    bench.matrix.press(Key.F)
    bench.matrix.press(Key.DIGIT_7)
    bench.start(PUSH_PULL)
    bench.call("lgpio.group_write(h, rows[0], 0b11110)")
    assert bench.chip.short_circuits == 1


def test_a_line_in_use_is_busy_and_nothing_is_kept(bench: Bench) -> None:
    """The second claim fails, gives its own lines back, and works after the first is closed."""
    bench.start(PROGRAM)
    with pytest.raises(Fault) as caught:
        bench.call(f"GpioMatrix({LABEL!r})")
    assert caught.value.name == "BUSY"
    bench.call("matrix.close()")
    assert bench.call(f"GpioMatrix({LABEL!r}).scan()") == [0] * 5


def test_another_board_is_absent(bench: Bench) -> None:
    """The label is looked for, never guessed; the error tells what is there."""
    with pytest.raises(Fault, match=f"'pinctrl-rp1' among .'{LABEL}'") as caught:
        bench.start("from hal.keypad.gpio_matrix import GpioMatrix\nGpioMatrix('pinctrl-rp1')")
    assert caught.value.name == "ABSENT"


def test_a_closed_matrix_is_broken(bench: Bench) -> None:
    """What lgpio raises does not cross the border."""
    bench.start(PROGRAM)
    bench.call("matrix.close()")
    with pytest.raises(Fault) as caught:
        bench.call("matrix.scan()")
    assert caught.value.name == "BROKEN"
