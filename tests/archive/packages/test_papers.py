"""archive.packages.papers: documents of a business."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts.tills import Till
from archive.blobs.folder import FolderBlobs
from archive.index.database import Database
from archive.packages import papers as rules
from archive.packages.papers import FullError, Papers, Sheet, plain_name
from archive.packages.verdict import Verdict
from tests.archive.keeping import releasing, world_of


@pytest.fixture
def papers(database: Database, tmp_path: Path) -> Iterator[Papers]:
    """None yet."""
    with releasing(tmp_path / "blobs"):
        yield Papers(world_of(database, tmp_path, FolderBlobs(tmp_path / "blobs")))


def sheet(till: Till, folder: Path, name: str = "Inbetriebnahme.pdf", **more: object) -> Sheet:
    """A file of the till's business."""
    path = folder / "sheet"
    path.write_bytes(b"content")
    return Sheet(
        tenant_id=till.tenant_id,
        name=name,
        path=path,
        sha256=sha256(b"content").hexdigest(),
        size=7,
        who="user:anna@example.at",
        **more,
    )


def test_kept(papers: Papers, till: Till, tmp_path: Path) -> None:
    """And found again, with what was said of it; also the same twice, under two names."""
    found = papers.put(sheet(till, tmp_path, verdict=Verdict(errors=1), till_id=till.id))
    again = papers.put(sheet(till, tmp_path, "Kopie.pdf"))
    assert ("Inbetriebnahme.pdf", Verdict(errors=1), till.id) == (
        found.name,
        found.verdict,
        found.till_id,
    )
    assert None is again.verdict
    assert {found.id, again.id} == {one.id for one in papers.all_of(till.tenant_id)}
    with papers.open(found) as file:
        assert b"content" == file.read()


def test_of_another_business(papers: Papers, till: Till, tmp_path: Path) -> None:
    """It is not there."""
    found = papers.put(sheet(till, tmp_path))
    assert None is papers.find("tenant-0002", found.id)
    assert None is papers.find(till.tenant_id, "nothing")
    assert [] == list(papers.all_of("tenant-0002"))


def test_enough(
    papers: Papers, till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody fills the disk in a day."""
    papers.put(sheet(till, tmp_path))
    monkeypatch.setattr(rules, "DAY_BYTES", 10)
    with pytest.raises(FullError):
        papers.put(sheet(till, tmp_path))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.pdf", "a.pdf"),
        ("C:\\Users\\anna\\a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("Käse „reif“.pdf", "Käse „reif“.pdf"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("a\r\nSet-Cookie: x", "a__Set-Cookie_ x"),
        ("...", "dokument"),
        ("", "dokument"),
        ("x" * 500, "x" * 150),
    ],
)
def test_names(name: str, plain: str) -> None:
    """No path, and nothing that turns letters around."""
    assert plain == plain_name(name)


@given(st.text())
def test_any_name(name: str) -> None:
    """Whatever a browser sends becomes a name."""
    plain = plain_name(name)
    assert plain
    assert "/" not in plain
    assert plain == plain_name(plain)
