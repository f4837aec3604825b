"""The first papers come out once, and nobody forgets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.config import Config
from firmware.app.life.commission import Wish, commission_register
from firmware.app.life.first_papers import (
    STARTBELEG,
    Way,
    missing_papers,
    owed_papers,
    print_first_papers,
    print_startbeleg,
    slip_of,
)
from firmware.desk.bench import PIN
from firmware.desk.stand import Stand
from firmware.store.book import Book
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.fiscal.commission_slip import NAME
from hal.errors import Fault, HalError
from hal.printer.port import Paper
from tests.app.day import MORNING, utc


@pytest.fixture
def stand(tmp_path: Path, config: Config) -> Stand:
    """A till that was just commissioned."""
    folder = tmp_path / "till"
    folder.mkdir()
    stand = Stand(folder, config, utc(MORNING))
    stand.commission()
    return stand


def missing(stand: Stand) -> tuple[int | str, ...]:
    """What is not out."""
    with Reader.open_read_only(stand.book_path) as book:
        return missing_papers(book)


def print_both(stand: Stand) -> None:
    """As the technician's command does."""
    with Book.open(stand.book_path) as book:
        print_first_papers(stand.config, stand.bench.devices(), book)


def test_startbeleg_is_printed(stand: Stand) -> None:
    """§ 6 Abs 4 RKSV: the Startbeleg is put on paper, to be kept for seven years."""
    with Reader.open_read_only(stand.book_path) as book:
        receipt = book.receipt(STARTBELEG)
    assert receipt is not None
    print_startbeleg(stand.config, stand.bench.devices(), receipt)
    (slip,) = stand.bench.printer.slips
    assert "STARTBELEG" in {line.strip() for line in slip.text}


def test_both_are_printed_once(stand: Stand) -> None:
    """§ 6 Abs 3, 4 RKSV: Startbeleg and slip, with a row for each; a second call prints nothing."""
    assert (STARTBELEG, NAME) == missing(stand)
    print_both(stand)
    assert () == missing(stand)
    startbeleg, slip = ("\n".join(one.text) for one in stand.bench.printer.slips)
    assert "STARTBELEG" in startbeleg
    assert stand.bench.card.serial in slip
    print_both(stand)
    assert 2 == len(stand.bench.printer.slips)


def test_slips_of_seven_years_are_not_read(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came out first is found first: a boot must not grow with the years."""
    print_both(stand)
    with Reader.open_read_only(stand.book_path) as book:
        first = list(book.journal(kind=JournalKind.DRUCK))

        def journal(**_: object) -> Iterator[JournalRow]:
            yield from first
            pytest.fail("the rows after the first papers are read")

        monkeypatch.setattr(book, "journal", journal)
        assert () == missing_papers(book)


def test_what_did_not_come_out_is_missing(stand: Stand) -> None:
    """§ 132 BAO: without paper nothing is ticked off; with a new roll both come."""
    stand.bench.set_paper(Paper.OUT)
    with pytest.raises(HalError) as caught:
        print_both(stand)
    assert Fault.PAPER_OUT is caught.value.fault
    assert (STARTBELEG, NAME) == missing(stand)
    stand.bench.set_paper(Paper.OK)
    print_both(stand)
    assert () == missing(stand)


def test_slip_says_what_the_book_says(stand: Stand) -> None:
    """§ 16 RKSV: the exact values of this register, one week from its commissioning."""
    with Reader.open_read_only(stand.book_path) as book:
        paper, identity = slip_of(book), book.identity()
    assert identity is not None
    told = repr(paper.rows)
    for value in (identity.register_id, identity.aes_key_check, stand.bench.card.serial, "AT1"):
        assert f"'{value}'" in told
    assert "27.11.2026" in told


@pytest.mark.parametrize(
    ("way", "names"), [(Way.KEYPAD, [STARTBELEG, NAME]), (Way.BENCH, [])], ids=["keypad", "bench"]
)
def test_who_is_owed_paper(
    tmp_path: Path, config: Config, way: Way, names: list[int | str]
) -> None:
    """§ 6 Abs 4 RKSV: the next boot prints what nobody has printed; a bench owes nothing."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    devices = stand.bench.devices()
    commission_register(stand.config, devices, stand.secrets, Wish(way=way))
    with Book.open(stand.book_path) as book:
        owed = owed_papers(book)
        assert names == [one if isinstance(one, int) else one.name for one in owed]
        print_first_papers(stand.config, devices, book)
        assert () == owed_papers(book)


def test_the_boot_prints_what_is_owed(tmp_path: Path, config: Config) -> None:
    """§ 6 Abs 3, 4 RKSV: Startbeleg and slip come out, once, and the till says what it does."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    credentials.create_card_pin(stand.secrets, PIN)
    devices = stand.bench.devices()
    commission_register(stand.config, devices, stand.secrets, Wish(way=Way.KEYPAD))
    stand.boot()
    assert ("IN BETRIEB", "Startbeleg") in {(one.item, one.main) for one in stand.screens}
    startbeleg, slip = ("\n".join(one.text) for one in stand.bench.printer.slips)
    assert "STARTBELEG" in startbeleg
    assert "NEUE KASSE" in slip
    stand.shut_down()
    stand.boot()
    assert 2 == len(stand.bench.printer.slips)
