"""A till and the app it speaks to, in one process, without a wire between them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
import msgspec
from starlette.applications import Starlette

from archive.accounts.tills import TillBook
from archive.api import batches
from archive.api.app import FAULTS
from archive.api.digest import digest_of
from archive.api.till_door import TillDoor
from archive.index.database import Database
from archive.world import World
from firmware.accord.batch import pack
from firmware.accord.messages import Ack, Conflict
from firmware.evidence.heads import till_origin
from firmware.evidence.note import Checkpoint, verified_checkpoint
from tests.archive.accounts.ground import Ground
from tests.archive.keeping import world_of


class Site:
    """An archive with one till, whose password is known; use within an event loop."""

    def __init__(self, database: Database, folder: Path, other: "Site | None" = None) -> None:
        """With the till of another site, or one of its own."""
        self.world: World = world_of(database, folder)
        self.ground = Ground(database) if other is None else other.ground
        self.tenant = self.ground.tenant() if other is None else other.tenant
        self.till = self.ground.till(self.tenant, "ARCHIV-01") if other is None else other.till
        self.book = TillBook(database)
        self.door = TillDoor(database, self.book)
        routes = batches.routes(self.world, self.door)
        app = Starlette(routes=routes, exception_handlers=dict(FAULTS))
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://archive"
        )

    def headers(self, body: bytes, till: str | None = None) -> dict[str, str]:
        """What a till says with a batch."""
        return {
            "authorization": f"Bearer {self.ground.passwords[till or self.till]}",
            "content-digest": digest_of(body),
            "content-encoding": "zstd",
            "content-type": "application/x-ndjson",
        }

    async def send(self, lines: Sequence[bytes], till: str | None = None) -> httpx.Response:
        """Send lines as a batch."""
        return await self.post(pack([line + b"\n" for line in lines]), till=till)

    async def post(
        self,
        body: bytes,
        *,
        till: str | None = None,
        changes: Mapping[str, str | None] | None = None,
    ) -> httpx.Response:
        """Send a body, with other headers where a test wants them (None: without)."""
        headers: dict[str, str | None] = {**self.headers(body, till), **(changes or {})}
        said = {name: value for name, value in headers.items() if value is not None}
        url = f"/v1/tills/{till or self.till}/batches"
        return await self.client.post(url, content=body, headers=said)

    async def head(self, till: str | None = None) -> httpx.Response:
        """Ask how far the archive is."""
        headers = {"authorization": f"Bearer {self.ground.passwords[till or self.till]}"}
        return await self.client.get(f"/v1/tills/{till or self.till}/head", headers=headers)

    def checkpoint(self, text: str, till: str | None = None) -> Checkpoint:
        """The checkpoint of a note, which the archive signed."""
        origin = till_origin(self.world.settings.archive.name, till or self.till)
        return verified_checkpoint(text, origin, self.world.signer.verifier)

    def acked(self, answer: httpx.Response) -> tuple[Ack, Checkpoint]:
        """What a good answer says."""
        assert 200 == answer.status_code, answer.text
        ack = msgspec.json.decode(answer.content, type=Ack)
        return ack, self.checkpoint(ack.checkpoint)

    def conflict(self, answer: httpx.Response) -> Conflict:
        """What a 409 says."""
        assert 409 == answer.status_code, answer.text
        said = msgspec.json.decode(answer.content, type=Conflict)
        assert self.checkpoint(said.checkpoint).size == said.next_seq - 1
        return said
