"""Days on which the signature card fails, from the first failed receipt to the Sammelbeleg."""

import itertools
from collections.abc import Callable

import pytest

from firmware.app.feeders import CARD_PROBE_S
from firmware.app.signer import CARD_DEADLINE_S
from firmware.desk.bench import Bench
from hal.card.emulator import PIN_TRIES, EmulatedCard
from hal.card.emulator_profile import CardTraits
from tests.app.day import Day
from tests.app.misfortunes import MISFORTUNES, SHAPES, FlappingCard, cure, kill, slow_down

TEN_MINUTES_S = 600.0


@pytest.mark.parametrize("misfortune", MISFORTUNES)
def test_outage_from_begin_to_end(day: Day, misfortune: Callable[[Bench], None]) -> None:
    """§ 17 Abs 4 RKSV: selling goes on in failure form; a signed Sammelbeleg ends the outage."""
    day.type("250 WG1 BAR")
    misfortune(day.bench)
    day.type("290 WG1 BAR 300 WG4 BAR")
    assert day.story() == ["standard 250", "standard 540 !", "standard 840 !"]
    assert "S!" in day.status
    fault, words = SHAPES[misfortune]
    day.type("C C")
    assert words in day.display
    cure(day.bench)
    day.wait(CARD_PROBE_S + 1)
    day.type("250 WG1 BAR")
    assert [fault] == [row.content["fault"] for row in day.rows("AUSFALL_BEGINN")]
    codes = [row.content["code"] for row in day.rows("FEHLER")]
    assert [words[:3]] == [code for code in codes if code != "E07"]
    assert day.story()[3:] == ["sammelbeleg 840", "standard 1090"]
    assert "S✓" in day.status
    assert [row.content["number"] for row in day.rows("AUSFALL_BEGINN")] == [3]
    assert [row.content["number"] for row in day.rows("AUSFALL_ENDE")] == [5]
    assert day.outage is None


def test_failed_receipt_says_so_on_paper(day: Day) -> None:
    """§ 17 Abs 4 RKSV: "Sicherheitseinrichtung ausgefallen" stands on the receipt."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    assert "Sicherheitseinrichtung" in day.paper()
    assert "ausgefallen" in day.paper()
    assert day.slips[-1].qr_payloads[0].endswith("U2ljaGVyaGVpdHNlaW5yaWNodHVuZyBhdXNnZWZhbGxlbg==")


def test_sammelbeleg_names_the_receipts(day: Day) -> None:
    """§ 17 Abs 4 RKSV: the Sammelbeleg says which receipts it collects, and is printed."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR 250 WG1 BAR 250 WG1 BAR")
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert "Ausfall Bon 2-4, 3 Belege, seit 20.11. 09:00" in " ".join(day.paper().split())
    assert day.printed_numbers() == [2, 3, 4, 5]


def test_outage_names_its_fault_in_the_journal(day: Day) -> None:
    """The journal keeps the kind of the fault, which the receipt does not say."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    (row,) = day.rows("AUSFALL_BEGINN")
    serial = day.bench.card.serial
    assert dict(row.content) == {"number": 2, "serial": serial, "fault": "absent"}


@pytest.mark.parametrize("misfortune", [slow_down, kill])
def test_only_the_first_customer_waits_for_the_card(
    day: Day, misfortune: Callable[[Bench], None]
) -> None:
    """A card that hangs costs one customer the deadline and the next ones nothing."""
    day.wait(2 * CARD_PROBE_S)
    misfortune(day.bench)
    before_s = day.stand.clock.monotonic()
    day.type("250 WG1 BAR")
    first_s = day.stand.clock.monotonic() - before_s
    assert CARD_DEADLINE_S <= first_s < 2 * CARD_DEADLINE_S + 2
    # The probe that is due is made; the sales after it touch no card.
    before_s = day.stand.clock.monotonic()
    day.type("250 WG1 BAR 250 WG1 BAR")
    assert day.stand.clock.monotonic() - before_s < CARD_DEADLINE_S
    assert day.story() == ["standard 250 !", "standard 500 !", "standard 750 !"]


def test_dead_card_is_probed_each_half_minute(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """During an outage the card is asked for a real signature each 30 s, otherwise never."""
    probes: list[float] = []
    connect = day.bench.reader.connect

    def counting() -> bytes:
        probes.append(day.stand.clock.monotonic())
        return connect()

    monkeypatch.setattr(day.bench.reader, "connect", counting)
    day.wait(300)
    assert probes == []
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    probes.clear()
    day.wait(300)
    pauses = [later - earlier for earlier, later in itertools.pairwise(probes)]
    assert len(probes) == 10
    assert all(CARD_PROBE_S <= pause <= CARD_PROBE_S + 1 for pause in pauses)


def test_refused_pin_costs_one_try_only(new_day: Callable[..., Day]) -> None:
    """A card that refuses the PIN is left alone: no probe ever blocks it."""
    day = new_day()
    stranger = EmulatedCard(traits=CardTraits(pin="999999"))
    day.bench.reader.insert(stranger)
    day.type("250 WG1 BAR")
    day.wait(TEN_MINUTES_S)
    assert stranger.pin_tries_left == PIN_TRIES - 1
    assert day.rows("AUSFALL_BEGINN")[0].content["fault"] == "pin wrong"


def test_probe_finds_the_outage_first(day: Day) -> None:
    """A card missing since the boot shows at once; the journal's begin is the first receipt."""
    day.bench.set_card("out")
    day.stand.shut_down()
    day.boot()
    assert "S!" in day.status
    assert day.rows("AUSFALL_BEGINN") == []
    day.type("250 WG1 BAR 250 WG1 BAR")
    assert [row.content["number"] for row in day.rows("AUSFALL_BEGINN")] == [2]


def test_probe_alone_owes_no_sammelbeleg(day: Day) -> None:
    """§ 17 Abs 4 RKSV: an outage without receipts leaves nothing to collect."""
    day.bench.set_card("out")
    day.stand.shut_down()
    day.boot()
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]
    assert "S✓" in day.status


def test_outage_goes_on_after_a_boot(day: Day) -> None:
    """The display says after a boot, too, that the card is not signing."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    day.cut()
    assert "S!" in day.status
    day.type("250 WG1 BAR")
    assert len(day.rows("AUSFALL_BEGINN")) == 1
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert day.story() == ["standard 250 !", "standard 500 !", "sammelbeleg 500"]
    assert "S✓" in day.status


def test_card_back_before_the_boot(day: Day) -> None:
    """§ 17 Abs 4 RKSV: the first probe after a boot finds the card well and ends the outage."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    day.stand.shut_down()
    day.bench.set_card("in")
    day.boot()
    assert day.story() == ["standard 250 !", "sammelbeleg 250"]
    assert "S✓" in day.status


def test_outage_during_training(day: Day) -> None:
    """§ 17 Abs 4 RKSV: a failed training receipt alone demands a Sammelbeleg."""
    day.type("F 5 0")
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    day.type("250 WG1 BAR F 5 0 250 WG1 BAR")
    assert day.story() == ["training 0 !", "sammelbeleg 0", "training 0", "standard 250"]


def test_outage_in_the_middle_of_a_sale(day: Day) -> None:
    """A card that comes back while a sale is open ends the outage and leaves the sale alone."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR 250 WG1 WG1")
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert day.story() == ["standard 250 !", "sammelbeleg 250"]
    day.type("BAR")
    assert day.story()[-1] == "standard 750"


def test_outage_over_the_end_of_a_month(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 2 RKSV: the Monatsbeleg may fail; it is no Sammelbeleg and is not repeated."""
    day = new_day("2026-10-31T23:50:00")
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    day.until("2026-11-01T09:00:00")
    day.type("250 WG1 BAR")
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    day.type("250 WG1 BAR")
    assert day.story() == [
        "standard 250 !",
        "monatsbeleg 250 !",
        "standard 500 !",
        "sammelbeleg 500",
        "standard 750",
    ]


def test_card_back_in_the_new_month(new_day: Callable[..., Day]) -> None:
    """§ 17 Abs 4 RKSV: the Sammelbeleg comes before the Monatsbeleg that is due as well."""
    day = new_day("2026-10-31T23:50:00")
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    day.until("2026-11-01T09:00:00")
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert day.story() == ["standard 250 !", "sammelbeleg 250", "monatsbeleg 250"]


def test_failed_jahresbeleg_is_repeated_signed(new_day: Callable[..., Day]) -> None:
    """§ 8 Abs 3 RKSV: a Jahresbeleg in failure form is repeated as soon as the card signs."""
    day = new_day("2026-12-31T17:00:00")
    day.type("250 WG1 BAR")
    day.until("2027-01-02T09:00:00")
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250", "jahresbeleg 250 !", "standard 500 !"]
    day.bench.set_card("in")
    day.wait(CARD_PROBE_S + 1)
    assert day.story()[3:] == ["sammelbeleg 500", "jahresbeleg 500"]
    assert "JAHRESBELEG" in day.paper()
    day.type("250 WG1 BAR")
    assert day.story()[-1] == "standard 750"


def test_flapping_card(day: Day) -> None:
    """A card that signs the probe and not the Sammelbeleg: one outage, one begin, one end."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR")
    # Probe good, Sammelbeleg bad; half a minute later probe good, Sammelbeleg good.
    day.bench.reader.insert(FlappingCard(bad=frozenset({2})))
    day.wait(CARD_PROBE_S + 1)
    assert day.story() == ["standard 250 !", "sammelbeleg 250 !"]
    assert "S!" in day.status
    day.wait(CARD_PROBE_S + 1)
    assert day.story()[-1] == "sammelbeleg 250"
    assert len(day.story()) == 3
    assert [len(day.rows("AUSFALL_BEGINN")), len(day.rows("AUSFALL_ENDE"))] == [1, 1]


def test_second_outage_begins_anew(day: Day) -> None:
    """§ 17 Abs 4 RKSV: each outage has its own begin, Sammelbeleg and end."""
    for _ in range(2):
        day.bench.set_card("out")
        day.type("250 WG1 BAR")
        day.bench.set_card("in")
        day.wait(CARD_PROBE_S + 1)
    assert day.story() == ["standard 250 !", "sammelbeleg 250", "standard 500 !", "sammelbeleg 500"]
    assert [len(day.rows("AUSFALL_BEGINN")), len(day.rows("AUSFALL_ENDE"))] == [2, 2]


def test_outage_sounds_once(day: Day) -> None:
    """The long tones of an outage come once, not with each receipt."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR 250 WG1 BAR 250 WG1 BAR")
    long_tones = [
        one for one in day.bench.buzzer.played if any(tone.milliseconds == 400 for tone in one.tune)
    ]
    assert len(long_tones) == 1
