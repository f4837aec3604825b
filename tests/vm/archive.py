"""A real archive on the host, as the machine's network leads to it."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: What the machine calls its host.
HOST: Final = "10.0.2.2"
_READY_S: Final = 60.0
_END_S: Final = 30.0
_LOOK_S: Final = 0.1
_PROGRAM: Final = Path(sys.executable).with_name("kassa-archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Where it is, what a till needs to come in, and how it is asked."""

    folder: Path
    url: str
    fingerprint: str
    key: str

    def ask(self, *words: str) -> str:
        """What a command of its own says."""
        command = [str(_PROGRAM), *words, "--data", str(self.folder)]
        return subprocess.run(
            command, capture_output=True, check=True, text=True, timeout=_READY_S
        ).stdout


@contextmanager
def archive(folder: Path) -> Iterator[Archive]:
    """Serve until the end; a certificate of its own, pinned by tills."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = int(one.getsockname()[1])
    folder.mkdir()
    settings = folder / "archive.toml"
    data = folder / "data"
    section = {"url": f"https://{HOST}:{port}", "host": "127.0.0.1", "port": port}
    lines = [f"data = {json.dumps(str(data))}", "[archive]"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in section.items()]
    settings.write_text("\n".join([*lines, "[blobs]", "immutable = false", ""]), encoding="utf-8")
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [str(_PROGRAM), "serve", "--config", str(settings)], stdout=said, stderr=said
        )
    try:
        words = _first_words(log, process)
        fingerprint = words["fingerprint"].removeprefix("SHA-256 ")
        yield Archive(
            folder=data, url=section["url"], fingerprint=fingerprint, key=words["first key"]
        )
    finally:
        process.terminate()
        process.wait(_END_S)


def _first_words(log: Path, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    """What it says of itself when it serves for the first time."""
    until_s = time.monotonic() + _READY_S
    while time.monotonic() < until_s and process.poll() is None:
        said = log.read_text(encoding="utf-8")
        rows = (line.split("  ", 1) for line in said.splitlines() if "  " in line)
        words = {name.strip(): value.strip() for name, value in rows}
        if "fingerprint" in words and "first key" in words:
            return words
        time.sleep(_LOOK_S)
    raise AssertionError(log.read_text(encoding="utf-8"))
