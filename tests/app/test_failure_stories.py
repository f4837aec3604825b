"""Keys pressed while a device fails: each failure of the bench against each chapter of the manual.

The till goes on or says in words why not; what it took is in the journal, what it issued is signed
as the chain wants it and comes on paper in the end; once the device is well, the next sale is sold.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.app import resume
from firmware.app.config import DrawerSection, TerminalSection
from firmware.app.pins import Pins
from firmware.desk.keys import parse_keys
from firmware.desk.manual.practice import CHIEF, CHIEF_PIN, manual_config
from firmware.desk.stall import in_folder
from firmware.till.state import Phase, phase
from hal.display.codec import render
from tests.app.day import MORNING, Day
from tests.app.failures import FAILURES, Failure
from tests.power.light import lighten

pytestmark = pytest.mark.whole


NewDay = Callable[..., Day]
#: From every dialogue, question, error and open sale back to rest.
BACK = "C C C F C C F C BAR C C"
#: Long enough for printer, card and contacts to be asked again, and for a torn slip to come anew.
RECOVER_S = 35.0

#: Words of a chapter that go well before a device fails: early ones one by one, later ones further
#: apart, for few chapters are so long.
HALFWAY = (1, 2, 3, 5, 8, 13)

#: What a day is made of; each begins and ends between sales.
CHAPTERS: Mapping[str, str] = {
    "ringing up": "250 WG1 WG1 3 × 290 WG2 1,345 × 290 WG2 12 PLU PLU 12 F PLU C BAR",
    "one key": "WG4 3 × WG4",
    "scale": "× WG2 20 F × × 290 WG2 BAR",
    "deposit": "21 PLU 6 × F WG8 F STO F WG8 F STO 200 WG7 BAR",
    "paying out": "F STO 2 × F WG8 BAR",
    "corrections": "250 WG1 290 WG2 STO 3 × 100 WG1 2 × STO 1 STO 490 WG2 F ZW STO C F C BAR",
    "discounts": "500 WG1 10 % 333 WG2 50 F % 444 WG3 ZW 10 % STO 10 F 33 1000 F 36 BAR",
    "paying": "1000 WG1 ZW 300 BAR STO 300 BAR F 08 2000 BAR ZW BON F BON",
    "terminal": "1000 WG1 300 KARTE 300 BAR KARTE F 17 1111 BAR 1 C",
    "storno": "250 WG1 BAR F 30 BAR 1111 BAR 1 BAR",
    "storno, open again": "250 WG1 BAR F 30 BAR 1111 BAR 1 2 BAR 290 WG2 BAR",
    "part return": "3 × 250 WG1 290 WG2 BAR F 31 BAR 1 BAR 2 BAR BAR ZW 1111 BAR 1 BAR",
    "another tender": "250 WG1 BAR F 34 BAR",
    "parking": "250 WG1 F 06 290 WG2 F 06 F 07 1 BAR F 07 2 BAR",
    "late entry": "F 32 17 BAR BAR 250 WG1 BAR",
    "vouchers": "F 44 17 BAR 1000 BAR BAR 1200 WG1 F 45 17 BAR BAR",
    "customer": "250 WG1 F 46 3 2 BAR BAR",
    "delivery": "250 WG1 F 47 2 2 BAR BAR",
    "money": "F 02 5000 BAR 1 F 03 1111 BAR 1000 BAR 1 F 05 1111 BAR BAR 1 F BAR",
    "reports": "F 10 BAR F 11 BAR F 15 2 C F 24 BAR",
    "closing": "250 WG1 BAR F 20 BAR 37 × 200 BAR ZW ZW ZW 2 1 BAR BAR",
    "audit": "F 21 1111 BAR BAR 5 BAR ZW ZW",
    "training": "F 50 1111 BAR 250 WG1 BAR F 02 100 BAR 1 F 10 BAR F 50",
    "control": "F 60 C F 64 F 65 F 66 F 67 1111 BAR F 80 BAR F 09 F 43 1111 BAR 1 F 96 BAR BAR",
    "clerks": "F 01 2 BAR 1 F 01 1111 BAR 2 F 01",
    "menu": "F F 2 2 8 BAR C C F 41 BAR BON C 2 F 41 BON",
    "stall": "F 90 1111 BAR BAR 1 BAR 1 260 BAR BAR F 24 F 93 1111 BAR BAR C C C",
    "any keys": "BON STO % × PLU KARTE ZW , 00 F F F BAR F KARTE F PLU F STO F % F ×",
}


@pytest.fixture
def stall(new_day: NewDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    """The manual's stall with a drawer on pins, and a chief with a PIN; paper without pictures."""
    lighten(monkeypatch)
    config = msgspec.structs.replace(
        in_folder(manual_config(), tmp_path / "till"),
        drawer=DrawerSection(connection="gpio", pin=22, switch_pin=23),
        terminal=TerminalSection(host="192.168.0.5"),
    )
    day = new_day(MORNING, settings=config)
    day.bench.scale.milli = 1345
    Pins(tmp_path / "till").store(CHIEF, CHIEF_PIN)
    assert day.stand.shut_down()
    day.boot()
    return day


def recover(day: Day) -> None:
    """Time passes; printer, card and contacts are asked again, twice."""
    for _ in range(2):
        day.stand.clock.advance(RECOVER_S)
        day.wait(1.0)


def to_rest(day: Day) -> None:
    """Whatever was begun is left; clerk 2 stands there."""
    recover(day)
    day.type(BACK)
    if "E18" in day.display:
        # Somebody must say whether the card was charged.
        day.type("2")
    if day.basket.tenders:
        # A sale that a card was charged for is not dropped.
        day.type(
            "C BAR BAR C" if phase(day.stand.station.loop.till) is Phase.ERROR else "BAR BAR C"
        )
    if day.stand.station.loop.till.is_training:
        day.type("F 50")
    if phase(day.stand.station.loop.till) is Phase.LOCKED:
        day.type("C C 2 BAR")
    day.type(BACK)


def press(day: Day, keys: str) -> None:
    """Each key is answered by a screen that can be read, and loses nothing that was journalled."""
    for key in parse_keys(keys):
        assert day.stand.press((key,))
        screen = day.stand.screen
        render(screen)
        assert screen.item or screen.main, key
        assert resume.open_sale(day.stand.book) == day.basket, key


def live(day: Day, failure: Failure, chapters: Iterable[str], begin_at: int = 0) -> None:
    """Type each chapter, from its word `begin_at` on with the failure; then all is well again."""
    for chapter in chapters:
        to_rest(day)
        words = CHAPTERS[chapter].split()
        press(day, " ".join(words[:begin_at]))
        failure.begin(day)
        press(day, " ".join(words[begin_at:]))
        failure.end(day)
        to_rest(day)
        assert not day.basket.lines, chapter
        day.type("410 WG1 BAR")
        assert day.display.startswith("BEZAHLT|4,10"), chapter
    recover(day)


def examine(day: Day, failure: Failure) -> None:
    """Numbers without gap, each receipt on a whole slip, the failure in the journal."""
    numbers = [receipt.number for receipt in day.receipts()]
    assert list(range(2, len(numbers) + 2)) == numbers
    whole = [code for slip in day.slips if slip.is_complete for code in slip.qr_payloads]
    assert set(numbers) <= {int(code.split("_")[3]) for code in whole}
    assert day.stand.book.intent() is None
    assert [] == [kind for kind in failure.kinds if not day.rows(kind)]


#: One of each device; the others have their turn in the long lane.
EVERY_DAY = ("printer off", "card out", "disk full at commits", "terminal silent")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.heavy] * (name not in EVERY_DAY)) for name in FAILURES],
)
def test_a_day_of_it(stall: Day, name: str) -> None:
    """Every third chapter, which differ from failure to failure, and the one it surely meets."""
    first = list(FAILURES).index(name) % 3
    chapters = dict.fromkeys((*list(CHAPTERS)[first::3], FAILURES[name].chapter))
    live(stall, FAILURES[name], chapters)
    examine(stall, FAILURES[name])


@pytest.mark.heavy
@pytest.mark.parametrize("name", FAILURES)
def test_the_whole_manual(stall: Day, name: str) -> None:
    """Every chapter while it fails."""
    live(stall, FAILURES[name], CHAPTERS)
    examine(stall, FAILURES[name])


@pytest.mark.heavy
@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("begin_at", HALFWAY)
def test_failing_halfway(stall: Day, name: str, begin_at: int) -> None:
    """It begins within each chapter; where no key meets it any more, no row tells of it."""
    chapters = [one for one, keys in CHAPTERS.items() if len(keys.split()) > begin_at]
    live(stall, FAILURES[name], chapters, begin_at)
    examine(stall, replace(FAILURES[name], kinds=()))
