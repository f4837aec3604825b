"""The stall becomes another: announced prices on their day, changes made on the keys.

The open sale keeps the prices and rates it was begun with; the next one has the new.
"""

from dataclasses import replace

from firmware.till import clerks
from firmware.till.events import StallChanged
from firmware.till.state import Step, Till, say_when_free


def changed(till: Till, event: StallChanged) -> Step:
    """There is a new stall; its words are for whoever is signed on, and for who signs on next."""
    waiting = replace(till, next_profile=event.profile)
    if not event.words:
        return waiting, ()
    if not event.profile.is_anonymous:
        waiting = replace(waiting, stall_words=event.words)
    if waiting.clerk is None:
        return waiting, ()
    return say_when_free(waiting, event.words, "ab heute"), ()


def adopted(till: Till) -> Step:
    """`till` with its new stall, if there is one and nothing goes on that was begun in the old.

    A clerk whom the new stall does not know is signed off.
    """
    is_busy = till.basket.lines or till.is_issuing or till.is_asking
    if till.next_profile is None or is_busy:
        return till, ()
    profile = till.next_profile
    after = replace(till, profile=profile, next_profile=None)
    if profile.is_anonymous:
        return replace(after, clerk=clerks.ANONYMOUS_CLERK), ()
    if till.clerk is None or till.clerk in profile.clerks:
        return after, ()
    return clerks.signed_off(after)
