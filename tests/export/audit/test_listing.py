"""firmware.export.audit.listing: files against the list, and whose seal is on it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.audit.finding import Findings
from firmware.export.audit.listing import Signer, examine_files, examine_seal, read_listing
from firmware.export.audit.receipts import dep_signers
from firmware.export.errors import ReadError
from firmware.export.package.manifest import ManifestError
from firmware.export.package.names import HEAD, MANIFEST, README, SEAL
from hal.card.emulator_pki import issue_card_credential
from tests.export.audit.conftest import Exports
from tests.export.audit.world import change_file

STRANGER = issue_card_credential("stranger", "ATU12345678", 5)


def own_signers(folder: Path) -> tuple[Signer, ...]:
    """The certificates of the receipts."""
    dep = read_listing(folder).dep
    assert dep is not None
    return dep_signers(dep)


def test_bytes_are_told_as_they_are_read(made: Exports) -> None:
    """For a bar."""
    moved: list[int] = []
    listing = read_listing(made.whole)
    examine_files(listing, Findings("x"), moved.append)
    assert sum(moved) == sum(one.bytes for one in listing.manifest.files)


@pytest.mark.parametrize("signers", ["own", "own after another", "another", "none"])
def test_the_seal_is_of_a_certificate(made: Exports, signers: str) -> None:
    """The one that made it, among any; another one did not; without any nobody knows."""
    other = Signer(serial="5", der=STRANGER.certificate)
    own = own_signers(made.whole)
    known = {"own": own, "own after another": (other, *own), "another": (other,), "none": ()}
    found = Findings("x")
    sealed_by = examine_seal(read_listing(made.whole), known[signers], found)
    assert signers.startswith("own") is (sealed_by == own[0].serial)
    told = [one.rule.value for one in found.kept]
    assert {"another": ["seal"], "none": ["unproven"]}.get(signers, []) == told


@pytest.mark.parametrize("text", [b"", b"x", b"a.b.c", b"\xff" * 80, b"x" * 100_000])
def test_a_seal_that_is_none(whole: Path, text: bytes) -> None:
    """Whatever lies there is told, and never believed."""
    (whole / SEAL).write_bytes(text)
    found = Findings("x")
    assert examine_seal(read_listing(whole), own_signers(whole), found) is None
    assert ["seal"] == [one.rule.value for one in found.kept]


@pytest.mark.parametrize("text", [b"", b"{}", b"[", b"x" * 5_000_000])
def test_a_list_that_is_none(whole: Path, text: bytes) -> None:
    """Named, with the reason."""
    (whole / MANIFEST).write_bytes(text)
    with pytest.raises(ManifestError, match=MANIFEST):
        read_listing(whole)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("x")])
def test_a_list_that_is_no_file(whole: Path, make: Callable[[Path], None]) -> None:
    """A pipe, a folder, a link: told as such, and nobody waits."""
    (whole / MANIFEST).unlink()
    make(whole / MANIFEST)
    with pytest.raises(ManifestError, match="is no file"):
        read_listing(whole)


def test_a_folder_without_a_list(tmp_path: Path) -> None:
    """It is no export."""
    with pytest.raises(ReadError, match="is no file"):
        read_listing(tmp_path)


def test_a_pipe_keeps_nobody_waiting(whole: Path) -> None:
    """Somebody may make anything on a file system of Linux."""
    (whole / README).unlink()
    os.mkfifo(whole / README)
    found = Findings("x")
    examine_files(read_listing(whole), found, lambda _count: None)
    assert ["file-missing"] == [one.rule.value for one in found.kept]


@pytest.mark.parametrize("text", [b"{}", b'{"format":9}', b"x"])
def test_a_head_that_is_none(whole: Path, text: bytes) -> None:
    """The file that an archive keeps says what the list says."""
    (whole / HEAD).write_bytes(text)
    found = Findings("x")
    examine_files(read_listing(whole), found, lambda _count: None)
    assert {"file-changed", "head"} == {one.rule.value for one in found.kept}


def test_a_head_of_another_moment(made: Exports, whole: Path) -> None:
    """Also one that is right by itself."""
    other = (made.parts[0] / HEAD).read_bytes()
    change_file(whole, HEAD, lambda _text: other)
    found = Findings("x")
    examine_files(read_listing(whole), found, lambda _count: None)
    assert "is not the head MANIFEST.json names" in [one.detail for one in found.kept]


def test_nothing_on_the_way_leads_out(whole: Path, tmp_path: Path) -> None:
    """A folder that is a link is none, whatever lies behind it."""
    elsewhere = (whole / "journal").rename(tmp_path / "elsewhere")
    (whole / "journal").symlink_to(elsewhere, target_is_directory=True)
    listing = read_listing(whole)
    assert listing.file("journal/journal.csv") is None
    found = Findings("x")
    examine_files(listing, found, lambda _count: None)
    told = [(one.rule.value, one.place) for one in found.kept]
    assert ("file-missing", "journal/journal.csv") in told
    assert ("file-extra", "'journal'") in told


def test_a_folder_of_its_own_is_named_once(whole: Path) -> None:
    """However deep somebody made it, and however much is in it; an empty one holds nothing."""
    (whole / "empty").mkdir()
    (whole / "deep" / "/".join(["a"] * 50)).mkdir(parents=True)
    for number in range(100):
        (whole / "deep" / str(number)).touch()
    found = Findings("x")
    examine_files(read_listing(whole), found, lambda _count: None)
    assert [("file-extra", "'deep/'")] == [(one.rule.value, one.place) for one in found.kept]


def test_nobody_reads_a_file_of_another_size(whole: Path) -> None:
    """A stick may say of a file that it is larger than all there is."""
    with (whole / README).open("r+b") as file:
        file.truncate(1 << 40)
    moved: list[int] = []
    found = Findings("x")
    examine_files(read_listing(whole), found, moved.append)
    assert [("file-changed", README)] == [(one.rule.value, one.place) for one in found.kept]
    assert sum(moved) == sum(one.bytes for one in read_listing(whole).manifest.files)
