"""The figures of a Z row under the names of the second reckoning (recompute.py)."""

from firmware.till.closing.figures import Tallied
from firmware.till.closing.zreport import ZReport

_ACTS = {
    "void": Tallied.VOID,
    "abort": Tallied.ABORT,
    "drawer": Tallied.DRAWER,
    "training": Tallied.TRAINING,
}


def said(report: ZReport) -> dict[tuple[object, ...], int]:
    """The figures of a Z row under the names of the second reckoning; zeros left out."""
    figures = report.figures
    sums: dict[tuple[object, ...], int] = {
        ("receipts",): figures.total.count,
        ("total",): figures.total.cents,
        ("deposit", "out"): figures.deposit_out.cents,
        ("deposit", "back"): figures.deposit_back.cents,
        ("vouchers",): figures.vouchers.cents,
        ("discount",): figures.tally(Tallied.DISCOUNT).cents,
        ("surcharge",): figures.tally(Tallied.SURCHARGE).cents,
        ("moved",): figures.drawer.paid_in.cents - figures.drawer.paid_out.cents,
        ("skimmed",): figures.drawer.skimmed.cents,
        ("expected",): figures.drawer.expected_cents,
        ("counted",): report.counted_cents,
    }
    for rate in figures.rates:
        sums["gross", rate.per_mille] = rate.gross_cents
        sums["vat", rate.per_mille] = rate.vat_cents
    sums |= {("group", one.number): one.cents for one in figures.groups}
    sums |= {("tender", name): tally.cents for name, tally in figures.tenders.items()}
    sums |= {("day", name): tally.cents for name, tally in figures.days.items()}
    for one in figures.clerks:
        for name, act in _ACTS.items():
            if act in one.tallies:
                clerk = "" if one.clerk is None else str(one.clerk)
                sums[name, "count", clerk] = one.tallies[act].count
                sums[name, "cents", clerk] = one.tallies[act].cents
    return {name: amount for name, amount in sums.items() if amount}
