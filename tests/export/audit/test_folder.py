"""firmware.export.audit.folder: an export is what it was, or the place where it is not is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.audit.receipts import dep_signers
from firmware.export.package import manifest as manifests
from firmware.export.package.names import HEAD, MANIFEST, README, SEAL
from firmware.export.tables.events import FILE as EVENTS
from firmware.export.tables.fiscal import RECEIPTS
from firmware.export.tables.journal import JOURNAL
from tests.export.audit.conftest import Exports
from tests.export.audit.world import (
    audit,
    change_dep,
    change_file,
    dep_of,
    list_anew,
    reseal,
    rules,
)
from tests.vectors.forge import device

TABLE = RECEIPTS.file_of("GRAZ-01")
Lines = list[bytes]


def lines(change: Callable[[Lines], Lines]) -> Callable[[bytes], bytes]:
    """A change of the lines of a file."""
    return lambda text: b"".join(change(text.splitlines(keepends=True)))


def drop(index: int) -> Callable[[Lines], Lines]:
    """One line is gone."""
    return lambda found: [one for at, one in enumerate(found) if at != index % len(found)]


def swap(index: int) -> Callable[[Lines], Lines]:
    """Two lines changed places."""

    def change(found: Lines) -> Lines:
        found[index], found[index + 1] = found[index + 1], found[index]
        return found

    return change


@pytest.mark.parametrize("name", ["whole", "receipts_only"])
def test_an_export_is_whole(made: Exports, name: str) -> None:
    """As the till wrote it; with the card's seal over the list and over each Z."""
    report = audit(getattr(made, name))
    assert () == report.findings
    assert report.is_whole
    (one,) = report.folders
    assert one.sealed_by is not None
    assert (name != "receipts_only") is (one.proven_seq is not None)


def test_a_journal_by_itself_is_sealed_by_who_is_known(made: Exports) -> None:
    """Without receipts nobody vouches for the certificate that it tells of but who asks."""
    alone = audit(made.journal_only)
    assert alone.is_whole
    assert not alone.is_proven
    assert {"unproven"} == {one.rule.value for one in alone.findings}
    known = audit(made.journal_only, keys=made.keys)
    assert ((), True) == (known.findings, known.is_proven)


@pytest.mark.parametrize("is_the_cards", [True, False], ids=["its serial", "another serial"])
@pytest.mark.parametrize("has_keys", [True, False])
def test_who_forges_a_list_brings_no_certificate_for_it(
    made: Exports,
    whole: Path,
    has_keys: bool,  # noqa: FBT001 - of the table above
    is_the_cards: bool,  # noqa: FBT001 - of the table above
) -> None:
    """A seal of one's own, under a certificate of one's own that the folder tells of.

    It was taken for the card's: whoever had the stick could rewrite names, tables and the book.
    """
    (signer,) = dep_signers(whole / dep_of(whole))
    own = device("forger", int(signer.serial, 16) + (not is_the_cards))
    change_file(whole, README, lambda text: text + b"x")
    the_cards, forged = signer.der.hex().encode(), own.der.hex().encode()
    change_file(whole, EVENTS, lambda text: text.replace(the_cards, forged))
    if not is_the_cards:
        change_file(
            whole, EVENTS, lambda text: text.replace(signer.serial.encode(), own.serial.encode(), 1)
        )
    list_anew(whole)
    reseal(whole, own.key)

    report = audit(whole, keys=made.keys if has_keys else None)

    assert not report.is_proven
    assert is_the_cards is not report.is_whole
    assert "sealed by the card" not in report.verdict


def test_each_part_is_whole(made: Exports) -> None:
    """Of a part that begins later the chain begins with the head it goes on from."""
    first, second, third = (audit(one) for one in made.parts)
    assert [] == [one.rule.value for one in first.findings]
    assert ["gap"] == [one.rule.value for one in second.findings]
    assert "rows 1 to" in third.findings[0].detail
    assert second.is_whole
    assert third.is_whole


@pytest.mark.parametrize(
    "name", [HEAD, README, EVENTS, JOURNAL.file, TABLE, "journal/journal.txt", "dep"]
)
def test_a_changed_file_is_named(whole: Path, name: str) -> None:
    """One bit of any file is a bit the list does not know."""
    name = dep_of(whole) if name == "dep" else name
    change_file(whole, name, lambda text: text[:-9] + bytes([text[-9] ^ 4]) + text[-8:])
    found = [one for one in audit(whole).findings if one.rule.value == "file-changed"]
    assert [name] == [one.place for one in found]


@pytest.mark.parametrize("name", [HEAD, JOURNAL.file, TABLE])
def test_a_file_that_is_gone_is_named(whole: Path, name: str) -> None:
    """Also when the list is all that tells of it."""
    (whole / name).unlink()
    report = audit(whole)
    assert "file-missing" in rules(report)
    assert name in [one.place for one in report.findings]


@pytest.mark.parametrize(
    ("name", "is_error"), [("extra.txt", True), ("csv/more.csv", True), (".DS_Store", False)]
)
def test_a_file_that_was_put_in_is_named(whole: Path, name: str, is_error: bool) -> None:  # noqa: FBT001 - of the table above
    """What a computer leaves in every folder is told, and breaks nothing."""
    (whole / name).write_bytes(b"x")
    report = audit(whole)
    (found,) = report.findings
    assert ("file-extra", repr(name)) == (found.rule.value, found.place)
    assert is_error is not report.is_whole


def test_a_link_is_no_file(whole: Path, tmp_path: Path) -> None:
    """Nothing leads out of the folder."""
    elsewhere = (whole / README).rename(tmp_path / "elsewhere")
    (whole / README).symlink_to(elsewhere)
    assert "file-missing" in rules(audit(whole))


def test_a_list_of_another_folder(made: Exports, whole: Path) -> None:
    """A seal is of one list only."""
    seal = (made.parts[0] / SEAL).read_bytes()
    (whole / SEAL).write_bytes(seal)
    (found,) = audit(whole).findings
    assert ("seal", SEAL) == (found.rule.value, found.place)
    assert "is not of this list" in found.detail


def test_a_list_that_was_made_anew_has_no_seal(whole: Path) -> None:
    """Who has no card can make a list, and everybody sees that nobody vouches for it."""
    change_file(whole, README, lambda text: text + b"x")
    list_anew(whole)
    report = audit(whole)
    assert ["unsealed"] == [one.rule.value for one in report.findings]
    assert report.is_whole
    assert "unsealed" in report.verdict


def test_findings_of_the_till_are_told(whole: Path) -> None:
    """A damaged book leaves the till with its own word for it."""
    list_anew(whole, findings=("journal row 5: is not as it was written",))
    assert {"found-at-export"} == rules(audit(whole))


# Who makes the list anew still has the chain, the receipts' signatures and the seals against him.


def test_an_altered_row(whole: Path) -> None:
    """It breaks at that row, and at the seals over it."""
    change_file(whole, JOURNAL.file, lambda text: text.replace(b"Wechselfehler", b"Tippfehler", 2))
    list_anew(whole)
    report = audit(whole)
    assert "journal-chain" in rules(report)
    assert report.verdict.startswith("NOT WHOLE: whole: journal row ")


@pytest.mark.parametrize(
    ("change", "rule"),
    [(drop(30), "journal-gap"), (swap(30), "journal-gap"), (drop(-1), "journal-gap")],
)
def test_removed_reordered_truncated_rows(
    whole: Path, change: Callable[[Lines], Lines], rule: str
) -> None:
    """The running number says it, and where."""
    change_file(whole, JOURNAL.file, lines(change))
    list_anew(whole)
    assert rule in rules(audit(whole))


def test_an_inserted_row(whole: Path) -> None:
    """A row that stands there twice."""
    change_file(whole, JOURNAL.file, lines(lambda found: [*found[:30], found[29], *found[30:]]))
    list_anew(whole)
    report = audit(whole)
    assert {"journal-gap", "journal-chain"} <= rules(report)
    assert "journal row 29" in [one.place for one in report.findings]


@pytest.mark.parametrize(
    "change",
    [
        lambda found: [*found[:4], *found[5:]],
        lambda found: [*found[:4], found[5], found[4], *found[6:]],
        lambda found: found[:-1],
        lambda found: found[1:],
        lambda found: [*found, found[-1]],
    ],
    ids=["removed", "swapped", "truncated", "beheaded", "twice"],
)
def test_receipts_that_the_journal_knows_otherwise(
    whole: Path, change: Callable[[list[str]], list[str]]
) -> None:
    """Each receipt is in both, with one digest; and in the table as well."""
    change_dep(whole, change)
    list_anew(whole)
    assert {"witness", "dep-span", "receipt-table"} & rules(audit(whole))


def test_a_cut_end_with_a_list_that_fits(whole: Path) -> None:
    """The last receipt cut off the DEP7, and the list says so: the journal knows it still."""
    change_dep(whole, lambda found: found[:-1])
    said = manifests.from_bytes((whole / MANIFEST).read_bytes())
    span = type(said.receipts)(first=1, last=said.receipts.last - 1)
    list_anew(whole, receipts=span)
    report = audit(whole)
    assert "witness" in rules(report)
    assert f"receipt {said.receipts.last}" in [one.place for one in report.findings]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b";2,38;0,12;2,50;", b";2,38;0,12;2,40;"),
        (b";ja;", b";nein;"),
        (b"Betrag-Satz-B", b"Betrag-Satz-X"),
        (b"\r\n2;1;", b"\r\n2;2;"),
        (b";GRAZ-01;", b";GRAZ-02;"),
    ],
)
def test_a_table_that_says_something_else(whole: Path, before: bytes, after: bytes) -> None:
    """The sums of each rate are those of the signed text."""
    change_file(whole, TABLE, lambda text: text.replace(before, after, 1))
    list_anew(whole)
    report = audit(whole)
    assert {"receipt-table"} <= rules(report) <= {"receipt-table", "payment-table"}
    told = [one.place for one in report.findings if one.rule.value == "receipt-table"]
    assert all(place.startswith(TABLE) for place in told)


def test_a_table_saved_by_a_spreadsheet(whole: Path) -> None:
    """Told at the first line that is not as the till writes it, once."""
    change_file(whole, TABLE, lambda text: text.replace(b"\r\n", b"\n"))
    list_anew(whole)
    found = [one for one in audit(whole).findings if one.rule.value == "receipt-table"]
    assert 1 == len(found)
    assert "line 1" in found[0].place


def test_another_key_store_judges(made: Exports, whole: Path) -> None:
    """With the keys the counter is opened, too."""
    assert audit(whole, keys=made.keys).is_whole
    wrong = type(made.keys)(aes_key=bytes(32), devices=made.keys.devices)
    assert {"dep"} == rules(audit(whole, keys=wrong))
