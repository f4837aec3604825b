"""archive.packages.unzip: ZIPs from outside."""

import io
import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.packages.unzip import Bounds, ZipError, unzip
from tests.archive.packages.zips import made, zipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where it is laid out."""
    path = tmp_path / "out"
    path.mkdir()
    return path


def laid_out(folder: Path) -> dict[str, bytes]:
    """What lies there."""
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


def test_files(tmp_path: Path, folder: Path) -> None:
    """Each where the ZIP has it; what a Mac puts beside is left out."""
    files = {"a/b.txt": b"x" * 3_000_000, "c": b"", "d/": b"", "__MACOSX/a/._b.txt": b"mac"}
    unzip(made(tmp_path / "z.zip", files), folder)
    assert {"a/b.txt": b"x" * 3_000_000, "c": b""} == laid_out(folder)


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "/etc/passwd",
        "a/../../up",
        "a//b",
        "./a",
        "C:/a",
        "a\\..\\b",
        "a\n",
        "a\x7f",
        "x" * 201,
        "/".join("abcdefghijk"),
        "a:b",
    ],
)
def test_names_that_lead_elsewhere(tmp_path: Path, folder: Path, name: str) -> None:
    """Nothing of such a ZIP is laid out."""
    path = made(tmp_path / "z.zip", {"good": b"", name: b"bad"})
    with pytest.raises(ZipError, match="leads elsewhere"):
        unzip(path, folder)
    assert ["out", "z.zip"] == sorted(one.name for one in tmp_path.iterdir())
    assert {} == laid_out(folder)


@pytest.mark.parametrize(
    "names", [("a", "a"), ("a", "A"), ("ä", "a\u0308"), ("a", "a/b"), ("a/b", "a"), ("ﬁ", "fi")]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_twice(tmp_path: Path, folder: Path, names: tuple[str, str]) -> None:
    """Two files of one name are two stories about it, on whatever file system."""
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    with pytest.raises(ZipError, match=r"twice|folder"):
        unzip(path, folder)


def test_no_name(tmp_path: Path, folder: Path) -> None:
    """A file without one (found by fuzzing: the library itself stumbles over it)."""
    path = made(tmp_path / "z.zip", {"a": b"x"})
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, entry + 28, 0)
    struct.pack_into("<H", content, entry + 30, 1)
    path.write_bytes(content)
    with pytest.raises(ZipError):
        unzip(path, folder)


def test_a_name_no_file_can_have(tmp_path: Path, folder: Path) -> None:
    """Few signs, many bytes."""
    with pytest.raises(ZipError, match="no file can have"):
        unzip(made(tmp_path / "z.zip", {"€" * 90: b""}), folder)


def test_a_bomb(tmp_path: Path, folder: Path) -> None:
    """Little that becomes much ends at its bound, also where it lies about its size."""
    bounds = Bounds(one_bytes=1_000_000, all_bytes=2_000_000)
    honest = made(tmp_path / "honest.zip", {"a": bytes(3_000_000)})
    with pytest.raises(ZipError, match="says that it unpacks"):
        unzip(honest, folder, bounds)
    with pytest.raises(ZipError, match="unpacks to more"):
        unzip(made(tmp_path / "one.zip", {"a": bytes(1_500_000)}), folder, bounds)
    liar = bytearray(honest.read_bytes())
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<L", liar, liar.index(sign) + at, 10)
    (tmp_path / "liar.zip").write_bytes(liar)
    (folder / "a").unlink()
    with pytest.raises(ZipError):
        unzip(tmp_path / "liar.zip", folder, bounds)
    assert 1_500_000 > sum(len(one) for one in laid_out(folder).values())


def test_many_files(tmp_path: Path, folder: Path) -> None:
    """A list that is too long is not read."""
    path = made(tmp_path / "z.zip", {f"f{number}": b"" for number in range(20)})
    for bounds in (Bounds(files=19), Bounds(list_bytes=100)):
        with pytest.raises(ZipError, match="more than"):
            unzip(path, folder, bounds)
    # One that says it has few, and has many.
    content = bytearray(path.read_bytes())
    struct.pack_into("<2H", content, content.rindex(b"PK\x05\x06") + 8, 1, 1)
    path.write_bytes(content)
    with pytest.raises(ZipError):
        unzip(path, folder, Bounds(files=19))


def test_encrypted_links_and_other_packings(tmp_path: Path, folder: Path) -> None:
    """What cannot be read, or is no file, makes the whole ZIP one that is not laid out."""
    path = made(tmp_path / "z.zip", {"a": b"content"})
    content = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(sign) + at] |= 1
    path.write_bytes(content)
    with pytest.raises(ZipError, match="encrypted"):
        unzip(path, folder)
    link = zipfile.ZipInfo("link")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ZipError, match="no file"):
        unzip(path, folder)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"content")
    with pytest.raises(ZipError, match="packed"):
        unzip(path, folder)
    assert {} == laid_out(folder)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), b"no zip" * 1000]
)
def test_no_zip(tmp_path: Path, folder: Path, content: bytes) -> None:
    """It is said; a ZIP of nothing is one."""
    path = tmp_path / "z.zip"
    path.write_bytes(content)
    if content == b"PK\x05\x06" + bytes(18):
        unzip(path, folder)
    else:
        with pytest.raises(ZipError, match="no ZIP"):
            unzip(path, folder)
    assert {} == laid_out(folder)


def test_the_wide_form(tmp_path: Path, folder: Path) -> None:
    """Its other list of files would be believed instead of the one that was looked at."""
    path = made(tmp_path / "z.zip", {"a": b""})
    content = path.read_bytes()
    at = content.rindex(b"PK\x05\x06")
    path.write_bytes(content[:at] + b"PK\x06\x07" + bytes(16) + content[at:])
    with pytest.raises(ZipError, match="ZIP64"):
        unzip(path, folder)


def test_no_room(tmp_path: Path) -> None:
    """What the disk says is the disk's."""
    path = made(tmp_path / "z.zip", {"a": b"x"})
    with pytest.raises(FileExistsError):
        unzip(path, path)


@settings(max_examples=300, deadline=None)
@given(flips=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged_anywhere(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]]
) -> None:
    """Whatever bytes are turned: laid out below the folder, or refused, and nothing else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("top/MANIFEST.json", b'{"format":1}' * 20)
        archive.writestr("top/journal/journal.csv", b"seq;hash\r\n" * 50)
    content = bytearray(packed.getvalue())
    for at, value in flips:
        content[at % len(content)] = value
    base = tmp_path_factory.mktemp("flipped")
    (base / "z.zip").write_bytes(content)
    (base / "out").mkdir()
    with suppress(ZipError):
        unzip(base / "z.zip", base / "out", Bounds(all_bytes=10_000))
    assert {"z.zip", "out"} == {one.name for one in base.iterdir()}


def test_an_export(first: Path, tmp_path: Path, folder: Path) -> None:
    """What a till sends comes out as it was."""
    unzip(zipped(first), folder)
    whole = {f"{first.name}/{name}": content for name, content in laid_out(first).items()}
    assert whole == laid_out(folder)
    del tmp_path
