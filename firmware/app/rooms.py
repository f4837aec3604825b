"""What works beside the loop of a booted till, made from what the till stands on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.app.answers import Answers, Beside
from firmware.app.answers_calendar import CalendarAnswers
from firmware.app.answers_stall import StallAnswers
from firmware.app.answers_status import StatusAnswers
from firmware.app.archive.counterpart import Archive
from firmware.app.archive.room import archive_of
from firmware.app.backup import BackupFeeder, Media
from firmware.app.card_payments import CardPayments
from firmware.app.card_swap import CardSwap
from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.hardware.parts import Bench
from firmware.app.hardware.room import HardwareRoom
from firmware.app.image_state import STATE_NAME
from firmware.app.inbox import Message
from firmware.app.issue import Issuer
from firmware.app.office import Office
from firmware.app.pins import Pins
from firmware.app.sealing import Sealer
from firmware.app.spool import Spool
from firmware.app.stall import Stall
from firmware.app.stick.room import StickRoom, stick_room
from firmware.app.update.feeder import UpdateFeeder
from firmware.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a till stands on once its boot has found everything in order."""

    config: Config
    devices: Devices
    book: Book
    issuer: Issuer
    clock: ClockGuard
    post: Callable[[Message], None]
    free_bytes: Callable[[], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Each works for the loop, most with a thread of its own."""

    spool: Spool
    cards: CardPayments
    sealer: Sealer
    sticks: StickRoom
    backup: BackupFeeder
    archive: Archive
    hardware: HardwareRoom
    update: UpdateFeeder


def rooms_of(ground: Ground) -> Rooms:
    """The rooms of a till; nothing is asked or written yet."""
    config, devices, book, post = ground.config, ground.devices, ground.book, ground.post
    spool = Spool(devices.printer, devices.drawer, post)
    sealer = Sealer(ground.issuer, config.register.id)
    sticks = stick_room(config, devices.slot, sealer, ground.clock, post)
    archive = archive_of(config, book)
    bench = Bench(config=config, devices=devices, issuer=ground.issuer, berth=sticks.berth)
    return Rooms(
        spool=spool,
        cards=CardPayments(devices.terminal, post),
        sealer=sealer,
        sticks=sticks,
        backup=BackupFeeder(Media(book=book.path, stick=sticks.berth), post, ground.clock),
        archive=archive,
        hardware=HardwareRoom(
            bench, spool, archive.net_found, post, lambda: sticks.exports.is_busy
        ),
        update=UpdateFeeder(config.paths, sticks.berth, ground.clock, post),
    )


def answers_of(ground: Ground, rooms: Rooms, office: Office, pins: Pins, stall: Stall) -> Answers:
    """Who answers what dialogues want."""
    config, devices, book, clock = ground.config, ground.devices, ground.book, ground.clock
    image_file = Path(config.paths.image) / STATE_NAME
    status = StatusAnswers(book, ground.issuer, clock, ground.free_bytes, image_file)
    return Answers(
        book,
        pins,
        status,
        StallAnswers(stall, book.path.parent, clock),
        Beside(
            scale=devices.scale,
            cards=rooms.cards,
            swap=CardSwap(book, config, devices),
            calendar=CalendarAnswers(book, ground.issuer, clock, status, rooms.sticks.exports),
            office=office,
            exports=rooms.sticks.exports,
            archive=rooms.archive,
            hardware=rooms.hardware,
            update=rooms.update,
        ),
    )
