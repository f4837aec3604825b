"""firmware.till.closing.figures: sums that follow from other sums."""

from firmware.till.closing.figures import (
    ClerkFigures,
    Drawer,
    Figures,
    MovementKind,
    RateFigures,
    Tallied,
    Tally,
)


def test_net() -> None:
    """Gross less tax."""
    assert RateFigures(per_mille=200, gross_cents=399, vat_cents=67).net_cents == 332


def test_soll() -> None:
    """Opening + cash + paid in - paid out; what is skimmed comes after."""
    drawer = Drawer(
        opening_cents=10000,
        cash_cents=5000,
        paid_in=Tally(count=1, cents=700),
        paid_out=Tally(count=2, cents=1200),
        skimmed=Tally(count=1, cents=4500),
    )
    assert drawer.expected_cents == 14500


def test_tally_over_clerks() -> None:
    """One act, whoever did it."""
    clerks = (
        ClerkFigures(clerk=1, tallies={Tallied.VOID: Tally(count=1, cents=-250)}),
        ClerkFigures(clerk=None, tallies={Tallied.VOID: Tally(count=2, cents=-300)}),
        ClerkFigures(clerk=2, tallies={Tallied.COPY: Tally(count=4)}),
    )
    assert Figures(clerks=clerks).tally(Tallied.VOID) == Tally(count=3, cents=-550)


def test_movements_are_called_as_their_rows() -> None:
    """The value is the journal's word."""
    assert MovementKind.PAID_IN.name_de == "Einlage"
    assert MovementKind.PAID_OUT.name_de == "Entnahme"
