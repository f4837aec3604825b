"""A recorded day: much happens in it, sound cuts are sound, and what is wrong is called wrong."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.rksv.machine_code import qr_from_jws
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from tests.faultdisk.platter import Loss
from tests.faultdisk.recording import Mark, Recording, wrong_in

DICE = random.Random


@pytest.fixture
def left(day: Recording, tmp_path: Path) -> Path:
    """The book after a cut behind the last touch."""
    (point,) = day.points[-1:]
    return day.lay_out(day.tape.left(point + 1, DICE(1), Loss.DROP_ALL), tmp_path / "left")


def last(day: Recording) -> Mark:
    """What had happened before the last touch."""
    return day.marks[day.points[-1]]


def test_much_happens(day: Recording) -> None:
    """A day has every kind of receipt, hundreds of touches, each with its mark, and paper."""
    with Book.open(day.book) as book:
        kinds = {one.kind for one in book.receipts()}

    assert {ReceiptKind.STARTBELEG, ReceiptKind.STANDARD, ReceiptKind.STORNO} <= kinds
    assert set(day.points) <= set(day.marks)
    assert len(day.points) > 300
    assert len(last(day).paper) >= len(day.texts) - 1


def test_sound_cuts(day: Recording, tmp_path: Path) -> None:
    """Nothing is wrong after a cut of a sound till."""
    points = DICE(1).choices(day.points, k=15)
    for point, files in day.tape.cuts(points, DICE(2), Loss.HONEST):
        path = day.lay_out(files, tmp_path / "cut")
        assert [] == list(wrong_in(day, day.marks[point], path)), point


def test_lost(day: Recording, left: Path) -> None:
    """A book that ends before what was acknowledged has lost something."""
    mark = replace(last(day), receipts=len(day.texts) + 1)

    assert ["lost"] == [one.partition(":")[0] for one in wrong_in(day, mark, left)]


def test_printed_and_not_stored(day: Recording, left: Path) -> None:
    """Paper with a code that no receipt has."""
    mark = replace(last(day), paper=last(day).paper | {"_R1-AT1_GRAZ-01_99"})

    assert ["printed and not stored"] == [
        one.partition(":")[0] for one in wrong_in(day, mark, left)
    ]


def test_two_texts(day: Recording, left: Path) -> None:
    """A number that came to be another receipt in another life of the till."""
    number = max(day.texts)
    other = replace(day, texts={**day.texts, number: day.texts[number - 1]})
    paper = last(day).paper - {qr_from_jws(text) for text in day.texts.values()}

    assert [f"another text: receipts [{number}]"] == list(
        wrong_in(other, replace(last(day), paper=paper), left)
    )


def test_not_opened(day: Recording, left: Path) -> None:
    """What is no book is said to be none."""
    left.write_bytes(b"no book at all")

    (wrong,) = wrong_in(day, last(day), left)
    assert wrong.startswith("not opened")
