"""Random stalls for the tests of files, and what a file makes of a book."""

from datetime import date

from hypothesis import strategies as st

from firmware.app.sheet import Sheet, plan_sheet
from firmware.till.stall.build import Fixture, facts_of
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
    ReceiptForm,
    Role,
)
from firmware.till.stall.masterdata import Change, Source, State, differences, fold
from firmware.till.stall.plan import Way

DAY = date(2026, 11, 20)
FIXTURE = Fixture(register_id="GRAZ-01")
NOW = Way(today=DAY, source=Source.FILE)

_CENTS = st.integers(0, 99_999_99)
_RATES = st.sampled_from([0, 49, 100, 130, 190, 200])
#: What people and spreadsheets find hard: quotes, separators, letters of this country.
NAMES = (
    st.text("aäßZ09 .,;\"'\\=+-€#[]", min_size=1, max_size=16)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@st.composite
def stalls(draw: st.DrawFn) -> Profile:
    """A stall that can be."""
    numbers = draw(st.sets(st.integers(1, 15), min_size=1))
    groups = {
        number: Group(
            number=number,
            name=draw(NAMES),
            vat_per_mille=draw(_RATES),
            price_cents=draw(st.one_of(st.none(), _CENTS)),
            halo_cents=draw(_CENTS),
            lalo_cents=draw(_CENTS),
            is_returnable=draw(st.booleans()),
        )
        for number in numbers
    }
    groups[16] = Group(number=16, name="Einwegpfand", vat_per_mille=0, price_cents=25)
    articles = {}
    for number in draw(st.sets(st.integers(1, 9999), max_size=4)):
        price = draw(st.one_of(st.none(), _CENTS))
        is_weight = draw(st.booleans())
        package = None
        if price is not None and not is_weight and draw(st.booleans()):
            package = Package(pieces=draw(st.integers(2, 99)), price_cents=draw(_CENTS))
        group = draw(st.sampled_from([*sorted(numbers), 16]))
        deposit = ArticleDeposit(group=group, cents=draw(_CENTS))
        articles[number] = Article(
            number=number,
            name=draw(NAMES),
            group=draw(st.sampled_from(sorted(numbers))),
            price_cents=price,
            is_weight=is_weight,
            package=package,
            deposit=draw(st.sampled_from([None, deposit])),
        )
    clerks = {}
    if draw(st.booleans()):
        clerks[1] = Clerk(number=1, name=draw(NAMES), role=Role.CHIEF)
        clerks[7] = Clerk(number=7, name=draw(NAMES), role=draw(st.sampled_from(Role)))
    lines = st.lists(NAMES, max_size=2)
    return Profile(
        register_id="GRAZ-01",
        header=(draw(NAMES), *draw(lines)),
        footer=tuple(draw(lines)),
        groups=groups,
        articles=articles,
        clerks=clerks,
        limits=Limits(
            sale_cents=draw(_CENTS),
            void_cents=draw(st.one_of(st.none(), _CENTS)),
            discount_percent=draw(st.integers(0, 100)),
        ),
        options=Options(
            counting=draw(st.sampled_from(Counting)),
            receipt_form=draw(st.sampled_from(ReceiptForm)),
            float_cents=draw(_CENTS),
            is_z_for_chief=draw(st.booleans()),
            receipt_series=draw(st.sampled_from(["", "2026-", "A"])),
        ),
    )


def history_of(stall: Profile) -> tuple[Change, ...]:
    """A book that knows `stall`."""
    return tuple(one.on(DAY, Source.CONFIG) for one in differences({}, facts_of(stall)))


def imported(sheet: Sheet, stall: Profile | None = None) -> State:
    """What is known after `sheet` was imported where `stall` was, or nothing."""
    history = () if stall is None else history_of(stall)
    changes = plan_sheet(sheet, history, NOW, FIXTURE)
    return fold((*history, *changes), DAY)
