"""firmware.export.audit.lineage: exports of one till tell one history, or the fork is named."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.store import seal
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind
from tests.export.audit.conftest import Exports
from tests.export.audit.world import (
    After,
    Sold,
    audit,
    copied_till,
    new_till,
    rewritten,
    rules,
    write_export,
)
from tests.store.tampering import Change, Forged

#: What a till asks in the morning is put off.
SALE = "C C 250 WG1 BAR"


def test_parts_are_one_history_in_any_order(made: Exports) -> None:
    """Continued exports in several folders: nothing is missing between them."""
    for order in (made.parts, tuple(reversed(made.parts)), (made.whole, *made.parts)):
        report = audit(*order)
        assert () == report.findings
        assert report.is_whole


def test_a_part_that_is_missing_is_named(made: Exports) -> None:
    """What nobody handed over is no error of the till, but told."""
    report = audit(made.parts[0], made.parts[2])
    assert report.is_whole
    (gap,) = [one for one in report.findings if one.rule.value == "gap"]
    rows = made.parts[1]
    assert gap.detail.endswith("are in no folder that was given")
    assert rows.name not in gap.detail


def test_the_same_folder_twice_is_one(made: Exports) -> None:
    """A star of a shell may name it twice."""
    assert 1 == len(audit(made.whole, made.whole).folders)


def test_two_clones_are_named(sold: Sold, tmp_path: Path) -> None:
    """A copy of the book sold elsewhere: the first row in which they differ."""
    sold.sell()
    head = sold.head
    with copied_till(sold, tmp_path / "clone") as clone:
        clone.sell(f"{SALE} F 01")
        sold.sell("410 WG1 BAR 410 WG1 BAR")
        ours, theirs = sold.export(tmp_path / "a"), clone.export(tmp_path / "b")
    for order in ((ours, theirs), (theirs, ours)):
        report = audit(*order)
        assert {"forked"} == rules(report)
        (found,) = report.findings
        assert f"row {head.journal_seq + 1} is " in found.detail
        assert "a copy of it sold elsewhere" in found.detail
        assert ours.name in found.place or theirs.name in found.place


def test_clones_that_gave_receipts_only(sold: Sold, tmp_path: Path) -> None:
    """§ 9 RKSV: without a journal the receipts tell it."""
    sold.sell()
    head = sold.head
    with copied_till(sold, tmp_path / "clone") as clone:
        clone.sell(SALE)
        sold.sell(SALE.replace("250", "410"))
        kind = ExportKind.DEP7
        folders = (sold.export(tmp_path / "a", kind=kind), clone.export(tmp_path / "b", kind=kind))
    report = audit(*folders)
    assert {"forked"} == rules(report)
    assert f"receipt {head.receipts + 1} is another one in each" in report.findings[0].detail


def test_clones_whose_exports_do_not_overlap(sold: Sold, tmp_path: Path) -> None:
    """What one goes on from is not what the other holds."""
    sold.sell()
    with copied_till(sold, tmp_path / "clone") as clone:
        clone.sell(SALE)
        sold.sell(SALE.replace("250", "410"))
        head = sold.head
        sold.sell(SALE)
        ours, theirs = sold.export(tmp_path / "a", After(head=head)), clone.export(tmp_path / "b")
    assert {"continuity"} <= rules(audit(ours, theirs))


def test_an_old_book_put_back_is_named(sold: Sold, tmp_path: Path) -> None:
    """It ends before what was exported already."""
    sold.sell()
    old = sold.copy(tmp_path / "old.sqlite")
    sold.sell()
    before = sold.export(tmp_path / "a")
    with Reader.open_read_only(old) as book:
        now_utc = sold.stand.clock.now().utc + timedelta(hours=1)
        after = write_export(book, tmp_path / "b", now_utc)
    report = audit(after, before)
    assert {"set-back"} == rules(report)
    assert "an older book was put in the place of this one" in report.verdict


def test_an_old_book_that_goes_on_is_named(sold: Sold, tmp_path: Path) -> None:
    """Restored, it writes rows where others were."""
    sold.sell()
    head = sold.head
    with copied_till(sold, tmp_path / "old") as old:
        sold.sell()
        before = sold.export(tmp_path / "a")
        assert old.stand.set_time(sold.stand.clock.now().utc)
        after = old.export(tmp_path / "b")
    report = audit(before, after)
    assert {"forked"} == rules(report)
    assert f"row {head.journal_seq + 1} is " in report.verdict


def instead(word: str, other: str) -> Change:
    """Another word in every row that has it."""

    def change(rows: list[Forged]) -> list[Forged]:
        changed = [replace(row, content=row.content.replace(word, other)) for row in rows]
        assert changed != rows
        return changed

    return change


def without_seals(change: Change) -> Change:
    """The same, and the card's word for it is left out."""
    return lambda rows: change([row for row in rows if row.kind != seal.ROW_KIND])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (instead('"reason":"Wechselfehler"', '"reason":"Privatgeld"'), "journal-seal"),
        (without_seals(instead('"reason":"Wechselfehler"', '"reason":"Privatgeld"')), "forked"),
    ],
    ids=["sealed", "seals left out"],
)
def test_a_rewritten_chain_is_named(sold: Sold, tmp_path: Path, change: Change, rule: str) -> None:
    """Every hash fits: the seal of the Z tells it, or the export from before."""
    sold.sell()
    before = sold.export(tmp_path / "a")
    rewritten(sold, change)
    after = sold.export(tmp_path / "b")
    assert audit(before).is_whole
    assert rule in rules(audit(before, after))
    assert (rule == "journal-seal") is ("journal-seal" in rules(audit(after)))


def test_two_registers_are_two_histories(made: Exports, tmp_path: Path) -> None:
    """A stick may hold both stalls of a firm; nothing of one is held against the other."""
    with new_till(tmp_path / "till", register_id="WIEN-01") as other:
        other.sell(SALE)
        theirs = other.export(tmp_path / "stick")
    report = audit(made.whole, theirs)
    assert report.is_whole
    assert "GRAZ-01, WIEN-01" in report.verdict
