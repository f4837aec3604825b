"""A whole archive that serves: in this process on a real port, or as a process of its own."""

import http.client
import json
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from archive.api.wire import BoundedProtocol

ROOT: Final = Path(__file__).resolve().parents[2]
DEADLINE_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as an object."""
        said = json.loads(self.body)
        assert isinstance(said, dict)
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server is; `ca` is the certificate that is trusted, of one that has TLS."""

    host: str
    port: int
    ca: Path | None = None

    @property
    def url(self) -> str:
        """With a slash behind."""
        scheme = "http" if self.ca is None else "https"
        return f"{scheme}://{self.host}:{self.port}/"

    def connection(self) -> http.client.HTTPConnection:
        """A fresh connection; the caller closes."""
        if self.ca is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=DEADLINE_S)
        context = ssl.create_default_context(cafile=str(self.ca))
        return http.client.HTTPSConnection(
            self.host, self.port, timeout=DEADLINE_S, context=context
        )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = self.connection()
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(status=answer.status, headers=named, body=content)

    def raw(self) -> socket.socket:
        """A plain connection, to say anything on."""
        return socket.create_connection((self.host, self.port), DEADLINE_S)


@contextmanager
def served(
    app: ASGIApp, protocol: type[BoundedProtocol] = BoundedProtocol, keep_alive_s: int = 75
) -> Iterator[Place]:
    """An app on a port of this machine, without TLS, in a thread."""
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=keep_alive_s,
        timeout_graceful_shutdown=5,
    )
    server = _Announced(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        assert server.is_up.wait(DEADLINE_S)
        try:
            yield Place(host="127.0.0.1", port=port)
        finally:
            server.should_exit = True
            thread.join(DEADLINE_S)
            assert not thread.is_alive()


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A process of `kassa-archive serve` that serves; `said` are its lines on standard output."""

    process: "subprocess.Popen[str]"
    place: Place
    said: Sequence[str]
    log: Path

    def word(self, name: str) -> str:
        """What stands behind a word at the start of a line.

        Raises:
            AssertionError: it was not said.
        """
        found = [line.removeprefix(name).strip() for line in self.said if line.startswith(name)]
        assert found, f"{name} was not said: {self.said}"
        return found[0]


@contextmanager
def program(
    data: Path,
    *words: str,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """`kassa-archive serve` on a free port, until the block is left; then SIGTERM."""
    if config is None:
        config = data.with_suffix(".toml")
        config.write_text(f'data = "{data}"\n[archive]\nport = 0\nurl = ""\n')
    log = data.with_suffix(".log")
    command = [sys.executable, "-m", "archive.program.main", "serve", "--config", str(config)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*command, *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=None if environment is None else {**environment},
        ) as process,
    ):
        try:
            said = _until_it_serves(process, log)
            url = next(line.split()[-1] for line in said if line.startswith("address"))
            found = re.fullmatch(r"(https?)://([^:/]+):(\d+)/", url)
            assert found is not None, url
            scheme, host, port = found.groups()
            ca = data / "keys/tls.pem" if scheme == "https" else None
            yield Running(
                process=process,
                place=Place(host=host, port=int(port), ca=ca),
                said=said,
                log=log,
            )
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                process.wait(DEADLINE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _until_it_serves(process: "subprocess.Popen[str]", log: Path) -> list[str]:
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        if line.startswith("ready"):
            return said
    raise AssertionError(f"ended with {process.wait()}: {said} {log.read_text()}")
