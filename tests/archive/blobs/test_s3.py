"""archive.blobs.s3: what only an object store has, and how it misbehaves (moto: plumbing)."""

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from archive.blobs.port import BlobError, BlobExistsError, BlobLostError
from archive.blobs.s3 import ObjectBlobs, UnlockedBucketError
from archive.settings import BlobsSection
from tests.archive.blobs.buckets import Store
from tests.archive.blobs.test_port import KEY, UNTIL, source


class Crooked:
    """The library's client with one call that goes wrong."""

    def __init__(self, client: Any, name: str, call: Callable[..., object]) -> None:
        self._client = client
        self._name = name
        self._call = call

    def __getattr__(self, name: str) -> Any:
        return self._call if name == self._name else getattr(self._client, name)


def crooked(blobs: ObjectBlobs, name: str, call: Callable[..., object]) -> None:
    """From now on this call of the library does that."""
    blobs._client = Crooked(blobs._client, name, call)


@pytest.mark.parametrize("is_versioned", [True, False])
def test_a_bucket_that_does_not_keep(moto: Store, tmp_path: Path, *, is_versioned: bool) -> None:
    """Nothing is put where it could be deleted."""
    blobs = ObjectBlobs(moto.section(moto.fresh(is_locking=False, is_versioned=is_versioned)))
    with pytest.raises(UnlockedBucketError):
        blobs.require_locking()
    with pytest.raises(UnlockedBucketError):
        blobs.put_once(KEY, *source(tmp_path), UNTIL)


def test_no_bucket(moto: Store) -> None:
    """It is asked before the first file, and says so."""
    with pytest.raises(BlobError, match="bucket nowhere"):
        ObjectBlobs(moto.section("nowhere")).require_locking()


def test_what_stands_in_the_store(bucket: ObjectBlobs, moto: Store, tmp_path: Path) -> None:
    """COMPLIANCE until the day is over, and the SHA-256 beside the bytes."""
    stored = bucket.put_once(KEY, *source(tmp_path), UNTIL)
    told = moto.client.head_object(Bucket=bucket._bucket, Key=KEY, VersionId=stored.version)
    assert "COMPLIANCE" == told["ObjectLockMode"]
    assert "2034-01-01T00:00:00+00:00" == told["ObjectLockRetainUntilDate"].isoformat()
    assert {"sha256": stored.sha256} == told["Metadata"]


def test_overwritten_behind_our_back(bucket: ObjectBlobs, moto: Store, tmp_path: Path) -> None:
    """A newer version under the key, even a mark of deletion, changes nothing of what is kept."""
    stored = bucket.put_once(KEY, *source(tmp_path), UNTIL)
    moto.client.put_object(Bucket=bucket._bucket, Key=KEY, Body=b"forged")
    moto.client.delete_object(Bucket=bucket._bucket, Key=KEY)
    with bucket.open(stored) as file:
        assert b"a package" == file.read()
    assert stored == bucket.put_once(KEY, *source(tmp_path), UNTIL)
    assert [KEY] == list(bucket.keys(""))
    with pytest.raises(BlobExistsError):
        bucket.put_once(KEY, *source(tmp_path, b"forged"), UNTIL)


def test_a_store_without_if_none_match(bucket: ObjectBlobs, moto: Store, tmp_path: Path) -> None:
    """Two that put at the same moment: the oldest version says who was first."""
    listed = bucket._client.get_paginator
    looked: Iterator[bool] = iter((True, *(False,) * 9))

    class Blind:
        """Sees nothing the first time: the other one was as fast."""

        def paginate(self, **said: Any) -> Any:
            return () if next(looked) else listed("list_object_versions").paginate(**said)

    bucket.require_locking()
    moto.client.put_object(Bucket=bucket._bucket, Key=KEY, Body=b"the first")

    def put(**said: Any) -> object:
        del said["IfNoneMatch"]
        return moto.client.put_object(**said)

    crooked(bucket, "put_object", put)
    crooked(bucket, "get_paginator", lambda _: Blind())
    with pytest.raises(BlobExistsError):
        bucket.put_once(KEY, *source(tmp_path), UNTIL)


def failing(code: str, status: int = 500) -> Callable[..., object]:
    """Refuses as a store does."""
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}

    def call(**_: object) -> object:
        raise ClientError(answer, "Call")

    return call


def silent(**_: object) -> object:
    """Answers too late."""
    raise ReadTimeoutError(endpoint_url="http://store")


def away(**_: object) -> object:
    """Cannot be reached."""
    raise EndpointConnectionError(endpoint_url="http://store")


@pytest.mark.parametrize(
    "fault", [failing("SlowDown", 503), failing("InternalError"), silent, away]
)
@pytest.mark.parametrize("name", ["put_object", "head_object", "get_bucket_versioning"])
def test_down_and_back(
    bucket: ObjectBlobs, tmp_path: Path, name: str, fault: Callable[..., object]
) -> None:
    """A store that is down, slow or full: not now, and the next try has it."""
    sound = bucket._client
    crooked(bucket, name, fault)
    with pytest.raises(BlobError):
        bucket.put_once(KEY, *source(tmp_path), UNTIL)
    bucket._client = sound
    stored = bucket.put_once(KEY, *source(tmp_path), UNTIL)
    assert sha256(b"a package").hexdigest() == stored.sha256


def test_a_lost_answer(bucket: ObjectBlobs, moto: Store, tmp_path: Path) -> None:
    """The store has it, and nobody heard: the next try finds it, and makes no second."""
    sound = bucket._client

    def put(**said: Any) -> object:
        sound.put_object(**said)
        return silent()

    crooked(bucket, "put_object", put)
    with pytest.raises(BlobError):
        bucket.put_once(KEY, *source(tmp_path), UNTIL)
    bucket._client = sound
    bucket.put_once(KEY, *source(tmp_path), UNTIL)
    told = moto.client.list_object_versions(Bucket=bucket._bucket)
    assert 1 == len(told["Versions"])


def test_a_version_that_is_not_there(bucket: ObjectBlobs, tmp_path: Path) -> None:
    """A store that names a version it does not have is not believed."""
    sound = bucket._client

    def put(**said: Any) -> object:
        sound.put_object(**said)
        return {"VersionId": "another"}

    crooked(bucket, "put_object", put)
    with pytest.raises(BlobError, match="not in order"):
        bucket.put_once(KEY, *source(tmp_path), UNTIL)


def test_a_store_that_forgets_the_lock(bucket: ObjectBlobs, tmp_path: Path) -> None:
    """What could be deleted is not acknowledged."""
    sound = bucket._client

    def put(**said: Any) -> object:
        del said["ObjectLockMode"], said["ObjectLockRetainUntilDate"]
        return sound.put_object(**said)

    crooked(bucket, "put_object", put)
    with pytest.raises(BlobError, match="not locked"):
        bucket.put_once(KEY, *source(tmp_path), UNTIL)


def test_a_store_that_does_not_lengthen(bucket: ObjectBlobs, tmp_path: Path) -> None:
    """An earlier try was for a shorter time; if it cannot be lengthened it is not enough."""
    bucket.put_once(KEY, *source(tmp_path), UNTIL)
    crooked(bucket, "put_object_retention", lambda **_: {})
    with pytest.raises(BlobError, match="does not keep it until 2036-12-31"):
        bucket.put_once(KEY, *source(tmp_path), date(2036, 12, 31))


def test_wrong_bytes_on_the_way_back(bucket: ObjectBlobs, tmp_path: Path) -> None:
    """They are compared before anybody sees them."""
    stored = bucket.put_once(KEY, *source(tmp_path), UNTIL)
    other = bucket.put_once("other", *source(tmp_path, b"another"), UNTIL)
    sound = bucket._client

    def get(**said: Any) -> object:
        return sound.get_object(**{**said, "Key": other.key, "VersionId": other.version})

    crooked(bucket, "get_object", get)
    with pytest.raises(BlobLostError, match="not what was put there"):
        bucket.open(stored)


@pytest.mark.parametrize("content", ["", "alone", "one two three", b"\xff"])
def test_credentials_that_are_none(tmp_path: Path, content: str | bytes) -> None:
    """The file is named, what stands in it is not said."""
    path = tmp_path / "credentials"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BlobError, match=str(path)):
        ObjectBlobs(BlobsSection(bucket="b", credentials_file=str(path)))
    with pytest.raises(BlobError, match="none"):
        ObjectBlobs(BlobsSection(bucket="b", credentials_file=str(tmp_path / "none")))


def test_the_machine_itself(tmp_path: Path) -> None:
    """Without a file the library looks for what the machine was given; nothing is asked yet."""
    del tmp_path
    assert "kassa" == ObjectBlobs(BlobsSection(bucket="kassa"))._bucket
