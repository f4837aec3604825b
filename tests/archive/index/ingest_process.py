"""A process that takes batches and nothing else: `python -m … URL FOLDER`; says its port.

Killed, crashed and run beside others by the tests of faults.
"""

import asyncio
import logging
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from archive.api import batches
from archive.api.app import FAULTS
from archive.index.database import Database
from archive.world import World
from firmware.process import logs
from tests.archive.keeping import world_of


def main() -> None:
    """Serve until killed."""
    url, folder = sys.argv[1:]
    # Nobody reads a pipe of ours beyond the port.
    logs.configure(logging.CRITICAL)
    database = Database(url)
    plain = world_of(database, Path(folder))
    world = World(
        settings=plain.settings,
        database=database,
        blobs=plain.blobs,
        signer=plain.signer,
        now_utc=lambda: datetime.now(UTC),
    )
    app = Starlette(routes=batches.routes(world), exception_handlers=dict(FAULTS))
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)  # noqa: T201
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main()
