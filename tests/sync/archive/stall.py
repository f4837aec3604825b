"""A till with its book and the archive's side beside it, turn by turn, on a clock of its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from firmware.accord.registration_key import to_text
from firmware.process.notify import Notifier
from firmware.store.book import Book
from firmware.store.reader import Reader
from firmware.sync import archive_file
from firmware.sync.archive import assembly
from firmware.sync.archive.side import Side
from firmware.sync.archive.tree import Tree
from firmware.sync.archive_file import ArchiveFile
from firmware.sync.config import ArchiveSection, CompanySection, Paths, Settings
from firmware.sync.supervision import Supervision
from tests.store.till import SoftwareCard, Till
from tests.sync.archive.fake import FakeArchive

KEY = to_text(bytes(range(16)))
#: More turns than anything here needs.
TURNS_MAX = 200
STEP_S = 2.5


class Stall:
    """The till, and what kassad would do for the archive's side."""

    def __init__(
        self, folder: Path, archive: FakeArchive, url: str = "", **section: object
    ) -> None:
        self.archive = archive
        self.paths = Paths(
            data=str(folder / "data"),
            run=str(folder / "run"),
            sync=str(folder / "sync"),
            archive_status=str(folder / "run" / "archive.json"),
        )
        for name in ("data", "run"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.now_s = 1000.0
        self.now_utc = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self.watch = Supervision(
            stop=Event(),
            notifier=Notifier({}),
            now_utc=lambda: self.now_utc,
            monotonic_s=lambda: self.now_s,
        )
        fields = {"url": url or archive.url, "deadline_s": 5, **section}
        self.section = ArchiveSection(**fields)  # type: ignore[arg-type]
        self.book = Book.create(self.paths.book)
        self.till = Till(self.book, SoftwareCard())
        self.till.commission()
        self.side = self.new_side()

    def new_side(self) -> Side:
        """A process that has just begun."""
        company = CompanySection(name="Stand")
        settings = Settings(paths=self.paths, archive=self.section, company=company)
        side = assembly.side_of(settings, self.section, self.watch)
        side.resume()
        self.side = side
        return side

    def restart(self) -> None:
        """kassa-sync is killed and begins anew."""
        self.side.hang_up()
        self.new_side()

    def close(self) -> None:
        """Nothing stays open."""
        self.side.hang_up()
        self.book.close()

    def type_key(self, text: str = KEY) -> None:
        """Somebody types F 82."""
        self.paths.archive_key.write_text(text, encoding="ascii")

    def hurry(self) -> None:
        """Kassad wants it at once."""
        self.paths.archive_now.write_text("z", encoding="ascii")

    def pass_s(self, seconds: float) -> None:
        """Time goes on, and the clock with it."""
        self.now_s += seconds
        self.now_utc += timedelta(seconds=seconds)

    def turns(self) -> int:
        """Turns until there is nothing to do at this moment; how many were."""
        for count in range(1, TURNS_MAX):
            if self.side.turn() > 0:
                return count
        raise AssertionError("it never rests")

    def after(self, seconds: float) -> None:
        """What is done while so much time goes by."""
        self.turns()
        while seconds > 0:
            self.pass_s(min(seconds, STEP_S))
            seconds -= STEP_S
            self.turns()

    def register(self) -> None:
        """A key is made, typed and taken, and everything is sent."""
        self.archive.keys[KEY] = ""
        self.type_key()
        self.after(30)

    def sell(self, count: int = 1) -> None:
        """Receipts into the book."""
        for _ in range(count):
            self.till.issue()

    @property
    def status(self) -> ArchiveFile:
        """What kassad reads."""
        status = archive_file.read(Path(self.paths.archive_status))
        assert status is not None
        return status

    @property
    def rows(self) -> int:
        """How many rows the book has."""
        last = self.book.last_journal()
        return 0 if last is None else last.seq

    @property
    def root(self) -> bytes:
        """The root over the whole book."""
        with Reader.open_read_only(self.paths.book) as book:
            return Tree().root(book, self.rows)
