"""Days on which the signature device fails in one shape after another, or only looks well."""

from collections.abc import Callable

import msgspec
import pytest

from firmware.app.config import CardSection, Config
from firmware.app.feeders import CARD_PROBE_S
from firmware.store.entry import Entry
from tests.app.day import Day
from tests.app.misfortunes import FlappingCard, corrupt, cure, exchange, kill, remove


def test_shapes_within_one_outage(day: Day) -> None:
    """The card is pulled, a wrong one put in, then ours: one outage; display and journal follow."""
    remove(day.bench)
    day.type("250 WG1 BAR C")
    exchange(day.bench)
    day.wait(CARD_PROBE_S + 1)
    assert day.display.startswith("E22 Karte falsch|")
    cure(day.bench)
    day.wait(CARD_PROBE_S + 1)
    assert ["E12", "E22"] == [row.content["code"] for row in day.rows("FEHLER")]
    assert ["standard 250 !", "sammelbeleg 250"] == day.story()


def test_fault_is_remembered_over_a_boot(day: Day) -> None:
    """The display says after a boot which fault it was; the journal is not told again."""
    exchange(day.bench)
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.boot()
    assert day.display.startswith("E22 Karte falsch|AUSGEFALLEN|")
    assert 1 == len(day.rows("FEHLER"))


def test_card_that_hangs_keeps_hanging(day: Day) -> None:
    """More probes than calls may hang at once; the till sells, and the card heals in the end."""
    kill(day.bench)
    day.type("250 WG1 BAR")
    day.wait(20 * CARD_PROBE_S)
    day.type("250 WG1 BAR")
    assert "S!" in day.status
    cure(day.bench)
    day.wait(CARD_PROBE_S + 1)
    assert "sammelbeleg 500" == day.story()[-1]


def test_second_outage_before_the_sammelbeleg(day: Day) -> None:
    """§ 17 Abs 4 RKSV: what fails before the Sammelbeleg is there is of the same outage."""
    remove(day.bench)
    day.type("250 WG1 BAR")
    cure(day.bench)
    # Well for a moment, gone before anybody has probed it.
    day.wait(1)
    kill(day.bench)
    day.type("250 WG1 BAR")
    day.wait(CARD_PROBE_S + 1)
    cure(day.bench)
    day.wait(CARD_PROBE_S + 1)
    assert ["standard 250 !", "standard 500 !", "sammelbeleg 500"] == day.story()
    assert [1, 1] == [len(day.rows("AUSFALL_BEGINN")), len(day.rows("AUSFALL_ENDE"))]


def test_monatsbeleg_alone_fails(new_day: Callable[..., Day]) -> None:
    """§ 17 Abs 4 RKSV: a failed Monatsbeleg demands a Sammelbeleg like a failed sale."""
    day = new_day("2026-10-31T23:50:00")
    day.type("250 WG1 BAR")
    day.until("2026-11-01T09:00:00")
    # The card signs the sale and not what comes before it.
    day.bench.reader.insert(FlappingCard(bad=frozenset({1})))
    day.type("250 WG1 BAR")
    assert ["monatsbeleg 250 !", "standard 500 !", "sammelbeleg 500"] == day.story()[1:]


def test_without_test_signatures(new_day: Callable[..., Day], config: Config) -> None:
    """Where the card's policy forbids them nothing is signed but receipts; outages end as well."""
    settings = msgspec.structs.replace(config, card=CardSection(test_signature=False))
    day = new_day(settings=settings)
    day.wait(2 * CARD_PROBE_S)
    day.type("250 WG1 BAR")
    signatures = day.bench.card.signature_count
    day.type("F 66")
    assert day.display.startswith("Karte in Ordnung|")
    assert signatures == day.bench.card.signature_count
    remove(day.bench)
    day.type("250 WG1 BAR")
    day.wait(3 * CARD_PROBE_S)
    cure(day.bench)
    day.wait(5 * CARD_PROBE_S)
    assert ["standard 250", "standard 500 !", "sammelbeleg 500"] == day.story()
    assert signatures + 1 == day.bench.card.signature_count


@pytest.mark.heavy
def test_card_that_only_looks_well(new_day: Callable[..., Day], config: Config) -> None:
    """§ 17 Abs 4 RKSV: without test signatures a Sammelbeleg may fail; an hour brings five."""
    day = new_day(settings=msgspec.structs.replace(config, card=CardSection(test_signature=False)))
    corrupt(day.bench)
    day.type("250 WG1 BAR")
    day.wait(3600)
    assert ["sammelbeleg 250 !"] * 5 == day.story()[1:]
    cure(day.bench)
    day.wait(300)
    assert "sammelbeleg 250" == day.story()[-1]


def test_report_is_due_until_somebody_settles_it(day: Day) -> None:
    """§ 17 Abs 1 RKSV: after 48 hours the display asks for it, also after a boot, until F 69."""
    remove(day.bench)
    day.type("250 WG1 BAR")
    day.until("2026-11-22T09:01:00")
    day.type("C C C")
    assert day.display.endswith("|Ausfall melden: F 65")
    day.stand.shut_down()
    day.boot()
    day.wait(1)
    day.type("C C C")
    assert day.display.endswith("|Ausfall melden: F 65")
    number = day.receipts()[0].number
    row = {"order": f"ausfall_se:{number}", "verdict": "done", "by_hand": True}
    day.stand.book.append(
        [Entry(kind="FON", clerk=None, content=row, at_utc=day.stand.clock.now().utc)]
    )
    day.wait(1)
    assert "Ausfall" not in day.display
    day.type("F 65")
    assert "gemeldet" in day.display
    day.type("BAR")
    assert "An FinanzOnline gemeldet" in day.paper()
    cure(day.bench)
    day.wait(CARD_PROBE_S + 1)
    assert "sammelbeleg 250" == day.story()[-1]
