"""archive.offers.reading: pieces of bundles, each bundle compared once."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from archive.blobs import immutable
from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobLostError, Stored
from archive.offers.reading import MAX_OPEN, OpenBundles
from tests.archive.keeping import releasing

CONTENT = bytes(range(256)) * 10


class Counted(FolderBlobs):
    """Counts how often a file is fetched."""

    opened = 0

    def open(self, stored: Stored):  # type: ignore[no-untyped-def] # noqa: ANN201
        """As before."""
        self.opened += 1
        return super().open(stored)


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[Counted]:
    """An empty folder."""
    with releasing(tmp_path):
        yield Counted(tmp_path / "blobs")


def put(blobs: FolderBlobs, folder: Path, content: bytes) -> Stored:
    """Keep a file."""
    source, digest = folder / "source", sha256(content).hexdigest()
    source.write_bytes(content)
    return blobs.put_once(f"offers/{digest}", source, digest, date(2027, 12, 31))


def test_pieces(blobs: Counted, tmp_path: Path) -> None:
    """Any of them in any order, out of a file that was fetched once."""
    stored, bundles = put(blobs, tmp_path, CONTENT), OpenBundles(blobs)
    assert CONTENT[7:20] == bundles.piece(stored, 7, 13)
    assert CONTENT[:1] == bundles.piece(stored, 0, 1)
    assert CONTENT[2550:] == bundles.piece(stored, 2550, 1000)
    assert 1 == blobs.opened


def test_not_without_end(blobs: Counted, tmp_path: Path) -> None:
    """Of many versions the one that was quiet longest is closed."""
    bundles = OpenBundles(blobs)
    many = [put(blobs, tmp_path, b"%d" % number) for number in range(MAX_OPEN + 1)]
    for number, stored in enumerate(many):
        assert b"%d" % number == bundles.piece(stored, 0, 9)
    assert b"%d" % MAX_OPEN == bundles.piece(many[-1], 0, 9)
    assert MAX_OPEN + 1 == blobs.opened
    assert b"0" == bundles.piece(many[0], 0, 9)
    assert MAX_OPEN + 2 == blobs.opened
    bundles.close()


def test_a_file_that_was_changed(blobs: Counted, tmp_path: Path) -> None:
    """It is not handed out."""
    stored = put(blobs, tmp_path, CONTENT)
    path = tmp_path / "blobs" / "files" / stored.key
    immutable.mark(path, is_kept=False)
    path.chmod(0o600)
    path.write_bytes(CONTENT[1:])
    with pytest.raises(BlobLostError):
        OpenBundles(blobs).piece(stored, 0, 1)
