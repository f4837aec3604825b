"""`kassa papers`: from a till to files that can be filed."""

import io
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest

from firmware.export.papers.document import Kind
from firmware.export.papers.facts import FACTS_FILE
from tests.cli.calling import ROOT, kassa

DEMO = ROOT / "firmware" / "desk" / "demo.toml"


def text_of(path: Path) -> str:
    """All words of a PDF."""
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return "\n".join(page.extract_text() for page in pages)


def test_everything_is_written(till: Path, tmp_path: Path) -> None:
    """Each document, and the facts, whose digest stands in all of them."""
    out = tmp_path / "papers"
    ran = kassa("papers", "--data", till, "--config", DEMO, "--output", out)
    assert (0, "") == (ran.code, ran.err)
    expected = {FACTS_FILE, *(f"{kind.file_stem}__GRAZ-01.pdf" for kind in Kind)}
    assert expected == {one.name for one in out.iterdir()}
    assert expected == {Path(line.partition(":")[0]).name for line in ran.out.splitlines()}
    digest = sha256((out / FACTS_FILE).read_bytes()).hexdigest()
    for kind in Kind:
        assert digest in text_of(out / f"{kind.file_stem}__GRAZ-01.pdf")


def test_only_what_is_asked_for(till: Path, tmp_path: Path) -> None:
    """Some of them, and as lines for a roll where a width is given."""
    only = ("--only", "outages, e131", "--columns", "42")
    ran = kassa("papers", "--data", till, "--config", DEMO, "--output", tmp_path / "p", *only)
    assert 0 == ran.code
    names = {"e131__GRAZ-01", "ausfaelle__GRAZ-01"}
    expected = {f"{name}.{kind}" for name in names for kind in ("pdf", "txt")} | {FACTS_FILE}
    assert expected == {one.name for one in (tmp_path / "p").iterdir()}
    record = (tmp_path / "p" / "ausfaelle__GRAZ-01.txt").read_text(encoding="utf-8")
    assert "Sammelbeleg" in record
    assert [] == [line for line in record.splitlines() if len(line) > 42]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "e132"), "'e132' is none of e131, process"),
        (("--columns", "20"), "20"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_refusals(till: Path, tmp_path: Path, arguments: tuple[str, str], words: str) -> None:
    """One line that says what is wrong; nothing is written."""
    out = tmp_path / "p"
    ran = kassa("papers", "--data", till, "--config", DEMO, "--output", out, *arguments)
    assert 2 == ran.code
    assert words in ran.refusal
    assert not out.exists()


def test_no_book(tmp_path: Path) -> None:
    """A folder without one."""
    ran = kassa("papers", "--data", tmp_path, "--config", DEMO, "--output", tmp_path / "p")
    assert 2 == ran.code
    assert "book.sqlite" in ran.refusal
