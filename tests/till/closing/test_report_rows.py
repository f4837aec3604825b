"""firmware.till.closing.report_rows: parts with nothing to say are left out."""

import pytest

from firmware.till.closing import report_rows as parts
from firmware.till.closing.figures import ClerkFigures, Drawer, Figures, ItemFigures, Tallied, Tally
from firmware.till.papers.paper import Pair, Words


@pytest.mark.parametrize(
    "rows",
    [
        parts.groups(Figures(), {}),
        parts.articles(Figures()),
        parts.tenders(Figures()),
        parts.passed_through(Figures()),
        parts.acts(Figures()),
        parts.clerks(Figures(), {}),
        parts.hours(Figures()),
        parts.days(Figures()),
        parts.movements(Figures()),
        parts.signing(Figures()),
    ],
)
def test_nothing(rows: tuple[object, ...]) -> None:
    """No title without rows."""
    assert rows == ()


def test_no_turnover_is_said() -> None:
    """A Z without a sale still says what was sold."""
    assert Pair(left="kein Umsatz", right="0,00") in parts.rates(Figures())


def test_one_day_is_not_split() -> None:
    """Z10: by calendar day only where there are several."""
    one = {"2026-11-20": Tally(count=1, cents=250)}
    two = {**one, "2026-11-21": Tally(count=2, cents=500)}
    assert parts.days(Figures(days=one)) == ()
    assert Pair(left="21.11.2026", right="2×      5,00") in parts.days(Figures(days=two))


def test_quantities() -> None:
    """Pieces, kilograms, or both."""
    items = (
        ItemFigures(number=1, name="Obst", pieces=6, cents=1800),
        ItemFigures(number=2, name="Gemüse", grams=1345, cents=390),
        ItemFigures(number=3, name="Korb", pieces=0, cents=0),
        ItemFigures(number=4, name="Beides", pieces=1, grams=500, cents=700),
    )
    rows = parts.groups(Figures(groups=items), {})
    rights = [row.right for row in rows if isinstance(row, Pair)]
    assert [
        "6 Stk     18,00",
        "1,345 kg      3,90",
        "0 Stk      0,00",
        "1 Stk + 0,500 kg      7,00",
    ] == rights


def test_a_group_has_its_own_name() -> None:
    """Not that of the goods in it, unless the stall has no such group any more."""
    items = (ItemFigures(number=9, name="Bergkäse"), ItemFigures(number=11, name="Wolle"))
    rows = parts.groups(Figures(groups=items), {9: "Käse"})
    assert ["9 Käse", "11 Wolle"] == [row.left for row in rows if isinstance(row, Pair)]


def test_the_last_hour_of_the_day() -> None:
    """23 to 00."""
    hours = {"23": Tally(count=1, cents=250)}
    assert Pair(left="23-00", right="1×      2,50") in parts.hours(Figures(hours=hours))


def test_a_clerk_without_a_name() -> None:
    """Nobody signed on, or somebody who has gone."""
    figures = Figures(clerks=(ClerkFigures(clerk=None), ClerkFigures(clerk=7)))
    lefts = [row.left for row in parts.clerks(figures, {}) if isinstance(row, Pair)]
    assert ["ohne Bediener", "7"] == lefts


def test_what_has_no_sum_is_only_counted() -> None:
    """Copies cost nothing."""
    figures = Figures(clerks=(ClerkFigures(clerk=1, tallies={Tallied.COPY: Tally(count=3)}),))
    assert "3×" in [row.right.strip() for row in parts.acts(figures) if isinstance(row, Pair)]


def test_vortrag() -> None:
    """An opening nobody declared says where it is from."""
    assert parts.drawer_rows(Drawer())[0] == Pair(left="Anfang (Vortrag)", right="0,00")
    declared = Drawer(is_declared=True, opening_cents=100)
    assert parts.drawer_rows(declared)[0] == Pair(left="Anfangsbestand", right="1,00")


def test_outages() -> None:
    """§ 17 RKSV: only what happened."""
    rows = parts.signing(Figures(outages=1, unsigned=17, sammelbelege=1))
    assert Words(text="Signatureinheit", is_bold=True) in rows
    assert Pair(left="Bons ohne Signatur", right="17") in rows
