"""firmware.export.archive_file: what an archive confirmed, as a file of an export."""

import pytest

from firmware.accord.messages import HeadProof
from firmware.export import archive_file
from firmware.export.archive_file import ArchiveFile, ArchiveFileError

SAID = ArchiveFile(origin="o", archive_key="k", checkpoint="c")
PROVEN = ArchiveFile(
    origin="o",
    archive_key="k",
    checkpoint="c",
    proof=HeadProof(leaf="l", index=1, path=("a",), checkpoint="n", stamp=""),
)


@pytest.mark.parametrize("said", [SAID, PROVEN])
def test_it_is_read_as_it_was_written(said: ArchiveFile) -> None:
    """With and without a proof."""
    assert said == archive_file.from_bytes(archive_file.to_bytes(said))


def test_the_name_says_what_it_is() -> None:
    """In whichever folder of the export."""
    assert "archiv__GRAZ-01.json" == archive_file.file_name("GRAZ-01")
    assert archive_file.is_name("archiv/archiv__GRAZ-01.json")
    assert not archive_file.is_name("archiv/other.json")


@pytest.mark.parametrize("raw", [b"", b"null", b'{"origin":"o"}', b"\xff\xff"])
def test_what_is_none(raw: bytes) -> None:
    """Says so."""
    with pytest.raises(ArchiveFileError):
        archive_file.from_bytes(raw)


def test_nobody_reads_without_end() -> None:
    """Larger than any of them is."""
    with pytest.raises(ArchiveFileError, match="larger"):
        archive_file.from_bytes(b" " * (archive_file.MAX_BYTES + 1))
