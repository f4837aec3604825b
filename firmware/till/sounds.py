"""The sounds of the till: what each means, and its tones."""

from enum import Enum

from hal.buzzer.port import Tone


class Sound(Enum):
    """Named by what the cashier should understand."""

    KEY = "key"
    TRAINING_KEY = "training key"
    BOOKED = "booked"
    REJECTED = "rejected"
    WARNING = "warning"
    SIGNED = "signed"
    PAPER_END = "paper end"
    OUTAGE = "outage"
    OUTAGE_OVER = "outage over"
    DRAWER_OPEN = "drawer open"
    EXPORTED = "exported"


def _beeps(hertz: int, milliseconds: int, count: int) -> tuple[Tone, ...]:
    """`count` equal tones with pauses of the same length between them."""
    tone = Tone(hertz=hertz, milliseconds=milliseconds)
    pause = Tone(hertz=0, milliseconds=milliseconds)
    return ((tone, pause) * count)[:-1]


#: Frequencies differ so much that they are told apart on a noisy square.
TUNES: dict[Sound, tuple[Tone, ...]] = {
    Sound.KEY: _beeps(2000, 5, 1),
    Sound.TRAINING_KEY: _beeps(1000, 15, 1),
    Sound.BOOKED: _beeps(2700, 30, 1),
    Sound.REJECTED: _beeps(600, 150, 2),
    Sound.WARNING: _beeps(1200, 60, 3),
    Sound.SIGNED: tuple(Tone(hertz=hertz, milliseconds=40) for hertz in (1500, 2000, 2700)),
    Sound.PAPER_END: _beeps(1200, 100, 2),
    Sound.OUTAGE: _beeps(800, 400, 3),
    Sound.DRAWER_OPEN: _beeps(1200, 100, 1),
    Sound.EXPORTED: _beeps(2000, 250, 2),
    Sound.OUTAGE_OVER: tuple(Tone(hertz=hertz, milliseconds=80) for hertz in (800, 1200, 1800)),
}
