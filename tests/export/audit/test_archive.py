"""firmware.export.audit.archive: what an archive confirmed, against rows, slips, third parties."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Checkpoint
from firmware.export.archive_file import ArchiveFile
from firmware.export.audit.archive_claim import ArchiveAsked
from firmware.export.audit.folder import AuditOptions
from firmware.export.audit.report import AuditReport, audit_folders
from firmware.export.audit.rows import FILE
from firmware.export.audit.stamped import Stamped
from firmware.rksv.verify import VerifyOptions
from firmware.store.seal import anchor, read_anchor
from tests.export.audit.archives import (
    ARCHIVE,
    NAME,
    NOW_S,
    SUBJECT,
    WITNESS,
    Archive,
    hashes,
    put,
    signer,
)
from tests.export.audit.conftest import Exports
from tests.export.audit.world import change_file, list_anew, rules

ASKED = ArchiveAsked(key=ARCHIVE.verifier)


def audit(*folders: Path, asked: ArchiveAsked = ASKED) -> AuditReport:
    """As `kassa verify` does."""
    law = VerifyOptions(now_utc=datetime(2026, 12, 31, tzinfo=UTC))
    return audit_folders(folders, AuditOptions(law=law, processes=1), asked)


def details(report: AuditReport, rule: str = "archive") -> str:
    """What is said of a rule."""
    return "; ".join(one.detail for one in report.findings if one.rule.value == rule)


def test_the_rows_give_the_root(whole: Path) -> None:
    """RFC 6962 § 2.1: over the rows of the journal, computed anew; signed, proven, witnessed."""
    archive = Archive(hashes(whole))
    size = len(archive.rows)
    put(whole, archive.said(size, size - 20))
    report = audit(whole, asked=ArchiveAsked(key=ARCHIVE.verifier, witnesses=(WITNESS.verifier,)))
    assert set() == rules(report), report.findings
    (found,) = report.archive.confirmed
    assert (True, True, True) == (found.is_same, found.is_same_leaf, found.is_key_given)
    assert (size, {"zeuge.example": NOW_S}) == (found.checkpoint.size, found.witnessed)
    assert found.proven is not None
    assert (size - 20, 5) == (found.proven.leaf.size, found.proven.index)


def test_without_the_archives_key_the_folders_own_is_taken(whole: Path) -> None:
    """And it is said that nobody held it against another."""
    put(whole, Archive(hashes(whole)).said(100))
    report = audit(whole, asked=ArchiveAsked())
    (found,) = report.archive.confirmed
    assert (True, False) == (found.is_same, found.is_key_given)
    assert "not proven to stand" in details(report, "archive-proof")
    assert set() == rules(report)


def test_a_journal_written_anew_after_the_archive_had_it(whole: Path) -> None:
    """Whatever chain and list say: the rows were others."""
    archive = Archive(hashes(whole))
    rows = list(archive.rows)
    rows[70] = bytes(32)
    put(whole, Archive(rows).said(len(rows), 90))
    report = audit(whole)
    assert {"archive"} == rules(report)
    assert f"confirmed {len(rows)} rows, others than" in details(report)
    assert "confirmed 90 rows, others than" in details(report)
    put(whole, Archive(rows).said(len(rows), 70))
    assert "confirmed 70 rows" not in details(audit(whole))


def test_folders_together_have_all_rows(parts: list[Path]) -> None:
    """Three that go on from each other, in whatever order; the last knows the most."""
    archive = Archive(hashes(*parts))
    for folder in parts:
        size = len(archive.rows) if folder is parts[2] else len(hashes(*parts[:1]))
        put(folder, archive.said(size, 40))
    report = audit(*reversed(parts))
    assert set() == rules(report), report.findings
    assert [True, True, True] == [one.is_same for one in report.archive.confirmed]


def test_a_part_cannot_be_reckoned_alone(parts: list[Path]) -> None:
    """It does not begin with the first row: said honestly, and what else can be checked is."""
    archive = Archive(hashes(*parts))
    size = len(archive.rows)
    put(parts[2], archive.said(size, size))
    report = audit(parts[2])
    assert set() == rules(report), report.findings
    (found,) = report.archive.confirmed
    assert (None, None) == (found.is_same, found.is_same_leaf)
    assert found.proven is not None
    assert "the first row is not in the folders" in details(report, "archive-part")
    with_first = audit(parts[0], parts[2])
    end = len(hashes(parts[0]))
    assert f"rows 1 to {end} are in the folders" in details(with_first, "archive-part")


def test_an_older_book_was_put_back(whole: Path) -> None:
    """The archive confirmed more rows than the book had when it was exported."""
    rows = hashes(whole)
    put(whole, Archive([*rows, bytes(32)]).said(len(rows) + 1))
    report = audit(whole)
    assert {"set-back"} == rules(report)
    assert "an older book was put" in details(report, "set-back")


Change = Callable[[ArchiveFile], ArchiveFile]


def replaced(**changes: object) -> Change:
    """Other members."""
    return lambda said: msgspec.structs.replace(said, **changes)


def in_proof(**changes: object) -> Change:
    """Other members of the proof."""

    def change(said: ArchiveFile) -> ArchiveFile:
        assert said.proof is not None
        proof = msgspec.structs.replace(said.proof, **changes)
        return msgspec.structs.replace(said, proof=proof)

    return change


FORGED = Checkpoint(origin=f"{NAME}/{SUBJECT}", size=100, root=bytes(32)).signed(signer(seed=9))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (replaced(checkpoint=FORGED), "not signed by kassa.example.at"),
        (replaced(archive_key=str(signer(seed=9).verifier)), "another archive's key"),
        (replaced(archive_key=str(WITNESS.verifier)), "the key of a witness"),
        (replaced(archive_key="nonsense"), "is no key"),
        (replaced(origin=f"{NAME}/till/2"), "a checkpoint of"),
        (replaced(checkpoint="nonsense"), "a note is text"),
        (in_proof(index=4), "does not stand"),
        (in_proof(path=()), "does not stand"),
        (in_proof(leaf="nonsense"), "four lines"),
        (in_proof(checkpoint=FORGED), "not signed by"),
    ],
)
def test_what_is_forged_is_named(whole: Path, change: Change, why: str) -> None:
    """Each member alone."""
    put(whole, change(Archive(hashes(whole)).said(100, 90)))
    report = audit(whole)
    assert {"archive"} == rules(report)
    assert why in details(report)
    assert () == report.archive.confirmed


def test_the_proof_is_of_another_till(whole: Path) -> None:
    """It is good, and says nothing of this one."""
    rows = hashes(whole)
    other = Archive(rows, subject="till/2").proof(90)
    put(whole, msgspec.structs.replace(Archive(rows).said(100), proof=other))
    assert "its leaf is of till/2" in details(audit(whole))


@pytest.mark.parametrize("raw", [b"", b"{}", b"[", b"\xff", b'{"origin":1}', b"x" * 600_000])
def test_what_is_no_such_file(whole: Path, raw: bytes) -> None:
    """Named, in one line."""
    put(whole, raw)
    assert {"archive"} == rules(audit(whole))


def test_a_witness_that_did_not_sign(whole: Path) -> None:
    """Who asks for one by name wants one; another key of its name is none."""
    put(whole, Archive(hashes(whole)).said(100, 90))
    for witness in (
        signer("fort.example", 3, is_witness=True),
        signer("zeuge.example", 4, is_witness=True),
    ):
        asked = ArchiveAsked(key=ARCHIVE.verifier, witnesses=(witness.verifier,))
        report = audit(whole, asked=asked)
        assert {"archive-witness"} == rules(report)
        assert f"witness {witness.verifier.name} did not" in details(report, "archive-witness")


def test_a_stamp(whole: Path) -> None:
    """Good, of something else, none, or looked at by nobody."""
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    archive = Archive(hashes(whole), stamp="U1RBTVA=")

    def judge(stamp: bytes, text: str) -> datetime:
        if (stamp, text) != (b"STAMP", archive.notes[0]):
            raise EvidenceError("no")
        return at

    asked = ArchiveAsked(key=ARCHIVE.verifier, stamped_at=judge)
    put(whole, archive.said(100, 90))
    assert Stamped.UNCHECKED == audit(whole).archive.confirmed[0].stamp
    (found,) = audit(whole, asked=asked).archive.confirmed
    assert (Stamped.GOOD, at) == (found.stamp, found.stamped_at)
    for stamp, rule in (("WA==", Stamped.BAD), ("!", Stamped.BAD), ("", Stamped.NONE)):
        archive.stamp = stamp
        put(whole, archive.said(100, 90))
        report = audit(whole, asked=asked)
        assert ({"archive-stamp"}, rule) == (rules(report), report.archive.confirmed[0].stamp)
        assert set() == rules(audit(whole))


def test_who_asks_wants_an_answer(whole: Path) -> None:
    """No folder holds what an archive confirmed."""
    assert {"archive"} == rules(audit(whole))
    assert set() == rules(audit(whole, asked=ArchiveAsked()))


def slip(rows: list[bytes], size: int) -> str:
    """The short form that is printed."""
    return anchor(size, Archive(rows).root(size).hex())


def test_a_slip_is_what_the_rows_give(made: Exports) -> None:
    """With its size as it is printed, and without; out of one folder or of several."""
    rows = hashes(made.whole)
    for size in (1, 57, len(rows)):
        for typed in (
            slip(rows, size),
            f"{size}:{slip(rows, size)}",
            f"Archiv {size}  {slip(rows, size)}",
        ):
            for folders in ((made.whole,), made.parts):
                report = audit(*folders, asked=ArchiveAsked(head=read_anchor(typed)))
                assert (set(), size) == (rules(report), report.archive.head_size)


def test_a_slip_of_other_rows(made: Exports) -> None:
    """Said as surely as it can be."""
    rows = hashes(made.whole)
    for typed, errors in (
        (f"57:{slip(rows, 58)}", True),
        ("AAAA-BBBB-CCCC", True),
        (f"99999:{slip(rows, 57)}", False),
    ):
        report = audit(made.whole, asked=ArchiveAsked(head=read_anchor(typed)))
        assert ({"archive-slip"} if errors else set()) == rules(report)
        assert details(report, "archive-slip")
        assert report.archive.head_size is None
    part = audit(made.parts[2], asked=ArchiveAsked(head=read_anchor(slip(rows, 57))))
    assert set() == rules(part)
    assert "no row from the first on" in details(part, "archive-slip")


def test_a_journal_that_cannot_be_read_ends_there(whole: Path) -> None:
    """What is wrong with it is told where it was examined; nothing is computed of half a file."""
    archive = Archive(hashes(whole))
    put(whole, archive.said(len(archive.rows)))
    change_file(whole, FILE, lambda text: text[:-40])
    list_anew(whole)
    report = audit(whole)
    assert "archive" not in rules(report)
    assert report.archive.confirmed[0].is_same is None
