"""Files in an object store with Object Lock: nobody deletes or shortens, not even its owner.

Each file is one object in COMPLIANCE mode until its day. The store has versions, and an overwrite
makes a new one: so a file is asked for by version and compared with its SHA-256, never by its key
alone. Created once is what the oldest version says; `If-None-Match` only saves most of the others,
for not every store knows it. A digest goes along in three forms, for no store checks all of them.

Any S3 will do that has Object Lock and versions and says so (`require_locking`); one that says
otherwise is refused before the first file.
"""

import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import md5, sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from archive.blobs.key import READ_BYTES, copied, require_key
from archive.blobs.port import BlobError, BlobExistsError, BlobLostError, Stored
from archive.blobs.retention import day_of_lock, lock_end_utc
from archive.settings import BlobsSection

CONNECT_S: Final = 5
READ_S: Final = 30
ATTEMPTS: Final = 3
_COMPLIANCE: Final = "COMPLIANCE"
_SHA256: Final = "sha256"
#: What is larger is read into a file, not into memory.
_SPOOL_BYTES: Final = 8 * 1024 * 1024
_GONE: Final = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})
_TAKEN: Final = frozenset({"412", "PreconditionFailed", "ConditionalRequestConflict"})
_NO_LOCK: Final = frozenset(
    {"ObjectLockConfigurationNotFoundError", "ObjectLockConfigurationNotFound", "404"}
)


class UnlockedBucketError(BlobError):
    """The bucket does not keep files: without Object Lock and versions nothing is put there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digests:
    sha256: str
    md5: str
    size: int

    @property
    def sha256_base64(self) -> str:
        return b64encode(bytes.fromhex(self.sha256)).decode()


class ObjectBlobs:
    """A bucket as a place for files; asks nothing of the store before it is used."""

    def __init__(self, section: BlobsSection) -> None:
        self._bucket: Final = section.bucket
        self._client = _client(section)
        self._is_locking = False

    def require_locking(self) -> None:
        """Make sure that the bucket keeps what it is given.

        Raises:
            UnlockedBucketError: it does not.
            BlobError: it cannot be asked now.
        """
        where = f"bucket {self._bucket}"
        with _edge(where):
            versions = self._client.get_bucket_versioning(Bucket=self._bucket)
        if versions.get("Status") != "Enabled":
            raise UnlockedBucketError(f"{where}: has no versions; make one with Object Lock")
        try:
            with _edge(where):
                lock = self._client.get_object_lock_configuration(Bucket=self._bucket)
        except BlobError as error:
            if _code_of(error.__cause__) in _NO_LOCK:
                raise UnlockedBucketError(f"{where}: has no Object Lock") from error
            raise
        if lock.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") != "Enabled":
            raise UnlockedBucketError(f"{where}: has no Object Lock")
        self._is_locking = True

    def put_once(self, key: str, source: Path, sha256: str, retain_until: date) -> Stored:
        """See `Blobs`."""
        require_key(key)
        if not self._is_locking:
            self.require_locking()
        digests = _digests(source)
        if digests.sha256 != sha256:
            raise BlobError(f"{source.name}: has SHA-256 {digests.sha256}, not {sha256}")
        versions = self._versions(key)
        if not versions:
            put = self._put(key, source, digests, retain_until)
            versions = self._versions(key)
            if not versions or (put and put not in versions):
                raise BlobError(f"{key}: is not there after it was put; the store is not in order")
        # Whoever came first has the key.
        first = self._stored(key, versions[-1])
        if (first.sha256, first.size) != (digests.sha256, digests.size):
            raise BlobExistsError(f"{key}: holds other bytes: SHA-256 {first.sha256}")
        self._require_locked(first, retain_until)
        return first

    def open(self, stored: Stored) -> BinaryIO:
        """See `Blobs`; all of it was fetched and compared before it is handed on."""
        file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - the caller's
        try:
            with _edge(stored.key):
                got = self._client.get_object(**self._named(stored))
                found = copied(got["Body"], file.write)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        if found != (stored.sha256, stored.size):
            file.close()
            raise BlobLostError(f"{stored.key}: is not what was put there: SHA-256 {found[0]}")
        return file  # type: ignore[return-value]

    def retained_until(self, stored: Stored) -> date:
        """See `Blobs`."""
        told = self._head(stored.key, stored.version)
        mode, until = told.get("ObjectLockMode"), told.get("ObjectLockRetainUntilDate")
        if mode != _COMPLIANCE or until is None:
            raise BlobError(f"{stored.key}: is not locked ({mode})")
        return day_of_lock(until)

    def extend(self, stored: Stored, retain_until: date) -> None:
        """See `Blobs`."""
        now_set = self.retained_until(stored)
        if retain_until < now_set:
            raise BlobError(f"{stored.key}: is kept until {now_set}, not only {retain_until}")
        if retain_until == now_set:
            return
        until = lock_end_utc(retain_until)
        with _edge(stored.key):
            self._client.put_object_retention(
                **self._named(stored),
                Retention={"Mode": _COMPLIANCE, "RetainUntilDate": until},
            )

    def hold(self, stored: Stored, *, is_held: bool) -> None:
        """See `Blobs`."""
        status = "ON" if is_held else "OFF"
        with _edge(stored.key):
            self._client.put_object_legal_hold(**self._named(stored), LegalHold={"Status": status})

    def is_held(self, stored: Stored) -> bool:
        """Whether it is kept whatever its day."""
        told = self._head(stored.key, stored.version)
        return bool(told.get("ObjectLockLegalHoldStatus") == "ON")

    def keys(self, prefix: str) -> Iterator[str]:
        """See `Blobs`; also those that somebody put a mark of deletion over."""
        last = ""
        for one in self._listed(prefix):
            if one["Key"] != last:
                last = str(one["Key"])
                yield last

    def _put(self, key: str, source: Path, digests: _Digests, retain_until: date) -> str:
        """Make a version; its id, or empty where somebody was faster."""
        try:
            with _edge(key), source.open("rb") as body:
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=body,
                    IfNoneMatch="*",
                    ContentMD5=digests.md5,
                    ChecksumSHA256=digests.sha256_base64,
                    Metadata={_SHA256: digests.sha256},
                    ObjectLockMode=_COMPLIANCE,
                    ObjectLockRetainUntilDate=lock_end_utc(retain_until),
                )
        except BlobError as error:
            if _code_of(error.__cause__) in _TAKEN:
                return ""
            raise
        return str(answer.get("VersionId", ""))

    def _stored(self, key: str, version: str) -> Stored:
        """What the store says of a version."""
        told = self._head(key, version)
        digest = told.get("Metadata", {}).get(_SHA256, "")
        return Stored(key=key, version=version, sha256=digest, size=told["ContentLength"])

    def _head(self, key: str, version: str) -> dict[str, Any]:
        with _edge(key):
            told = self._client.head_object(
                Bucket=self._bucket, Key=require_key(key), VersionId=version
            )
        return dict(told)

    def _versions(self, key: str) -> list[str]:
        """All versions of a key, newest first."""
        return [str(one["VersionId"]) for one in self._listed(key) if one["Key"] == key]

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_object_versions")
        with _edge(prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                yield from page.get("Versions", ())

    def _require_locked(self, stored: Stored, retain_until: date) -> None:
        """See that the store took the lock to heart, and lengthen that of an earlier try."""
        now_set = self.retained_until(stored)
        if now_set < retain_until:
            self.extend(stored, retain_until)
            if self.retained_until(stored) < retain_until:
                raise BlobError(f"{stored.key}: the store does not keep it until {retain_until}")

    def _named(self, stored: Stored) -> dict[str, str]:
        return {
            "Bucket": self._bucket,
            "Key": require_key(stored.key),
            "VersionId": stored.version,
        }


def _client(section: BlobsSection) -> Any:
    access, secret = _credentials(section.credentials_file)
    return boto3.client(
        "s3",
        endpoint_url=section.endpoint or None,
        region_name=section.region,
        aws_access_key_id=access,
        aws_secret_access_key=secret,
        config=Config(
            connect_timeout=CONNECT_S,
            read_timeout=READ_S,
            retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            # Of checksums of the library's own choice older stores know nothing.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"} if section.endpoint else {},
        ),
    )


def _credentials(path: str) -> tuple[str | None, str | None]:
    """Access key and secret key of a file of two lines; none where the machine itself has some."""
    if not path:
        return None, None
    try:
        lines = Path(path).read_text("utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BlobError(f"{path}: {error}") from error
    if len(lines) != 2:
        raise BlobError(f"{path}: access key and secret key, two lines")
    return lines[0], lines[1]


def _digests(source: Path) -> _Digests:
    # MD5 guards the way there, where a store knows nothing better; what counts is SHA-256.
    whole, way, size = sha256(), md5(usedforsecurity=False), 0
    try:
        with source.open("rb") as file:
            while piece := file.read(READ_BYTES):
                whole.update(piece)
                way.update(piece)
                size += len(piece)
    except OSError as error:
        raise BlobError(f"{source.name}: {error.strerror}") from error
    return _Digests(sha256=whole.hexdigest(), md5=b64encode(way.digest()).decode(), size=size)


def _code_of(error: BaseException | None) -> str:
    if not isinstance(error, ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _edge(place: str) -> Iterator[None]:
    """Each error of the library and the network as one of ours."""
    try:
        yield
    except ClientError as error:
        if _code_of(error) in _GONE:
            raise BlobLostError(f"{place}: is not there") from error
        raise BlobError(f"{place}: {error}") from error
    except (BotoCoreError, OSError) as error:
        raise BlobError(f"{place}: {error}") from error
