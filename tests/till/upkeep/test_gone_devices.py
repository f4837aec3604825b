"""firmware.till.upkeep.gone_devices: whatever is left says what is missing."""

import pytest

from firmware.till.events import DeviceChanged, GoneDevice
from firmware.till.sounds import Sound
from firmware.till.upkeep.gone_devices import KEYPAD_GONE
from hal.display.codec import render
from tests.till.playbook import Playbook


def change(book: Playbook, device: GoneDevice, *, is_gone: bool) -> Playbook:
    """Unplugged, or plugged in."""
    detail = f"{device.value}: absent: no cable" if is_gone else ""
    book.send(DeviceChanged(device=device, is_gone=is_gone, detail=detail, at_utc=book.now_utc))
    return book


@pytest.mark.parametrize("keys", ["", "250 WG1", "250 WG1 BAR", "F 90", "99999999 BAR", "F"])
def test_keypad(keys: str) -> None:
    """Over everything, for no key could put it away; then all is as it was."""
    book = Playbook(clerk=1).type(keys)
    before = book.zones
    book = change(book, GoneDevice.KEYPAD, is_gone=True)
    assert KEYPAD_GONE == book.zones
    render(book.screen)
    assert Sound.WARNING is book.sounds[-1]
    assert before == change(book, GoneDevice.KEYPAD, is_gone=False).zones


def test_display() -> None:
    """Paper says it once; selling goes on."""
    book = change(Playbook().type("250 WG1"), GoneDevice.DISPLAY, is_gone=True)
    (paper,) = book.papers
    assert "Anzeige fehlt" == paper.name
    assert "display: absent: no cable" in str(paper.rows)
    assert "2,50" == book.screen.main
    assert [paper] == change(book, GoneDevice.DISPLAY, is_gone=False).papers
    assert "7,50" == book.type("1000 BAR").screen.main
