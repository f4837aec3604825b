"""From keys of the till to caps of the number pad, and back by the till's own table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.desk.keys import parse_keys
from hal.keypad.layout import NUMPAD, CompactLegend
from hal.keypad.port import Key, Pressed
from hal.keypad.scanner import Motion
from machine import caps
from machine.tools import MachineError


def _typed(names: tuple[str, ...]) -> list[Key]:
    """What the till makes of QEMU's keys."""
    codes = {name: code for code, name in caps._NAMES.items()}
    legend = CompactLegend()
    events = [
        event
        for name in names
        for event in legend.read_cap(NUMPAD[codes[name]], Motion.PRESSED, 0.0)
    ]
    return [event.key for event in events if isinstance(event, Pressed)]


@given(keys=st.lists(st.sampled_from([key for key in Key if key not in {Key.F, Key.DIGIT_00}])))
def test_every_key_comes_back(keys: list[Key]) -> None:
    """Whatever was pressed before it."""
    assert keys == _typed(caps.strokes(keys))


@pytest.mark.parametrize("text", ["F 76", "F BAR", "F WG1", "F WG7", "F F", "F 7 0"])
def test_functions_come_back(text: str) -> None:
    """`F` and what follows it, also where the small pad writes it in another way."""
    keys = parse_keys(text)
    assert list(keys) == _typed(caps.strokes(keys))


def test_the_double_zero_is_two() -> None:
    """The pad has no cap for it."""
    assert ("kp_2", "kp_0", "kp_0") == caps.strokes(parse_keys("2 00"))


def test_what_it_cannot_type_is_named() -> None:
    """`F %` would be a department on the small pad."""
    with pytest.raises(MachineError, match="cannot type F"):
        caps.strokes(parse_keys("F %"))
