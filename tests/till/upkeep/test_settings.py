"""firmware.till.upkeep.settings: how bright, how loud, and the end."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.effects import GoDown
from firmware.till.sounds import Sound
from firmware.till.state import Settings
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_brightness_and_click(typed: Typed) -> None:
    """F 96: journalled, on the screen at once; keys are silent, errors are not."""
    book = typed("F 96 1 2")
    assert book.zones[:2] == ("Dunkel", "ohne Ton")
    assert book.row(JournalKind.EINSTELLUNG) == {"settings": {"brightness": 1, "has_click": False}}
    assert book.screen.brightness == 1
    book.sounds.clear()
    assert book.type("2 5 0").sounds == []
    assert book.type("BAR").sounds == [Sound.REJECTED]


def test_training_clicks_always(typed: Typed) -> None:
    """5.5: who practises hears it."""
    assert typed("F 96 3 2 F 50 1111 BAR 2").sounds[-1] is Sound.TRAINING_KEY


def test_settings_of_a_new_till() -> None:
    """As bright and as loud as it gets."""
    assert Settings(brightness=3, has_click=True) == Settings()


@pytest.mark.parametrize(("code", "is_restart"), [("98", True), ("99", False)])
def test_going_down(typed: Typed, code: str, *, is_restart: bool) -> None:
    """F 98, F 99: in order; never within a sale, but also before anybody signed on."""
    assert typed(f"F {code}").went_down == GoDown(is_restart=is_restart)
    assert typed(f"250 WG1 F {code}").went_down is None
    assert Playbook(clerk=None).type(f"F {code}").went_down == GoDown(is_restart=is_restart)
