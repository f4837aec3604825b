"""`serve`: one process of an archive, from an empty folder to the first page."""

import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

import click
import uvicorn

from archive.api.wire import BoundedProtocol
from archive.program.assembly import alone_in, opened, settings_of
from archive.program.jobs import running
from archive.program.leftovers import clear
from archive.program.options import config_option, data_option
from archive.program.output import now_utc
from archive.program.rooms import app_of
from archive.program.tls import Identity, identity_of
from archive.program.upkeep import jobs_of
from archive.program.welcome import first_words
from archive.settings import ArchiveSection
from archive.world import World
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier

log = get_logger()

#: A till that beats every ten minutes connects anew; one that sells keeps its connection.
_KEEP_ALIVE_S: Final = 75
_END_WITHIN_S: Final = 20
_BACKLOG: Final = 2048
_MAX_CONNECTIONS: Final = 8192
#: Files of database, blobs and replicas beside the connections.
_FILES: Final = 2048
_ALIVE_EVERY_S: Final = 10


@click.command()
@data_option
@config_option
@click.option("--owner", default="", help="Mail address of the first owner (first start).")
def serve(data: Path | None, config: Path | None, owner: str) -> None:
    """Serve an archive until SIGTERM.

    Without --config the archive lives in the folder --data alone: SQLite, files, a certificate of
    its own. The first start makes everything and shows, once, the first registration key and the
    invitation of the first owner.
    """
    settings = settings_of(data, config)
    with ExitStack() as stack:
        if not settings.database.url:
            stack.enter_context(alone_in(settings.folder))
        world = stack.enter_context(opened(settings, now_utc, makes_it=True))
        clear(world, is_alone=not settings.database.url)
        section = settings.archive
        identity = None
        if not section.is_behind_proxy:
            identity = identity_of(settings.folder, section, world.now_utc())
        listener = stack.enter_context(listening(section))
        address = address_of(section, listener)
        for line in announcement(world, address, identity):
            click.echo(line)
        for line in first_words(world, address, owner):
            click.echo(line)
        stack.enter_context(_told_to_stop())
        stack.enter_context(running(world, jobs_of(world, address)))
        server_of(world, identity, Notifier(os.environ)).run(sockets=[listener])
    log.info("ended")


def server_of(world: World, identity: Identity | None, notifier: Notifier) -> uvicorn.Server:
    """The server of a world, for `run(sockets=[…])`; `should_exit = True` ends it."""

    async def alive() -> None:
        notifier.alive()

    config = uvicorn.Config(
        app_of(world),
        http=BoundedProtocol,
        ws="none",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        limit_concurrency=_allow_connections(),
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_END_WITHIN_S,
        callback_notify=alive,
        timeout_notify=_ALIVE_EVERY_S,
    )
    config.load()
    if identity is not None:
        # uvicorn's own way would take the first of all protocols and any version of TLS.
        config.ssl = identity.context()
    return _Server(config, notifier)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, notifier: Notifier) -> None:
        super().__init__(config)
        self._notifier = notifier

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        click.echo("ready")
        sys.stdout.flush()
        self._notifier.ready("serving")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._notifier.stopping()
        log.info("stopping")
        await super().shutdown(sockets)


@contextmanager
def listening(section: ArchiveSection) -> Iterator[socket.socket]:
    """The socket that tills and browsers come to.

    Raises:
        OSError: the address is taken, or not of this machine.
    """
    family = socket.AF_INET6 if ":" in section.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (section.host, section.port), family=family, backlog=_BACKLOG
        )
    except OSError as error:
        words = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(error.errno, words, f"{section.host}:{section.port}") from error
    with listener:
        yield listener


def address_of(section: ArchiveSection, listener: socket.socket) -> str:
    """Where it is reached, with a slash behind."""
    if section.url:
        return section.url.rstrip("/") + "/"
    scheme = "http" if section.is_behind_proxy else "https"
    host = f"[{section.host}]" if ":" in section.host else section.host
    if section.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = socket.gethostname()
    return f"{scheme}://{host}:{listener.getsockname()[1]}/"


def announcement(world: World, address: str, identity: Identity | None) -> Sequence[str]:
    """What a person reads at every start; no secret is in it."""
    lines = [
        f"archive      {world.settings.archive.name}",
        f"address      {address}",
        f"note key     {world.signer.verifier}",
    ]
    if identity is not None:
        lines += [
            f"certificate  {identity.certificate}",
            f"fingerprint  SHA-256 {identity.fingerprint()}",
        ]
    return lines


@contextmanager
def _told_to_stop() -> Iterator[None]:
    # uvicorn ends in order on these signals and raises them again afterwards; what is around it
    # must still be closed then.
    def passed_over(_number: int, _frame: FrameType | None) -> None:
        pass

    before = {one: signal.signal(one, passed_over) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _allow_connections() -> int:
    """As many as the system gives files for, and tell it that we want them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MAX_CONNECTIONS + _FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < most:
        # A supervisor may have forbidden it: then it is as many as it gave.
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    return max(64, soft - _FILES)
