"""Messages between page and desk."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.desk import wire
from firmware.desk.protocol import POSITIONS, Neighbour, Switch
from hal.buzzer.port import Tone
from hal.keypad.port import Key
from tests.desk.fake_desk import FakeDesk, slip


@pytest.mark.parametrize("key", list(Key))
def test_every_key_can_be_pressed(key: Key) -> None:
    """The legend of the cap names the key."""
    text = json.dumps({"type": "key", "key": key.value})
    assert wire.parse_request(text) == wire.PressKey(key=key)


@pytest.mark.parametrize(
    ("switch", "position"),
    [(switch, position) for switch, positions in POSITIONS.items() for position in positions],
)
def test_every_switch_can_be_moved(switch: Switch, position: str) -> None:
    """Every position of every switch is understood."""
    text = json.dumps({"type": "switch", "switch": switch.value, "position": position})
    assert wire.parse_request(text) == wire.MoveSwitch(switch=switch, position=position)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "kein JSON"),
        ("{", "kein JSON"),
        ("[" * 250, "kein JSON"),
        ("[]", "kein JSON-Objekt"),
        ("{}", "Art von Nachricht"),
        ('{"type": "reboot"}', "Art von Nachricht"),
        ('{"type": "key"}', "Taste None"),
        ('{"type": "key", "key": "WG9"}', "Taste 'WG9'"),
        ('{"type": "key", "key": []}', "Taste \\[\\]"),
        ('{"type": "begin"}', "fehlt 'number'"),
        ('{"type": "begin", "number": 7}', "fehlt 'number'"),
        ('{"type": "begin", "number": "\\ud800"}', "ist 'number' kein Text"),
        ('{"type": "befall"}', "fehlt 'line'"),
        ('{"type": "befall", "line": true}', "fehlt 'line'"),
        ('{"type": "befall", "line": 1.5}', "fehlt 'line'"),
        ('{"type": "switch"}', "Schalter None"),
        ('{"type": "switch", "switch": "card", "position": "up"}', "keine Stellung 'up'"),
        ('{"type": "switch", "switch": "card", "position": []}', "keine Stellung"),
        ('{"type": "switch", "switch": "paper", "position": "in"}', "Schalter paper"),
        (" " * (wire.MAX_MESSAGE_CHARACTERS + 1), "länger als"),
    ],
)
def test_a_strange_message_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    """Each refusal names what is strange, in German."""
    with pytest.raises(wire.MessageError, match=sentence):
        wire.parse_request(text)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ('{"type": "begin", "number": "R4a"}', wire.BeginRow(number="R4a")),
        ('{"type": "befall", "line": 2}', wire.Befall(line=2)),
        ('{"type": "end"}', wire.EndRow()),
    ],
)
def test_rows_of_the_manual(text: str, request_: wire.Request) -> None:
    """A row begins, something befalls its till, it ends."""
    assert request_ == wire.parse_request(text)


def test_done_says_why_not() -> None:
    """Empty when it is done."""
    assert json.loads(wire.done_message()) == {"type": "done", "error": ""}
    assert json.loads(wire.done_message("nein"))["error"] == "nein"


@given(st.text(max_size=300))
def test_any_text_is_a_request_or_refused(text: str) -> None:
    """Nothing but MessageError leaves the parser; random text is never a request."""
    with pytest.raises(wire.MessageError):
        wire.parse_request(text)


def test_a_view_tells_switches_power_and_drawer() -> None:
    """Revisions stay inside: the page gets the things themselves."""
    desk = FakeDesk()
    desk.switch(Switch.CARD, "out")
    desk.open_drawer()
    desk.archive = Neighbour(words="Archiv startet …")
    desk.link = "HTTP://127.0.0.1:8443/B/A"
    assert json.loads(wire.view_message(desk.view())) == {
        "type": "view",
        "switches": {
            "card": "out",
            "paper": "ok",
            "cover": "closed",
            "printer": "on",
            "power": "on",
            "stick": "out",
        },
        "powered": True,
        "drawer_opened": 1,
        "row": "",
        "stick_mounted": False,
        "archive": {"url": "", "owner": "", "words": "Archiv startet …"},
        "link": "HTTP://127.0.0.1:8443/B/A",
    }


def test_a_slip_carries_picture_and_words() -> None:
    """The text goes along for those who do not see the picture."""
    message = json.loads(wire.slip_message(slip(3, "Äpfel", is_complete=False)))
    assert base64.b64decode(message.pop("png")) == slip(3, "Äpfel").png
    assert message == {"type": "slip", "index": 3, "text": "Äpfel", "complete": False}


def test_display_sound_and_error_are_plain() -> None:
    """The three small messages."""
    tune = (Tone(hertz=2000, milliseconds=5), Tone(hertz=0, milliseconds=10))
    shown = {"type": "display", "png": "cG5n", "text": "SUMME\n7,50"}
    assert json.loads(wire.display_message(b"png", "SUMME\n7,50")) == shown
    assert json.loads(wire.sound_message(tune)) == {"type": "sound", "tones": [[2000, 5], [0, 10]]}
    assert json.loads(wire.error_message("Nein.")) == {"type": "error", "text": "Nein."}
