"""firmware.app.card_swap: F 68 on emulated hardware, from the first question to the DEP."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.inbox import CardProbed
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from hal.card.emulator import EmulatedCard
from hal.card.emulator_profile import CardTraits, EmulatedFamily
from tests.app.day import Day

ENTER = "F 68 1 BAR BAR"


@pytest.fixture
def day(tmp_path: Path, config: Config) -> Iterator[Day]:
    """A till that was in operation for a while, the chief signed on."""
    day = Day(tmp_path, config)
    day.type("250 WG1 BAR")
    yield day
    assert list(day.faults()) == []


def new_card(**traits: str) -> EmulatedCard:
    """A card of the same undertaking."""
    return EmulatedCard(
        family=EmulatedFamily.ACOS_ID, seed=20, traits=CardTraits(**traits) if traits else None
    )


def serials(day: Day) -> list[tuple[str, str, bool]]:
    """Kind, serial and whether signed, of each receipt after the Startbeleg."""
    return [
        (one.kind.value, parse(jws.split(one.jws).payload).certificate_serial, one.is_signed)
        for one in day.receipts()
    ]


def swap(day: Day, card: EmulatedCard, pin: str = "") -> None:
    """The whole exchange in one sitting, registered by hand."""
    day.bench.reader.insert(card)
    day.type(f"{ENTER} {' '.join(pin)} BAR 1 BAR")


def test_dep_with_two_groups(day: Day) -> None:
    """AU19: the old certificate stays in the export, the chain goes on, verified."""
    old, new = day.bench.card.serial, new_card()
    swap(day, new)
    day.type("F C 250 WG1 BAR")
    expected = [
        ("standard", old, True),
        ("nullbeleg", new.serial, True),
        ("standard", new.serial, True),
    ]
    assert expected == serials(day)
    rows = {row.kind: dict(row.content) for row in day.rows("KARTENTAUSCH", "FON")}
    assert (old, new.serial) == (rows["KARTENTAUSCH"]["old"], rows["KARTENTAUSCH"]["new"])
    assert f"registrierung_se:{new.serial}" == rows["FON"]["order"]


def test_new_card_signs_after_a_cut(day: Day) -> None:
    """What was swapped stays swapped: the book says so, and its PIN is kept."""
    new = new_card(pin="777777")
    swap(day, new, "777777")
    day.cut()
    day.type("250 WG1 BAR")
    assert ("standard", new.serial, True) == serials(day)[-1]


def test_old_card_signs_until_the_new_one_is_registered(day: Day) -> None:
    """§ 5 RKSV: read and entered in the morning, registered and used in the evening."""
    old, new = day.bench.card, new_card(pin="777777")
    day.bench.reader.insert(new)
    day.type(f"{ENTER} 7 7 7 7 7 7 BAR C")
    day.bench.reader.insert(old)
    day.type("250 WG1 BAR")
    assert ("standard", old.serial, True) == serials(day)[-1]
    day.cut()
    day.type("F 68")
    assert "ANGEMELDET" in day.display
    day.bench.reader.insert(new)
    day.type("1 BAR F C 250 WG1 BAR")
    assert ("standard", new.serial, True) == serials(day)[-1]


def test_dead_card_is_replaced(day: Day) -> None:
    """§ 17 Abs 4 RKSV: the first thing the new card signs is the Sammelbeleg."""
    old, new = day.bench.card.serial, new_card()
    day.bench.set_card("dead")
    day.type("250 WG1 BAR")
    swap(day, new)
    assert [
        ("standard", old, True),
        ("standard", old, False),
        ("sammelbeleg", new.serial, True),
        ("nullbeleg", new.serial, True),
    ] == serials(day)
    assert day.outage is None
    assert "S✓" in day.status


@pytest.mark.parametrize("is_working", [True, False])
def test_probe_of_the_card_before(day: Day, *, is_working: bool) -> None:
    """What a thread found out of the old card while it was swapped is not about the new one."""
    issuer, new = day.stand.station.issuer, new_card()
    unit, in_use = issuer.unit if is_working else None, issuer.serials
    swap(day, new)
    probed = CardProbed(unit=unit, in_use=in_use, signatures=issuer.signatures)
    day.stand.station.loop.handle(probed)
    day.type("F C 250 WG1 BAR")
    assert ("standard", new.serial, True) == serials(day)[-1]
    assert [] == day.rows("EINHEIT")
    assert "S✓" in day.status


def test_new_card_that_is_never_used(day: Day) -> None:
    """It broke, or FinanzOnline refused it, before it signed: another one takes its turn."""
    first, second = new_card(), EmulatedCard(seed=22)
    day.bench.reader.insert(first)
    day.type(f"{ENTER} BAR 4 1")
    day.bench.reader.insert(second)
    day.type("BAR BAR BAR 1 BAR")
    assert ("nullbeleg", second.serial, True) == serials(day)[-1]


def test_new_card_that_is_used_after_all(day: Day) -> None:
    """The certificate stands in the book once, and whichever was read last is the next."""
    first, second = new_card(), EmulatedCard(seed=22)
    day.bench.reader.insert(first)
    day.type(f"{ENTER} BAR 4 1")
    day.bench.reader.insert(second)
    day.type("BAR BAR BAR 4 1")
    day.bench.reader.insert(first)
    day.type("BAR BAR BAR 1 BAR")
    assert ("nullbeleg", first.serial, True) == serials(day)[-1]
    assert 3 == len(day.stand.book.certificates())


def test_new_card_of_a_company_that_was_corrected(day: Day) -> None:
    """With other settings the card that waits is none of ours, and another one is asked for."""
    day.bench.reader.insert(new_card())
    day.type(f"{ENTER} BAR C")
    day.stand.shut_down()
    company = msgspec.structs.replace(day.stand.config.company, uid="ATU99999999")
    day.stand.config = msgspec.structs.replace(day.stand.config, company=company)
    day.boot()
    day.type("F 68")
    assert "KARTE TAUSCHEN" in day.display


def test_wrong_pin_costs_one_try(day: Day) -> None:
    """VERIFY once for what was typed once; the rest is shown, the old card signs on."""
    old, new = day.bench.card, new_card(pin="777777")
    day.bench.reader.insert(new)
    day.type(f"{ENTER} 1 1 1 1 1 1 BAR")
    assert (2, True) == (new.pin_tries_left, "noch 2 Versuche" in day.display)
    day.type("C 1 1 1 1 1 1 BAR")
    assert 2 == new.pin_tries_left
    day.type("F C F C")
    day.bench.reader.insert(old)
    day.type("250 WG1 BAR")
    assert ("standard", old.serial, True) == serials(day)[-1]


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (EmulatedCard(), "ist die alte"),
        (EmulatedCard(seed=21, company_id="ATU99999999"), "fremde Firma"),
    ],
)
def test_card_the_till_must_not_take(day: Day, card: EmulatedCard, words: str) -> None:
    """Named on the display; nothing is entered, nothing is asked of FinanzOnline."""
    before = day.rows("ZERTIFIKAT")
    day.bench.reader.insert(card)
    day.type("F 68 1 BAR")
    assert words in day.display
    assert before == day.rows("ZERTIFIKAT")


def test_card_that_was_swapped_out_never_returns(day: Day) -> None:
    """FinanzOnline was told that it is out of service for good."""
    old = day.bench.card
    swap(day, new_card())
    day.bench.reader.insert(old)
    day.type("F C F 68 1 BAR")
    assert "war schon da" in day.display
