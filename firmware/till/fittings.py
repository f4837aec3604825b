"""Key switch and drawer: what is turned and pushed at the till besides the keys."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from firmware.till import entry as entries
from firmware.till.effects import Play
from firmware.till.events import DeviceChanged, DrawerChanged, SwitchChanged, SwitchState
from firmware.till.sounds import Sound
from firmware.till.state import Step, Till
from firmware.till.upkeep import gone_devices

#: An open drawer is sounded after so long, and again so often, until somebody shuts it.
OPEN_LASTS = timedelta(seconds=60)
REMIND_EVERY = timedelta(seconds=10)


def changed(till: Till, event: SwitchChanged | DrawerChanged | DeviceChanged) -> Step:
    """The key was turned, the drawer opened or shut, display or keypad unplugged."""
    match event:
        case SwitchChanged():
            return _turned(till, event.state), ()
        case DrawerChanged():
            return _moved(till, is_open=event.is_open), ()
        case DeviceChanged():
            return gone_devices.changed(till, event)
        case _:
            assert_never(event)


def _turned(till: Till, state: SwitchState) -> Till:
    """AUS drops what was half typed or asked; the open sale stays and comes back with REG."""
    after = replace(till, switch=state)
    if not after.is_off:
        return after
    return replace(after, entry=entries.EMPTY, shifted_until_utc=None, code_digit="", prompt=None)


def _moved(till: Till, *, is_open: bool) -> Till:
    """The drawer's time begins when it opens; shut, nothing is left to remind of."""
    since_utc = till.now_utc if is_open else None
    return replace(till, drawer_open_since_utc=since_utc, last_reminder_at_utc=None)


def reminded(till: Till) -> Step:
    """A drawer open for a minute sounds every ten seconds, also on AUS, where nobody looks."""
    if not _is_reminder_due(till):
        return till, ()
    return replace(till, last_reminder_at_utc=till.now_utc), (Play(sound=Sound.DRAWER_OPEN),)


def _is_reminder_due(till: Till) -> bool:
    since_utc, last_utc = till.drawer_open_since_utc, till.last_reminder_at_utc
    if since_utc is None or not till.profile.options.has_drawer_reminder:
        return False
    if last_utc is None:
        return till.now_utc - since_utc >= OPEN_LASTS
    return till.now_utc - last_utc >= REMIND_EVERY
