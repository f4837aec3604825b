"""The lines of a day: the script's, and what a world does."""

import pytest

from firmware.desk.script import ScriptError
from hal.keypad.port import Key
from tests.simulation.steps import StepError, Thing, WorldStep, read


def test_keys_and_commands_are_those_of_scripts() -> None:
    """A day can be taken into a script, but for what only a world does."""
    assert (Key.WG1, Key.BAR) == read("WG1 BAR").keys  # type: ignore[union-attr]
    assert "remove" == read("@card remove").word  # type: ignore[union-attr]


def test_what_the_world_does() -> None:
    """A thing, a word, and a number where one is wanted."""
    assert WorldStep(thing=Thing.NET, word="lost") == read("world net lost")
    assert WorldStep(thing=Thing.POWER, word="cut", number=12) == read("world power cut 12")
    assert WorldStep(thing=Thing.POWER, word="lies", number=9) == read("world power lies 9")
    assert WorldStep(thing=Thing.DISK, word="fails", number=7) == read("world disk fails 7")
    assert WorldStep(thing=Thing.ARCHIVE, word="twice") == read("world archive twice")


@pytest.mark.parametrize(
    "text",
    [
        "world",
        "world peace",
        "world net",
        "world net gone",
        "world net lost 3",
        "world power cut",
        "world power cut soon",
        "world disk fails",
        "world disk room 3",
        "",
        'expect display "SUMME"',
    ],
)
def test_no_step(text: str) -> None:
    """A line that is none is refused."""
    with pytest.raises(StepError):
        read(text)


def test_no_keys() -> None:
    """What neither till nor world knows."""
    with pytest.raises(ScriptError):
        read("PURCHASE")
