"""firmware.till.upkeep.update: F 76, when it may be, what it asks, what it says."""

from dataclasses import replace

import pytest

from firmware.till.acts import JournalKind
from firmware.till.effects import GoDown
from firmware.till.events import PaperState
from firmware.till.exports.requests import ExportKind, ExportProgress
from firmware.till.sounds import Sound
from firmware.till.upkeep.update_requests import FindUpdate, InstallUpdate, UpdateTrouble
from hal.display.codec import render
from tests.till.always import fits
from tests.till.playbook import ALONE, Playbook

INSTALL = "@stick update\nF 76 1111 BAR BAR"


@pytest.fixture
def book() -> Playbook:
    """A cashier at a till with nothing sold since the last Z."""
    return Playbook()


def test_installed(book: Playbook) -> None:
    """A bar with percent, a row with both versions, and a restart."""
    book.play(INSTALL)
    assert [" 42 %"] == [one[-5:] for one in book.update.shown[1:]]
    assert all(len(one) <= 21 for one in book.update.shown)
    row = book.row(JournalKind.UPDATE)
    assert ("installed", "1.2", "1.3", 1) == (
        row["what"],
        row["from"],
        row["to"],
        row["chief"],
    )
    assert GoDown(is_restart=True) == book.went_down


def test_what_worked_before(book: Playbook) -> None:
    """The trial hears what must not be worse."""
    book.card(is_working=False)
    book.paper(PaperState.OFFLINE)
    book.type("C").play(INSTALL)
    assert [FindUpdate(), InstallUpdate(has_card=False, has_printer=False)] == book.update.asked


def test_left_before_the_yes(book: Playbook) -> None:
    """C leaves it: nothing was installed, nothing is written."""
    book.play("@stick update\nF 76 1111 BAR C")
    assert [FindUpdate()] == book.update.asked
    assert JournalKind.UPDATE not in book.kinds
    assert book.went_down is None


def test_all_of_the_notes(book: Playbook) -> None:
    """What runs, what is new, page by page, and round again."""
    book.play("@stick update\nF 76 1111 BAR")
    pages = []
    for _ in range(6):
        pages.append(book.zones)
        book.type("ZW")
    assert ("Jetzt", "1.2", "BAR=Ja C=Nein ZW") == pages[1]
    assert ["Neue Preise gehen", "schneller, das", "Display ist ruhiger."] == [
        hint for _, _, hint in pages[2:5]
    ]
    assert pages[0] == pages[5]


@pytest.mark.parametrize("trouble", UpdateTrouble)
def test_every_trouble_is_told(book: Playbook, trouble: UpdateTrouble) -> None:
    """E17 with words that fit, whichever it is; the till goes on."""
    book.update.trouble = trouble
    book.play("F 76 1111 BAR")
    item, main, hint = book.zones
    assert ("FEHLER E17", trouble.value) == (item, main)
    assert hint
    assert fits(book.zones)
    render(book.screen)
    book.type("C 250 WG1 BAR")
    assert book.sales


def test_trouble_while_it_is_written(book: Playbook) -> None:
    """The bar is gone, the words stand there."""
    book.play("@stick update\nF 76 1111 BAR")
    book.update.trouble = UpdateTrouble.DAMAGED
    book.type("BAR")
    assert ("FEHLER E17", "Datei defekt") == book.zones[:2]
    assert (None, "") == (book.went_down, book.till.terminal_text)


def test_not_before_the_z(book: Playbook) -> None:
    """After a sale the day is closed first."""
    book.play("250 WG1 BAR F 76 1111 BAR")
    assert "Zuerst Z" == book.zones[1]
    assert [] == book.update.asked


def test_not_in_a_sale(book: Playbook) -> None:
    """A customer stands there."""
    book.play("250 WG1 F 76")
    assert "FEHLER E08" == book.zones[0]


def test_not_in_training(book: Playbook) -> None:
    """Who practises closes no day."""
    book.play("F 50 1111 BAR F 76 1111 BAR")
    assert ("FEHLER E01", "Training läuft") == book.zones[:2]


def test_not_beside_an_export(book: Playbook) -> None:
    """What is being written comes to its end first."""
    export = ExportProgress(kind=ExportKind.COPY, per_mille=10, left_s=None)
    book.till = replace(book.till, export=export)
    book.play("F 76 1111 BAR")
    assert "Export läuft" == book.zones[1]


def test_who_may(book: Playbook) -> None:
    """A cashier needs the chief's PIN; who is alone is the technician, too."""
    book.play("@stick update\nF 76")
    assert "E06 Chef-PIN ?" == book.zones[0]
    alone = Playbook(ALONE).play("@stick update\nF 76")
    assert "Update 1.3" == alone.zones[0]


def test_it_is_heard(book: Playbook) -> None:
    """A tune when it is done."""
    book.play(INSTALL)
    assert Sound.BOOKED is book.sounds[-1]
