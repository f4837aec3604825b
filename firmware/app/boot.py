"""From power on to the first key: check the book, finish what a cut left, restore the open sale."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec

from firmware import VERSION
from firmware.app import resume
from firmware.app.archive.room import ArchiveRoom, archive_room
from firmware.app.backup import BackupFeeder
from firmware.app.card_payments import CardPayments
from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config, ConfigError
from firmware.app.credentials import CredentialError
from firmware.app.devices import Devices
from firmware.app.hardware.room import HardwareRoom
from firmware.app.inbox import Message
from firmware.app.issue import Issuer, local_day, plain
from firmware.app.keep.room import DESK, Hands, Keep, keep_of
from firmware.app.life import aftermath, first_papers
from firmware.app.life.hardware import HARDWARE, is_foreign
from firmware.app.loop import Loop
from firmware.app.office import Office
from firmware.app.outages import found_outage, outage_told
from firmware.app.pins import PinError, Pins
from firmware.app.rooms import Ground, answers_of, rooms_of
from firmware.app.sealing import Sealer
from firmware.app.slips import Slips
from firmware.app.spool import Spool
from firmware.app.stall import NEW_PRICES, Stall, entry_of_change, file_changes, last_seen
from firmware.app.stick.room import StickRoom
from firmware.app.tidings import clock_doubted, little_room
from firmware.app.units import Units
from firmware.app.update import aftermath as update_aftermath
from firmware.app.update.feeder import UpdateFeeder
from firmware.app.z_seals import ZSeals
from firmware.process.logs import get_logger
from firmware.rksv.chain import Register
from firmware.rksv.turnover import key_check_value
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Entry, Identity
from firmware.sync import config as sync_config
from firmware.till import machine, texts
from firmware.till.acts import JournalKind
from firmware.till.events import CardLost, Noticed, SignatureChanged, StallChanged
from firmware.till.papers.slip import Mark
from firmware.till.sales.basket import Basket
from firmware.till.stall.catalog import Profile
from firmware.till.stall.fault import StallError
from firmware.till.state import Till
from hal.clock.port import Instant
from hal.display.port import Screen

log = get_logger()

BOOK_NAME = sync_config.BOOK_NAME


class BootError(Exception):
    """The till cannot sell; `words` are for the display, the message for the log."""

    def __init__(self, words: str, detail: str) -> None:
        super().__init__(detail)
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """What the room around lends: where messages go, who draws, how much room the disk has."""

    post: Callable[[Message], None]
    show: Callable[[Screen], None]
    free_bytes: Callable[[], int]
    hands: Hands = DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A booted till: the loop for messages; the others are its feeders, or what they work for."""

    loop: Loop
    spool: Spool
    issuer: Issuer
    sealer: Sealer
    cards: CardPayments
    backup: BackupFeeder
    sticks: StickRoom
    keep: Keep
    archive: ArchiveRoom
    hardware: HardwareRoom
    office_answers: Path
    update: UpdateFeeder


def book_path(config: Config) -> Path:
    """Where the book of this till is."""
    return config.paths.book


def register_of(identity: Identity | None, config: Config, aes_key: bytes) -> Register:
    """The register whose book this is, with its key.

    Raises:
        BootError: not commissioned, another register's book, or another key than its own.
    """
    if identity is None:
        raise BootError("nicht in Betrieb", "not commissioned: run `kassa commission`")
    if identity.register_id != config.register.id:
        detail = f"the book is of {identity.register_id}, the settings say {config.register.id}"
        raise BootError("falsche Kassen-ID", detail)
    if key_check_value(aes_key) != identity.aes_key_check:
        raise BootError("falscher AES-Key", "the AES key is not the one of this book")
    return Register(
        register_id=identity.register_id,
        rka=identity.rka,
        aes_key=aes_key,
        counter_bytes=identity.counter_bytes,
    )


def start(config: Config, devices: Devices, book: Book, aes_key: bytes, wires: Wires) -> Station:
    """The station, ready for the first key; what a power cut left is finished and journalled.

    Raises:
        BootError: this till cannot sell with this book, key or configuration.
        StoreError: the book cannot be read or written.
        RksvError: an intent was found that does not follow from the last receipt.
    """
    clock = ClockGuard(devices.clock)
    keep = keep_of(config, wires.hands, wires.post, wires.free_bytes, clock)
    # Before the first row: a mirror that goes on where the book ends tells that it was set back.
    told = keep.second.first_look()
    if keep.second.behind:
        raise BootError("Buch veraltet", keep.second.behind)
    found = _look(config, devices, book, aes_key, wires)
    now, issuer, stall, profile = found.now, found.issuer, found.stall, found.profile
    ground = Ground(
        config=config,
        devices=devices,
        book=book,
        issuer=issuer,
        clock=clock,
        post=wires.post,
        free_bytes=wires.free_bytes,
    )
    rooms = rooms_of(ground)
    office = Office(book, aes_key, clock, config.paths, config.finanzonline)
    office.follow()
    loop = Loop(
        till=replace(_till(book, profile, now, found.basket), medium=keep.second.medium(book)),
        book=book,
        issuer=issuer,
        spool=rooms.spool,
        slips=Slips(profile=profile, columns=devices.columns, is_ocr=config.printer.code == "ocr"),
        answers=answers_of(ground, rooms, office, found.pins, stall),
        stall=stall,
        buzzer=devices.buzzer,
        clock=clock,
        seals=ZSeals(book, rooms.sealer, clock),
        second=keep.second,
        show=wires.show,
    )
    if told is not None:
        loop.handle(told)
    for news in found.news:
        loop.tell(news)
    _tell(loop, book, devices.clock.now(), was_cut=found.was_cut, is_whole=found.is_whole)
    return Station(
        loop=loop,
        spool=rooms.spool,
        issuer=issuer,
        sealer=rooms.sealer,
        cards=rooms.cards,
        backup=rooms.backup,
        sticks=rooms.sticks,
        keep=keep,
        archive=archive_room(config, lambda: loop.till, issuer, clock, wires.post),
        hardware=rooms.hardware,
        office_answers=Path(config.paths.sync),
        update=rooms.update,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a boot found and finished before anything is shown; `news` are for the cashier."""

    now: Instant
    pins: Pins
    stall: Stall
    profile: Profile
    issuer: Issuer
    basket: Basket
    news: tuple[StallChanged | CardLost | Noticed | SignatureChanged, ...]
    was_cut: bool
    is_whole: bool


def _look(config: Config, devices: Devices, book: Book, aes_key: bytes, wires: Wires) -> _Found:
    """Check book, key, machine and settings; finish what a power cut left, and journal the boot.

    Raises:
        BootError, StoreError, RksvError: as `start`.
    """
    problems = integrity.check(book, integrity.QUICK)
    integrity.require_file(problems)
    register = register_of(book.identity(), config, aes_key)
    if is_foreign(book, devices.machine):
        detail = "the book was started last on another machine: run `kassa restore --adopt`"
        raise BootError("Fremdes Gerät", detail)
    tail = book.tail()
    if tail is None or not book.certificates():
        raise BootError("kein Startbeleg", "commissioning is not finished: `kassa commission`")
    now = devices.clock.now()
    pins = Pins(book_path(config).parent)
    # A clock that stands before the last receipt is told as such (E14), and sells nothing; the
    # rates of its day would be no rates at all.
    day = local_day(replace(now, utc=max(now.utc, tail.issued_at_utc)))
    is_late_entry_likely = aftermath.is_late_entry_likely(book, now.utc)
    stall, profile = _stall(book, config, pins, now, day)
    words_since = last_seen(book, day, is_anonymous=profile.is_anonymous)
    _open_pins(devices, book, aes_key)
    units = Units(book, devices.places, devices.clock.monotonic)
    if not units.all:
        raise BootError("keine Signatur", "no signature unit of the settings stands in the book")
    issuer = Issuer(book, register, units, devices.clock, wires.free_bytes)
    issuer.is_signing = book.outage() is None
    was_cut = resume.was_cut(book)
    finished = issuer.finish_intent()
    details = [one.detail for one in problems[:10]]
    facts: dict[str, object] = {HARDWARE: devices.machine, "problems": details}
    _journal_start(book, config, devices.clock.now(), was_cut=was_cut, facts=facts)
    if finished is not None:
        log.warning("receipt finished after a cut", number=finished.receipt.number)
    basket = resume.take_up_sale(book, devices.clock.now().utc)
    news: list[StallChanged | CardLost | Noticed | SignatureChanged] = []
    if (outage := found_outage(book)) is not None:
        news.append(outage_told(outage, devices.clock.now().utc))
    if stall.has_arrived(words_since, day):
        news.append(StallChanged(profile=profile, words=NEW_PRICES, at_utc=now.utc))
    if (lost_cents := resume.card_asked(book)) is not None and basket.lines:
        news.append(CardLost(amount_cents=lost_cents, at_utc=now.utc))
    if is_late_entry_likely:
        news.append(aftermath.late_entry_hint(now.utc))
    news.extend(little_room(wires.free_bytes(), now.utc))
    news.extend(update_aftermath.ended(config.paths, book, devices.clock.now()))
    return _Found(
        now=now,
        pins=pins,
        stall=stall,
        profile=profile,
        issuer=issuer,
        basket=basket,
        news=tuple(news),
        was_cut=was_cut,
        is_whole=not problems,
    )


def _open_pins(devices: Devices, book: Book, aes_key: bytes) -> None:
    """The PINs of later cards, and which cards have refused theirs."""
    try:
        devices.pins.open(book.path.parent, aes_key)
    except CredentialError as error:
        raise BootError("Schlüssel prüfen", str(error)) from error


def _till(book: Book, profile: Profile, now: Instant, basket: Basket) -> Till:
    """The counter as the journal left it."""
    begun = machine.begin(
        profile, now.utc, basket, resume.clerk(book), is_locked=resume.is_locked(book)
    )
    return replace(
        begun,
        ended=aftermath.ended(book),
        closed_day=resume.closed_day(book),
        form=resume.receipt_form(book),
        settings=resume.settings(book),
        parked=resume.parked(book),
    )


def _stall(
    book: Book, config: Config, pins: Pins, now: Instant, day: date
) -> tuple[Stall, Profile]:
    """The master data, with what the settings say otherwise than last time as rows."""
    stall = Stall(book, config, pins.marked)
    try:
        changes = file_changes(stall.history, config, day)
        book.append([entry_of_change(change, now) for change in changes])
        profile = stall.begin(day)
    except ConfigError as error:
        raise BootError("Einstellungen", str(error)) from error
    except StallError as error:
        raise BootError("Stammdaten", str(error)) from error
    except PinError as error:
        raise BootError("PIN-Datei prüfen", str(error)) from error
    _sign_off_unknown(book, profile, now)
    return stall, profile


def _sign_off_unknown(book: Book, profile: Profile, now: Instant) -> None:
    """A clerk who was signed on and whom the stall does not know any more is signed off."""
    clerk = resume.clerk(book)
    if clerk is None or clerk in profile.clerks:
        return
    content = plain({"reason": "unknown"})
    book.append([Entry(kind=JournalKind.AUS, clerk=clerk, content=content, at_utc=now.utc)])


def _journal_start(
    book: Book, config: Config, now: Instant, *, was_cut: bool, facts: dict[str, object]
) -> None:
    """What this boot found, before anybody presses a key; settings when they are not the last."""
    kinds: list[tuple[JournalKind, dict[str, object]]] = []
    if was_cut:
        kinds.append((JournalKind.STROMAUSFALL, {}))
    if resume.was_training(book):
        kinds.append((JournalKind.TRA_AUS, {"reason": "boot"}))
    settings: dict[str, object] = {"settings": msgspec.to_builtins(config)}
    last = book.last_journal(JournalKind.KONFIGURATION)
    if last is None or last.content != plain(settings):
        kinds.append((JournalKind.KONFIGURATION, settings))
    start_row: dict[str, object] = {
        "version": VERSION,
        "clock_trusted": now.is_trusted,
        **facts,
    }
    kinds.append((JournalKind.START, start_row))
    book.append(
        [
            Entry(kind=kind, clerk=None, content=plain(content), at_utc=now.utc)
            for kind, content in kinds
        ]
    )


def _print_first_papers(loop: Loop, book: Book, now: Instant) -> None:
    """Startbeleg and slip of a register that has just begun, until they are out (§ 6 Abs 4)."""
    papers = first_papers.owed_papers(book)
    for paper in papers:
        if isinstance(paper, int):
            loop.print_again(paper, Mark.NONE)
        else:
            loop.print_paper(paper)
    if papers:
        loop.tell(Noticed(item="IN BETRIEB", main="Startbeleg", at_utc=now.utc))


def _tell(loop: Loop, book: Book, now: Instant, *, was_cut: bool, is_whole: bool) -> None:
    """News for the cashier, and the paper a cut kept from the customer."""
    slips = resume.unprinted(book)
    for number, is_second_try in slips:
        again = Mark.REPRINT if is_second_try else Mark.NONE
        loop.print_again(number, Mark.POWER if was_cut else again)
    for paper in aftermath.unprinted(book):
        loop.print_paper(paper, Mark.POWER if was_cut else Mark.NONE)
    _print_first_papers(loop, book, now)
    for paper in resume.unprinted_z(book, loop.till.profile):
        loop.print_paper(paper, Mark.POWER if was_cut else Mark.NONE)
    # The open sale keeps the display: its sum is what the cashier needs next.
    if was_cut and slips and not loop.till.basket.lines:
        words = f"Bon {texts.receipt_number(slips[-1][0])}"
        loop.tell(Noticed(item="Strom war weg", main=words, at_utc=now.utc))
    tail = book.tail()
    if not now.is_trusted or (tail is not None and now.utc < tail.issued_at_utc):
        loop.tell(clock_doubted(now.utc))
    if not is_whole:
        loop.tell(Noticed(item="E21", main="Selbsttest Kette", at_utc=now.utc))
    loop.draw()
