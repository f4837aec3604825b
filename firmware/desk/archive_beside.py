"""A real archive beside the desk: `kassa-archive` and `kassa-sync`, and the net between them.

Nobody waits for it: the till sells from the first moment, as it does without a net. The link
between till and archive is a port that the switch „Netz" closes.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import IO, Final

import msgspec

from firmware.app.config import Config
from firmware.desk.protocol import Neighbour
from firmware.desk.relay import Relay
from firmware.process.logs import get_logger
from firmware.sync.config import ArchiveSection
from firmware.sync.whole_file import write_whole

log = get_logger()

FOLDER: Final = "archive"
OWNER: Final = "chefin@marktstand.example"
#: The archive ends its connections in order; a SIGKILL comes after that only.
END_WITHIN_S: Final = 30.0
_NEEDED: Final = ("archive", "sqlalchemy", "uvicorn", "zstandard")
_KEY_MODE: Final = 0o600
_HERE: Final = "127.0.0.1"


def is_here() -> bool:
    """Whether this installation has an archive at all; a till has none."""
    return all(find_spec(name) is not None for name in _NEEDED)


class ArchiveBeside:
    """The two processes and the net; starts in a thread of its own."""

    def __init__(self, config: Config, folder: Path, say: Callable[[str], None]) -> None:
        """`say` is told once how the owner signs in, as soon as there is somebody to sign in to."""
        self._folder = (folder / FOLDER).absolute()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made by systemd on a till; kassad lays its wishes there from its first moment.
        Path(config.paths.run).mkdir(parents=True, exist_ok=True)
        self._say = say
        self._port = _free_port()
        self.relay = Relay(self._port)
        section = ArchiveSection(url=f"http://{_HERE}:{self.relay.port}")
        #: The till's settings, with this archive in them.
        self.config = msgspec.structs.replace(config, archive=section)
        self._neighbour = Neighbour(words="Archiv startet …")
        self._archive: subprocess.Popen[str] | None = None
        self._sync: subprocess.Popen[str] | None = None
        self._is_over = False
        self._files = ExitStack()
        self._thread = Thread(target=self._live, name="archive", daemon=True)

    @property
    def neighbour(self) -> Neighbour:
        """What a visitor of the desk is told of it."""
        return self._neighbour

    def start(self) -> None:
        """Begin; returns at once."""
        # Both are begun here: what is begun in a thread could be begun after the end.
        settings = self._archive_settings()
        business = self.config.company.name
        self._archive = self._begin("firmware.desk.founding", str(settings), business, OWNER)
        self._thread.start()

    def stop(self) -> None:
        """End both in order, the till's side first; what does not end is killed."""
        self._is_over = True
        for process in (self._sync, self._archive):
            if process is not None:
                _end(process)
        if self._thread.ident is not None:
            self._thread.join()
        # The thread may have begun it just before the end.
        if self._sync is not None:
            _end(self._sync)
        self.relay.close()
        if self._archive is not None and self._archive.stdout is not None:
            self._archive.stdout.close()
        self._files.close()

    def _live(self) -> None:
        """Hear the archive out: its first words, and its end."""
        assert self._archive is not None, "it was started"
        assert self._archive.stdout is not None, "it has a pipe"
        password = ""
        for line in self._archive.stdout:
            word, _, rest = line.strip().partition(" ")
            match word:
                case "key":
                    self._lay_down(rest)
                case "password":
                    password = rest
                case "ready":
                    self._is_ready(password)
        if not self._is_over:
            code = self._archive.wait()
            log.error("the archive beside the desk has ended", code=code, log=str(self._log))
            self._neighbour = Neighbour(words="Das Archiv ist nicht da: siehe archive.log.")
            self._say(f"the archive has ended with {code}; what it said is in {self._log}")

    def _is_ready(self, password: str) -> None:
        url = f"http://{_HERE}:{self._port}/"
        if not self._is_over:
            self._sync = self._begin("firmware.sync.main", str(self._till_settings()))
        said = f"password {password}" if password else "password as said at the first start"
        self._say(f"{url}  (the archive: {OWNER}, {said})")
        self._neighbour = Neighbour(url=url, owner=OWNER)

    @property
    def _log(self) -> Path:
        return self._folder.with_name("archive.log")

    def _begin(self, module: str, *arguments: str) -> "subprocess.Popen[str]":
        """A process on a leash: it ends with us, whatever ends us."""
        said: IO[bytes] = self._files.enter_context(self._log.open("ab"))
        return subprocess.Popen(
            [sys.executable, "-m", "firmware.desk.leash", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if module.endswith("founding") else said,
            stderr=said,
            text=True,
            # Ctrl-C is the desk's: it tells them itself, one after the other.
            start_new_session=True,
        )

    def _lay_down(self, key: str) -> None:
        """The registration key where F 82 lays it."""
        write_whole(self.config.paths.archive_key, key.encode("ascii"), _KEY_MODE)

    def _archive_settings(self) -> Path:
        url = f"http://{_HERE}:{self._port}"
        archive = {
            "name": "vorfuehrung.local",
            "url": url,
            "links": f"{url}/B/",
            "host": _HERE,
            "port": self._port,
            "is_behind_proxy": True,
        }
        sections: dict[str, Mapping[str, object]] = {
            "archive": archive,
            "blobs": {"immutable": False},
        }
        return _written(
            self._folder / "archive.toml", {"data": str(self._folder / "data")}, sections
        )

    def _till_settings(self) -> Path:
        paths = msgspec.structs.asdict(self.config.paths)
        absolute = {name: str(Path(path).absolute()) for name, path in paths.items() if path}
        assert self.config.archive is not None, "it was put there"
        sections: dict[str, Mapping[str, object]] = {
            "company": {"name": self.config.company.name},
            "paths": absolute,
            "archive": {"url": self.config.archive.url, "deadline_s": 15},
        }
        return _written(self._folder / "kassa-sync.toml", {}, sections)


@contextmanager
def beside(config: Config, folder: Path, say: Callable[[str], None]) -> Iterator[ArchiveBeside]:
    """An archive that starts now and has ended afterwards."""
    archive = ArchiveBeside(config, folder, say)
    try:
        archive.start()
        yield archive
    finally:
        archive.stop()


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None, "it is on a leash"
    process.stdin.close()
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _written(
    path: Path, values: Mapping[str, object], sections: Mapping[str, Mapping[str, object]]
) -> Path:
    """A file of settings; a string of JSON is one of TOML, too."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    for section, content in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in content.items()]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _free_port() -> int:
    with socket.create_server((_HERE, 0)) as one:
        return int(one.getsockname()[1])
