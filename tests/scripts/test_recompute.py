"""The figures of the Z rows against a second reckoning, from the exported CSV alone."""

from pathlib import Path

import pytest

from firmware.store.query import journal_csv
from firmware.store.reader import Reader
from firmware.till.closing import zreport
from firmware.till.closing.figures import Tallied
from firmware.till.closing.zreport import ZReport
from tests.scripts import recompute
from tests.scripts.playing import SCRIPTS, play_script

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


@pytest.mark.timeout(120)
def test_every_z_is_reckoned_twice(tmp_path: Path) -> None:
    """Whoever has the journal can check every figure of every Z."""
    day = play_script(SCRIPTS / "cash_days.txt", tmp_path)
    out = tmp_path / "journal.csv"
    with Reader.open_read_only(tmp_path / "book.sqlite") as book:
        with out.open("w", encoding="utf-8", newline="") as file:
            journal_csv(book, file)
        rows = list(book.journal(kind="Z"))
    reports = [zreport.from_content(row.content) for row in rows]
    assert day.played.outcome.failures == []
    assert [1, 2] == [one.number for one in reports]
    closings = list(recompute.closings(recompute.read(out)))
    assert [said(one) for one in reports] == [one.sums for one in closings]
    assert all(len(one.sums) > 5 for one in closings)


def test_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A journal without a Z has nothing to say."""
    out = tmp_path / "journal.csv"
    out.write_text('seq,at_utc,uuid,clerk,kind,content,hash\n1,,,,Z,"{""number"":1}",\n', "utf-8")
    monkeypatch.setattr("sys.argv", ["recompute.py", str(out)])
    assert recompute.main() == 0
    assert capsys.readouterr().out == "Z 1\n"
