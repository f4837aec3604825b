"""The archive of a simulated day: its real doors, ledger and law over SQLite, in this process.

Between it and the real client of kassa-sync there is no socket but a call, which can be cut before
the archive has heard it, or after. Time is that of the day.
"""

import asyncio
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message

from archive.accounts.tills import TillBook
from archive.alarms.ledger import open_alarms
from archive.api import status
from archive.api.batches import Batches
from archive.api.till_door import TillDoor
from archive.index.ledger import Ledger
from archive.settings import Settings
from archive.world import World
from firmware.accord.messages import Registered
from firmware.desk.stand import Stand
from firmware.evidence.heads import till_origin
from firmware.evidence.merkle import HASH_BYTES
from firmware.evidence.note import Signer
from firmware.sync.archive import wire
from firmware.sync.archive.keep import Keep
from firmware.sync.archive.wire import Answer, Request
from firmware.sync.config import Paths
from firmware.sync.fault import WireError, WireFault
from tests.archive.keeping import TILL_ID, NoBlobs, registered
from tests.simulation.ground import tables_in

NAME: Final = "kassa.example.at"
_RETRY_S: Final = 5
#: What the way to it takes on a bad day.
_SLOW_S: Final = 8.0
#: What a proxy on the way says in its place: its own faults, or what wants a click first.
_PAGES: Final = {
    "ill": (502, b"<h1>Bad Gateway</h1>"),
    "wlan": (200, b"<h1>Willkommen im WLAN</h1>"),
}
#: One that changes from request to request.
_MOODS: Final = ("well", "well", "mute", "busy", "twice", "torn", "slow", *_PAGES)


class Neighbour:
    """One archive with one till, and the way between them.

    `net` is `lost` or `back`, `mood` what the archive does with requests (see steps.py).
    """

    def __init__(self, folder: Path, stand: Stand, dice: Random) -> None:
        key = Ed25519PrivateKey.from_private_bytes(sha256(b"simulated").digest())
        self.database = tables_in(folder)
        self._world = World(
            settings=Settings(data=str(folder)),
            database=self.database,
            blobs=NoBlobs(),  # type: ignore[arg-type]
            signer=Signer(NAME, key),
            now_utc=lambda: stand.timepiece.true_utc,
        )
        self._clock, self._dice = stand.clock, dice
        registered(self.database, TILL_ID, stand.config.register.id)
        self.ledger = Ledger(self.database)
        self._loop = asyncio.new_event_loop()
        self._app, self._batches = self._begin()
        self.is_reached = True
        self.mood = "well"

    def introduce(self, paths: Paths) -> None:
        """The till was let in before the day began."""
        settings, verifier = self._world.settings, self._world.signer.verifier
        said = Registered(
            till_id=TILL_ID,
            password=TILL_ID,
            origin=till_origin(settings.archive.name, TILL_ID),
            archive_key=str(verifier),
            links="https://bon.example.at/B/",
        )
        Keep(paths.archive_folder).register(said)

    def restart(self) -> None:
        """The process ends and another begins on the same database."""
        self._batches.close()
        self._app, self._batches = self._begin()

    def close(self) -> None:
        """Let go of threads and files."""
        self._batches.close()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
        self.database.close()

    @property
    def size(self) -> int:
        """How many rows it has."""
        return self.ledger.head(TILL_ID).size

    def hashes(self, first_seq: int, last_seq: int) -> list[str]:
        """The hashes of these rows, as it keeps them."""
        found = self.ledger.hashes(TILL_ID, first_seq, last_seq)
        return [found[at : at + HASH_BYTES].hex() for at in range(0, len(found), HASH_BYTES)]

    def alarms(self) -> list[str]:
        """What it cannot believe."""
        with self.database.read() as connection:
            return [f"{one.kind.value} {one.detail}" for one in open_alarms(connection, [TILL_ID])]

    def call(self, request: Request) -> Answer:
        """See `Wire.call`."""
        if not self.is_reached:
            raise WireError(WireFault.UNREACHABLE, "the net is lost")
        mood = self._dice.choice(_MOODS) if self.mood == "moody" else self.mood
        if mood == "busy":
            return Answer(status=503, body=b"", retry_after_s=_RETRY_S)
        if mood in _PAGES:
            status, page = _PAGES[mood]
            return Answer(status=status, body=page)
        if mood == "twice":
            self._exchange(request)
        answer = self._exchange(request)
        match mood:
            case "mute":
                raise WireError(WireFault.SLOW, "the answer is lost")
            case "torn":
                return replace(answer, body=answer.body[: len(answer.body) // 2])
            case "slow":
                self._clock.advance(_SLOW_S)
        return answer

    def _begin(self) -> tuple[Starlette, Batches]:
        door = TillDoor(self.database, TillBook(self.database, self._world.now_utc))
        batches = Batches(self._world, door)
        routes = [
            Route("/v1/tills/{till}/batches", batches.post, methods=["POST"]),
            Route("/v1/tills/{till}/head", batches.head, methods=["GET"]),
            *status.routes(self._world, door),
        ]
        return Starlette(routes=routes), batches

    def _exchange(self, request: Request) -> Answer:
        """Through the archive's own program, without a server."""
        body = request.body
        assert isinstance(body, bytes), "no packages go this way"
        digest = [("content-digest", wire.content_digest(body))] if body else []
        headers = [*request.headers, ("content-length", str(len(body))), *digest]
        path, _, query = request.path.partition("?")
        scope = {
            "type": "http",
            "method": request.method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
            "http_version": "1.1",
            "scheme": "http",
        }
        said: list[Message] = []

        async def hear() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def say(message: Message) -> None:
            said.append(message)

        self._loop.run_until_complete(self._app(scope, hear, say))
        told = b"".join(one.get("body", b"") for one in said[1:])
        return wire._answer(said[0]["status"], dict(said[0]["headers"]), told)


class NeighbourWire:
    """`Wire` of kassa-sync to the archive next door."""

    def __init__(self, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

    def call(self, request: Request) -> Answer:
        """See `Wire.call`."""
        return self._neighbour.call(request)

    def close(self) -> None:
        """See `Wire.close`."""
