"""The messages between page and desk: small JSON objects with a `type`.

Page to desk: `key`, `switch`, and for rows of the manual `begin`, `befall` and `end`. Desk to page:
`view`, `display`, `slip`, `sound`, `error`, and `done` when a row's till or step is ready.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from firmware.desk.protocol import POSITIONS, Neighbour, Slip, Switch, View
from hal.buzzer.port import Tone
from hal.keypad.port import Key

#: The longest honest message of a page has some sixty characters.
MAX_MESSAGE_CHARACTERS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class PressKey:
    """A cap of the page was pressed."""

    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSwitch:
    """A switch of the page was moved to one of its positions."""

    switch: Switch
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRow:
    """A row of the manual is to be shown or tried."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Befall:
    """A line of that row happens around the till."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow:
    """Back to the visitor's own till."""


Request = PressKey | MoveSwitch | BeginRow | Befall | EndRow


class MessageError(ValueError):
    """A page sent something else; the text is the German sentence that the page may show."""


def parse_request(text: str) -> Request:
    """The request in one message of a page.

    Raises:
        MessageError: too long, no JSON object, or a field that is missing or strange.
    """
    if len(text) > MAX_MESSAGE_CHARACTERS:
        raise MessageError(
            f"Die Nachricht ist länger als die erlaubten {MAX_MESSAGE_CHARACTERS} Zeichen."
        )
    try:
        message: object = json.loads(text)
    except (ValueError, RecursionError):
        raise MessageError("Die Nachricht ist kein JSON.") from None
    if not isinstance(message, dict):
        raise MessageError("Die Nachricht ist kein JSON-Objekt.")
    match message.get("type"):
        case "key":
            return PressKey(key=_key(message))
        case "switch":
            return _move(message)
        case "begin":
            return BeginRow(number=_text(message, "number"))
        case "befall":
            return Befall(line=_line(message))
        case "end":
            return EndRow()
        case _:
            raise MessageError("Diese Art von Nachricht kennt die Kasse nicht.")


def view_message(view: View) -> str:
    """The switches, the power and the drawer."""
    return _message(
        "view",
        switches={switch.value: position for switch, position in view.switches.items()},
        powered=view.is_powered,
        drawer_opened=view.drawer_opened,
        row=view.row,
        stick_mounted=view.is_stick_mounted,
        archive=None if view.archive is None else _neighbour(view.archive),
        link=view.link,
    )


def display_message(png: bytes, text: str) -> str:
    """What the panel shows, for eyes and for ears."""
    return _message("display", png=_base64(png), text=text)


def slip_message(slip: Slip) -> str:
    """A slip, new or grown."""
    return _message(
        "slip",
        index=slip.index,
        png=_base64(slip.png),
        text=slip.text,
        complete=slip.is_complete,
    )


def sound_message(tune: tuple[Tone, ...]) -> str:
    """A tune that starts now: pairs of hertz and milliseconds."""
    return _message("sound", tones=[[tone.hertz, tone.milliseconds] for tone in tune])


def done_message(error: str = "") -> str:
    """The till of a row, or a step of it, is ready; with `error` (a German sentence) it is not."""
    return _message("done", error=error)


def error_message(text: str) -> str:
    """A German sentence for the one who sent what the desk refuses."""
    return _message("error", text=text)


def _message(kind: str, **fields: object) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)


def _neighbour(archive: Neighbour) -> dict[str, str]:
    return {"url": archive.url, "owner": archive.owner, "words": archive.words}


def _base64(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def _key(message: Mapping[str, object]) -> Key:
    legend = message.get("key")
    try:
        return Key(legend)
    except ValueError:
        raise MessageError(f"Die Taste {legend!r} gibt es nicht.") from None


def _move(message: Mapping[str, object]) -> MoveSwitch:
    name, position = message.get("switch"), message.get("position")
    try:
        switch = Switch(name)
    except ValueError:
        raise MessageError(f"Den Schalter {name!r} gibt es nicht.") from None
    if not isinstance(position, str) or position not in POSITIONS[switch]:
        raise MessageError(f"Der Schalter {switch.value} hat keine Stellung {position!r}.")
    return MoveSwitch(switch=switch, position=position)


def _text(message: Mapping[str, object], field: str) -> str:
    text = message.get(field)
    if not isinstance(text, str):
        raise MessageError(f"In der Nachricht fehlt {field!r}.")
    # Half a sign passes JSON, and no answer that repeats it could be sent.
    if not text.isascii():
        raise MessageError(f"In der Nachricht ist {field!r} kein Text aus Buchstaben und Ziffern.")
    return text


def _line(message: Mapping[str, object]) -> int:
    line = message.get("line")
    if not isinstance(line, int) or isinstance(line, bool):
        raise MessageError("In der Nachricht fehlt 'line'.")
    return line
