"""The first start on emulated hardware: what the technician types is done, at the wire."""

from pathlib import Path

import msgspec
import pytest

from firmware.app import credentials
from firmware.app.config import CardSection, Config, ConfigError
from firmware.app.credentials import CredentialError
from firmware.app.inbox import PrinterSeen, Tick
from firmware.app.issue import RefusedError
from firmware.app.life.checks import CommissionError
from firmware.app.life.first_start import NO_PIN, FirstStart, Site, is_new, refusal
from firmware.app.life.register_ids import USED_IDS
from firmware.desk.bench import PIN
from firmware.desk.keys import parse_keys
from firmware.desk.stand import Stand
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.events import Refusal
from hal.card.emulator import PIN_TRIES, EmulatedCard
from hal.card.emulator_profile import CardFaults
from hal.clock.port import TimeSource
from hal.display.codec import render
from hal.display.port import Screen
from hal.errors import Fault, HalError
from hal.keypad.port import Pressed
from tests.app.day import MORNING, utc
from tests.app.life.old_till import old_till

RIGHT = PIN.decode()
WHOLE = f"BAR BAR BAR {RIGHT} BAR BAR BAR"


class Desk:
    """A technician before the till; every screen is set as the panel would."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.screens: list[Screen] = []
        self.begin()

    def begin(self) -> None:
        """Power on."""
        stand = self.stand
        pin = (
            credentials.read_card_pin(stand.secrets)
            if credentials.has_card_pin(stand.secrets)
            else NO_PIN
        )
        site = Site(
            config=stand.config, devices=stand.bench.devices(pin=pin), secrets=stand.secrets
        )
        self.start = FirstStart(site, self._show)

    def _show(self, screen: Screen) -> None:
        render(screen)
        self.screens.append(screen)

    def type(self, keys: str) -> str:
        """Press keys; what stands there then."""
        for key in parse_keys(keys):
            self.stand.clock.advance(0.1)
            self.start.handle(Pressed(key=key))
        screen = self.screens[-1]
        return f"{screen.item}|{screen.main}|{screen.hint}"


@pytest.fixture
def stand(tmp_path: Path, config: Config) -> Stand:
    """A till that was never commissioned."""
    (tmp_path / "till").mkdir()
    return Stand(tmp_path / "till", config, utc(MORNING))


@pytest.fixture
def desk(stand: Stand) -> Desk:
    """It is on."""
    return Desk(stand)


def kinds(stand: Stand) -> list[ReceiptKind]:
    """The receipts in the book."""
    with Reader.open_read_only(stand.book_path) as book:
        return [receipt.kind for receipt in book.receipts()]


def test_whole_first_start(desk: Desk) -> None:
    """§ 6 RKSV: keys alone make key, book and a signed Startbeleg; the record says by which way."""
    stand = desk.stand
    desk.type(WHOLE)
    assert desk.start.is_done
    assert [ReceiptKind.STARTBELEG] == kinds(stand)
    assert RIGHT.encode() == credentials.read_card_pin(stand.secrets)
    assert not is_new(stand.config, stand.secrets)
    with Reader.open_read_only(stand.book_path) as book:
        row = book.last_journal("INBETRIEBNAHME")
    assert row is not None
    assert ("keypad", "ntp") == (row.content["way"], row.content["clock_source"])
    assert stand.boot()
    assert "Bereit" in stand.screen.item or "IN BETRIEB" in stand.screen.item


def test_nothing_is_made_before_the_last_key(desk: Desk) -> None:
    """§ 6 RKSV: up to there the technician may go; of all that only a right PIN is kept."""
    assert "INBETRIEBNAHME ?" in desk.type(WHOLE.removesuffix(" BAR"))
    assert not desk.stand.book_path.exists()
    assert not credentials.has_aes_key(desk.stand.secrets)
    assert "NEUE KASSE" in desk.type("C C C C C C C")


def test_nobody_sells_yet(desk: Desk) -> None:
    """The status line promises neither a clerk nor a signature."""
    status = desk.screens[-1].status
    assert "B1" not in status
    assert "S✓" not in status


def test_progress_is_shown(desk: Desk) -> None:
    """What takes its time says so: the card is read, it signs, the register begins."""
    desk.type(WHOLE)
    shown = {(screen.item, screen.main) for screen in desk.screens}
    assert {
        ("SIGNATURKARTE", "wird gelesen"),
        ("SIGNATURKARTE", "unterschreibt"),
        ("INBETRIEBNAHME", "läuft"),
    } <= shown


def test_keys_that_mean_nothing_yet(desk: Desk) -> None:
    """The functions behind F are those of a till in operation; C leaves, and begins again."""
    before = desk.type("C")
    assert before == desk.type("F 60 F F WG3 F C")
    assert "NEUE KASSE" in before


def test_time_goes_on(desk: Desk) -> None:
    """The clock that is asked about is the one of now; other news are left unheard."""
    assert " 09:00|" in desk.type("BAR BAR")
    desk.stand.clock.advance(60)
    desk.start.handle(Tick())
    assert " 09:01|" in desk.type("")
    desk.start.handle(PrinterSeen(status=None))
    assert " 09:01|" in desk.type("")


def test_wrong_pin_costs_one_try(desk: Desk) -> None:
    """It is not kept, and the same wrong PIN is not shown to the card again."""
    card = desk.stand.bench.card
    told = desk.type("BAR BAR BAR 9999 BAR")
    assert "FEHLER E06|PIN falsch|noch 2 Versuche" == told
    assert PIN_TRIES - 1 == card.pin_tries_left
    assert "noch 2 Versuche" in desk.type("C 9999 BAR")
    assert PIN_TRIES - 1 == card.pin_tries_left
    assert not credentials.has_card_pin(desk.stand.secrets)
    assert "ATU12345678" in desk.type(f"C {RIGHT} BAR")
    assert RIGHT.encode() == credentials.read_card_pin(desk.stand.secrets)


def test_last_try_is_never_used(desk: Desk) -> None:
    """A blocked card must be bought anew: with one try left no PIN is asked, or shown."""
    card = desk.stand.bench.card
    desk.type("BAR BAR BAR 9999 BAR")
    assert "FEHLER E13|PIN falsch|zuerst PUK eingeben" == desk.type("C 8888 BAR")
    assert 1 == card.pin_tries_left
    assert "zuerst PUK eingeben" in desk.type(f"C {RIGHT} BAR")
    assert 1 == card.pin_tries_left
    assert "PIN gesperrt" in desk.type("C C BAR BAR BAR")


def test_kept_pin_of_another_card(desk: Desk) -> None:
    """The card was changed after a try that was cut: its PIN is asked, and kept in its place."""
    stand = desk.stand
    credentials.create_card_pin(stand.secrets, b"4321")
    desk.begin()
    assert "PIN falsch|noch 2" in desk.type("BAR BAR BAR")
    assert "ATU12345678" in desk.type(f"C {RIGHT} BAR")
    assert RIGHT.encode() == credentials.read_card_pin(stand.secrets)


def test_wrong_pin_that_could_not_be_tried(tmp_path: Path, config: Config) -> None:
    """Where the card signs no test, a wrong PIN shows at the Startbeleg only, and is typed anew."""
    (tmp_path / "till").mkdir()
    shy = msgspec.structs.replace(config, card=CardSection(test_signature=False))
    stand = Stand(tmp_path / "till", shy, utc(MORNING))
    desk = Desk(stand)
    assert "nicht signiert" in desk.type("BAR BAR BAR 9999 BAR BAR BAR")
    desk.begin()
    desk.type(WHOLE)
    assert desk.start.is_done
    assert [ReceiptKind.STARTBELEG] == kinds(stand)
    assert RIGHT.encode() == credentials.read_card_pin(stand.secrets)
    assert PIN_TRIES == stand.bench.card.pin_tries_left


def test_no_card(desk: Desk) -> None:
    """Told by name; with the card in, the same key goes on."""
    desk.stand.bench.set_card("out")
    assert "FEHLER E12|Karte fehlt|prüfen, dann BAR" == desk.type("BAR BAR BAR")
    desk.stand.bench.set_card("in")
    assert "PIN DER KARTE" in desk.type("C BAR")


def test_card_of_another_company(desk: Desk) -> None:
    """Rc 7: no PIN is asked for a card that cannot be registered."""
    desk.stand.bench.reader.insert(EmulatedCard(company_id="ATU87654321"))
    assert "FEHLER E06|fremde Firma|Näheres im Log" == desk.type("BAR BAR BAR")


def test_used_id(desk: Desk) -> None:
    """§ 5 Abs 4 RKSV: told before a card is looked for."""
    (desk.stand.book_path.parent / USED_IDS).write_text("GRAZ-01")
    assert "Kassen-ID war schon" in desk.type("BAR")


def test_card_that_signs_wrongly(desk: Desk) -> None:
    """A unit that gives no good signature is found before anything is made."""
    desk.stand.bench.card.faults = CardFaults(flips_signature=True)
    assert "FEHLER E12|Karte defekt" in desk.type(f"BAR BAR BAR {RIGHT} BAR")
    assert not credentials.has_card_pin(desk.stand.secrets)


def test_startbeleg_that_fails_is_tried_again(desk: Desk) -> None:
    """§ 6 Abs 4 RKSV: it must be signed; the same text is, once the card does again."""
    assert "INBETRIEBNAHME ?" in desk.type(WHOLE.removesuffix(" BAR"))
    card = desk.stand.bench.card
    card.faults = CardFaults(status_word=0x6985, instruction=0x2A)
    assert "FEHLER E21|nicht signiert" in desk.type("BAR")
    assert not desk.start.is_done
    card.faults = CardFaults()
    desk.type("C BAR")
    assert desk.start.is_done
    assert [ReceiptKind.STARTBELEG] == kinds(desk.stand)


def test_cut_try_goes_on(desk: Desk) -> None:
    """A boot between the identity and the Startbeleg: the same id, key and PIN, fewer questions."""
    stand = desk.stand
    desk.type(WHOLE.removesuffix(" BAR"))
    stand.bench.card.faults = CardFaults(status_word=0x6985, instruction=0x2A)
    desk.type("BAR")
    key = credentials.read_aes_key(stand.secrets)
    stand.bench.card.faults = CardFaults()
    assert is_new(stand.config, stand.secrets)
    desk.begin()
    assert "weiter = BAR" in desk.type("BAR")
    desk.type("BAR BAR BAR BAR")
    assert desk.start.is_done
    assert key == credentials.read_aes_key(stand.secrets)
    assert [ReceiptKind.STARTBELEG] == kinds(stand)


def test_clock_that_nobody_vouches_for(desk: Desk) -> None:
    """§ 6 RKSV: the technician says that the time is right; the record says whose word it was."""
    stand = desk.stand
    stand.clock.is_trusted = False
    assert "UHR UNSICHER ?|20.11.2026 09:00|" in desk.type("BAR BAR")
    desk.type(WHOLE.removeprefix("BAR BAR "))
    assert desk.start.is_done
    with Reader.open_read_only(stand.book_path) as book:
        row = book.last_journal("INBETRIEBNAHME")
    assert row is not None
    assert TimeSource.HAND.value == row.content["clock_source"]


def test_clock_that_cannot_be_right(stand: Stand) -> None:
    """A till that woke in 1999 asks all the same; nobody can vouch for that time, but set it."""
    stand.clock.set(utc("1999-01-01T00:00:00"))
    stand.clock.is_trusted = False
    stand.clock.vouch = lambda: None  # type: ignore[method-assign]
    desk = Desk(stand)
    assert "NEUE KASSE" in desk.type("")
    assert "FEHLER E14|Uhrzeit unsicher|2 = stellen" == desk.type("BAR BAR BAR")
    desk.type("C 2 201126 BAR")
    del stand.clock.vouch
    assert "PIN DER KARTE" in desk.type("0915 BAR BAR")
    assert utc("2026-11-20T09:15:00") <= stand.clock.now().utc < utc("2026-11-20T09:16:00")


def test_clock_that_may_not_be_set(desk: Desk) -> None:
    """A machine that does not let itself be set is told as what it is."""
    desk.stand.clock.can_be_set = False
    assert "FEHLER E14|Uhrzeit unsicher" in desk.type("BAR BAR 2 201126 BAR 0915 BAR BAR")


def test_settings_that_cannot_be_used(stand: Stand) -> None:
    """Said before the first question."""
    group = msgspec.structs.replace(stand.config.group[0], vat="21")
    stand.config = msgspec.structs.replace(stand.config, group=[group], article=[])
    with pytest.raises(ConfigError, match=r"group 1\.vat"):
        Desk(stand)


def test_till_without_a_voice(desk: Desk) -> None:
    """A buzzer that is gone keeps nobody from beginning."""
    desk.stand.bench.buzzer.is_absent = True
    assert "KASSEN-ID ?" in desk.type("BAR")


def test_what_is_new(stand: Stand, tmp_path: Path) -> None:
    """No book, or an empty one; not a till in operation, nor one whose book is gone."""
    assert is_new(stand.config, stand.secrets)
    Book.create(stand.book_path).close()
    assert is_new(stand.config, stand.secrets)
    stand.commission()
    assert not is_new(stand.config, stand.secrets)
    stand.book_path.unlink()
    assert not is_new(stand.config, stand.secrets)


def test_what_is_new_after_an_end(tmp_path: Path) -> None:
    """§ 17 Abs 8 RKSV: an ended register is new only under another id, one in operation never."""
    stand = old_till(tmp_path / "till")
    other = msgspec.structs.replace(
        stand.config, register=msgspec.structs.replace(stand.config.register, id="GRAZ-02")
    )
    assert not is_new(other, stand.secrets)
    with Book.open(stand.book_path) as book:
        at_utc = stand.clock.now().utc
        book.append([Entry(kind=JournalKind.AUSSERBETRIEB, clerk=1, content={}, at_utc=at_utc)])
    assert not is_new(stand.config, stand.secrets)
    assert is_new(other, stand.secrets)
    stand.config = other
    desk = Desk(stand)
    desk.type("BAR BAR BAR BAR BAR BAR")
    assert desk.start.is_done
    assert (stand.book_path.parent / "former" / "GRAZ-01" / "book.sqlite").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CommissionError("UID fehlt", "x"), "E06 UID fehlt"),
        (HalError(Fault.BROKEN, "clock", "x"), "E14 Uhrzeit unsicher"),
        (HalError(Fault.TIMEOUT, "card", "x"), "E12 Karte stumm"),
        (HalError(Fault.PIN_BLOCKED, "card", "x"), "E13 PIN gesperrt"),
        (HalError(Fault.WRONG_CARD, "card", "x"), "E22 Karte falsch"),
        (ConfigError("x"), "E06 Einstellungen"),
        (RefusedError(Refusal.CLOCK, "x"), "E14 Uhrzeit unsicher"),
        (RefusedError(Refusal.STORAGE, "x"), "E15 Speicher voll"),
        (RefusedError(Refusal.CHAIN, "x"), "E21 nicht signiert"),
        (StoreError(StoreFault.LOCKED, "x", "x"), "E15 läuft schon"),
        (StoreError(StoreFault.FULL, "x", "x"), "E15 Speicher prüfen"),
        (CredentialError("x"), "E15 Speicher prüfen"),
        (OSError("x"), "E15 Speicher prüfen"),
    ],
)
def test_every_refusal_has_words(error: Exception, told: str) -> None:
    """Whatever is in the way is told by code and words that fit; the sentence is in the log."""
    refused = refusal(error)
    assert told == f"{refused.code.name} {refused.words}"
    render(Screen(item=f"FEHLER {refused.code.name}", main=refused.words, hint=refused.hint))
