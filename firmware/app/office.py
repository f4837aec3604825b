"""FinanzOnline on kassad's side: answers become rows, open orders a list, a registration its key.

kassa-sync speaks to the office and lays its answers down as files; here each becomes a row FON,
exactly once. The files are its own: kassad reads them and never removes one (ADR 0017). The AES
key leaves this process only for the registration of the till, as a file in memory that is there
while that order waits for its answer.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from firmware.app.inbox import Message, OfficeTold
from firmware.app.issue import plain
from firmware.finanzonline import due, steps
from firmware.finanzonline.facts import Facts
from firmware.finanzonline.order import Act, Verdict
from firmware.process.logs import get_logger
from firmware.rksv.coding import encode_base64
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.sync import answer_file, dossier, status_file
from firmware.sync.answer_file import AnswerFile, AnswerFileError
from firmware.sync.config import FinanzonlineSection, Paths
from firmware.sync.status_file import StatusFile
from firmware.sync.whole_file import PART_SUFFIX, write_whole
from firmware.till.acts import JournalKind
from firmware.till.fiscal.office_list import list_orders, words_of
from firmware.till.fiscal.office_requests import FoundOrders
from hal.clock.port import Clock

log = get_logger()

LOOK_EVERY_S = 2.0
#: An answer that could not be entered (a full disk) is told again after so long.
TELL_AGAIN_S = 60.0
#: So many answers are looked at in one round; a till never has more than a few orders.
MAX_FILES = 20
KEY_MODE = 0o640
#: In F 69, of an order that FinanzOnline took in test mode.
_ONLY_TESTED = "nur im Test"
_ONLY_TESTED_ADVICE = (
    "Nur im Testmodus gemeldet: die Einstellung finanzonline.mode ändern oder von Hand melden."
)

Seen = tuple[str, int, int]


class OfficeFeeder:
    """Looks at the answers of kassa-sync, and tells the loop of each that it has not told yet."""

    def __init__(
        self, folder: Path, post: Callable[[Message], None], monotonic_s: Callable[[], float]
    ) -> None:
        self._folder = folder
        self._post = post
        self._monotonic_s = monotonic_s
        self._told_s: dict[Seen, float] = {}
        self._bad: set[Seen] = set()
        self._is_lost = False

    def round(self) -> float:
        """Look once."""
        try:
            names = list(islice(answer_file.names(self._folder), MAX_FILES))
        except OSError as error:
            if not self._is_lost:
                log.error("answers of finanzonline", detail=str(error))
            self._is_lost = True
            return LOOK_EVERY_S
        self._is_lost = False
        now_s, there = self._monotonic_s(), set[Seen]()
        for name in names:
            path = self._folder / answer_file.FOLDER / name
            if (seen := _seen(path)) is not None:
                there.add(seen)
                self._look(path, seen, now_s)
        self._told_s = {seen: at_s for seen, at_s in self._told_s.items() if seen in there}
        self._bad &= there
        return LOOK_EVERY_S

    def _look(self, path: Path, seen: Seen, now_s: float) -> None:
        told_s = self._told_s.get(seen)
        if seen in self._bad or (told_s is not None and now_s - told_s < TELL_AGAIN_S):
            return
        try:
            answer = answer_file.read(path)
        except AnswerFileError as error:
            self._bad.add(seen)
            log.error("no answer of finanzonline", file=path.name, detail=str(error))
            return
        self._told_s[seen] = now_s
        self._post(OfficeTold(answer=answer))


def _seen(path: Path) -> Seen | None:
    """What tells this file from another one in its place; None when it has gone."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return path.name, status.st_mtime_ns, status.st_size


class Office:
    """The loop's side: only it calls, and only it writes."""

    def __init__(
        self,
        book: Book,
        aes_key: bytes,
        clock: Clock,
        paths: Paths,
        service: FinanzonlineSection | None,
    ) -> None:
        self._book = book
        self._aes_key = aes_key
        self._clock = clock
        self._status_file = paths.finanzonline_status
        self._key_file = paths.register_key
        self._has_service = service is not None
        self._is_test = service is not None and service.mode == "test"
        self._unknown: set[str] = set()

    def enter(self, answer: AnswerFile) -> None:
        """Make `answer` a row, unless it is one or its order is settled; log unknown ones once.

        Raises:
            StoreError: BROKEN; on a full disk the answer is told again later.
        """
        facts, now_utc = self._facts(is_test=answer.mode == "test"), self._now()
        if due.order_of(facts, answer.order, now_utc) is None:
            if answer.order not in self._unknown:
                log.error("answer to an order that was never open", order=answer.order)
            self._unknown.add(answer.order)
            return
        if _is_entered(facts, answer):
            return
        content = plain(
            {
                "order": answer.order,
                "mode": answer.mode,
                "verdict": answer.verdict,
                "codes": list(answer.codes),
                "words": answer.words,
                "advice": answer.advice,
                "status": None if answer.status is None else answer.status.value,
                "by_hand": False,
                "answered_utc": answer.at_utc.isoformat(),
            }
        )
        row = Entry(kind=JournalKind.FON, clerk=None, content=content, at_utc=now_utc)
        try:
            self._book.append([row])
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                raise
            log.error("answer not entered", order=answer.order, detail=str(error))
            return
        self.follow()

    def follow(self) -> None:
        """A row FON was written, or the till begins: the key is there while it is needed.

        Raises:
            StoreError: BROKEN.
        """
        facts = self._facts(is_test=self._is_test)
        acts = {order.act for order in due.open_orders(facts, self._now())}
        if not self._has_service or Act.REGISTRIERUNG_KASSE not in acts:
            take_key_away(self._key_file)
            return
        try:
            write_whole(self._key_file, encode_base64(self._aes_key).encode("ascii"), KEY_MODE)
        except OSError as error:
            log.error("key for the registration", detail=str(error))

    def orders(self) -> FoundOrders:
        """What is owed now, each order with its slip; also what was told in test mode only.

        Raises:
            StoreError: BROKEN.
        """
        facts, status = self._facts(is_test=self._is_test), self._status()
        check = key_check_value(self._aes_key)
        till = steps.Till(register_id=facts.register_id, aes_key_check=check)
        why = {} if status is None else {status.order: (status.words, status.advice)}
        found = list_orders(facts, self._now(), till, why)
        if not self._is_test:
            return found
        listed = {one.key for one in found.orders}
        real = list_orders(self._facts(is_test=False), self._now(), till, {}).orders
        untold = (
            replace(one, words=_ONLY_TESTED, advice=_ONLY_TESTED_ADVICE)
            for one in real
            if one.key not in listed
        )
        return FoundOrders(orders=(*found.orders, *untold))

    def words(self) -> str:
        """What the chief is told at sign-on.

        Raises:
            StoreError: BROKEN.
        """
        words = words_of(self._facts(is_test=self._is_test), self._now())
        # A deadline is not kept by what was tried in test mode.
        return words or words_of(self._facts(is_test=False), self._now())

    def _status(self) -> StatusFile | None:
        if not self._has_service:
            return None
        try:
            return status_file.read(self._status_file)
        except (OSError, ValueError) as error:
            log.error("status of finanzonline", detail=str(error))
            return None

    def _facts(self, *, is_test: bool) -> Facts:
        facts = dossier.gather(self._book, is_test=is_test)
        assert facts is not None, "a till that sells is commissioned"
        return facts

    def _now(self) -> datetime:
        return self._clock.now().utc


def _is_entered(facts: Facts, answer: AnswerFile) -> bool:
    """Done is done, and refused twice is refused once; nor is an old answer entered again.

    Its file may still be there after a person had the order sent again.
    """
    about = [one for one in facts.settled if one.key == answer.order]
    if about and about[-1].verdict in (Verdict.DONE, Verdict(answer.verdict)):
        return True
    return any(one.answered_utc == answer.at_utc for one in about)


def take_key_away(key_file: Path) -> None:
    """No key for the registration lies there any more, nor what a cut left of one."""
    for path in (key_file, key_file.with_name(key_file.name + PART_SUFFIX)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.error("key for the registration", detail=str(error))
