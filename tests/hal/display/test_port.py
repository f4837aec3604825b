"""The values of the display port."""

import pytest

from hal.display.port import Frame, ScreenError


def test_a_frame_is_the_whole_panel() -> None:
    """1024 bytes are 128 x 64 pixels; anything else is refused."""
    assert len(Frame(bytes(1024)).bits) == 1024
    with pytest.raises(ValueError, match="1024 bytes, not 1023"):
        Frame(bytes(1023))


def test_a_screen_error_names_its_zone() -> None:
    """The zone and its text are fields of the error, not only words in it."""
    error = ScreenError("hint", "zu lang", "more than 3 characters")
    assert (error.zone, error.text) == ("hint", "zu lang")
    assert str(error) == "hint 'zu lang': more than 3 characters"
