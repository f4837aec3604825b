"""What a check is given, and how all of them are run one after the other."""

import hashlib
import io
import os
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.client.client import Answer, ClientError, Till, Tree, Wire, register
from archive.conformance.book import Book, Row

_REGISTER_SIGNS: Final = 8


class CheckError(Exception):
    """The archive does not do what the protocol says; the message says what it did instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a check ended; `fault` is empty where the archive did as it should."""

    name: str
    says: str
    fault: str


class Kit:
    """A till that tries everything; `till` and `tree` are there after it has registered."""

    def __init__(self, wire: Wire, key: str) -> None:
        self.wire: Final = wire
        self.key: Final = key
        self.book: Final = Book(f"KIT-{os.urandom(_REGISTER_SIGNS // 2).hex().upper()}")
        self.device_key: Final = Ed25519PrivateKey.generate()
        self.installation_id: Final = str(uuid4())
        self.tree = Tree()
        self._till: Till | None = None

    @property
    def till(self) -> Till:
        """The registered till.

        Raises:
            CheckError: it could not be registered.
        """
        if self._till is None:
            raise CheckError("not registered: nothing else can be asked")
        return self._till

    def register(self) -> Answer:
        """Ask to be let in, the same way each time."""
        public = self.device_key.public_key().public_bytes_raw()
        answer = register(
            self.wire,
            {
                "key": self.key,
                "installation_id": self.installation_id,
                "device_key": b64encode(public).decode(),
                "register_id": self.book.register_id,
                "master": {"software": "conformance kit", "model": "none"},
            },
        )
        if answer.status == 201:
            self._till = Till(self.wire, answer.said)
        return answer

    def appended(self, rows: Sequence[Row]) -> None:
        """These rows are new; they are sent, and what the archive says of them is believed."""
        answer = self.till.send([row.line for row in rows])
        expect(answer, 200)
        self.grow(rows)
        self.stands(answer)

    def grow(self, rows: Sequence[Row]) -> None:
        """They are in the log now."""
        for row in rows:
            self.tree.grow(row.hash)

    def stands(self, answer: Answer) -> None:
        """The checkpoint of the answer is exactly ours."""
        found = self.till.believe(answer, self.tree)
        if found.size != self.tree.size:
            raise CheckError(f"the archive has {found.size} rows, the till {self.tree.size}")

    def unchanged(self) -> None:
        """Nothing of the last request was kept."""
        answer = self.till.head()
        expect(answer, 200)
        self.stands(answer)

    def keeps_the_rest(self) -> None:
        """What was written into the book and not sent yet is sent."""
        self.appended(self.book.rows[self.tree.size :])


Check = Callable[[Kit], None]


def run(kit: Kit, checks: Sequence[Check]) -> Iterator[Outcome]:
    """Every check, in its order; one that fails does not end the others."""
    for check in checks:
        says = (check.__doc__ or "").strip()
        try:
            check(kit)
        except (CheckError, ClientError, OSError) as error:
            fault = str(error) or type(error).__name__
        else:
            fault = ""
        yield Outcome(name=check.__name__.replace("_", " "), says=says, fault=fault)


def expect(answer: Answer, *statuses: int, word: str = "") -> None:
    """The answer is one of these.

    Raises:
        CheckError: it is another.
    """
    found = answer.said.get("type", "")
    if answer.status not in statuses or (word and found != word):
        wanted = " or ".join(map(str, statuses)) + (f" {word}" if word else "")
        raise CheckError(f"{wanted} expected, {answer.status} {found} came")


def package(text: str) -> bytes:
    """A ZIP with one small file: no export, which an archive keeps and says."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("README.txt", text)
    return buffer.getvalue()


def sha256_of(body: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(body).hexdigest()
