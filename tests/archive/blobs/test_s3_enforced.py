"""archive.blobs.s3: Object Lock as a real store enforces it (Ceph's radosgw, in the long lane).

The same conduct as over a folder, and what no words of ours but only the store itself can do: keep
a file from whoever has its keys.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from archive.blobs.port import Stored
from archive.blobs.s3 import ObjectBlobs, UnlockedBucketError
from tests.archive.blobs import test_port as port
from tests.archive.blobs.buckets import Store
from tests.archive.blobs.ceph import PROGRAMS, is_there, running_ceph

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not is_there(), reason=f"needs {', '.join(PROGRAMS)} (.ci/setup heavy)"),
]

test_put_and_read = port.test_put_and_read
test_the_same_again = port.test_the_same_again
test_another_under_the_same_key = port.test_another_under_the_same_key
test_at_once = port.test_at_once
test_another_digest = port.test_another_digest
test_only_longer = port.test_only_longer
test_held = port.test_held
test_lost = port.test_lost


@pytest.fixture(scope="session")
def ceph() -> Iterator[Store]:
    """One store for all tests of a worker."""
    with running_ceph() as store:
        yield store


@pytest.fixture
def blobs(ceph: Store) -> ObjectBlobs:
    """A bucket of its own; named as the fixture of test_port, whose tests run on it here."""
    return ObjectBlobs(ceph.section(ceph.fresh()))


@pytest.fixture
def kept(blobs: ObjectBlobs, tmp_path: Path) -> Stored:
    """A file in it."""
    return blobs.put_once(port.KEY, *port.source(tmp_path), port.UNTIL)


def refused(call: object, **said: object) -> None:
    """The store itself says no."""
    assert callable(call)
    with pytest.raises(ClientError) as caught:
        call(**said)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403, 409)


def test_nobody_deletes_it(ceph: Store, blobs: ObjectBlobs, kept: Stored) -> None:
    """Not by its version, not by any bypass, not with its bucket."""
    named = {"Bucket": blobs._bucket, "Key": kept.key, "VersionId": kept.version}
    refused(ceph.client.delete_object, **named)
    refused(ceph.client.delete_object, **named, BypassGovernanceRetention=True)
    refused(ceph.client.delete_bucket, Bucket=blobs._bucket)
    with blobs.open(kept) as file:
        assert b"a package" == file.read()


def test_nobody_shortens_it(ceph: Store, blobs: ObjectBlobs, kept: Stored) -> None:
    """Not the day, and not to a mode that somebody may set aside; longer is fine."""
    named = {"Bucket": blobs._bucket, "Key": kept.key, "VersionId": kept.version}
    for mode, day in (
        ("COMPLIANCE", datetime(2030, 1, 1, tzinfo=UTC)),
        ("GOVERNANCE", datetime(2040, 1, 1, tzinfo=UTC)),
    ):
        retention = {"Mode": mode, "RetainUntilDate": day}
        refused(ceph.client.put_object_retention, **named, Retention=retention)
    assert port.UNTIL == blobs.retained_until(kept)
    blobs.extend(kept, date(2036, 12, 31))
    assert date(2036, 12, 31) == blobs.retained_until(kept)


def test_overwritten_and_marked_deleted(ceph: Store, blobs: ObjectBlobs, kept: Stored) -> None:
    """Whoever has the keys can put something over it, and changes nothing of what is kept."""
    ceph.client.put_object(Bucket=blobs._bucket, Key=kept.key, Body=b"forged")
    ceph.client.delete_object(Bucket=blobs._bucket, Key=kept.key)
    with blobs.open(kept) as file:
        assert b"a package" == file.read()
    assert [kept.key] == list(blobs.keys(""))


def test_put_again_after_that(
    ceph: Store, blobs: ObjectBlobs, kept: Stored, tmp_path: Path
) -> None:
    """The first is still the first."""
    ceph.client.put_object(Bucket=blobs._bucket, Key=kept.key, Body=b"forged")
    assert kept == blobs.put_once(kept.key, *port.source(tmp_path), port.UNTIL)


def test_a_bucket_without_locks(ceph: Store) -> None:
    """Is found out before the first file."""
    for is_versioned in (False, True):
        name = ceph.fresh(is_locking=False, is_versioned=is_versioned)
        with pytest.raises(UnlockedBucketError):
            ObjectBlobs(ceph.section(name)).require_locking()
