"""A shop on a fault disk: sound it has nothing wrong, and what is wrong with it is called so."""

import random
from pathlib import Path

import pytest

from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.shop import founded, shop_in
from tests.store.till import SoftwareCard

CARD = SoftwareCard()


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    """A book that has sold."""
    return founded(tmp_path / "ground", CARD)


def test_sound(ground: Path, tmp_path: Path) -> None:
    """Sales, a cut, sales: all there."""
    with FaultDisk() as disk:
        shop = shop_in(tmp_path / "shop", ground, disk, CARD)
        shop.sell_some(2)
        shop.cut(random.Random(1), Loss.DROP_ALL)
        shop.sell_some(1)

        assert [] == shop.wrong()
        assert 6 == shop.acknowledged


def test_lost(ground: Path, tmp_path: Path) -> None:
    """A book that is set back has lost, and the card has signed what it does not know."""
    with FaultDisk() as disk:
        shop = shop_in(tmp_path / "shop", ground, disk, CARD)
        shop.sell_some(1)
        shop.path.write_bytes((ground / "book.sqlite").read_bytes())

        assert ["lost: receipts 3 of 4", "two texts: [4]"] == shop.wrong()


def test_two_texts(ground: Path, tmp_path: Path) -> None:
    """A card that saw two texts of one number."""
    with FaultDisk() as disk:
        shop = shop_in(tmp_path / "shop", ground, disk, CARD)
        shop.sell_some(1)
        shop.signed[4].add("another")

        assert ["two texts: [4]"] == shop.wrong()


def test_corrupt(ground: Path, tmp_path: Path) -> None:
    """A byte of a row that is another one."""
    with FaultDisk() as disk:
        shop = shop_in(tmp_path / "shop", ground, disk, CARD)
        book = shop.path.read_bytes()
        at = book.rindex(b"book.receipt")
        shop.path.write_bytes(book[:at] + b"B" + book[at + 1 :])

        assert any(one.startswith("corrupt") for one in shop.wrong())
