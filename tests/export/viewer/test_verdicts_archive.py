"""The browser and the audit say the same of what an archive confirmed."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from firmware.export import archive_file
from firmware.export.archive_file import ArchiveFile
from firmware.export.audit.archive_claim import ArchiveAsked
from firmware.export.audit.folder import AuditOptions
from firmware.export.audit.report import audit_folders
from firmware.rksv.verify import VerifyOptions
from firmware.store.seal import read_anchor
from tests.export.audit.archives import NAME, WITNESS, Archive, hashes, put, signer
from tests.export.audit.test_archive import FORGED, in_proof, replaced, slip
from tests.export.audit.world import new_till

pytestmark = pytest.mark.browser

Ask = Callable[..., Any]
ASK = """
async (cases) => {
  const raw = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const answers = [];
  for (const { file, rows } of cases) answers.push(await Verify.archive(raw(file), rows));
  return answers;
}
"""
ASK_HEADS = """
async ({ rows, slips }) => {
  const answers = [];
  for (const [text, seq] of slips) answers.push(await Verify.archiveHead(rows, { text, seq }));
  return answers;
}
"""
WITHOUT = """
async (cases) => {
  const subtle = Object.getPrototypeOf(crypto.subtle);
  const own = subtle.importKey;
  subtle.importKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
  try {
    const raw = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    return await Verify.archive(raw(cases[0].file), cases[0].rows);
  } finally {
    subtle.importKey = own;
  }
}
"""


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export from the first row on."""
    place = tmp_path_factory.mktemp("archive")
    with new_till(place / "till") as sold:
        sold.sell()
        return sold.export(place / "stick")


def case(said: ArchiveFile | bytes, rows: list[bytes]) -> dict[str, Any]:
    """What the page has."""
    raw = said if isinstance(said, bytes) else archive_file.to_bytes(said)
    return {"file": b64encode(raw).decode(), "rows": [one.hex() for one in rows]}


def audited(folder: Path, said: ArchiveFile | bytes) -> tuple[object, ...] | None:
    """What the audit says; None: nothing of it holds."""
    put(folder, said)
    law = VerifyOptions(now_utc=datetime(2026, 12, 31, tzinfo=UTC))
    report = audit_folders([folder], AuditOptions(law=law, processes=1), ArchiveAsked())
    if not report.archive.confirmed:
        return None
    (one,) = report.archive.confirmed
    leaf = None if one.proven is None else (one.proven.index, one.is_same_leaf)
    return (one.key.name, one.checkpoint.size, one.is_same, leaf)


def told(answer: Any) -> tuple[object, ...] | None:
    """The same of the page's answer."""
    if answer["detail"] is not None:
        return None
    leaf = answer["leaf"]
    found = None if leaf is None else (leaf["index"], leaf["isSame"])
    return (answer["name"], answer["size"], answer["isSame"], found)


def variants(rows: list[bytes]) -> list[ArchiveFile | bytes]:
    """What is good, what is of other rows, and what is forged."""
    archive = Archive(rows)
    other = Archive([*rows[:60], bytes(32), *rows[61:]])
    good = archive.said(len(rows), 90)
    long = msgspec.structs.replace(good, checkpoint=good.checkpoint + "x" * 70_000)
    foreign = msgspec.structs.replace(good, proof=Archive(rows, subject="till/2").proof(90))
    changes = [
        replaced(checkpoint=FORGED),
        replaced(archive_key=str(signer(seed=9).verifier)),
        replaced(archive_key=str(WITNESS.verifier)),
        replaced(archive_key="nonsense"),
        replaced(origin=f"{NAME}/till/2"),
        replaced(checkpoint="nonsense"),
        replaced(checkpoint=good.checkpoint.replace(f"\n{len(rows)}\n", "\n5\n")),
        in_proof(index=4),
        in_proof(index=99),
        in_proof(path=()),
        in_proof(path=("AAAA",)),
        in_proof(leaf="nonsense"),
        in_proof(checkpoint=FORGED),
    ]
    return [
        good,
        archive.said(100),
        archive.said(1, 1),
        archive.said(len(rows), len(rows)),
        Archive(rows, leaves_before=0).said(64, 64),
        Archive(rows, leaves_before=1000).said(64, 33),
        other.said(len(rows), 90),
        other.said(len(rows), 60),
        other.said(60, 60),
        Archive([*rows, bytes(32)]).said(len(rows) + 1),
        long,
        foreign,
        *(change(good) for change in changes),
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"origin":"x","archive_key":"x","checkpoint":1}',
    ]


def test_browser_and_audit_agree(ask: Ask, folder: Path) -> None:
    """On each of them, whether it holds, and of which rows it is."""
    rows = hashes(folder)
    said = variants(rows)
    answers = ask(ASK, [case(one, rows) for one in said])
    expected = [audited(folder, one) for one in said]
    assert expected == [told(one) for one in answers]
    assert 6 <= sum(one is not None and one[2] is True for one in expected)
    assert 2 <= sum(one is not None and one[2] is False for one in expected)
    assert all(one["isSigned"] is True for one in answers if one["detail"] is None)


def test_rows_that_are_not_here(ask: Ask, folder: Path) -> None:
    """Signature and proof are checked all the same."""
    (answer,) = ask(ASK, [case(Archive(hashes(folder)).said(100, 90), [])])
    assert (None, True, None) == (answer["isSame"], answer["isSigned"], answer["leaf"]["isSame"])


def test_a_browser_without_ed25519_says_so(ask: Ask, folder: Path) -> None:
    """Neither good nor bad: the rows are reckoned, the signature is not known."""
    rows = hashes(folder)
    answer = ask(WITHOUT, [case(Archive(rows).said(100, 90), rows)])
    assert (True, None, None) == (answer["isSame"], answer["isSigned"], answer["detail"])


def test_slips(ask: Ask, folder: Path) -> None:
    """The line of an archive on a Z slip, with its size and without."""
    rows = hashes(folder)
    typed = [slip(rows, 57), f"57:{slip(rows, 57)}", f"58:{slip(rows, 57)}", "AAAA-BBBB-CCCC"]
    slips = [(one.text, one.journal_seq) for one in map(read_anchor, typed)]
    given = {"rows": [one.hex() for one in rows], "slips": slips}
    assert [57, 57, None, None] == ask(ASK_HEADS, given)
