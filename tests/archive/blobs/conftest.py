"""Places for files of both kinds: a folder, and an object store (moto: plumbing alone)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.blobs.folder import FolderBlobs
from archive.blobs.s3 import ObjectBlobs
from tests.archive.blobs.buckets import Store, running_moto
from tests.archive.keeping import releasing


@pytest.fixture(scope="session")
def moto() -> Iterator[Store]:
    """One store for all tests of a worker."""
    with running_moto() as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FolderBlobs]:
    """A folder; what is immutable in it is let go afterwards."""
    root = tmp_path / "blobs"
    with releasing(root):
        yield FolderBlobs(root)


@pytest.fixture
def bucket(moto: Store) -> ObjectBlobs:
    """A bucket of its own."""
    return ObjectBlobs(moto.section(moto.fresh()))


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest) -> FolderBlobs | ObjectBlobs:
    """Each test runs on both."""
    place: FolderBlobs | ObjectBlobs = request.getfixturevalue(request.param)
    return place
