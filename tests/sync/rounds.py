"""A till with its book and the rounds of kassa-sync beside it, for the tests of the queue."""

from datetime import timedelta
from pathlib import Path

from firmware.finanzonline.order import Answer, Order
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.sync import answer_file, status_file
from firmware.sync.account import Account, AccountError, Secrets
from firmware.sync.answer_file import AnswerFile
from firmware.sync.config import Mode
from firmware.sync.queue import Places, Queue
from firmware.sync.status_file import StatusFile
from tests.store.till import SoftwareCard, Till

UNIT, REGISTER, START = (
    "registrierung_se:1a2b3c4d",
    "registrierung_kasse:MARKT-01",
    "belegpruefung:1",
)
DONE = Answer(codes=("0",))
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

Outcome = Answer | Exception


class Deliverer:
    """Answers as it is told, and knows what it was asked."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.asked: list[str] = []
        self.always: Outcome = DONE

    def deliver(self, order: Order, secrets: Secrets) -> Answer:
        """See `Finanzonline.deliver`."""
        self.asked.append(order.key)
        outcome = self.outcomes.pop(0) if self.outcomes else self.always
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Post:
    """A till with its book, a queue beside it, and kassad's part: entering answers."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(
            book=folder / "book.sqlite",
            folder=folder / "sync",
            status=folder / "finanzonline.json",
        )
        self.till = Till(Book.create(self.places.book), SoftwareCard())
        self.till.commission()
        self.deliverer = Deliverer()
        self.account: Account | AccountError = Account(
            participant="123456789", user="KASSEWS1", pin="Streng6eheim"
        )
        self.key_file = folder / "benutzerschluessel"
        self.now = self.till.now_utc + MINUTE
        self.mode: Mode = "production"
        self.queue = self.new_queue()

    def new_queue(self) -> Queue:
        """A process that has just begun."""
        return Queue(self.places, self.deliverer, self.secrets, lambda: 0.0, self.mode)

    def secrets(self) -> Secrets:
        """As the files say."""
        if isinstance(self.account, AccountError):
            raise self.account
        return Secrets(account=self.account, register_key_file=self.key_file)

    def round(self, later: timedelta = MINUTE) -> None:
        """One round, a while after the last."""
        self.now += later
        self.queue.round(self.now)

    @property
    def answers(self) -> list[str]:
        """The keys of the files that lie there."""
        return [name.removesuffix(".json") for name in answer_file.names(self.places.folder)]

    def answer(self, key: str) -> AnswerFile:
        """One of them."""
        return answer_file.read(answer_file.path_of(self.places.folder, key))

    @property
    def status(self) -> StatusFile | None:
        """What kassad reads."""
        return status_file.read(self.places.status)

    def enter(self, key: str) -> None:
        """The row FON of the answer that lies there, as kassad writes it."""
        answer = self.answer(key)
        self._write(
            {
                "order": key,
                "mode": answer.mode,
                "verdict": answer.verdict,
                "codes": list(answer.codes),
                "words": answer.words,
                "advice": answer.advice,
                "by_hand": False,
                "answered_utc": answer.at_utc.isoformat(),
            }
        )

    def settle(self, key: str, verdict: str = "done") -> None:
        """A person settles it, or has it sent again."""
        self._write({"order": key, "verdict": verdict, "by_hand": True})

    def _write(self, content: dict[str, Json]) -> None:
        self.now += SECOND
        self.till.now_utc = self.now
        self.till.book.append([self.till.entry("FON", **content)])
