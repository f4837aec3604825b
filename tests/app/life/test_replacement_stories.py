"""A till breaks; its register goes on on another, or its failure is told to the tax office."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.boot import BootError
from firmware.app.life.continuity import HEAD_FILE, ContinuityError, Known
from firmware.app.life.restore import Place, adopt_book, restore_book, source_at
from firmware.desk.keys import parse_keys
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.finanzonline.order import Act
from firmware.finanzonline.owed import owed_orders
from firmware.store.head import Head, head_of
from firmware.store.snapshot import snapshot
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from tests.app.day import Day

REGISTER = "GRAZ-01"


@pytest.fixture
def spare(tmp_path: Path, day: Day) -> Stand:
    """Another machine with the same signature card, and nothing on it."""
    folder = tmp_path / "spare"
    folder.mkdir()
    config = in_folder(day.stand.config, folder)
    stand = Stand(folder, config, day.stand.clock.now().utc)
    stand.bench.machine = "spare"
    return stand


def place_of(stand: Stand) -> Place:
    """Where a till keeps what it has."""
    return Place(data=stand.book_path.parent, secrets=stand.secrets, register_id=REGISTER)


def head(day: Day) -> Head:
    """What an archive knows."""
    found = head_of(day.stand.book)
    assert found is not None
    return found


def restore(day: Day, copy: Path, spare: Stand, known: Known) -> None:
    """`kassa restore` on the spare machine."""
    spare.clock.set(day.stand.clock.now().utc)
    source = source_at(copy, day.stand.secrets)
    restore_book(source, place_of(spare), known, spare.clock.now().utc)


def test_the_register_goes_on_elsewhere(day: Day, spare: Stand, tmp_path: Path) -> None:
    """§ 17 Abs 5 RKSV: one chain over both machines; handwritten receipts first."""
    day.type("250 WG1 BAR")
    copy = tmp_path / "copy.sqlite"
    snapshot(day.stand.book, copy)
    restore(day, copy, spare, Known(heads=((HEAD_FILE, head(day)),)))
    assert spare.boot()
    assert ("Handbelege ?", "nachtragen") == (spare.screen.item, spare.screen.main)
    assert spare.press(parse_keys("F 32 17 BAR BAR 500 WG1 BAR C 250 WG1 BAR"))
    story = [(one.number, one.turnover_cents) for one in spare.book.receipts(2)]
    assert [(2, 250), (3, 750), (4, 1000)] == story
    (row,) = spare.book.journal(kind=JournalKind.WIEDERHERSTELLUNG)
    assert 2 == row.content["receipts"]
    assert spare.shut_down()


def test_the_old_copy_never_signs_again(day: Day, spare: Stand, tmp_path: Path) -> None:
    """Anlage Z 4, 9 RKSV: the backup of before the last sale; nothing boots from it."""
    copy = tmp_path / "copy.sqlite"
    snapshot(day.stand.book, copy)
    day.type("250 WG1 BAR")
    with pytest.raises(ContinuityError, match="stale"):
        restore(day, copy, spare, Known(heads=((HEAD_FILE, head(day)),)))
    assert not spare.book_path.exists()


def test_two_that_sold_are_told_apart(day: Day, spare: Stand, tmp_path: Path) -> None:
    """§ 5 Abs 4 RKSV: a copy that went on beside the living till is found out by its head."""
    copy = tmp_path / "copy.sqlite"
    snapshot(day.stand.book, copy)
    restore(day, copy, spare, Known(last_number=1))
    assert spare.boot()
    assert spare.press(parse_keys("500 WG1 BAR"))
    clone = tmp_path / "clone.sqlite"
    snapshot(spare.book, clone)
    assert spare.shut_down()
    day.type("250 WG1 BAR")
    with pytest.raises(ContinuityError, match="sold elsewhere"):
        restore(day, clone, spare, Known(heads=((HEAD_FILE, head(day)),)))


def test_a_card_in_a_spare_machine(day: Day) -> None:
    """One command, one row, and it sells; the machine it came from is the stranger now."""
    day.type("250 WG1 BAR")
    day.stand.cut()
    day.stand.bench.machine = "spare"
    with pytest.raises(BootError, match="--adopt"):
        day.stand.boot()
    place = place_of(day.stand)
    adopt_book(place, Known(last_number=2), day.stand.clock.now().utc)
    day.boot()
    day.type("C 250 WG1 BAR")
    assert ["standard 250", "standard 500"] == day.story()
    assert day.stand.shut_down()
    day.stand.bench.machine = "bench"
    with pytest.raises(BootError, match="--adopt"):
        day.stand.boot()


@pytest.mark.parametrize(
    ("begin", "acts"),
    [
        ("191126 BAR 1400", set()),
        ("171126 BAR 0700", {Act.AUSFALL_KASSE, Act.WIEDERINBETRIEBNAHME_KASSE}),
    ],
)
def test_a_failure_of_the_till_is_reported(
    new_day: Callable[..., Day], begin: str, acts: set[Act]
) -> None:
    """§ 17 Abs 1, 2, 6 RKSV: begin and end, but only of what lasted longer than 48 hours."""
    day = new_day("2026-11-16T09:00:00")
    assert day.stand.shut_down()
    day.until_off("2026-11-20T09:00:00")
    day.boot()
    day.type(f"F 65 2 2 {begin} BAR BAR 0830 BAR")
    facts = gather(day.stand.book)
    assert facts is not None
    owed = {one.order.act for one in owed_orders(facts, day.stand.clock.now().utc)}
    tells = {Act.AUSFALL_KASSE, Act.WIEDERINBETRIEBNAHME_KASSE}
    assert acts == owed & tells
