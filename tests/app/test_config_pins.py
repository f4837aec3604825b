"""The settings of what hangs on the GPIO header: one line, one use."""

import pytest

from firmware.app.config import Config, ConfigError, parse
from hal.keypad.pins import PINS_4X5, PINS_5X6, MatrixPins

STALL = """
company.name = "Huber"
register.id = "GRAZ-01"
group = [{ number = 1, name = "Obst", vat = "10" }]
"""


def stall(more: str = "") -> Config:
    """A stall with these settings besides."""
    return parse(STALL + more)


def test_nothing_said_is_a_matrix_and_a_drawer_on_the_printer() -> None:
    """What most stalls have needs no word."""
    config = stall()
    assert config.keypad.pins == PINS_5X6
    assert config.drawer.connection == "printer"
    assert config.key_switch is None


@pytest.mark.parametrize(
    ("words", "pins"),
    [
        ('keypad.kind = "matrix-4x5"', PINS_4X5),
        ('keypad.kind = "evdev"', None),
        (
            'keypad = { kind = "matrix-4x5", rows = [26, 19, 13, 6] }',
            MatrixPins(rows=(26, 19, 13, 6), columns=PINS_4X5.columns),
        ),
        (
            "keypad.columns = [24, 23, 21, 20, 16, 12]",
            MatrixPins(rows=PINS_5X6.rows, columns=(24, 23, 21, 20, 16, 12)),
        ),
    ],
)
def test_lines_of_the_keypad(words: str, pins: MatrixPins | None) -> None:
    """Where nothing is said of rows or columns, the standard wiring counts."""
    assert stall(words).keypad.pins == pins


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("keypad.rows = [5, 6]", "keypad.rows: a matrix needs 5 pins, not 2"),
        (
            'keypad = { kind = "matrix-4x5", columns = [12, 16, 20, 21, 23, 24] }',
            "keypad.columns: a matrix-4x5 needs 5 pins, not 6",
        ),
        ("keypad.rows = [5, 6, 13, 19, 12]", "keypad.columns: pin 12 is taken by keypad.rows"),
        ("gpio.buzzer = 2", "gpio.buzzer: pin 2 is taken by display.bus"),
        (
            'display = { bus = "spi", port = 0 }\ngpio.power_fail = 25',
            "gpio.power_fail: pin 25 is taken by display.bus",
        ),
        ("gpio.power_fail = 27", "gpio.power_fail: pin 27 is taken by gpio.status_led"),
        ('drawer = { connection = "gpio", pin = 18 }', "drawer.pin: pin 18 is taken by gpio.buzz"),
        (
            'drawer = { connection = "gpio", pin = 17, switch_pin = 17 }',
            "drawer.switch_pin: pin 17 is taken by drawer.pin",
        ),
        ("key_switch.register_pin = 8", "key_switch.chief_pin: pin 8 is taken by key_switch.reg"),
        (
            "key_switch = { register_pin = 7, chief_pin = 26 }",
            "key_switch.chief_pin: pin 26 is taken by keypad.rows",
        ),
        ("key_switch = { register_pin = 28, chief_pin = 7 }", "register_pin"),
    ],
)
def test_what_cannot_be_wired_is_refused_by_name(words: str, refusal: str) -> None:
    """Two devices on one line, or too few lines, are found before anything is opened."""
    with pytest.raises(ConfigError, match=refusal):
        stall(words)


@pytest.mark.parametrize(
    "words",
    [
        'keypad = { kind = "evdev", rows = [5] }\ngpio.buzzer = 26',
        "drawer.pin = 18",
        'drawer = { connection = "gpio", pin = 14 }',
        "key_switch = {}",
        'display = { bus = "spi", port = 0 }\ngpio.buzzer = 2',
    ],
)
def test_lines_that_are_not_used_are_free(words: str) -> None:
    """What is not wired takes no line away."""
    assert stall(words).company.name == "Huber"
