"""A till that was never in operation: the technician's dialogue instead of the counter.

The counter's own machine asks (firmware/till/fiscal/commissioning.py); what it wants is done here.
There is no book yet, so nothing is journalled before the last key; what is in the way stands on the
display and, as a sentence, in the log. After it kassad boots as on any other day.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, assert_never

from firmware.app import credentials
from firmware.app.boot import book_path
from firmware.app.config import Config, ConfigError, profile
from firmware.app.credentials import CredentialError
from firmware.app.devices import Devices
from firmware.app.inbox import DeviceSeen, Message, Tick, Watched
from firmware.app.issue import RefusedError, local_day
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Wish, check_place, commission_register
from firmware.app.life.first_papers import Way
from firmware.app.life.former import has_stray_key, look_at
from firmware.app.life.unit_reading import ReadUnit, read_units
from firmware.app.signer import Signer
from firmware.finanzonline.order import UnitKind
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from firmware.till import machine
from firmware.till.effects import Effect, Play, Request
from firmware.till.events import Answered, DeviceChanged, GoneDevice, KeyPressed, Ticked
from firmware.till.fiscal.commission_requests import (
    FindStart,
    FindUnit,
    FoundStart,
    FoundUnit,
    InOperation,
    PinTried,
    PutIntoOperation,
    SetTime,
    StartFound,
    StartRefused,
    StartWanted,
    TimeTaken,
    TryPin,
)
from firmware.till.fiscal.commissioning import TRIES_NEEDED, begin
from firmware.till.fiscal.fault import device_fault, words_of
from firmware.till.sales.basket import EMPTY
from firmware.till.screen import screen
from firmware.till.sounds import TUNES, Sound
from firmware.till.texts import ErrorCode
from hal.display.port import Screen
from hal.errors import Fault, HalError
from hal.keypad.port import Key, Pressed

log = get_logger()

#: What the drivers hold before a PIN was typed; reading a card shows it none.
NO_PIN: Final = b"0000"
#: Rates of some day are needed to have a stall; this one is used while the clock cannot be right.
_ANY_DAY_UTC: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
_SEE_LOG: Final = "Näheres im Log"
_BAR: Final = "prüfen, dann BAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a register is, or is to begin: settings, devices, and the folder of the secrets."""

    config: Config
    devices: Devices
    secrets: Path
    connect: Connect = sqlite3.connect


def is_new(config: Config, secrets: Path, *, connect: Connect = sqlite3.connect) -> bool:
    """Whether this till is to be put into operation: it has no book yet, or has not finished one.

    A book of a register that has ended stands for a till that may begin anew, under another id. A
    key whose book is gone is not new: that book is missing.

    Raises:
        StoreError: there is a book that cannot be read.
        CredentialError: there is a key that cannot be read.
    """
    path = book_path(config)
    old = look_at(path, connect)
    if old is None:
        return not has_stray_key(path, secrets)
    if old.is_ended:
        return old.register_id != config.register.id
    return not old.is_begun and old.register_id in (None, config.register.id)


class FirstStart:
    """Takes keys until the register is in operation (`is_done`)."""

    def __init__(self, site: Site, show: Callable[[Screen], None]) -> None:
        """Show the first question.

        Raises:
            ConfigError: the stall's settings cannot be used.
        """
        self._site = site
        self._show = show
        self._shown: Screen | None = None
        # The unit that the PIN is typed for.
        self._unit: ReadUnit | None = None
        now = site.devices.clock.now()
        day = local_day(replace(now, utc=max(now.utc, _ANY_DAY_UTC)))
        stall = profile(site.config, day)
        # Nobody sells here yet, and nothing signs.
        idle = machine.begin(stall, now.utc, EMPTY, None)
        self._till, _ = begin(replace(idle, clerk=None, is_signature_working=False))
        self.is_done = False
        self.draw()

    def handle(self, message: Message) -> None:
        """Carry one message through to its end; what is not about keys and time is left unheard."""
        now_utc = self._site.devices.clock.now().utc
        match message:
            # The functions behind F are those of a till in operation.
            case Pressed(key=Key.F):
                self._play(Sound.REJECTED)
            case Pressed():
                self._apply(KeyPressed(key=message.key, at_utc=now_utc))
            case Tick():
                self._apply(Ticked(at_utc=now_utc))
            case DeviceSeen(device=Watched.KEYPAD):
                gone = GoneDevice.KEYPAD
                told = DeviceChanged(
                    device=gone, is_gone=message.is_gone, detail="", at_utc=now_utc
                )
                self._apply(told)
            case _:
                pass
        self.draw()

    def draw(self) -> None:
        """Hand the screen on if it differs from the last."""
        now = screen(self._till)
        if now != self._shown:
            self._shown = now
            self._show(now)

    def _apply(self, event: KeyPressed | Ticked | Answered | DeviceChanged) -> None:
        self._till, effects = machine.step(self._till, event)
        for effect in effects:
            self._perform(effect)
        is_left = self._till.dialogue is None and self._till.complaint is None
        if is_left and not self.is_done:
            self._till, _ = begin(self._till)

    def _perform(self, effect: Effect) -> None:
        """Sounds and wishes; rows have no book yet to stand in."""
        match effect:
            case Play():
                self._play(effect.sound)
            case Request(wanted=wanted) if isinstance(wanted, StartWanted):
                # What takes its time says so first.
                self.draw()
                answer = self._answer(wanted)
                self.is_done = isinstance(answer, InOperation)
                at_utc = self._site.devices.clock.now().utc
                self._apply(Answered(answer=answer, at_utc=at_utc))
            case _:
                log.info("not journalled before the first start", effect=repr(effect))

    def _play(self, sound: Sound) -> None:
        try:
            self._site.devices.buzzer.play(TUNES[sound])
        except HalError as error:
            log.warning("buzzer", fault=error.fault.value, detail=error.detail)

    def _answer(self, wanted: StartWanted) -> StartFound:
        """What is wanted, or why not."""
        try:
            return self._answered(wanted)
        except (
            CommissionError,
            ConfigError,
            CredentialError,
            HalError,
            RefusedError,
            StoreError,
            OSError,
        ) as error:
            log.error("first start refused", detail=str(error))
            return refusal(error)

    def _answered(self, wanted: StartWanted) -> StartFound:
        match wanted:
            case FindStart():
                return self._find_start()
            case SetTime():
                return self._set_time(wanted.utc)
            case FindUnit():
                return self._find_unit()
            case TryPin():
                return self._try_pin(wanted.pin)
            case PutIntoOperation():
                return self._put_into_operation()
            case _:
                assert_never(wanted)

    def _find_start(self) -> FoundStart:
        site = self._site
        old, leaving = check_place(site.config, site.secrets, _wish(), connect=site.connect)
        return FoundStart(
            register_id=site.config.register.id,
            is_clock_trusted=site.devices.clock.now().is_trusted,
            is_begun=old is not None and old.register_id is not None and leaving is None,
        )

    def _set_time(self, utc: datetime | None) -> StartFound:
        """The technician vouches for the time that is shown, or for the one that was typed."""
        clock = self._site.devices.clock
        if utc is not None:
            clock.set_by_hand(utc)
        elif not clock.now().is_trusted:
            clock.vouch()
        if not clock.now().is_trusted:
            log.error("first start refused", detail=f"it cannot be {clock.now().utc}")
            return StartRefused(code=ErrorCode.E14, words=ErrorCode.E14.value, hint="2 = stellen")
        return TimeTaken()

    def _find_unit(self) -> StartFound:
        site = self._site
        units = read_units(site.config, site.devices, site.devices.clock.now())
        cards = [unit for unit in units if unit.place.kind is UnitKind.CARD]
        self._unit = first = (*cards, *units)[0]
        left = first.identity.pin_tries_left
        if left is not None and left < TRIES_NEEDED:
            log.error("first start refused", detail=f"the card's PIN may be wrong {left} times")
            return StartRefused(
                code=ErrorCode.E13, words="PIN gesperrt", hint="zuerst PUK eingeben"
            )
        # One that was kept without a test is perhaps why there is no Startbeleg yet.
        is_tried = first.place.may_test and credentials.has_card_pin(site.secrets)
        return FoundUnit(
            holder=first.facts.holder,
            serial=first.identity.serial,
            valid_until=first.facts.valid_until_utc.date(),
            tries_left=left,
            needs_pin=bool(cards) and not is_tried,
        )

    def _try_pin(self, pin: str | None) -> StartFound:
        """A real signature; a PIN that gives one is kept, no other is.

        What a card has refused it is not shown again: the driver remembers.
        """
        site, unit = self._site, self._unit
        assert unit is not None, "the unit is read before its PIN is asked"
        place, serial = unit.place, unit.identity.serial
        if place.kind is UnitKind.CARD:
            offered = credentials.read_card_pin(site.secrets) if pin is None else pin.encode()
            site.devices.pins.offer(serial, offered)
        signer = Signer(
            place.device_for(serial),
            lambda: site.devices.clock.now().monotonic_s,
            may_test=place.may_test,
        )
        if signer.probe():
            if pin is not None:
                credentials.keep_card_pin(site.secrets, pin.encode())
            return PinTried(is_right=True)
        log.error("first start refused", detail=f"the unit does not sign: {signer.fault}")
        if signer.fault != Fault.PIN_WRONG.value:
            return _about_device(signer.fault)
        if place.kind is not UnitKind.CARD:
            # It lies in a file, and is read when the till starts.
            return StartRefused(code=ErrorCode.E13, words="Passwort falsch", hint=_SEE_LOG)
        return PinTried(is_right=False, tries_left=signer.pin_tries_left())

    def _put_into_operation(self) -> InOperation:
        site = self._site
        done = commission_register(
            site.config, site.devices, site.secrets, _wish(), connect=site.connect
        )
        log.info("register is in operation", register_id=done.register_id)
        return InOperation()


def refusal(error: Exception) -> StartRefused:
    """What the technician reads of it; the sentence is in the log."""
    match error:
        case CommissionError():
            return StartRefused(code=ErrorCode.E06, words=error.words, hint=_SEE_LOG)
        case HalError() if error.device == "clock":
            return StartRefused(code=ErrorCode.E14, words=ErrorCode.E14.value, hint=_SEE_LOG)
        case HalError():
            return _about_device(error.fault.value)
        case ConfigError():
            return StartRefused(code=ErrorCode.E06, words="Einstellungen", hint=_SEE_LOG)
        case RefusedError():
            code = ErrorCode[error.refusal.value]
            words = "nicht signiert" if code is ErrorCode.E21 else code.value
            return StartRefused(code=code, words=words, hint=_SEE_LOG)
        case StoreError(fault=StoreFault.LOCKED):
            return StartRefused(code=ErrorCode.E15, words="läuft schon", hint=_SEE_LOG)
        case _:
            return StartRefused(code=ErrorCode.E15, words="Speicher prüfen", hint=_SEE_LOG)


def _about_device(fault: str) -> StartRefused:
    """„Karte fehlt": the words of a till in operation, without their code."""
    words = words_of(device_fault(fault))
    return StartRefused(code=words.code, words=words.item.partition(" ")[2], hint=_BAR)


def _wish() -> Wish:
    return Wish(way=Way.KEYPAD)
