"""What comes to an archive: batches, messages, forms with files, bundles, stamps.

A stranger gets 4xx and a till's bad evidence becomes a finding; nothing of it is ever a 500.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from archive.accounts.errors import AccountError
from archive.accounts.form_token import TooLargeError, token_of
from archive.accounts.mail_address import mail_address
from archive.api import digest
from archive.api.registrations import read_json
from archive.intake.head import Head
from archive.intake.judge import judge
from archive.intake.rows import UnreadableError
from archive.offers.bundle import BundleError, read_bundle
from archive.packages.examine import examine_dep
from archive.portal.forms import UnreadableFormError, reading
from firmware.accord.batch import pack, unpack
from firmware.accord.errors import AccordError
from firmware.accord.messages import PasswordRenewal, Registration, TillStatus
from firmware.evidence.errors import EvidenceError
from firmware.evidence.stamp import roots_of, stamped_at

NOW_UTC: Final = datetime(2026, 11, 20, tzinfo=UTC)
APP: Final = Starlette()
_MESSAGES: Final = (Registration, PasswordRenewal, TillStatus)


def batch(data: bytes) -> None:
    """Rows of a till, packed as it packs them: each goes into the log, or the batch is none."""
    with suppress(AccordError, UnreadableError):
        lines = unpack(pack([data if data.endswith(b"\n") else data + b"\n"]))
        first = judge(Head(), lines, {})
        assert len(lines) == first.head.size


def packed_batch(data: bytes) -> None:
    """A batch as it comes over the wire."""
    with suppress(AccordError):
        assert unpack(data)


def messages(data: bytes) -> None:
    """Messages of the protocol as a body of JSON: read, or refused by a status."""
    headers = [(digest.HEADER.encode(), digest.digest_of(data).encode())]
    for form in _MESSAGES:
        with suppress(HTTPException):
            asyncio.run(read_json(_request("application/json", data, headers), form))


def digest_header(data: bytes) -> None:
    """The header Content-Digest."""
    with suppress(digest.DigestError):
        digest.require(data.decode("latin-1"), b"")


def form_upload(data: bytes) -> None:
    """A form with a file: its content type is the first line, the rest is its body."""
    kind, _, body = data.partition(b"\n")

    async def posted() -> None:
        with suppress(UnreadableFormError):
            async with reading(_request(kind.decode("latin-1"), body), max_files=1) as form:
                for text in form.values():
                    str(text).encode()

    asyncio.run(posted())


def form_token(data: bytes) -> None:
    """The token at the beginning of a form, which is read before anybody knows who sent it."""
    kind, _, body = data.partition(b"\n")
    with suppress(TooLargeError):
        token, _ = asyncio.run(token_of(kind.decode("latin-1"), Incoming(body)))
        assert len(token) <= len(body)


def address(data: bytes) -> None:
    """A mail address somebody typed: taken in one form, which stays the same."""
    with suppress(AccountError):
        found = mail_address(data.decode("utf-8", "replace"))
        assert found == mail_address(found)


def bundle_file(data: bytes) -> None:
    """A bundle an operator wants to offer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle"
        path.write_bytes(data)
        with suppress(BundleError):
            assert read_bundle(path).size == len(data)


def foreign_dep(data: bytes) -> None:
    """A DEP7 of whatever maker's till that an owner put in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dep.json"
        path.write_bytes(data)
        examine_dep(path, NOW_UTC)


def stamp(data: bytes) -> None:
    """What a stamping authority answers."""
    with suppress(EvidenceError):
        stamped_at(data, "text", ())
    with suppress(EvidenceError):
        roots_of(data)


def _request(kind: str, body: bytes, headers: Sequence[tuple[bytes, bytes]] = ()) -> Request:
    said = [
        (b"content-type", kind.encode("latin-1")),
        (b"content-length", str(len(body)).encode()),
        *headers,
    ]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": said}
    return Request({**scope, "app": APP}, Incoming(body))


class Incoming:
    """Gives a body in two messages, and then says that the other side is gone."""

    def __init__(self, body: bytes) -> None:
        half = len(body) // 2
        self._waiting: list[Message] = [
            {"type": "http.request", "body": body[:half], "more_body": True},
            {"type": "http.request", "body": body[half:], "more_body": False},
        ]

    async def __call__(self) -> Message:
        """The next message."""
        return self._waiting.pop(0) if self._waiting else {"type": "http.disconnect"}


TARGETS: Final = (
    batch,
    packed_batch,
    messages,
    digest_header,
    form_upload,
    form_token,
    address,
    bundle_file,
    foreign_dep,
    stamp,
)
