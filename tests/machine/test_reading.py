"""Words on the glass, drawn by the till's codec."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.display.codec import render
from hal.display.port import Screen
from machine.reading import read_lines, shows

SELLING = Screen(status="12:30 Anna  GRAZ-01", item="Lebkuchenherz", main="12,50", hint="BAR zahlt")
ASKING = Screen(main="KASSEN-ID ? GRAZ-01", hint="BAR: richtig")
TRAINING = Screen(status="TRAINING", item="Äpfel", main="RÜCKGELD 3,20", is_inverted=True)
CODE = Screen(item="BELEG", main="12,50", hint="bitte scannen", qr="HTTPS://KASSA.AT/A1")


@pytest.mark.parametrize("screen", [SELLING, ASKING, TRAINING, CODE])
def test_what_was_drawn_is_found(screen: Screen) -> None:
    """Each zone, in each font, broken into lines or not, beside a code or not."""
    frame = render(screen)
    texts = [text for text in (screen.status, screen.item, screen.main, screen.hint) if text]
    found = {text: shows(frame, text) for text in texts}
    assert dict.fromkeys(texts, not screen.qr or "status") | found == found
    assert all(found[text] for text in texts if text != screen.status or not screen.qr)


@pytest.mark.parametrize("text", ["13,50", "Lebkuchenherzen", "RÜCKGELD", "BAR zahlt nicht"])
def test_what_was_not_drawn_is_not_found(text: str) -> None:
    """One pixel is enough."""
    assert not shows(render(SELLING), text)


def test_part_of_a_text_is_found() -> None:
    """As scripts expect words, not screens."""
    frame = render(SELLING)
    assert shows(frame, "Anna")
    assert shows(frame, "2,5")
    assert shows(render(ASKING), "KASSEN-ID ?")


def test_lines_are_read_back() -> None:
    """Status, item and hint, also in the bar of training."""
    assert (SELLING.status, SELLING.item, SELLING.hint) == read_lines(render(SELLING))
    assert ("TRAINING", "Äpfel", "") == read_lines(render(TRAINING))


@settings(max_examples=40)
@given(number=st.integers(min_value=0, max_value=999_999))
def test_every_amount_is_told_from_every_other(number: int) -> None:
    """The large digits."""
    text, other = (
        f"{number // 100},{number % 100:02}",
        f"{(number + 1) // 100},{(number + 1) % 100:02}",
    )
    frame = render(Screen(main=text))
    assert shows(frame, text)
    assert shows(frame, other) == (other in text)
