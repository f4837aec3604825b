"""The figures of the Z rows against a second reckoning, from the exported CSV alone."""

from pathlib import Path

import pytest

from firmware.store.reader import Reader
from firmware.till.closing import zreport
from tests.scripts import recompute
from tests.scripts.playing import SCRIPTS, export_journal, play_script
from tests.scripts.reckoned import said


@pytest.mark.timeout(120)
def test_every_z_is_reckoned_twice(tmp_path: Path) -> None:
    """Whoever has the journal can check every figure of every Z."""
    day = play_script(SCRIPTS / "cash_days.txt", tmp_path)
    out = tmp_path / "journal.csv"
    with Reader.open_read_only(tmp_path / "book.sqlite") as book:
        export_journal(book, out)
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
    out.write_text('seq;clerk;kind;content\n1;;Z;"{""number"":1}"\n', "utf-8")
    monkeypatch.setattr("sys.argv", ["recompute.py", str(out)])
    assert recompute.main() == 0
    assert capsys.readouterr().out == "Z 1\n"


@pytest.mark.parametrize(
    ("quantity_milli", "cents"), [(7000, 240), (3000, 100), (2000, 80), (-4000, -140)]
)
def test_packages(quantity_milli: int, cents: int) -> None:
    """Three for a euro, singly forty cents: packages first, also of what comes back."""
    package = {"pieces": 3, "price_cents": 100}
    line = {"unit_cents": 40, "quantity_milli": quantity_milli, "package": package}
    assert cents == recompute.line_cents(line)


def test_a_skim_before_a_sale_is_an_entnahme() -> None:
    """The count was worthless, but the money is gone: the Soll of the next one falls by it."""
    skim = recompute.Row(1, "1", "ENTNAHME", {"cents": 20000, "is_skim": True})
    paid_in = recompute.Row(2, "1", "EINLAGE", {"cents": 100})
    assert {("expected",): 30000, ("skimmed",): 20000} == recompute.period_sums([skim], 30000)
    assert {("expected",): 10100, ("moved",): -19900} == recompute.period_sums(
        [skim, paid_in], 30000
    )
