"""Each Z is sealed by the card, once, as soon as a card signs; nobody waits for it."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from msgspec import structs

from firmware.app.config import Config
from firmware.app.feeders import CARD_PROBE_S
from firmware.app.z_seals import RETRY_S, unsealed_z
from firmware.store import seal
from firmware.store.entry import JournalRow
from firmware.store.seal import SealKind
from firmware.till.acts import JournalKind
from tests.app.day import Day

Z_KEYS = "F 20 BAR 1 × 250 BAR ZW BAR"
EMPTY_Z = "F 20 BAR ZW ZW BAR"


def _sealed(day: Day) -> list[tuple[object, object]]:
    """The rows that the seals name, by seq and hash."""
    rows = day.rows(JournalKind.SIEGEL)
    return [(row.content["journal_seq"], row.content["journal_hash"]) for row in rows]


def _heads(day: Day) -> list[tuple[int, str]]:
    return [(row.seq, row.hash) for row in day.rows(JournalKind.Z)]


def test_the_row_is_the_one_that_is_looked_for() -> None:
    """The book's word for it and the till's are one."""
    assert seal.ROW_KIND == JournalKind.SIEGEL


def test_z_is_sealed(day: Day) -> None:
    """The card says where the journal ended, and which receipt was the last."""
    day.type(f"250 WG1 BAR {Z_KEYS}")
    (z,) = day.rows(JournalKind.Z)
    (row,) = day.rows(JournalKind.SIEGEL)
    (certificate,) = day.stand.book.certificates()
    made = str(row.content["seal"])
    assert seal.is_signed_by(made, certificate.der)
    last = day.stand.book.receipt(2)
    assert last is not None
    assert {
        "format": 1,
        "seal": "journal",
        "register_id": day.stand.config.register.id,
        "journal_seq": z.seq,
        "journal_hash": z.hash,
        "z": 1,
        "receipts": 2,
        "last_jws_sha256": sha256(last.jws.encode()).hexdigest(),
    } == seal.read(made, SealKind.JOURNAL)
    assert {
        "seal": made,
        "serial": certificate.serial,
        "journal_seq": z.seq,
        "journal_hash": z.hash,
    } == row.content


def test_paper_and_copy_name_the_row(day: Day) -> None:
    """What is on paper is what is in the book, whoever prints it and when."""
    day.type(f"250 WG1 BAR {Z_KEYS} 2 × 250 WG1 BAR F 23 1 BAR")
    (z,) = day.rows(JournalKind.Z)
    line = f"Journal {z.seq}"
    anchor = seal.anchor(z.seq, z.hash)
    slips = [one.text for one in day.slips]
    shown = [text for slip in slips for text in slip if text.startswith(line)]
    assert [(line, anchor)] * 2 == [(text[: len(line)], text.split()[-1]) for text in shown]


def test_each_z_once(day: Day) -> None:
    """A second Z is another head; time and boots add none."""
    day.type(f"250 WG1 BAR {Z_KEYS} F 20 BAR 1 × 250 BAR ZW BAR")
    day.wait(5)
    day.cut()
    day.wait(2 * RETRY_S)
    assert _heads(day) == _sealed(day)
    assert 2 == len(_sealed(day))


def test_practice_is_not_sealed(day: Day) -> None:
    """It writes no Z."""
    day.type(f"F 50 {EMPTY_Z}")
    day.wait(2)
    assert [] == day.rows(JournalKind.SIEGEL)


def test_in_an_outage_it_waits(day: Day) -> None:
    """§ 17 Abs 4 RKSV: the Z does not wait; its seal follows the Sammelbeleg, over the Z's row."""
    day.bench.set_card("out")
    day.type(f"250 WG1 BAR {Z_KEYS}")
    day.type("290 WG1 BAR")
    assert [] == day.rows(JournalKind.SIEGEL)
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert _heads(day) == _sealed(day)
    (row,) = day.rows(JournalKind.SIEGEL)
    said = seal.read(str(row.content["seal"]), SealKind.JOURNAL)
    assert 2 == said["receipts"], "the last receipt of the Z's day, not of the seal's"


def test_only_the_last_of_several(day: Day) -> None:
    """It covers the rows of those before."""
    day.bench.set_card("out")
    day.type(f"250 WG1 BAR {Z_KEYS} F 20 BAR 1 × 250 BAR ZW BAR")
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert _heads(day)[1:] == _sealed(day)


def test_a_card_that_fails_is_asked_again_later(day: Day) -> None:
    """No receipt, no outage: it is tried again after a minute."""
    day.type("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW")
    day.bench.set_card("out")
    day.type("BAR")
    assert 1 == len(day.rows(JournalKind.Z))
    day.bench.set_card("in")
    day.wait(RETRY_S - 2)
    assert [] == day.rows(JournalKind.SIEGEL)
    day.wait(4)
    assert _heads(day) == _sealed(day)


def test_after_a_boot(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cut kept from being sealed is found in the book."""
    with monkeypatch.context() as patch:
        patch.setattr("firmware.app.z_seals.ZSeals.follow", lambda _seals: None)
        day.type(f"250 WG1 BAR {Z_KEYS}")
        assert unsealed_z(day.stand.book) is not None
        day.stand.cut()
    day.boot()
    day.wait(1)
    assert _heads(day) == _sealed(day)
    assert unsealed_z(day.stand.book) is None


def test_a_full_disk_takes_no_seal(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made again when there is room."""
    day.type("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW")
    rows: list[JournalRow] = []
    with monkeypatch.context() as patch:
        patch.setattr("firmware.app.sealing.Sealer.seal", lambda *_: "x" * 300_000)
        day.type("BAR")
        rows = day.rows(JournalKind.SIEGEL)
    assert [] == rows
    day.wait(RETRY_S + 1)
    assert _heads(day) == _sealed(day)


def test_a_card_that_may_sign_receipts_only(new_day: Callable[..., Day], config: Config) -> None:
    """`card.test_signature = false`: no seal, and everything else as ever."""
    card = structs.replace(config.card, test_signature=False)
    day = new_day(settings=structs.replace(config, card=card))
    day.type(f"250 WG1 BAR {Z_KEYS}")
    day.wait(RETRY_S + 1)
    assert 1 == len(day.rows(JournalKind.Z))
    assert [] == day.rows(JournalKind.SIEGEL)
    assert "S✓" in day.status
