"""firmware.app.card_pins: which PIN a card is shown."""

from pathlib import Path

import pytest

from firmware.app.card_pins import FOLDER, CardPins
from firmware.app.credentials import CredentialError

KEY = bytes(32)


@pytest.fixture
def pins(tmp_path: Path) -> CardPins:
    """Those of a till in operation."""
    pins = CardPins(b"123456")
    pins.open(tmp_path, KEY)
    return pins


def test_every_card_gets_the_first(pins: CardPins) -> None:
    """Until another one is offered for it."""
    assert b"123456" == pins.of("1a").pin
    assert pins.of("1a") is pins.of(None)


def test_kept_pin_survives_a_restart(pins: CardPins, tmp_path: Path) -> None:
    """What a card took is its PIN from now on; other cards keep the first."""
    pins.offer("1a", b"777777")
    pins.keep("1a")
    again = CardPins(b"123456")
    again.open(tmp_path, KEY)
    assert (b"777777", b"123456") == (again.of("1a").pin, again.of("1b").pin)
    (file,) = (tmp_path / FOLDER).iterdir()
    assert 0o600 == file.stat().st_mode & 0o777


def test_offered_pin_does_not(pins: CardPins, tmp_path: Path) -> None:
    """A PIN no card took is forgotten."""
    pins.offer("1a", b"777777")
    again = CardPins(b"123456")
    again.open(tmp_path, KEY)
    assert b"123456" == again.of("1a").pin


def test_same_pin_keeps_its_memory(pins: CardPins) -> None:
    """Typed twice it is not shown twice: the refusals of the same text are one memory."""
    pins.offer("1a", b"777777")
    first = pins.of("1a").refusals
    pins.offer("1a", b"777777")
    assert first is pins.of("1a").refusals
    pins.offer("1a", b"123456")
    assert pins.of(None).refusals is pins.of("1a").refusals


def test_kept_pin_is_replaced(pins: CardPins, tmp_path: Path) -> None:
    """The PIN of a card was changed elsewhere: the newer one counts."""
    for pin in (b"777777", b"888888"):
        pins.offer("1a", pin)
        pins.keep("1a")
    again = CardPins(b"123456")
    again.open(tmp_path, KEY)
    assert b"888888" == again.of("1a").pin


def test_pin_that_was_offered_before_keeps_its_refusals(pins: CardPins) -> None:
    """Typed, refused, another one typed, and the first again: the card is not shown it twice."""
    pins.offer("1a", b"777777")
    first = pins.of("1a")
    pins.offer("1a", b"888888")
    pins.offer("1a", b"777777")
    assert first is pins.of("1a")


def test_representation_holds_no_pin(pins: CardPins) -> None:
    """It may end up in a log."""
    assert "123456" not in repr(pins.of("1a"))


def test_file_that_others_may_read(pins: CardPins, tmp_path: Path) -> None:
    """Refused like any other secret."""
    pins.offer("1a", b"777777")
    pins.keep("1a")
    (file,) = (tmp_path / FOLDER).iterdir()
    file.chmod(0o644)
    with pytest.raises(CredentialError, match="others may read"):
        CardPins(b"123456").open(tmp_path, KEY)
