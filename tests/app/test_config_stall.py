"""firmware.app.config_stall: articles, deposits, limits and options of the file."""

from datetime import date

import pytest

from firmware.app.config import ConfigError, parse, profile
from firmware.till.stall.build import facts_of
from firmware.till.stall.catalog import (
    ArticleDeposit,
    Counting,
    Limits,
    Options,
    Package,
    Profile,
    ReceiptForm,
    Role,
)

SMALL = """
[company]
name = "Huber"
[register]
id = "MARKT-01"
[[group]]
number = 1
name = "Getränke"
vat = "20"
[[group]]
number = 12
name = "Becher"
vat = "20"
returnable = true
"""
DAY = date(2026, 11, 20)


def stall(words: str = "") -> Profile:
    """The stall of the small file with these words below."""
    return profile(parse(SMALL + words), DAY)


def test_an_article() -> None:
    """Price, package and deposit are written as on a price list."""
    article = stall(
        '[[article]]\nnumber = 12\nname = "Spritzer"\ngroup = 1\nprice = "3,50"\n'
        'package = "3 um 9,00"\ndeposit = "2,00 WG 12"'
    ).articles[12]
    assert article.price_cents == 350
    assert article.package == Package(pieces=3, price_cents=900)
    assert article.deposit == ArticleDeposit(group=12, cents=200)
    assert not article.is_weight


def test_groups_and_clerks() -> None:
    """A cup comes back; a chief is one."""
    got = stall('[[clerk]]\nnumber = 1\nname = "Anna"\nrole = "chef"')
    assert got.groups[12].is_returnable
    assert got.clerks[1].role is Role.CHIEF


def test_nothing_said_is_the_default_of_the_counter() -> None:
    """The file's defaults are those of `catalog`, each stated in one place of the manual."""
    assert stall().limits == Limits()
    assert stall().options == Options()


def test_limits_and_options() -> None:
    """Every option arrives."""
    got = stall("""
        [limits]
        sale = "500"
        change = "100"
        void = "50"
        discount = 5
        refund = "20"
        [options]
        discount = 7
        lock_after_minutes = 0
        void_reason = true
        drawer_reason = true
        shut_drawer = true
        counting = "summe"
        float = "150"
        z_for_chief = true
        locked_after_z = true
        receipt = "fragen"
        receipt_series = "2026-"
        [drawer]
        reminder = false
    """)
    assert got.limits == Limits(
        sale_cents=50_000,
        change_cents=10_000,
        void_cents=5_000,
        discount_percent=5,
        refund_cents=2_000,
    )
    assert got.options == Options(
        discount_percent=7,
        lock_after_minutes=0,
        has_void_reason=True,
        has_drawer_reason=True,
        has_drawer_reminder=False,
        must_shut_drawer=True,
        counting=Counting.SUM,
        float_cents=15_000,
        is_z_for_chief=True,
        is_locked_after_z=True,
        receipt_form=ReceiptForm.ASK,
        receipt_series="2026-",
    )


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (
            '[[article]]\nnumber = 1\nname = "A"\ngroup = 1\ndeposit = "0,25"',
            r"article 1\.deposit",
        ),
        ('[[article]]\nnumber = 1\nname = "A"\ngroup = 2', r"article 1\.group"),
        (
            '[[article]]\nnumber = 1\nname = "A"\ngroup = 1\npackage = "3 1"',
            r"article 1\.package",
        ),
        ('[[article]]\nnumber = 10000\nname = "A"\ngroup = 1', r"article\[0\]\.number"),
        (
            '[[article]]\nnumber = 1\nname = "A"\ngroup = 1\n' * 2,
            "article: number 1 is given twice",
        ),
        ('[[group]]\nnumber = 16\nname = "Pfand"\nvat = "20"', r"group 16\.vat"),
        ('[limits]\nvoid = "viel"', r"limits\.void"),
        ("[limits]\ndiscount = 101", r"limits\.discount"),
        ('[options]\nfloat = "viel"', r"options\.float"),
        ('[options]\ncounting = "nie"', r"options\.counting"),
        ('[options]\nreceipt_series = " x"', r"options\.receipt_series"),
        ('[[clerk]]\nnumber = 2\nname = "B"', 'nobody has role = "chef"'),
    ],
)
def test_refused_with_its_place(words: str, place: str) -> None:
    """What cannot be read or cannot be is named."""
    with pytest.raises(ConfigError, match=place):
        stall(words)


def test_devices_are_no_master_data() -> None:
    """Scale and terminal are on the till or not, whatever rows say."""
    with_both = stall(
        '[scale]\ndevice = "/dev/ttyUSB0"\nconformity = "T-0"\n[terminal]\nhost = "192.168.1.60"'
    )
    assert (with_both.has_scale, with_both.has_terminal) == (True, True)
    assert facts_of(with_both) == facts_of(stall())
