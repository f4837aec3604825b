"""The round of kassa-sync: what the book owes FinanzOnline is told, one order a round (ADR 0017).

Nothing is queued: each round the open orders follow from the book anew. An answer that settles its
order is laid down as a file, which is taken away when its row stands in the book; what fails for a
while is told in the status file and tried again, later each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from firmware.finanzonline.codes import USER_CODES, rule, rule_session
from firmware.finanzonline.due import open_orders
from firmware.finanzonline.facts import Facts
from firmware.finanzonline.order import Answer, Order, Ruling, Verdict
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.sync import answer_file, rests_file, status_file, trouble
from firmware.sync.account import Account, AccountError, Secrets
from firmware.sync.answer_file import AnswerFileError
from firmware.sync.config import Mode
from firmware.sync.dossier import gather
from firmware.sync.fault import LoginError, SchemaError, WireError, WireFault
from firmware.sync.patience import LINE, Patience, Rest
from firmware.sync.status_file import StatusFile

log = get_logger()

#: A user the office refused is asked about again after so long, even if nothing has changed.
LOCK_OUT: Final = timedelta(hours=24)
#: Session lapsed, maintenance, disturbance: no other order would fare better.
_OF_THE_LINE: Final = frozenset({"-1", "-2", "-3"})
#: No book now: not commissioned, not running, or about to be migrated by kassad.
_NO_BOOK: Final = frozenset({StoreFault.ABSENT, StoreFault.TOO_OLD})


class Deliverer(Protocol):
    """Carries one order (`firmware.sync.finanzonline`)."""

    def deliver(self, order: Order, secrets: Secrets) -> Answer:
        """The answer, or WireError, LoginError, SchemaError, AccountError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the book is, where answers go, where the status stands."""

    book: Path
    folder: Path
    status: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _LockedOut:
    """The user the office refused, when, and with which words.

    `account` is None where it was an earlier process that met the refusal.
    """

    account: Account | None
    since_utc: datetime
    ruling: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """An answer, what it means, and whether it was about the user and not about the order."""

    answer: Answer
    ruling: Ruling
    is_about_user: bool = False


class Queue:
    """Rounds in a mode, one after the other; between them only tries in vain are remembered."""

    def __init__(
        self,
        places: Places,
        finanzonline: Deliverer,
        read_secrets: Callable[[], Secrets],
        chance: Callable[[], float],
        mode: Mode,
    ) -> None:
        self._places = places
        self._mode: Mode = mode
        self._finanzonline = finanzonline
        self._read_secrets = read_secrets
        self._patience = Patience(chance)
        self._locked_out: _LockedOut | None = None
        self._is_new = True
        self._told: StatusFile | None = None
        self._book_fault: StoreFault | None = None

    def resume(self) -> None:
        """Take up which orders rest, as an earlier process left it: above all a blocked check."""
        try:
            rests = rests_file.read(self._places.folder, self._mode)
        except (OSError, ValueError) as error:
            log.warning("rests not read", detail=str(error))
            return
        for name, rest in rests.items():
            self._patience.resume(name, rest)

    def round(self, now_utc: datetime) -> None:
        """Tell the first order that is due and does not rest."""
        facts = self._facts()
        if facts is None:
            return
        if self._is_new:
            self._locked_out, self._is_new = _locked_out_before(facts), False
        orders = open_orders(facts, now_utc)
        self._patience.keep({LINE, *(order.key for order in orders)})
        try:
            answered = self._clear(facts, {order.key for order in orders})
        except OSError as error:
            log.error("answers", detail=str(error))
            self._tell(StatusFile(words=trouble.NO_FOLDER.words, advice=trouble.NO_FOLDER.advice))
            return
        waiting = [order for order in orders if order.key not in answered]
        due = [order for order in waiting if order.not_before_utc <= now_utc]
        self._tell(self._advance(due, facts, now_utc))

    def _facts(self) -> Facts | None:
        """What the book says; None where there is no book now."""
        try:
            with Reader.open_read_only(self._places.book) as book:
                facts = gather(book, is_test=self._mode == "test")
        except StoreError as error:
            if error.fault is not self._book_fault:
                self._book_fault = error.fault
                tell = log.debug if error.fault in _NO_BOOK else log.error
                tell("book", detail=str(error))
            if error.fault not in _NO_BOOK:
                self._tell(StatusFile(words=trouble.NO_BOOK.words, advice=trouble.NO_BOOK.advice))
            return None
        self._book_fault = None
        return facts

    def _clear(self, facts: Facts, open_keys: set[str]) -> set[str]:
        """Take away answers that stand in the book; the keys of those that do not yet.

        Raises:
            OSError: the folder cannot be used.
        """
        entered = {(one.key, one.answered_utc) for one in facts.settled}
        waiting: set[str] = set()
        for name in answer_file.names(self._places.folder):
            path = self._places.folder / answer_file.FOLDER / name
            try:
                answer = answer_file.read(path)
            except AnswerFileError as error:
                # Ours, and broken: without it the order is told again, and "known already".
                log.error("answer file", path=str(path), detail=str(error))
            else:
                # By the moment of the answer, not by that of the row: the clock may have been set.
                is_entered = (answer.order, answer.at_utc) in entered
                is_ours = answer.mode == self._mode
                if is_ours and answer.order in open_keys and not is_entered:
                    waiting.add(answer.order)
                    continue
            path.unlink(missing_ok=True)
        return waiting

    def _advance(self, due: list[Order], facts: Facts, now_utc: datetime) -> StatusFile:
        """Tell an order if one can be told; what there is to say of it."""
        if not due:
            return StatusFile()
        line = self._patience.rest_of(LINE, now_utc)
        if line is not None:
            return _status(line, "")
        rests = {order.key: self._patience.rest_of(order.key, now_utc) for order in due}
        ready = [order for order in due if rests[order.key] is None]
        if ready:
            return self._deliver(ready[0], facts, now_utc)
        first = due[0].key
        return _status(rests[first], first)

    def _deliver(self, order: Order, facts: Facts, now_utc: datetime) -> StatusFile:
        try:
            secrets = self._read_secrets()
            if self._is_locked_out(secrets.account, facts, now_utc):
                assert self._locked_out is not None
                ruling = self._locked_out.ruling
                return StatusFile(words=ruling.words, advice=ruling.advice)
            heard = self._ask(order, secrets)
        except AccountError as error:
            log.error("account", detail=str(error))
            return self._put_off(LINE, trouble.NO_ACCOUNT, now_utc)
        except WireError as error:
            log.warning("not delivered", order=order.key, detail=str(error))
            name = order.key if error.fault is WireFault.NO_KEY else LINE
            return self._put_off(name, trouble.LINE[error.fault], now_utc)
        answer, ruling = heard.answer, heard.ruling
        if heard.is_about_user and ruling.verdict is Verdict.REFUSED:
            self._locked_out = _LockedOut(account=secrets.account, since_utc=now_utc, ruling=ruling)
        self._patience.forget(LINE)
        log.info("answered", order=order.key, codes=answer.codes, verdict=ruling.verdict.value)
        return self._settle(order, answer, ruling, now_utc)

    def _ask(self, order: Order, secrets: Secrets) -> _Heard:
        """The answer and what it means, also where nobody was let in or understood.

        Raises:
            WireError, AccountError: as the deliverer.
        """
        try:
            answer = self._finanzonline.deliver(order, secrets)
        except LoginError as error:
            answer = Answer(codes=(error.code,), messages=(error.words,))
            return _Heard(answer=answer, ruling=rule_session(error.code), is_about_user=True)
        except SchemaError as error:
            answer = Answer(codes=(trouble.SCHEMA_CODE,), messages=(str(error),))
            return _Heard(answer=answer, ruling=trouble.MALFORMED)
        is_about_user = bool(USER_CODES & set(answer.codes))
        return _Heard(answer=answer, ruling=rule(order, answer), is_about_user=is_about_user)

    def _settle(
        self, order: Order, answer: Answer, ruling: Ruling, now_utc: datetime
    ) -> StatusFile:
        if ruling.verdict is Verdict.LATER:
            name = LINE if _OF_THE_LINE & set(answer.codes) else order.key
            status = self._put_off(name, ruling, now_utc)
            self._keep_rests()
            return status
        laid_down = answer_file.answer_file(order, answer, ruling, now_utc, self._mode)
        try:
            answer_file.write(self._places.folder, laid_down)
        except OSError as error:
            log.error("answer not laid down", order=order.key, detail=str(error))
            return self._put_off(order.key, trouble.NO_FOLDER, now_utc)
        self._patience.forget(order.key)
        return StatusFile()

    def _put_off(self, name: str, ruling: Ruling, now_utc: datetime) -> StatusFile:
        """One more try in vain."""
        return _status(self._patience.put_off(name, ruling, now_utc), name)

    def _keep_rests(self) -> None:
        """What the office put off, the next process does not ask for at once."""
        try:
            rests_file.write(self._places.folder, self._patience.of_orders(), self._mode)
        except OSError as error:
            log.error("rests not kept", detail=str(error))

    def _is_locked_out(self, account: Account, facts: Facts, now_utc: datetime) -> bool:
        """Whether the office would only count one more wrong login of this user.

        Other credentials, a person who has something sent again, or a day end it.
        """
        locked = self._locked_out
        if locked is None:
            return False
        is_asked_again = any(
            one.verdict is Verdict.LATER and one.at_utc > locked.since_utc for one in facts.settled
        )
        is_over = not timedelta(0) <= now_utc - locked.since_utc < LOCK_OUT
        is_other = locked.account is not None and account != locked.account
        if is_other or is_asked_again or is_over:
            self._locked_out = None
            return False
        return True

    def _tell(self, status: StatusFile) -> None:
        """Write the status where it says something else than before, or is gone."""
        if status == self._told and self._places.status.exists():
            return
        try:
            status_file.write(self._places.status, status)
        except OSError as error:
            log.error("status not written", detail=str(error))
        else:
            self._told = status


def _status(rest: Rest | None, order: str) -> StatusFile:
    if rest is None:
        return StatusFile()
    return StatusFile(
        words=rest.ruling.words, advice=rest.ruling.advice, order=order, next_utc=rest.until_utc
    )


def _locked_out_before(facts: Facts) -> _LockedOut | None:
    """The user was refused in an earlier process: a restart is no reason for a wrong login."""
    answered = [one for one in facts.settled if one.answered_utc is not None]
    if not answered or not USER_CODES & set(answered[-1].codes):
        return None
    last = answered[-1]
    ruling = Ruling(verdict=last.verdict, words=last.words, advice=last.advice)
    return _LockedOut(account=None, since_utc=last.at_utc, ruling=ruling)
