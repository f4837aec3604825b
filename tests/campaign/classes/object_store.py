"""Class 16: the object store is down, slow, says 412, names a wrong version, forgets the lock."""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from archive.blobs.port import BlobError
from archive.blobs.s3 import ObjectBlobs
from tests.archive.blobs.buckets import Store, running_moto
from tests.campaign.outcome import Outcome, Score

_UNTIL: Final = date(2033, 12, 31)
#: The calls of the library that a file passes on its way into the store.
_PAGES: Final = "get_paginator"
_CALLS: Final = ("put_object", "head_object", _PAGES)
_TRIES_MAX: Final = 3

Call = Callable[..., Any]
#: Makes of the library's sound call one that goes wrong.
Wrong = Callable[[Call], Call]


class Client:
    """The library's client, some of whose next calls go wrong."""

    def __init__(self, sound: Any) -> None:
        self._sound = sound
        self.wrong: dict[str, Wrong] = {}

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._sound, name)
        wrong = self.wrong.get(name)
        if wrong is None:
            return call
        # A paginator asks nothing before it is read.
        return (lambda what: Pages(call(what), wrong)) if name == _PAGES else wrong(call)


class Pages:
    """A paginator whose first page goes wrong."""

    def __init__(self, sound: Any, wrong: Wrong) -> None:
        self._sound = sound
        self._wrong = wrong

    def paginate(self, **said: object) -> Iterator[object]:
        """As the library's."""
        yield from self._wrong(self._sound.paginate)(**said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A fresh bucket, as the archive has it, and the hands that disturb it."""

    blobs: ObjectBlobs
    client: Client


def run(count: int, seed: int, folder: Path) -> Outcome:
    """Each file meets one fault, up to three times; then it is there once, and locked."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    score = Score()
    dice = random.Random(seed)
    folder.mkdir(exist_ok=True)
    with running_moto() as store:
        bucket = _bucket(store)
        for number in range(count):
            name = dice.choice(sorted(FAULTS))
            score.facts[name] += 1
            with score.attempt(f"seed {seed}, file {number}: {name}"):
                score.facts["refused"] += _put(
                    store, bucket, _file(folder, number, dice), name, dice
                )
        score.control("a file without its lock counts as kept", found=_is_found(store, folder))
    return score.outcome()


def _bucket(store: Store) -> Bucket:
    blobs = ObjectBlobs(store.section(store.fresh()))
    client = Client(blobs._client)
    blobs._client = client
    return Bucket(blobs=blobs, client=client)


def _file(folder: Path, number: int, dice: random.Random) -> Path:
    path = folder / f"{number}.zip"
    path.write_bytes(dice.randbytes(dice.randrange(1, 5_000)))
    return path


def _put(store: Store, bucket: Bucket, path: Path, fault: str, dice: random.Random) -> int:
    """Bring a file into a store with this fault, then into a sound one; how often it was refused.

    Raises:
        AssertionError: it was said to be kept and is not, or it is there twice.
    """
    call, wrong = FAULTS[fault]
    refused = 0
    bucket.client.wrong = {call or dice.choice(_CALLS): wrong}
    for _ in range(dice.randrange(1, _TRIES_MAX + 1)):
        refused += _try(store, bucket, path)
    bucket.client.wrong = {}
    is_refused = _try(store, bucket, path)
    # A file that came without its lock stays so, and is never said to be kept.
    assert is_refused == (fault == FORGETS_LOCK), f"{fault}: refused: {is_refused}"
    return refused


def _try(store: Store, bucket: Bucket, path: Path) -> bool:
    """Whether it was refused; what was not is looked at with the plain library."""
    content = path.read_bytes()
    try:
        stored = bucket.blobs.put_once(path.name, path, sha256(content).hexdigest(), _UNTIL)
    except BlobError:
        return True
    name = bucket.blobs._bucket
    told = store.client.get_object(Bucket=name, Key=path.name, VersionId=stored.version)
    assert content == told["Body"].read(), "other bytes"
    assert "COMPLIANCE" == told.get("ObjectLockMode"), "said to be kept, and not locked"
    versions = store.client.list_object_versions(Bucket=name, Prefix=path.name)["Versions"]
    assert 1 == len(versions), f"{len(versions)} versions"
    return False


def _refused(code: str, status: int) -> Wrong:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}

    def refuse(*_: object, **__: object) -> object:
        raise ClientError(answer, "Call")

    return lambda _call: refuse


def _silent(_call: Call) -> Call:
    def call(*_: object, **__: object) -> object:
        raise ReadTimeoutError(endpoint_url="http://store")

    return call


def _away(_call: Call) -> Call:
    def call(*_: object, **__: object) -> object:
        raise EndpointConnectionError(endpoint_url="http://store")

    return call


def _answer_lost(sound: Call) -> Call:
    def call(**said: object) -> object:
        with suppress(ClientError):
            sound(**said)
        raise ReadTimeoutError(endpoint_url="http://store")

    return call


def _another_version(sound: Call) -> Call:
    def call(**said: object) -> object:
        with suppress(ClientError):
            sound(**said)
        return {"VersionId": "another"}

    return call


def _no_lock(sound: Call) -> Call:
    def call(**said: object) -> object:
        said.pop("ObjectLockMode", None)
        said.pop("ObjectLockRetainUntilDate", None)
        return sound(**said)

    return call


FORGETS_LOCK: Final = "forgets the lock"
#: The call that goes wrong (empty: any on the way), and how.
FAULTS: Final[dict[str, tuple[str, Wrong]]] = {
    "slow down": ("", _refused("SlowDown", 503)),
    "an error of its own": ("", _refused("InternalError", 500)),
    "denied": ("", _refused("AccessDenied", 403)),
    "too late": ("", _silent),
    "away": ("", _away),
    "412 though nothing is there": ("put_object", _refused("PreconditionFailed", 412)),
    "the answer lost": ("put_object", _answer_lost),
    "a wrong version": ("put_object", _another_version),
    FORGETS_LOCK: ("put_object", _no_lock),
}


def _is_found(store: Store, folder: Path) -> bool:
    score = Score()
    dice = random.Random(0)
    with pytest.MonkeyPatch.context() as patch, score.attempt(FORGETS_LOCK):
        patch.setattr(ObjectBlobs, "_require_locked", lambda *_: None)
        _put(store, _bucket(store), _file(folder, 1_000_000, dice), FORGETS_LOCK, dice)
    return bool(score.failures)
