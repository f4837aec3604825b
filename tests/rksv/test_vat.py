"""Rates as dated facts, and the five amounts."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv.errors import UnknownRateError
from firmware.rksv.money import spread
from firmware.rksv.vat import RATES, Buckets, VatRate, VatSlot, rate_on, vat_included

BEFORE = date(2026, 6, 30)
SINCE = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("per_mille", "slot", "label"),
    [
        (200, VatSlot.NORMAL, "20,0%"),
        (100, VatSlot.ERMAESSIGT_1, "10,0%"),
        (130, VatSlot.ERMAESSIGT_2, "13,0%"),
        (0, VatSlot.NULL, "0,0%"),
        (190, VatSlot.BESONDERS, "19,0%"),
        (49, VatSlot.BESONDERS, "4,9%"),
    ],
)
def test_every_rate_has_its_field(per_mille: int, slot: VatSlot, label: str) -> None:
    """Anlage Z 4 RKSV: 19 % and 4,9 % share Betrag-Satz-Besonders."""
    rate = rate_on(per_mille, SINCE)
    assert (slot, label) == (rate.slot, rate.label)


def law_on(day: date) -> list[VatRate]:
    """The rates of a day, in the order of the fields."""
    return [rate for rate in RATES if rate.is_valid_on(day)]


def test_the_rate_for_food_begins_in_july() -> None:
    """§ 10 Abs 1a UStG: 4,9 % applies to supplies since 1 July 2026, not a day earlier."""
    assert 49 not in [rate.per_mille for rate in law_on(BEFORE)]
    assert [rate.per_mille for rate in law_on(SINCE)] == [200, 100, 130, 0, 190, 49]
    with pytest.raises(UnknownRateError, match=r"49 per mille on 2026-06-30"):
        rate_on(49, BEFORE)


def test_an_unknown_rate_is_refused() -> None:
    """A rate that never was law has no field."""
    with pytest.raises(UnknownRateError, match="70 per mille"):
        rate_on(70, SINCE)


def test_a_rate_that_ended_is_no_longer_law() -> None:
    """Both days of a rate are inclusive."""
    rate = VatRate(
        per_mille=50,
        slot=VatSlot.BESONDERS,
        valid_from=date(2020, 7, 1),
        valid_until=date(2021, 12, 31),
    )
    assert rate.is_valid_on(date(2020, 7, 1))
    assert rate.is_valid_on(date(2021, 12, 31))
    assert not rate.is_valid_on(date(2022, 1, 1))
    assert not rate.is_valid_on(date(2020, 6, 30))


def test_a_rate_has_one_field_at_a_time() -> None:
    """No day knows the same rate twice."""
    for day in (date(2016, 1, 1), BEFORE, SINCE, date(2030, 1, 1)):
        values = [rate.per_mille for rate in law_on(day)]
        assert len(values) == len(set(values))
    assert {rate.slot for rate in RATES} == set(VatSlot)


def test_tax_is_taken_out_of_the_gross_amount() -> None:
    """§ 11 Abs 1 Z 3 UStG: after 10 % off, 4,50 / 3,00 / 3,99 hold 0,21 / 0,27 / 0,67."""
    gross = (500, 333, 444)
    reduced = [full - part for full, part in zip(gross, spread(128, gross), strict=True)]
    assert reduced == [450, 300, 399]
    taxes = [vat_included(cents, rate) for cents, rate in zip(reduced, (49, 100, 200), strict=True)]
    assert taxes == [21, 27, 67]


@given(st.integers(-(10**9), 10**9), st.sampled_from([0, 49, 100, 130, 190, 200]))
@settings(deadline=None)
def test_tax_mirrors_and_fits_net(gross_cents: int, per_mille: int) -> None:
    """Tax of a cancellation is the negative; tax on net gives tax again within half a cent."""
    tax = vat_included(gross_cents, per_mille)
    assert -tax == vat_included(-gross_cents, per_mille)
    assert 2 * abs(gross_cents * per_mille - tax * (1000 + per_mille)) <= 1000 + per_mille


def test_buckets_keep_the_order_of_the_fields() -> None:
    """Anlage Z 4 RKSV: Normal, Ermaessigt-1, Ermaessigt-2, Null, Besonders."""
    by_slot = {slot: cents for cents, slot in enumerate(VatSlot, start=1)}
    buckets = Buckets.from_slots(by_slot)
    assert buckets.amounts == (1, 2, 3, 4, 5)
    assert buckets == Buckets(normal=1, ermaessigt_1=2, ermaessigt_2=3, null=4, besonders=5)
    assert buckets.total == 15
    assert (-buckets).amounts == (-1, -2, -3, -4, -5)


def test_a_missing_slot_is_zero() -> None:
    """A receipt names only the rates it has."""
    assert Buckets.from_slots({VatSlot.NULL: 7}) == Buckets(null=7)
    assert Buckets.from_slots({}) == Buckets()


@pytest.mark.parametrize("year", range(2027, 2036))
def test_rates_go_on_until_a_law_ends_them(year: int) -> None:
    """§ 10 UStG: each rate of today is open; a till of 2035 that was not updated sells on."""
    today = law_on(date(2026, 11, 20))
    assert today == law_on(date(year, 1, 1)) == law_on(date(year, 12, 31))
    with pytest.raises(UnknownRateError, match=f"75 per mille on {year}-07-01"):
        rate_on(75, date(year, 7, 1))


def test_amounts_that_cancel_are_no_zero_receipt() -> None:
    """§ 8 Abs 2 RKSV: zero means every amount, not their sum."""
    assert Buckets().is_zero
    assert not Buckets(normal=100, null=-100).is_zero
    assert Buckets(normal=100, null=-100).total == 0
