"""From power on to the first key: what is refused, what is finished, what is told."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.app import boot, credentials
from firmware.app.barred.reason import bar_of_book
from firmware.app.boot import BootError, book_path, register_of
from firmware.app.card_pins import FOLDER
from firmware.app.config import Config
from firmware.desk.stand import Stand
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Entry, Identity
from firmware.store.errors import StoreError, StoreFault
from hal.card.emulator import EmulatedCard
from hal.keypad.port import Key
from tests.app.day import MORNING, Day, utc
from tests.store.tampering import take_away

KEY = bytes(32)
IDENTITY = Identity(
    register_id="GRAZ-01",
    rka="R1-AT1",
    counter_bytes=8,
    aes_key_check=key_check_value(KEY),
    commissioned_at_utc=utc(MORNING),
)


def test_register_of_the_book(config: Config) -> None:
    """The register is what the book says, with the key that fits it."""
    register = register_of(IDENTITY, config, KEY)
    assert (register.register_id, register.rka, register.counter_bytes) == ("GRAZ-01", "R1-AT1", 8)
    assert register.aes_key == KEY


@pytest.mark.parametrize(
    ("identity", "key", "words"),
    [
        (None, KEY, "nicht in Betrieb"),
        (replace(IDENTITY, register_id="WIEN-01"), KEY, "falsche Kassen-ID"),
        (IDENTITY, bytes(31) + b"\1", "falscher AES-Key"),
    ],
)
def test_register_that_is_not_ours(
    config: Config, identity: Identity | None, key: bytes, words: str
) -> None:
    """Anlage Z 9 RKSV: another register's book, or another key than its own, sells nothing."""
    with pytest.raises(BootError) as caught:
        register_of(identity, config, key)
    assert caught.value.words == words


def test_no_book(tmp_path: Path, config: Config) -> None:
    """Without a book nothing is made up: ABSENT, by name."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    credentials.create_aes_key(stand.secrets)
    with pytest.raises(StoreError) as caught:
        stand.boot()
    assert caught.value.fault is StoreFault.ABSENT
    assert not stand.book_path.exists()


def test_commissioning_half_way(tmp_path: Path, config: Config) -> None:
    """§ 6 RKSV: without a Startbeleg nothing is sold."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    key = credentials.create_aes_key(stand.secrets)
    with Book.create(stand.book_path) as book:
        entry = Entry(kind="INBETRIEBNAHME", clerk=None, content={}, at_utc=utc(MORNING))
        book.commission("GRAZ-01", "R1-AT1", 8, key_check_value(key), [entry])
    with pytest.raises(BootError) as caught:
        stand.boot()
    assert caught.value.words == "kein Startbeleg"


def test_settings_that_no_longer_hold(day: Day) -> None:
    """A group without a rate in force is told before the first customer."""
    day.stand.shut_down()
    group = msgspec.structs.replace(day.stand.config.group[0], vat="21")
    good = day.stand.config
    day.stand.config = msgspec.structs.replace(good, group=[group], article=[])
    with pytest.raises(BootError, match=r"group 1\.vat") as caught:
        day.stand.boot()
    assert caught.value.words == "Einstellungen"
    day.stand.config = good
    day.boot()


def test_kept_pin_that_others_may_read(day: Day) -> None:
    """A PIN typed for a later card that others may read is told by name, before anything sells."""
    kept = day.stand.book_path.parent / FOLDER / "card-pin.3039"
    day.stand.shut_down()
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    kept.write_text("123456")
    kept.chmod(0o644)
    with pytest.raises(BootError, match="others may read") as caught:
        day.stand.boot()
    assert "Schlüssel prüfen" == caught.value.words
    kept.unlink()
    day.boot()


def test_second_till_on_the_book(day: Day) -> None:
    """One writer: a second till program is refused by name, the first sells on."""
    with pytest.raises(StoreError) as caught:
        Book.open(day.stand.book_path)
    assert caught.value.fault is StoreFault.LOCKED
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]


def test_start_row(day: Day) -> None:
    """The journal keeps which firmware ran, and whether the time was to be trusted."""
    (row,) = day.rows("START")
    assert row.content["clock_trusted"] is True
    assert row.content["problems"] == []
    assert row.content["version"]


def test_settings_are_journalled_when_they_change(day: Day) -> None:
    """The first start keeps the settings; the next only if they are not the same any more."""
    day.stand.shut_down()
    day.boot()
    config = day.stand.config
    dearer = msgspec.structs.replace(config.group[0], price="2,80")
    day.stand.shut_down()
    day.stand.config = msgspec.structs.replace(config, group=[dearer, *config.group[1:]])
    day.boot()
    prices = [row.content["settings"]["group"][0]["price"] for row in day.rows("KONFIGURATION")]
    assert prices == ["2,50", "2,80"]


@pytest.mark.parametrize(
    ("table", "column"),
    [("journal", "content"), ("receipts", "issued_at_utc"), ("receipts", "jws")],
)
def test_book_whose_file_is_damaged(day: Day, table: str, column: str) -> None:
    """A file that SQLite itself finds broken is not sold on: kassad hears so, and bars the till."""
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    sound = day.stand.book_path.read_bytes()
    take_away(day.stand.book_path, table, column)
    with pytest.raises(StoreError) as caught:
        day.boot()
    assert StoreFault.BROKEN is caught.value.fault
    assert bar_of_book(caught.value) is not None
    day.stand.book_path.write_bytes(sound)
    day.boot()


def test_book_that_was_tampered_with(day: Day) -> None:
    """E21: a broken journal chain is told and journalled, selling is not blocked."""
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    with sqlite3.connect(day.stand.book_path) as raw:
        (sql,) = raw.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'journal_no_update'"
        ).fetchone()
        raw.execute("DROP TRIGGER journal_no_update")
        raw.execute("UPDATE journal SET content = '{\"reason\":\"x\"}' WHERE kind = 'STOPP'")
        raw.execute(sql)
    raw.close()
    day.boot()
    assert "E21|Selbsttest Kette" in day.display
    problems = day.rows("START")[-1].content["problems"]
    assert isinstance(problems, list)
    assert len(problems) == 1
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250", "standard 500"]
    heal(day)


def heal(day: Day) -> None:
    """Undo the tampering, so that the end of the day is sound again."""
    day.stand.shut_down()
    with sqlite3.connect(day.stand.book_path) as raw:
        (sql,) = raw.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'journal_no_update'"
        ).fetchone()
        raw.execute("DROP TRIGGER journal_no_update")
        raw.execute("UPDATE journal SET content = '{\"reason\":\"asked\"}' WHERE kind = 'STOPP'")
        raw.execute(sql)
    raw.close()
    day.boot()


def test_other_card_than_the_last(day: Day) -> None:
    """E22: a card that is not in the book signs nothing; the till sells in failure form."""
    day.stand.shut_down()
    day.bench.reader.insert(EmulatedCard(seed=2))
    day.boot()
    assert "S!" in day.status
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250 !"]


def test_intent_of_a_cut_is_finished_before_the_start(day: Day) -> None:
    """Anlage Z 4 RKSV: the row of the receipt stands before that of the boot that finished it."""
    day.type("250 WG1")
    edge = day.stand.plug.edge
    commits = []

    def cut_after_the_intent(name: str) -> None:
        if name == "disk: after COMMIT":
            commits.append(name)
            day.stand.plug.arm(1)
        edge(name)

    day.stand.plug.edge = cut_after_the_intent
    assert not day.stand.press([Key.BAR])
    day.stand.plug.edge = edge
    assert len(commits) == 1
    day.boot()
    kinds = [row.kind for row in day.rows("BELEG", "STROMAUSFALL", "START")]
    assert kinds[-3:] == ["BELEG", "STROMAUSFALL", "START"]
    assert day.story() == ["standard 250"]
    assert day.printed_numbers() == [2]


def test_open_sale_that_cannot_be_rebuilt(day: Day) -> None:
    """Rows that do not fit end the sale in the journal, by name; the till sells on."""
    row = Entry(
        kind="POS_STORNO",
        clerk=1,
        content={"position": 3, "quantity_milli": 1000},
        at_utc=day.stand.clock.now().utc,
    )
    day.stand.book.append([row])
    day.cut()
    (ended,) = day.rows("BON_ABBRUCH")
    assert "POS_STORNO" in str(ended.content["reason"])
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]


def test_book_path(config: Config, tmp_path: Path) -> None:
    """The book is in the folder of the configuration, under one name."""
    assert book_path(config) == tmp_path / "till" / boot.BOOK_NAME


def test_open_sale_keeps_the_display(new_day: Callable[..., Day]) -> None:
    """After a cut the open sale is what the cashier sees, also when a slip is printed again."""
    day = new_day()
    day.bench.printer.is_powered = False
    day.type("250 WG1 BAR C 290 WG1")
    day.cut()
    assert "Offener Bon|weiter" in day.display
    assert day.printed_numbers() == [2]
