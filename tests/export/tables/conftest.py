"""A till with two closed days behind it, whose goods are called what no file likes."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from firmware.app.config import load
from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import parse_script
from firmware.desk.stall import in_folder
from firmware.export.package.part import Part, Sight
from firmware.store.book import Book
from firmware.store.reader import Reader
from tests.export.tables import big_book
from tests.store.till import SoftwareCard, Till

STALL = """
[company]
name = "STAND; \\"HUBER\\""
uid = "ATU12345678"
lines = ["Hauptplatz 3, 8010 Graz"]

[register]
id = "GRAZ-01"

[[clerk]]
number = 1
name = "=Anna;\\"A\\""
role = "chef"

[[clerk]]
number = 2
name = "Jörg"

[[group]]
number = 1
name = '=1+1;"Äpfel"'
vat = "4,9"
price = "2,50"

[[group]]
number = 2
name = "Käse; kg"
vat = "10"
price = "24,90"

[[group]]
number = 3
name = "@Glühwein"
vat = "20"
price = "4,50"
returnable = true

[[article]]
number = 17
name = "Maroni; heiß"
group = 3
price = "0,50"

[[group]]
number = 16
name = "-Pfand"
vat = "0"
price = "0,25"
"""
DAYS = """
@time 2026-10-24T20:00:00
C 1 BAR
F 04 10000 BAR
# a correction, a discount, a large note, a card
WG1 WG3 STO 2000 BAR
17 PLU BAR
2 × 333 WG1 1,345 × WG2 ZW 10 % BAR
WG3 WG3 2 × F WG8 KARTE BAR
F STO F WG8 BAR
# an invoice is paid; a named customer; goods that leave unpaid
500 WG1 F 46 2 2026017 BAR BAR
0,5 × WG2 F 46 3 4827 BAR BAR
WG1 F 47 44882233777 BAR BAR
# a voucher is sold and redeemed
F 44 17 BAR 1000 BAR BAR
600 WG3 F 45 17 BAR BAR
# cancelled: the last one, a part; another tender
700 WG3 BAR F 30 BAR 1 BAR
2 × 300 WG3 BAR F 31 BAR 1 BAR ZW 3 BAR
800 WG3 BAR F 34 2
950 WG3 F C BAR
# money in and out; practice; another clerk
F 02 5000 BAR 1
F 03 1200 BAR 4
F 50
250 WG1 BAR
F 50
2 F 01
WG1 BAR
# the doubled hour
@time 2026-10-25T02:40:00+02:00
WG1 BAR
@time 2026-10-25T02:10:00+01:00
WG1 BAR
1 F 01 2
F 20 BAR 200 × 100 BAR ZW 2 1 BAR
expect journal Z
@time 2026-10-25T10:00:00
1,111 × WG2 BAR
0,777 × WG2 WG3 5000 BAR
F 20 BAR 200 × 100 BAR ZW 2 1 BAR
expect journal Z
@time 2026-10-25T11:00:00
WG1 BAR
"""


@pytest.fixture(scope="session", name="book_path")
def _book_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the two days, played once."""
    folder = tmp_path_factory.mktemp("tables")
    settings = folder / "kassa.toml"
    settings.write_text(STALL, encoding="utf-8")
    config = in_folder(load(settings), folder)
    script = tuple(parse_script(DAYS, "two days"))
    played = play(
        script, folder, config, DEFAULT_START_UTC, is_verified=False, progress=lambda _line: None
    )
    assert played.outcome.failures == []
    return folder / "book.sqlite"


@pytest.fixture(name="book")
def _book(book_path: Path) -> Iterator[Reader]:
    with Reader.open_read_only(book_path) as book:
        yield book


@pytest.fixture(name="sight")
def _sight(book: Reader) -> Sight:
    """All of it."""
    return big_book.sight_of(book)


@pytest.fixture(name="written")
def _written(sight: Sight) -> Callable[[Part], bytes]:
    """The file a part writes."""

    def written(part: Part) -> bytes:
        out = BytesIO()
        part.write(sight, out)
        return out.getvalue()

    return written


@pytest.fixture(name="small_till")
def _small_till(tmp_path: Path) -> Iterator[Till]:
    """A till with nothing but its Startbeleg, whose rows a test writes itself."""
    with Book.create(tmp_path / "book.sqlite") as book:
        till = Till(book, SoftwareCard())
        till.commission()
        yield till
