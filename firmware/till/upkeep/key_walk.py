"""F 95, keys: each key that is pressed stands there by its name; BAR twice leaves.

No key does anything else meanwhile, so that a mat can be walked over without selling. Whoever
leaves it standing finds the till as it was.
"""

from dataclasses import replace
from datetime import timedelta

from firmware.till.state import KeyWalk, Step, Till, say
from hal.keypad.port import Key

#: Without a key for so long the test is over.
WALK_LASTS = timedelta(seconds=20)


def begin(till: Till) -> Step:
    """Every key from now on only says its name."""
    return replace(till, walk=KeyWalk()), ()


def name_key(till: Till, key: Key) -> Step:
    """The key is shown; the second BAR in a row ends the test."""
    assert till.walk is not None, "a row of the phase WALK"
    if key is Key.BAR and till.walk.last is Key.BAR:
        return end(till)
    walked = KeyWalk(seen=till.walk.seen | {key}, last=key)
    return replace(till, walk=walked), ()


def is_over(till: Till) -> bool:
    """Whether nobody presses keys any more."""
    last_utc = till.last_key_at_utc
    is_left = last_utc is not None and till.now_utc - last_utc >= WALK_LASTS
    return till.walk is not None and is_left


def end(till: Till) -> Step:
    """How many different keys came, and which hang."""
    assert till.walk is not None, "a test that goes on"
    count = len(till.walk.seen)
    ended = replace(till, walk=None)
    return say(ended, "Tasten", f"{count} von {len(Key)}", stuck_words(till)), ()


def stuck_words(till: Till) -> str:
    """`Klemmt: WG3`, with as many names as have room; empty when no key hangs."""
    if not till.stuck_keys:
        return ""
    names = sorted(key.value for key in till.stuck_keys)
    return f"Klemmt: {names[0]}" + (f" und {len(names) - 1}" if len(names) > 1 else "")
