"""Amounts at every limit of 6.1, one below, one above: one sum on display, slip, DEP and journal.

A row is typed at the manual's stall by clerk 2; each has a till of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware.desk.manual.practice import manual_config
from firmware.desk.stall import in_folder
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from tests.app.day import MORNING, Day

NewDay = Callable[..., Day]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """`keys` are sold for `cents`: what the display shows before and after `pay`, and on paper."""

    keys: str
    display: str
    cents: int
    pay: str = "BAR"
    done: str = ""
    slip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """After `keys` the till asks; C leaves `kept_cents` in the sale, BAR makes them `cents`."""

    keys: str
    display: str
    kept_cents: int
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """`keys` are refused with `display`; the sale stays at `kept_cents`."""

    keys: str
    display: str
    kept_cents: int = 0


def times(count: int, keys: str) -> str:
    """`keys` so often."""
    return " ".join([keys] * count)


NEARLY_MAX = "9 × 9999999 WG7 BAR WG7"
MINUS_NEARLY_MAX = "F STO 9 × 9999999 WG7 BAR F STO 9999999 WG7"
PRICE = "FEHLER E01|Preis prüfen|höchstens 99.999,99"
AMOUNT = "FEHLER E01|Menge prüfen|999 oder 99,999kg"
LONG = "FEHLER E01|Zahl zu lang|C = löschen"
FULL = "FEHLER E01|Bon voll|zuerst BAR"
TOO_MUCH = "FEHLER E02|Betrag zu hoch|höchstens 999.999,99"
YES_NO = "BAR = Ja    C = Nein"

SOLD = (
    # the smallest price
    Sold(keys="0 WG1", display="Obst|0,00|SUMME            0,00", cents=0),
    Sold(
        keys="1 WG1",
        display="Obst|0,01|SUMME            0,01",
        cents=1,
        slip=("Obst                      0,01 A",),
    ),
    Sold(keys=",01 WG1", display="Obst|0,01|SUMME            0,01", cents=1),
    Sold(keys="2 WG1", display="Obst|0,02|SUMME            0,02", cents=2),
    # the largest price
    Sold(
        keys="9999998 WG7",
        display="Becher|99.999,98|SUMME       99.999,98",
        pay="BAR BAR",
        cents=9_999_998,
        slip=("Becher               99.999,98 A", "SUMME EUR            99.999,98"),
    ),
    Sold(
        keys="99999,99 WG7",
        display="Becher|99.999,99|SUMME       99.999,99",
        pay="BAR BAR",
        cents=9_999_999,
        slip=("Becher               99.999,99 A", "SUMME EUR            99.999,99"),
    ),
    # eight digits are a number, if not a price
    Sold(keys="00000250 WG1", display="Obst|2,50|SUMME            2,50", cents=250),
    # pieces
    Sold(keys="1 × 1 WG1", display="Obst|0,01|SUMME            0,01", cents=1),
    Sold(keys="998 × 1 WG1", display="998 × 0,01|9,98|SUMME            9,98", cents=998),
    Sold(
        keys="999 × 1 WG1",
        display="999 × 0,01|9,99|SUMME            9,99",
        cents=999,
        slip=("999 × 0,01  Obst          9,99 A",),
    ),
    Sold(
        keys="999 × 21 PLU BAR",
        display="999 × 3,50   +Pf|3.496,50|SUMME        3.746,25",
        pay="BAR BAR",
        cents=374_625,
        slip=("999 × 3,50  Radler    3.496,50 A", "999 × 0,25  Einwegpfand 249,75 -"),
    ),
    Sold(
        keys="999 × 14 PLU BAR",
        display="Semmel      ×999|333,00|SUMME          333,00",
        cents=33_300,
    ),
    Sold(
        keys="998 × 14 PLU BAR",
        display="Semmel      ×998|332,80|SUMME          332,80",
        cents=33_280,
    ),
    # weight
    Sold(keys="0,001 × 499 WG2", display="0,001kg × 4,99|0,00|SUMME            0,00", cents=0),
    Sold(
        keys="0,001 × 500 WG2",
        display="0,001kg × 5,00|0,01|SUMME            0,01",
        cents=1,
        slip=("0,001 kg × 5,00 €/kg", "Gemüse                    0,01 A"),
    ),
    Sold(keys="0,002 × 500 WG2", display="0,002kg × 5,00|0,01|SUMME            0,01", cents=1),
    Sold(
        keys="99,998 × 290 WG2 BAR",
        display="99,998kg × 2,90|289,99|SUMME          289,99",
        cents=28_999,
    ),
    Sold(
        keys="99,999 × 290 WG2 BAR",
        display="99,999kg × 2,90|290,00|SUMME          290,00",
        cents=29_000,
        slip=("99,999 kg × 2,90 €/kg", "Gemüse                  290,00 A"),
    ),
    # positions
    Sold(
        keys=times(98, "1 WG1"),
        display="Obst         ×98|0,98|SUMME            0,98",
        cents=98,
        slip=("98 × 0,01  Obst           0,98 A",),
    ),
    Sold(
        keys=times(99, "1 WG1"),
        display="Obst         ×99|0,99|SUMME            0,99",
        cents=99,
        slip=("99 × 0,01  Obst           0,99 A",),
    ),
    Sold(
        keys=f"{times(97, '1 WG1')} 21 PLU",
        display="Radler       +Pf|3,50|SUMME            4,72",
        cents=472,
    ),
    # HALO: 200,00 per position, and per group what it says
    Sold(keys="19999 WG1", display="Obst|199,99|SUMME          199,99", cents=19_999),
    Sold(keys="20000 WG1", display="Obst|200,00|SUMME          200,00", cents=20_000),
    Sold(keys="10 × 2000 WG1", display="10 × 20,00|200,00|SUMME          200,00", cents=20_000),
    # LALO: 0,50 at group 5
    Sold(keys="50 WG5", display="Kerze|0,50|SUMME            0,50", cents=50),
    Sold(keys="51 WG5", display="Kerze|0,51|SUMME            0,51", cents=51),
    # a sale asks above 1.000,00
    Sold(keys="50000 WG7 49999 WG7", display="Becher|499,99|SUMME          999,99", cents=99_999),
    Sold(
        keys="50000 WG7 50000 WG7",
        display="Becher        ×2|1.000,00|SUMME        1.000,00",
        cents=100_000,
    ),
    Sold(
        keys="50000 WG7 50001 WG7",
        display="Becher|500,01|SUMME        1.000,01",
        pay="BAR BAR",
        cents=100_001,
    ),
    # change asks above 200,00
    Sold(
        keys="100 WG1",
        display="Obst|1,00|SUMME            1,00",
        pay="20099 BAR",
        cents=100,
        done="RÜCKGELD|199,99|",
        slip=("BAR gegeben             200,99", "RÜCKGELD                199,99"),
    ),
    Sold(
        keys="100 WG1",
        display="Obst|1,00|SUMME            1,00",
        pay="20100 BAR",
        cents=100,
        done="RÜCKGELD|200,00|",
    ),
    Sold(
        keys="100 WG1",
        display="Obst|1,00|SUMME            1,00",
        pay="20101 BAR BAR",
        cents=100,
        done="RÜCKGELD|200,01|",
    ),
    Sold(
        keys="100 WG1",
        display="Obst|1,00|SUMME            1,00",
        pay="9999999 BAR BAR",
        cents=100,
        done="RÜCKGELD|99.998,99|",
        slip=("BAR gegeben          99.999,99", "RÜCKGELD             99.998,99"),
    ),
    # part payments around the rest
    Sold(
        keys="100 WG1",
        display="Obst|1,00|SUMME            1,00",
        pay="99 BAR 1 BAR",
        cents=100,
        slip=("BAR                       0,99", "BAR                       0,01"),
    ),
    # the largest sum, upwards and downwards
    Sold(
        keys=f"{NEARLY_MAX} 8 WG7",
        display="Becher|0,08|SUMME      999.999,98",
        pay="BAR BAR",
        cents=99_999_998,
    ),
    Sold(
        keys=f"{NEARLY_MAX} 9 WG7",
        display="Becher|0,09|SUMME      999.999,99",
        pay="BAR BAR",
        cents=99_999_999,
        slip=("SUMME EUR           999.999,99", "BAR                 999.999,99"),
    ),
    Sold(
        keys=f"{MINUS_NEARLY_MAX} F STO 9 WG7",
        display="RÜCKN. Becher|−0,09|SUMME     −999.999,99",
        cents=-99_999_999,
        done="AUSZAHLEN|999.999,99|",
        slip=("SUMME EUR          -999.999,99", "AUSZAHLUNG BAR      999.999,99"),
    ),
    # around nothing
    Sold(keys="2 WG1 F STO 1 WG7", display="RÜCKN. Becher|−0,01|SUMME            0,01", cents=1),
    Sold(keys="1 WG1 F STO 1 WG7", display="RÜCKN. Becher|−0,01|SUMME            0,00", cents=0),
    Sold(
        keys="1 WG1 F STO 2 WG7",
        display="RÜCKN. Becher|−0,02|SUMME           −0,01",
        cents=-1,
        done="AUSZAHLEN|0,01|",
    ),
    # discounts
    Sold(keys="100 WG1 20 %", display="−20%|−0,20|SUMME            0,80", cents=80),
    Sold(keys="1000 WG1 0,1 %", display="−0,1%|−0,01|SUMME            9,99", cents=999),
    Sold(keys="100 WG1 99 F 36", display="Nachlass Bon|−0,01|SUMME            0,99", cents=99),
    Sold(keys="100 WG1 20 F %", display="Nachlass|−0,20|SUMME            0,80", cents=80),
)

ASKED = (
    Asked(keys="20001 WG1", display=f"E02 sicher?|200,01|{YES_NO}", kept_cents=0, cents=20_001),
    Asked(keys="10 × 2001 WG1", display=f"E02 sicher?|200,10|{YES_NO}", kept_cents=0, cents=20_010),
    Asked(
        keys="F STO 801 × F WG8",
        display=f"E02 sicher?|−200,25|{YES_NO}",
        kept_cents=0,
        cents=-20_025,
    ),
    Asked(
        keys="100 WG1 20101 BAR",
        display=f"RÜCKGELD sicher?|200,01|{YES_NO}",
        kept_cents=100,
        cents=0,
    ),
    Asked(
        keys="50000 WG7 50001 WG7 BAR",
        display=f"SUMME sicher?|1.000,01|{YES_NO}",
        kept_cents=100_001,
        cents=0,
    ),
    Asked(keys="100 WG1 100 KARTE", display=f"KARTE OK?|1,00|{YES_NO}", kept_cents=100, cents=0),
)

REFUSED = (
    Refused(keys="10000000 WG7", display=PRICE),
    Refused(keys="100000,00 WG7", display=PRICE),
    Refused(keys="99999999 WG7", display=PRICE),
    Refused(keys="0,001 WG1", display=PRICE),
    Refused(keys="123456789", display=LONG),
    Refused(keys="12345678,9", display=LONG),
    Refused(keys="0 ×", display=AMOUNT),
    Refused(keys="1000 ×", display=AMOUNT),
    Refused(keys="0,000 ×", display=AMOUNT),
    Refused(keys="0,0005 ×", display=AMOUNT),
    Refused(keys="100,000 ×", display=AMOUNT),
    Refused(keys="49 WG5", display="FEHLER E04|Preis ab 0,50|"),
    Refused(keys=f"{times(99, '1 WG1')} 1 WG1", display=FULL, kept_cents=99),
    Refused(keys=f"{times(98, '1 WG1')} 21 PLU", display=FULL, kept_cents=98),
    Refused(keys=f"{times(99, '10 WG1')} 10 %", display=FULL, kept_cents=990),
    Refused(keys=f"{NEARLY_MAX} 10 WG7", display=TOO_MUCH, kept_cents=99_999_990),
    Refused(keys=f"{MINUS_NEARLY_MAX} F STO 10 WG7", display=TOO_MUCH, kept_cents=-99_999_990),
    Refused(keys="100 WG1 0 BAR", display=PRICE, kept_cents=100),
    Refused(keys="100 WG1 10000000 BAR", display=PRICE, kept_cents=100),
    Refused(
        keys="100 WG1 101 KARTE",
        display="FEHLER E02|Karte über Rest|Kein Bargeld zurück",
        kept_cents=100,
    ),
    Refused(keys="100 WG1 100 F 36", display="FEHLER E01|Nur weniger|unter 1,00", kept_cents=100),
    Refused(keys="100 WG1 0,1 %", display="FEHLER E01|Zu wenig|Rabatt 0,00", kept_cents=100),
    Refused(keys="100 WG1 100,1 %", display="FEHLER E01|Prozent ?|0,1 bis 100", kept_cents=100),
    Refused(keys="10000 F ×", display="FEHLER E01|Tara prüfen|höchstens 9,999kg"),
    Refused(keys="F 02 10000000 BAR", display="FEHLER E01|Betrag prüfen|höchstens 99.999,99"),
)


def money(cents: int) -> str:
    """As on the slip."""
    sign, (euros, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
    return f"{sign}{euros:,}".replace(",", ".") + f",{rest:02}"


@pytest.fixture
def stall(new_day: NewDay, tmp_path: Path) -> Day:
    """The manual's stall, clerk 2 signed on, nothing sold."""
    day = new_day(MORNING, settings=in_folder(manual_config(), tmp_path / "till"))
    day.type("2 BAR")
    return day


@pytest.mark.parametrize("row", SOLD, ids=lambda row: row.keys[-30:] + " " + row.pay)
def test_sold(stall: Day, row: Sold) -> None:
    """Display, slip, signed amounts, turnover and journal say the same sum."""
    stall.type(row.keys)
    assert row.display == stall.display
    assert row.cents == stall.basket.total_cents

    stall.type(row.pay)
    assert stall.display.startswith(row.done or f"BEZAHLT|{money(row.cents)}|")

    (receipt,) = stall.receipts()
    assert row.cents == parse(jws.split(receipt.jws).payload).buckets.total
    assert row.cents == receipt.turnover_cents
    (booked,) = stall.rows("BELEG")[1:]
    assert row.cents == booked.content["total_cents"]
    assert row.cents == sum(tender["amount_cents"] for tender in booked.content["tenders"])
    text = [line.strip() for line in stall.slips[-1].text]
    assert f"SUMME EUR {money(row.cents)}" in [" ".join(line.split()) for line in text]
    assert [line for line in row.slip if line not in text] == []


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.keys)
def test_asked(stall: Day, row: Asked) -> None:
    """Above a limit nothing happens before BAR, and nothing at all after C."""
    stall.type(row.keys)
    assert row.display == stall.display
    stall.type("C")
    assert row.kept_cents == stall.basket.total_cents
    assert [] == stall.receipts()
    assert [] == stall.rows("HALO_OK")

    stall.type("C C F C BAR C")
    stall.type(f"{row.keys} BAR")
    assert row.cents == stall.basket.total_cents
    is_limit = not row.display.startswith("KARTE")
    assert is_limit == bool(stall.rows("HALO_OK"))


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.keys[-30:])
def test_refused(stall: Day, row: Refused) -> None:
    """One more than the limit is refused in words; the sale and the number stay as they were."""
    stall.type(row.keys)
    assert row.display == stall.display
    assert row.kept_cents == stall.basket.total_cents
    assert [] == stall.receipts()
    (refusal,) = stall.rows("FEHLER")
    assert row.display.split("|")[0] == f"FEHLER {refusal.content['code']}"
