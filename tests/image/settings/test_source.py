"""firmware.image.settings.source: the file as editors leave it."""

from pathlib import Path

import pytest

from firmware.app.config import MAX_BYTES
from firmware.image.disk.plan import MARK_NAME
from firmware.image.settings.source import NAME, Source, decode, read_source, with_hints
from tests.image.settings.files import SMALL, examined


def sentence(source: Source) -> str:
    """The one thing that is wrong."""
    (finding,) = source.findings
    assert not source.text
    return finding.sentence


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "leer"),
        (b"\xef\xbb\xbf \r\n", "leer"),
        (bytes(4096), "nur Nullen"),
        (SMALL.encode("utf-16"), "Unicode"),
        (b"\xfe\xff" + SMALL.encode("utf-16-be"), "Unicode"),
        (SMALL.encode("utf-16-le"), "Unicode"),
        (SMALL.encode() + bytes(512), "Unicode"),
    ],
)
def test_no_text(raw: bytes, words: str) -> None:
    """With what to do about it."""
    assert words in sentence(decode(raw))


@pytest.mark.parametrize(
    "raw",
    [
        SMALL.encode("utf-8-sig"),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace(" = ", "\t=\t").encode(),
        SMALL.rstrip("\n").encode(),
    ],
)
def test_what_editors_may_do(raw: bytes) -> None:
    """The mark of Windows, its ends of lines, tabs, no last newline."""
    assert () == examined(raw).findings


def test_umlauts_of_windows() -> None:
    """Each line is named, up to a point, and the rest of the file is examined all the same."""
    text = SMALL.replace("Obst", "Käse") + "[printr]\n"
    findings = examined(text.encode("cp1252")).findings
    assert [8, 11] == [one.line for one in findings]
    assert "nicht in UTF-8" in findings[0].sentence
    many = decode(("# ä\n" * 30).encode("cp1252"))
    assert [1, 2, 3, 4, 5, 6] == [one.line for one in many.findings]
    assert "25 weiteren" in many.findings[-1].sentence


def test_read(tmp_path: Path) -> None:
    """As it lies there."""
    (tmp_path / NAME).write_bytes(SMALL.encode())
    assert Source(text=SMALL, raw=SMALL.encode()) == read_source(tmp_path)


def test_absent(tmp_path: Path) -> None:
    """Windows hides what a file is called."""
    assert "fehlt" in sentence(read_source(tmp_path))
    (tmp_path / "kassa-report.txt").write_text("x", encoding="utf-8")
    assert "fehlt" in sentence(read_source(tmp_path))
    (tmp_path / "kassa.toml.txt").write_text(SMALL, encoding="utf-8")
    assert "heißt kassa.toml.txt statt kassa.toml" in sentence(read_source(tmp_path))
    assert "fehlt" in sentence(read_source(tmp_path / "nothing"))


def test_no_file(tmp_path: Path) -> None:
    """A folder of its name, a file that is none of ours, one that cannot be read."""
    (tmp_path / "a" / NAME).mkdir(parents=True)
    assert "Ordner" in sentence(read_source(tmp_path / "a"))
    (tmp_path / NAME).write_bytes(b"#" * (2 * 1024 * 1024))
    assert f"größer als {MAX_BYTES // 1024} KB" in sentence(read_source(tmp_path))
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).symlink_to("/proc/self/mem")
    assert "nicht lesbar" in sentence(read_source(tmp_path))


def test_hints(tmp_path: Path) -> None:
    """What lies beside is not read, and said to be so."""
    (tmp_path / NAME).write_text(SMALL, encoding="utf-8")
    for name in ("kassa.toml.txt", MARK_NAME, "kassa-report.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert ("kassa.toml.txt liegt daneben und wird nicht gelesen.",) == with_hints(tmp_path)
