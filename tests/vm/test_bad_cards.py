"""Cards that are wrong: settings with mistakes, half flashed, a partition that is no more."""

from dataclasses import replace
from pathlib import Path

import pytest

from machine.partitions import partitions_of
from machine.till import copy_disk
from tests.vm.stalls import COMMISSION, READY, SETTINGS
from tests.vm.tills import Built, fresh_card, played

pytestmark = [pytest.mark.image, pytest.mark.timeout(1500)]

_DATA = 6


def test_mistakes_in_the_settings_are_shown_and_written(built: Built, tmp_path: Path) -> None:
    """On the glass and in kassa-report.txt; put right, the same card begins its life."""
    wrong = SETTINGS.replace('vat = "4,9"', 'vat = "zehn"').replace("price =", "preis =", 1)
    card = fresh_card(built, tmp_path / "card.img", wrong)
    with played(built, card, "mistakes") as one:
        one.till.power_on()
        one.till.wait_lit()
        for number, page in enumerate(("2 Fehler", "Fehler 1 von 2", "[1].preis"), 1):
            one.till.wait_shown(page, 60)
            one.till.picture(f"mistakes-{number}")
        one.till.cut()
        report = one.till.files_of(1).read("kassa-report.txt").decode("utf-8-sig")
        assert "zehn" in report
        assert "preis" in report
        one.till.files_of(1).write("kassa.toml", SETTINGS.encode())
        one.till.power_on()
        one.till.wait_lit()
        one.play(COMMISSION)


def test_a_data_partition_that_is_no_more(built: Built, begun_card: Path, tmp_path: Path) -> None:
    """Never a new till: words on the glass, and nothing is sold."""
    card = copy_disk(begun_card, tmp_path / "card.img")
    place = partitions_of(card)[_DATA]
    with card.open("r+b") as file:
        file.seek(place.offset)
        file.write(bytes(64 * 1024 * 1024))
    with played(built, card, "no-data") as one:
        one.till.power_on()
        one.till.wait_lit()
        one.till.wait_shown("Daten", 90)
        one.play("WG4\n@wait 3\n")
        assert () == one.stage.slips


def test_a_stick_that_calls_itself_the_card(built: Built, begun_card: Path, tmp_path: Path) -> None:
    """It is in before the power, with partitions of the same names: nobody looks at it."""
    card = copy_disk(begun_card, tmp_path / "card.img")
    evil = copy_disk(built.image, tmp_path / "evil.img")
    with played(built, card, "evil-stick") as one:
        one.till.board = replace(one.till.board, sticks={"evil": evil})
        one.till.power_on()
        one.till.wait_lit()
        one.till.wait_shown(READY, 60)
        one.play('WG4\nexpect receipt "Lebkuchenherz"\n')
