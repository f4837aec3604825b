"""What printer, drawer and key switch said, as rows and events; pure, the loop carries it out."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from firmware.app.inbox import (
    DeviceSeen,
    DrawerFailed,
    DrawerMoved,
    Printed,
    PrinterSeen,
    PrintFailed,
    SwitchTurned,
)
from firmware.app.spool import is_paper
from firmware.app.tidings import named, paper_state, print_failure
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.events import (
    DeviceChanged,
    DrawerChanged,
    Event,
    GoneDevice,
    Noticed,
    PaperState,
    PrinterChanged,
    SwitchChanged,
    SwitchState,
)
from firmware.till.state import Till

DeviceMessage = (
    Printed | PrintFailed | PrinterSeen | DrawerFailed | DrawerMoved | SwitchTurned | DeviceSeen
)
Row = tuple[JournalKind, dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNews:
    """A row about the device, if it is worth one, and then what the counter hears."""

    row: Row | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How the till stands when a device speaks: the counter, and the first receipt that waits."""

    till: Till
    waiting: int | None
    at_utc: datetime

    def printer(self, state: PaperState) -> PrinterChanged:
        """The printer is like this now."""
        return PrinterChanged(state=state, waiting=self.waiting, at_utc=self.at_utc)


def news_of(message: DeviceMessage, seen: Seen) -> DeviceNews:
    """What `message` means to a till that stands like this."""
    match message:
        case Printed():
            return _printed(message, seen)
        case PrintFailed():
            return _print_failed(message, seen)
        case PrinterSeen():
            state = paper_state(message)
            is_new = state is not seen.till.paper
            return DeviceNews(events=(seen.printer(state),) if is_new else ())
        case DrawerFailed():
            return DeviceNews(row=(JournalKind.LADE, {"error": message.detail}))
        case DrawerMoved():
            return _drawer_moved(message, seen)
        case DeviceSeen():
            return _device(message, seen)
        case SwitchTurned():
            return _switch_turned(message, seen)
        case _:
            assert_never(message)


def _printed(message: Printed, seen: Seen) -> DeviceNews:
    row = (JournalKind.DRUCK, {**named(message.slip), "mark": message.mark.name.lower()})
    is_ready = seen.till.paper in (PaperState.OK, PaperState.NEAR_END)
    return DeviceNews(row=row, events=() if is_ready else (seen.printer(PaperState.OK),))


def _print_failed(message: PrintFailed, seen: Seen) -> DeviceNews:
    state = PaperState.OUT if is_paper(message.fault) else PaperState.OFFLINE
    events: tuple[Event, ...] = (seen.printer(state),)
    if message.is_given_up:
        slip = message.slip
        words = slip if isinstance(slip, str) else f"Bon {texts.receipt_number(slip)}"
        events = (*events, Noticed(item="Nicht gedruckt", main=words, at_utc=seen.at_utc))
    return DeviceNews(row=(JournalKind.DRUCK_FEHLER, print_failure(message)), events=events)


def _drawer_moved(message: DrawerMoved, seen: Seen) -> DeviceNews:
    if message.is_open == (seen.till.drawer_open_since_utc is not None):
        return DeviceNews()
    state = "opened" if message.is_open else "shut"
    event = DrawerChanged(is_open=message.is_open, at_utc=seen.at_utc)
    return DeviceNews(row=(JournalKind.LADE, {"state": state}), events=(event,))


def _device(message: DeviceSeen, seen: Seen) -> DeviceNews:
    state = "gone" if message.is_gone else "back"
    row: dict[str, object] = {"device": message.device.value, "state": state}
    if message.detail:
        row["detail"] = message.detail
    event = DeviceChanged(
        device=GoneDevice(message.device.value),
        is_gone=message.is_gone,
        detail=message.detail,
        at_utc=seen.at_utc,
    )
    return DeviceNews(row=(JournalKind.GERAET, row), events=(event,))


def _switch_turned(message: SwitchTurned, seen: Seen) -> DeviceNews:
    switch = SwitchState(message.position.value)
    if switch is seen.till.switch:
        return DeviceNews()
    event = SwitchChanged(state=switch, at_utc=seen.at_utc)
    return DeviceNews(row=(JournalKind.SCHLOSS, {"position": switch.value}), events=(event,))
