"""The emulated scale at the wire: what a real one would answer to any program."""

import pytest

from hal.scale.emulator import REST_WAIT_S, EmulatedScale, Load


def asked(scale: EmulatedScale, command: bytes) -> bytes:
    """What it answers to `command` at once."""
    assert len(command) + 2 == scale.feed(command + b"\r\n")
    return scale.reply()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"S", b"S S      1.345 kg\r\n"),
        (b"SI", b"S S      1.345 kg\r\n"),
        (b"@", b'I4 A "B123456789"\r\n'),
        (b"TARE?", b"ES\r\n"),
    ],
)
def test_commands(command: bytes, answer: bytes) -> None:
    """Level 0, as far as a till needs it; the rest is a syntax error."""
    scale = EmulatedScale()
    scale.milli = 1345
    assert answer == asked(scale, command)


def test_stable_weight_is_waited_for() -> None:
    """`S` is answered when the pan rests, or given up after a while; `SI` at once."""
    scale = EmulatedScale()
    scale.is_stable = False
    assert asked(scale, b"S") == b""
    assert asked(scale, b"SI") == b"S D      0.000 kg\r\n"
    scale.settles_after_s = 1.0
    scale.pass_time(1.0)
    assert scale.reply() == b"S S      0.000 kg\r\n"
    scale.is_stable = False
    assert asked(scale, b"S") == b""
    scale.pass_time(REST_WAIT_S)
    assert scale.reply() == b"S I\r\n"


def test_reset_ends_a_wait() -> None:
    """After `@` nobody gets an answer to the `S` before."""
    scale = EmulatedScale()
    scale.is_stable = False
    scale.feed(b"S\r\n@\r\n")
    scale.is_stable = True
    scale.pass_time(REST_WAIT_S)
    assert scale.reply() == b'I4 A "B123456789"\r\n'


@pytest.mark.parametrize(("load", "answer"), [(Load.OVER, b"S +\r\n"), (Load.UNDER, b"S -\r\n")])
def test_range(load: Load, answer: bytes) -> None:
    """Too much and too little need no rest."""
    scale = EmulatedScale()
    scale.load, scale.is_stable = load, False
    assert answer == asked(scale, b"S")


def test_faults() -> None:
    """Silent, busy, late, garbled, cut, with a byte lost: each as told."""
    scale = EmulatedScale()
    scale.is_mute = True
    assert asked(scale, b"SI") == b""
    scale.is_mute, scale.is_busy = False, True
    assert asked(scale, b"SI") == b"S I\r\n"
    scale.is_busy, scale.cut_bytes = False, 5
    assert asked(scale, b"SI") == b"S S      0.000"
    scale.cut_bytes, scale.lost_byte = 0, 2
    assert asked(scale, b"SI") == b"S       0.000 kg\r\n"
    scale.lost_byte, scale.garbled = None, b"?"
    assert asked(scale, b"SI") == b"?"
    scale.garbled, scale.delay_s = None, 1.0
    assert asked(scale, b"SI") == b""
    scale.pass_time(1.0)
    assert scale.reply() == b"S S      0.000 kg\r\n"


def test_half_a_command_is_waited_for() -> None:
    """Bytes come one by one on a serial line."""
    scale = EmulatedScale()
    assert [scale.feed(bytes((byte,))) for byte in b"SI\r"] == [1, 1, 1]
    assert scale.reply() == b""
    scale.feed(b"\n")
    assert scale.reply() == b"S S      0.000 kg\r\n"
