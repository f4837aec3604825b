"""firmware.till.sales.parts: what belongs together in the open sale."""

from dataclasses import replace

from firmware.till.sales.basket import Line, LineKind
from firmware.till.sales.parts import Part, last_run, overdone, part_at, parts
from firmware.till.stall.catalog import Package

BREAD = Line(
    group=1, name="Brot", vat_per_mille=49, quantity_milli=1000, unit_cents=400, is_weight=False
)
BEER = replace(BREAD, group=2, name="Bier", vat_per_mille=200)
BOTTLE = replace(BREAD, group=16, name="Pfand", vat_per_mille=0, unit_cents=25, is_linked=True)
OFF = replace(BREAD, name="Rabatt 10 %", unit_cents=-40, kind=LineKind.LINE_DISCOUNT)
ALL_OFF = replace(BREAD, group=0, name="Nachlass", unit_cents=-10, kind=LineKind.SALE_DISCOUNT)
ALL_OFF_20 = replace(ALL_OFF, vat_per_mille=200)


def test_repeats_and_their_discount_are_one() -> None:
    """Two loaves with a discount; the third after it is another part."""
    lines = (BREAD, BREAD, OFF, BREAD)
    assert (Part(start=0, discounts=2, stop=3), Part(start=3, discounts=4, stop=4)) == parts(lines)


def test_deposit_is_in_the_part_of_its_drink() -> None:
    """Two beers, two bottles, one part."""
    assert parts((BEER, BOTTLE, BEER, BOTTLE)) == (Part(start=0, discounts=4, stop=4),)


def test_a_discount_on_the_sale_is_a_part_of_all_its_lines() -> None:
    """One line for each rate; another discount is another part."""
    lines = (BREAD, BEER, ALL_OFF, ALL_OFF_20, replace(ALL_OFF, name="Rabatt 5 %"))
    found = parts(lines)
    assert [(part.start, part.stop) for part in found if part.is_of_sale] == [(2, 4), (4, 5)]
    assert [part_at(lines, position) for position in range(5)] == [0, 1, 2, 2, 3]


def test_a_position_after_a_discount_on_the_sale_begins_anew() -> None:
    """The same loaf, but without that discount."""
    found = parts((BREAD, ALL_OFF, BREAD))
    assert [part.is_of_sale for part in found] == [False, True, False]


def test_last_run_is_what_the_display_counts() -> None:
    """Merged, without discounts; after one on the sale there is none."""
    assert last_run((BREAD, BEER, BEER, OFF)) == (replace(BEER, quantity_milli=2000),)
    assert last_run((BREAD, ALL_OFF)) == ()
    assert last_run(()) == ()


def test_overdone() -> None:
    """Three for less than the discount on one of them; otherwise nothing is."""
    cheap = replace(BREAD, package=Package(pieces=3, price_cents=30))
    assert overdone((cheap, cheap, OFF)) is None
    assert Part(start=3, discounts=3, stop=4) == overdone((cheap, cheap, cheap, OFF))
