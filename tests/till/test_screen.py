"""firmware.till.screen: what the cashier sees."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.sales.basket import Basket, Line
from firmware.till.stall.catalog import Clerk
from firmware.till.texts import money
from hal.display.codec import render
from tests.golden.display.mockups import to_text
from tests.golden.till import frames
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]

PRICES = st.integers(0, 9_999_999)


def sale_of(quantity_milli: int, unit_cents: int, *, is_weight: bool) -> Playbook:
    """An open sale with one line, as after a boot and a key."""
    line = Line(
        group=7,
        name="Feinkost",
        vat_per_mille=200,
        quantity_milli=quantity_milli,
        unit_cents=unit_cents,
        is_weight=is_weight,
    )
    return Playbook(open_sale=Basket(lines=(line,))).type("5 C")


def test_locked() -> None:
    """The stall's name and what to do."""
    book = Playbook(clerk=None)
    assert book.screen.status == "            S✓P✓10:42"
    assert book.zones == ("MARKTSTAND HUBER", "BEDIENER ?", "Nr + BAR")


def test_idle_and_last_receipt(typed: Typed) -> None:
    """The time of day, and the last sum for the customer who asks."""
    assert typed("").zones == ("Bereit", "10:42", "")
    assert typed("1980 WG3 BAR C").zones == ("Bereit", "10:42", "Letzter Bon 19,80")


def test_status_bar(typed: Typed) -> None:
    """Clerk, positions, signature, paper, time: 21 characters."""
    assert typed("WG1 WG1 WG1").screen.status == "B2 3Pos     S✓P✓10:42"


def test_training_is_inverted(typed: Typed) -> None:
    """C8: nobody overlooks it."""
    shown = typed("F 50 1111 BAR WG1").screen
    assert shown.is_inverted
    assert shown.status == "** TRAINING **  10:42"


def test_long_clerk_number() -> None:
    """A number of any length leaves card, paper and time in sight."""
    book = Playbook(
        replace(STALL, clerks={123456789: Clerk(number=123456789, name="Eva")}), clerk=123456789
    )
    assert book.type("WG1").screen.status == "B123456789 1S✓P✓10:42"


def test_long_name_with_counter() -> None:
    """The repeat counter is never cut off."""
    assert Playbook().type("500 WG6 WG6").screen.item == "Jungholzer K. ×2"


def test_long_quantity_keeps_whole_numbers() -> None:
    """Rather closer together, rather no price, than half a number."""
    assert sale_of(999_000, 1_00, is_weight=False).screen.item == "999 × 1,00"
    assert sale_of(12_345, 1234_56, is_weight=True).screen.item == "12,345kg ×"
    assert sale_of(12_345, 123_45, is_weight=True).screen.item == "12,345kg×123,45"


@given(milli=st.integers(1, 99_999), unit_cents=PRICES)
def test_weight_numbers_are_whole(milli: int, unit_cents: int) -> None:
    """Whatever is weighed: amount and sum are complete, and the screen can be drawn."""
    book = sale_of(milli, unit_cents, is_weight=True)
    item, main, hint = book.zones
    total = money(book.till.basket.total_cents)
    price = item.partition("×")[2].strip()
    assert total == main
    assert hint.endswith(total)
    assert price in ("", money(unit_cents))
    render(book.screen)


@given(pieces=st.integers(1, 999), unit_cents=st.integers(0, 99_999))
def test_piece_numbers_are_whole(pieces: int, unit_cents: int) -> None:
    """Same for pieces."""
    book = sale_of(pieces * 1000, unit_cents, is_weight=False)
    assert money(book.till.basket.total_cents) == book.screen.main
    assert book.screen.hint.endswith(book.screen.main)
    render(book.screen)


@given(total=st.integers(2, 9_999_999), data=st.data())
def test_pay_numbers_are_whole(total: int, data: st.DataObject) -> None:
    """The rest and what was given, complete."""
    given_cents = data.draw(st.integers(1, total - 1))
    book = sale_of(1000, total, is_weight=False).type(f"{given_cents} BAR")
    assert money(total - given_cents) == book.screen.main
    assert money(given_cents) in book.screen.hint
    render(book.screen)


@pytest.mark.parametrize("name", frames.SCREENS)
def test_golden_frame(name: str) -> None:
    """5.4: pixel by pixel as it was looked at; the picture beside it is for people."""
    drawn = to_text(render(frames.screen_of(name)))
    assert (frames.FOLDER / f"{name}.txt").read_text(encoding="ascii") == drawn
    assert (frames.FOLDER / f"{name}.png").exists()


def test_one_position_is_one(typed: Typed) -> None:
    """The count reads as it is spoken."""
    assert "1 Position" == typed("250 WG1 ZW").screen.hint
    assert "2 Positionen" == typed("250 WG1 500 WG3 ZW").screen.hint


def test_what_is_long_is_said_shorter() -> None:
    """A large tender, total or weight leaves words out, never digits."""
    book = Playbook().type("9999999 WG3 BAR 5533070 BAR")
    assert "BAR 55.330,70 erh." == book.screen.hint
    assert "RÜCKN. 18,200kg×" == Playbook().type("F STO 18,2 ×").screen.item
    done = Playbook().type("9999999 WG3 BAR 9999999 WG3 BAR BAR BAR").wait(30).type("1 C")
    assert ("Bereit", "Letzter 199.999,98") == (done.screen.item, done.screen.hint)
