"""firmware.export.audit.report: which folders there are, and one sentence for people."""

import os
import shutil
from pathlib import Path

from firmware.export.audit.report import TOGETHER, folders_below
from firmware.export.package.names import MANIFEST, README, ROOT
from tests.export.audit.conftest import Exports
from tests.export.audit.world import Sold, audit, change_file


def test_folders_are_found_from_above(made: Exports) -> None:
    """An export, a till's folder, the stick's folder, the stick."""
    first = made.parts[0]
    till, root = first.parent, first.parent.parent
    assert [first] == folders_below(first)
    assert sorted(made.parts) == folders_below(till)
    assert (root.name, sorted(made.parts)) == (ROOT, folders_below(root))
    assert sorted(made.parts) == folders_below(root.parent)
    assert [] == folders_below(first / "journal")


def test_a_whole_export_in_one_sentence(made: Exports) -> None:
    """Whose, sealed by whom, proven how far."""
    proven = audit(made.whole).folders[0].proven_seq
    assert (
        f"WHOLE: register GRAZ-01, 1 export, sealed by the card; "
        f"the journal up to row {proven} is sealed as well"
    ) == audit(made.whole).verdict
    assert audit(*made.parts).verdict.startswith("WHOLE: register GRAZ-01, 3 exports, sealed")


def test_an_unsealed_one_says_so(sold: Sold, tmp_path: Path) -> None:
    """In an outage of the card an export is made all the same."""
    sold.sell()
    sold.stand.bench.set_card("out")
    unsealed = sold.export(tmp_path / "a")
    sold.stand.bench.set_card("in")
    sealed = sold.export(tmp_path / "b")
    begin = "WHOLE, BUT UNPROVEN: register GRAZ-01"
    assert f"{begin}, 1 export, unsealed" in audit(unsealed).verdict
    assert f"{begin}, 2 exports, 1 of them unsealed" in audit(sealed, unsealed).verdict
    assert [False, True] == [audit(one).is_proven for one in (unsealed, sealed)]


def test_the_first_error_is_the_verdict(whole: Path) -> None:
    """Its folder, its place, and how many there are."""
    change_file(whole, README, lambda text: text + b"x")
    assert audit(whole).verdict.startswith(f"NOT WHOLE: whole: {README}: has ")
    change_file(whole, "journal/journal.txt", lambda text: text + b"x")
    assert audit(whole).verdict.endswith("(2 errors in all)")


def test_a_list_that_cannot_be_read(whole: Path) -> None:
    """No list, no export; the others are audited."""
    change_file(whole, MANIFEST, lambda text: text.replace(b'"format":1', b'"format":9'))
    report = audit(whole)
    (found,) = report.findings
    assert ("listing", TOGETHER, "whole") == (found.rule.value, found.folder, found.place)
    assert "take a newer one" in report.verdict


def test_another_form_of_the_same_list(whole: Path) -> None:
    """A space more says the same, but no till wrote it."""
    change_file(whole, MANIFEST, lambda text: text.replace(b'"format":1', b'"format": 1'))
    assert "not in the one form" in audit(whole).verdict


def test_an_unfinished_folder_is_told(whole: Path) -> None:
    """The stick was pulled."""
    part = Path(shutil.move(whole, whole.with_name("whole.part")))
    assert ["unfinished"] == [one.rule.value for one in audit(part).findings]


def test_what_was_never_finished_has_no_list(parts: list[Path]) -> None:
    """It is told beside the others; alone it is no export that could be whole."""
    begun = parts[0].with_name("x.part")
    (begun / "journal").mkdir(parents=True)
    assert begun in folders_below(parts[0].parent)
    report = audit(*parts, begun)
    assert [("unfinished", "x.part")] == [(one.rule.value, one.place) for one in report.findings]
    alone = audit(begun)
    assert not alone.is_whole
    assert "none of these was ever finished" in alone.verdict


def test_no_link_is_followed(made: Exports, tmp_path: Path) -> None:
    """A stick shows what lies on it, and nothing of the computer it is put into."""
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "out").symlink_to(made.parts[0].parent, target_is_directory=True)
    assert [] == folders_below(tmp_path / "stick")


def test_one_list_that_is_none_hides_no_other(parts: list[Path]) -> None:
    """Whatever lies at its place."""
    (parts[1] / MANIFEST).unlink()
    os.mkfifo(parts[1] / MANIFEST)
    report = audit(*parts)
    assert 2 == len(report.folders)
    assert ("listing", parts[1].name) in [(one.rule.value, one.place) for one in report.findings]
