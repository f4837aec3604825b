"""firmware.till.stall.build: from rows to the stall and back."""

from dataclasses import replace
from datetime import date

import pytest

from firmware.till.stall.build import Fixture, build, check, check_rates, facts_of
from firmware.till.stall.catalog import (
    Article,
    ArticleDeposit,
    Clerk,
    Counting,
    Group,
    Limits,
    Options,
    Package,
    Profile,
    Role,
)
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import Sort, Source, differences
from tests.till.plain_stall import ALONE, STALL

DAY = date(2026, 11, 20)
FIXTURE = Fixture(register_id="GRAZ-01")
FULL = replace(
    STALL,
    groups={**STALL.groups, 16: Group(number=16, name="Einwegpfand", vat_per_mille=0)},
    articles={
        12: Article(
            number=12,
            name="Saft",
            group=1,
            price_cents=300,
            package=Package(pieces=3, price_cents=800),
            deposit=ArticleDeposit(group=16, cents=25),
        ),
        31: Article(number=31, name="Käse", group=2, price_cents=2490, is_weight=True),
    },
    limits=Limits(void_cents=50_00),
    options=Options(counting=Counting.SUM, float_cents=0, receipt_series="2026-"),
)


@pytest.mark.parametrize("stall", [STALL, ALONE, FULL])
def test_a_stall_comes_back_from_its_facts(stall: Profile) -> None:
    """build(facts_of(stall)) = stall: rows can say everything of a stall."""
    assert build(facts_of(stall), FIXTURE) == stall


@pytest.mark.parametrize(
    ("stall", "fault"),
    [
        (replace(FULL, groups={}), Fault.GROUP),
        (replace(STALL, clerks={2: Clerk(number=2, name="Anna")}), Fault.CHIEF),
        (replace(STALL, clerks={100: Clerk(number=100, name="X", role=Role.CHIEF)}), Fault.NUMBER),
        (replace(STALL, clerks={1: Clerk(number=1, name="", role=Role.CHIEF)}), Fault.NAME),
        (replace(STALL, groups={17: Group(number=17, name="X", vat_per_mille=0)}), Fault.NUMBER),
        (replace(STALL, groups={1: Group(number=1, name="x" * 17, vat_per_mille=0)}), Fault.NAME),
        (replace(STALL, groups={16: Group(number=16, name="P", vat_per_mille=200)}), Fault.DEPOSIT),
        (
            replace(
                STALL,
                groups={1: Group(number=1, name="X", vat_per_mille=0, is_single_item_sale=True)},
            ),
            Fault.PRICE,
        ),
        (replace(STALL, articles={1: Article(number=1, name="X", group=9)}), Fault.GROUP),
        (replace(STALL, articles={0: Article(number=0, name="X", group=1)}), Fault.NUMBER),
        (
            replace(
                STALL,
                articles={
                    1: Article(
                        number=1, name="X", group=1, deposit=ArticleDeposit(group=16, cents=25)
                    )
                },
            ),
            Fault.GROUP,
        ),
        (
            replace(
                STALL,
                articles={
                    1: Article(
                        number=1, name="X", group=1, package=Package(pieces=3, price_cents=100)
                    )
                },
            ),
            Fault.PRICE,
        ),
    ],
)
def test_what_cannot_be_is_refused(stall: Profile, fault: Fault) -> None:
    """A stall that could not sell as it says is none."""
    with pytest.raises(StallError) as refusal:
        build(facts_of(stall), FIXTURE)
    assert refusal.value.fault is fault


def test_a_group_without_a_rate_is_refused() -> None:
    """One group, one rate: none is not one."""
    facts = {thing: one for thing, one in facts_of(STALL).items() if thing != (Sort.VAT, "1")}
    with pytest.raises(StallError, match=r"group 1\.vat: is missing"):
        build(facts, FIXTURE)


def test_nobody_sells_without_a_name() -> None:
    """§ 132a Abs 3 Z 1 BAO: without who sells there is no receipt."""
    with pytest.raises(StallError, match="132a"):
        build({}, FIXTURE)


def test_a_fact_of_another_type_is_refused() -> None:
    """A row that was written by something else is named."""
    facts = {**facts_of(STALL), (Sort.CLERK, "2"): {"name": 7}}
    with pytest.raises(StallError, match="clerk 2"):
        build(facts, FIXTURE)


def test_an_option_nobody_knows_any_more_is_passed_over() -> None:
    """A book outlives options of the till."""
    facts = {**facts_of(STALL), (Sort.OPTION, "options.colour"): {"value": "red"}}
    assert build(facts, FIXTURE) == STALL


def test_rates_are_law_on_their_day() -> None:
    """§ 10 Abs 1a UStG: 4,9 % is no rate before July 2026."""
    check_rates(STALL, date(2026, 7, 1))
    with pytest.raises(StallError, match=r'group 1\.vat: "4,9% 2026-06-30"'):
        check_rates(STALL, date(2026, 6, 30))


def test_announced_days_are_checked_too() -> None:
    """A change that would break the stall in January is refused in November."""
    begin = [one.on(DAY, Source.CONFIG) for one in differences({}, facts_of(STALL))]
    bad = replace(STALL, groups={**STALL.groups, 1: replace(STALL.groups[1], vat_per_mille=50)})
    (change,) = differences(facts_of(STALL), facts_of(bad))
    check(begin, FIXTURE, DAY)
    with pytest.raises(StallError, match="5,0% 2027-01-01"):
        check([*begin, change.on(DAY, Source.KEYS, date(2027, 1, 1))], FIXTURE, DAY)
