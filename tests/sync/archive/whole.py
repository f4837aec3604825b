"""A real archive, a real kassa-sync, a book that grows, and a way between them that can fail."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from firmware.evidence.note import read_checkpoint, read_note
from firmware.store.book import Book
from firmware.store.reader import Reader
from firmware.sync import archive_file
from firmware.sync.archive.tree import Tree
from firmware.sync.archive_file import ArchiveFile
from firmware.sync.config import Paths
from tests.archive.serving import Running
from tests.store.till import SoftwareCard, Till

ROOT = Path(__file__).parents[3]
PATIENCE_S = 90.0


class Place:
    """A till's folders and settings, and its book."""

    def __init__(self, folder: Path, url: str, archive: Running, book: Path | None = None) -> None:
        self.paths = Paths(
            data=str(folder / "data"),
            run=str(folder / "run"),
            sync=str(folder / "sync"),
            archive_status=str(folder / "run" / "archive.json"),
        )
        for name in ("data", "run"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.file = folder / "kassa.toml"
        fingerprint = archive.word("fingerprint").split()[-1]
        self.file.write_text(
            f"""
            [company]
            name = "Stand"
            [paths]
            data = "{self.paths.data}"
            run = "{self.paths.run}"
            sync = "{self.paths.sync}"
            archive_status = "{self.paths.archive_status}"
            [archive]
            url = "{url.rstrip("/")}"
            fingerprint = "{fingerprint}"
            deadline_s = 5
            """,
            encoding="utf-8",
        )
        self.key = archive.word("first key")
        if book is not None:
            shutil.copy(book, self.paths.book)
        self.book = Book.create(self.paths.book) if book is None else Book.open(self.paths.book)
        self.till = Till(self.book, SoftwareCard())
        if book is None:
            self.till.commission()

    @property
    def said(self) -> str:
        """What kassa-sync wrote to its log."""
        return self.file.with_suffix(".log").read_text(encoding="utf-8")

    def type_key(self) -> None:
        """F 82."""
        self.paths.archive_key.write_text(self.key, encoding="ascii")

    def hurry(self) -> None:
        """F 81."""
        self.paths.archive_now.write_text("test", encoding="ascii")

    @property
    def status(self) -> ArchiveFile:
        """What kassad reads."""
        path = Path(self.paths.archive_status)
        return archive_file.read(path) or ArchiveFile(pending=999)

    @property
    def rows(self) -> int:
        """How many rows the book has."""
        last = self.book.last_journal()
        assert last is not None
        return last.seq

    def is_all_there(self) -> bool:
        """Every row confirmed, with the root that the book has."""
        status = self.status
        if status.confirmed != self.rows or status.state != "ok" or status.alarm:
            return False
        said = read_checkpoint(read_note(status.checkpoint))
        with Reader.open_read_only(self.paths.book) as book:
            return said.root == Tree().root(book, said.size)

    def settle(self) -> None:
        """Have it sent until all of it is there."""

        def asked() -> bool:
            self.hurry()
            return self.is_all_there()

        wait_for(asked)


def wait_for(condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Until it holds."""
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, "never"
        Event().wait(0.1)


@contextmanager
def kassa_sync(place: Place, *prefix: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The process, until the block is left; then SIGTERM, or it was killed inside."""
    log = place.file.with_suffix(".log")
    command = [*prefix, sys.executable, "-m", "firmware.sync.main", str(place.file)]
    with (
        log.open("ab") as said,
        subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, env={**os.environ}) as one,
    ):
        try:
            yield one
        finally:
            if one.poll() is None:
                one.send_signal(signal.SIGTERM)
            try:
                one.wait(10)
            except subprocess.TimeoutExpired:
                one.kill()
                raise
