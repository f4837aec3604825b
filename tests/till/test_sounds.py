"""firmware.till.sounds: told apart by ear (5.5)."""

from itertools import pairwise

import pytest

from firmware.till.sounds import TUNES, Sound

TUNES_OF_THE_MANUAL = {
    Sound.KEY: [(2000, 5)],
    Sound.TRAINING_KEY: [(1000, 15)],
    Sound.BOOKED: [(2700, 30)],
    Sound.REJECTED: [(600, 150)] * 2,
    Sound.WARNING: [(1200, 60)] * 3,
    Sound.SIGNED: [(1500, 40), (2000, 40), (2700, 40)],
}


@pytest.mark.parametrize(("sound", "tones"), TUNES_OF_THE_MANUAL.items())
def test_tunes_of_the_manual(sound: Sound, tones: list[tuple[int, int]]) -> None:
    """Pitch, length and count."""
    heard = [(tone.hertz, tone.milliseconds) for tone in TUNES[sound] if tone.hertz]
    assert tones == heard


def test_every_sound_has_its_own_tune() -> None:
    """No two mean different things and sound alike."""
    assert set(Sound) == set(TUNES)
    assert len(TUNES) == len(set(TUNES.values()))


@pytest.mark.parametrize("sound", Sound)
def test_tunes_are_short(sound: Sound) -> None:
    """Nobody waits for the buzzer; equal tones are parted by a pause."""
    tune = TUNES[sound]
    assert sum(tone.milliseconds for tone in tune) <= 2000
    assert not any(a == b for a, b in pairwise(tune))
