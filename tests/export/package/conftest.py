"""A till that has sold something, and exports of its book."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.export.package import receipts
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Order
from firmware.export.package.meter import Meter
from firmware.export.package.outline import EVERYTHING, Maker, Outline, sight_of
from firmware.export.package.place import free_bytes_of
from firmware.export.tables import fiscal, journal
from firmware.store.head import head_of
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind
from tests.stickfs.fixtures import plug_fat, plug_folder

__all__ = ["plug_fat", "plug_folder"]

MADE_UTC = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIRM = ("Obst Huber", "1010 Wien")


@pytest.fixture(scope="session")
def sold_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of a till that sold on two days, and is off."""
    folder = tmp_path_factory.mktemp("sold")
    start = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    stand = Stand(folder, in_folder(demo_config(), folder), start)
    stand.commission()
    stand.boot()
    stand.press(parse_keys("250 WG1 BAR 290 WG3 KARTE BAR"))
    stand.set_time(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    stand.press(parse_keys("410 WG1 BAR"))
    stand.shut_down()
    return stand.book_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """The book, read; `order` asks for an export of it, of few files: printing PDFs takes long."""

    book: Reader

    def order(
        self,
        kind: ExportKind = ExportKind.OWNER,
        outline: Outline = EVERYTHING,
        made_utc: datetime = MADE_UTC,
    ) -> Order:
        head = head_of(self.book)
        assert head is not None
        maker = Maker(
            firm=FIRM, program="standlkassa 0.1.0", made_at_utc=made_utc, moved=lambda _count: None
        )
        sight = sight_of(self.book, head, outline, maker)
        few = (*receipts.parts(sight), *journal.parts(sight), *fiscal.parts(sight))
        return Order(kind=kind, sight=sight, head=head, parts=few)


@pytest.fixture
def sold(sold_path: Path) -> Iterator[Sold]:
    """A till that has sold something."""
    with Reader.open_read_only(sold_path) as book:
        yield Sold(book=book)


def means(root: Path, meter: Meter | None = None) -> Means:
    """Nobody seals, nobody watches."""
    return Means(
        seal=None,
        examine=examine,
        meter=meter or Meter(lambda: 0.0, lambda *_: None, lambda: None),
        free_bytes=partial(free_bytes_of, root),
    )
