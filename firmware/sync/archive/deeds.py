"""Does what `pace.py` decides, over the wire, and says what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias, assert_never

import msgspec

from firmware.accord.messages import HEARTBEAT_S, Ack, Offer, TillStatus
from firmware.evidence.errors import EvidenceError
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync.archive import condition as conditions
from firmware.sync.archive import registration as entries
from firmware.sync.archive.client import Client, Refused
from firmware.sync.archive.doubt import Doubt, DoubtError
from firmware.sync.archive.events import (
    Acked,
    Act,
    AskHead,
    Doubted,
    Event,
    Failed,
    FetchProof,
    KeyGone,
    LetIn,
    ProofKept,
    PutOff,
    Register,
    Rejected,
    Renew,
    Renewed,
    SendRows,
    Shut,
    TellStatus,
    Told,
    TooLarge,
    Wait,
)
from firmware.sync.archive.image import ROOTS_FILES, ImageFiles
from firmware.sync.archive.memory import Memory
from firmware.sync.archive.registration import TypedKeyError
from firmware.sync.archive.rows import NO_BOOK, rows_from
from firmware.sync.config import HEARTBEAT_MAX_S, HEARTBEAT_MIN_S, Paths
from firmware.sync.fault import WireError, WireFault

log = get_logger()

_KEY_REFUSED: Final = {
    400: "Schlüssel nicht angenommen",
    401: "Schlüssel unbekannt",
    403: "Schlüssel gilt nicht",
    404: "Schlüssel unbekannt",
    409: "Kassen-ID vergeben",
    410: "Schlüssel abgelaufen",
    422: "Schlüssel nicht angenommen",
}
_TOO_LARGE: Final = 413
_UNREADABLE: Final = 422
#: So many batches in vain while the archive answers: rows pile up, and all else seems well.
_VAIN_MAX: Final = 3

Events: TypeAlias = tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """Who is speaking: where its files are, and what it says of itself."""

    paths: Paths
    version: str
    company: str
    heartbeat_s: int
    now_utc: Callable[[], datetime]
    image: ImageFiles = ROOTS_FILES

    def condition(self, pending: int, doubt: str = "") -> TillStatus:
        """How it is now."""
        places = conditions.Places(
            book=self.paths.book,
            report=self.paths.till_report,
            offers=self.paths.offer_folder,
            image=self.image,
        )
        status = conditions.condition(places, self.version, pending, self.now_utc())
        return msgspec.structs.replace(status, doubt=doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong beside what the state says: an alarm in a word, and words for people."""

    alarm: str = ""
    words: str = ""


BAD_PROOF: Final = Trouble(alarm="proof", words="Beweis des Archivs stimmt nicht")
UNREADABLE: Final = Trouble(alarm="unreadable", words="Archiv liest Zeilen nicht")
UNTAKEN: Final = Trouble(alarm="untaken", words="Archiv nimmt Zeilen nicht an")
_FINDINGS: Final = "findings"


class Deeds:
    """One archive, one till; used by one thread."""

    def __init__(self, till: Till, client: Client, memory: Memory) -> None:
        self._till = till
        self._client = client
        self._memory = memory
        self.trouble = Trouble()
        self.contact_utc: datetime | None = None
        #: The image that is offered, once the archive has said whether one is.
        self.offer: Offer | None = None
        self.is_offer_said = False
        # The proof that was refused or not there last: it is not asked for again.
        self._vain_size = 0
        self._clock_offset = timedelta(0)
        self._is_proof_bad = False
        self._vain_sends = 0

    def do(self, act: Act, pending: int) -> Events:
        """Do it; what has happened, in order."""
        try:
            return self._do(act, pending)
        except WireError as error:
            log.warning("archive", act=type(act).__name__, detail=str(error))
            if error.fault is WireFault.UNTRUSTED:
                self.trouble = Trouble(alarm="untrusted", words="Zertifikat des Archivs ungültig")
            return (Failed(),)
        except DoubtError as error:
            return (Doubted(doubt=error.doubt),)
        except StoreError as error:
            tell = log.debug if error.fault in NO_BOOK else log.error
            tell("book", act=type(act).__name__, detail=str(error))
            return (Failed(),)
        except OSError as error:
            log.error("archive folder", act=type(act).__name__, detail=str(error))
            self.trouble = Trouble(alarm="folder", words="Archiv-Ordner nicht benutzbar")
            return (Failed(),)

    def hang_up(self) -> None:
        """End the connection."""
        self._client.close()

    def _do(self, act: Act, pending: int) -> Events:
        match act:
            case Wait():
                return ()
            case Register():
                return self._register()
            case Renew():
                return self._renew()
            case AskHead():
                return self._acked(self._client.head(self._memory.door))
            case SendRows(first_seq=first_seq, max_lines=max_lines):
                # Until the archive has more than before.
                self._vain_sends += 1
                return self._send(first_seq, max_lines)
            case TellStatus(doubt=doubt):
                return self._tell(self._till.condition(pending, doubt))
            case FetchProof(size=size):
                return self._fetch_proof(size)
            case _:
                assert_never(act)

    def _tell(self, status: TillStatus) -> Events:
        answer = self._client.tell(self._memory.door, status)
        events = self._acked(answer)
        if not _is_acked(events):
            return events
        assert isinstance(answer, Ack), "nothing else is an Ack"
        self.offer = answer.offer
        self.is_offer_said = True
        return (*events, Told())

    def _register(self) -> Events:
        key_file = self._key_file
        try:
            key = entries.typed_key(key_file)
        except TypedKeyError as error:
            log.warning("registration key", detail=str(error))
            key_file.unlink(missing_ok=True)
            self.trouble = Trouble(words="Schlüssel falsch getippt")
            return (KeyGone(),)
        if key is None:
            return (KeyGone(),)
        with Reader.open_read_only(self._till.paths.book) as book:
            identity = book.identity()
        if identity is None:
            self.trouble = Trouble(words="Kasse noch nicht in Betrieb")
            return (Failed(),)
        master = entries.master(f"standlkassa {self._till.version}", self._till.company)
        asked = entries.registration(key, self._memory.device(), identity.register_id, master)
        answer = self._client.register(asked)
        if isinstance(answer, Refused):
            return self._key_refused(answer)
        try:
            self._memory.let_in(entries.require_usable(answer))
        except (EvidenceError, ValueError) as error:
            raise WireError(WireFault.STRANGE, f"registered, but {error}") from error
        # Only now: without it the same question cannot be asked again.
        key_file.unlink(missing_ok=True)
        self._heard()
        self.trouble, self._vain_sends = Trouble(), 0
        self.offer, self.is_offer_said = None, False
        log.info("registered", till=answer.till_id, origin=answer.origin)
        return (KeyGone(), LetIn())

    @property
    def _key_file(self) -> Path:
        """What was typed at the till goes before what stood in the technician's file."""
        paths = self._till.paths
        return paths.archive_key if paths.archive_key.exists() else paths.archive_key_kept

    def _key_refused(self, answer: Refused) -> Events:
        words = _KEY_REFUSED.get(answer.status)
        if words is None:
            return self._refused(answer)
        log.warning("key refused", status=answer.status, type=answer.type, detail=answer.detail)
        self._key_file.unlink(missing_ok=True)
        self._heard()
        self.trouble = Trouble(words=words)
        return (KeyGone(),)

    def _renew(self) -> Events:
        memory = self._memory
        assert memory.registered is not None
        now_utc = self._till.now_utc()
        said_utc = now_utc + self._clock_offset
        asked = entries.renewal(memory.door.till_id, memory.device(), said_utc)
        answer = self._client.renew(memory.door, asked)
        if isinstance(answer, Refused):
            # A till whose clock went wrong proves itself by the archive's.
            self._clock_offset = entries.clock_offset(answer.date, now_utc)
            events = self._refused(answer)
            return (Rejected(),) if events == (Shut(),) or answer.status == 400 else events
        memory.renew(entries.with_password(memory.registered, answer))
        self._heard()
        log.info("password renewed")
        return (Renewed(),)

    def _send(self, first_seq: int, max_lines: int) -> Events:
        with Reader.open_read_only(self._till.paths.book) as book:
            rows = rows_from(book, first_seq, max_lines)
        if not rows.count:
            # The book is shorter than it was seen to be: the archive is asked what it knows.
            return (Failed(is_gap=True),)
        answer = self._client.send(self._memory.door, rows.plain)
        if isinstance(answer, Ack):
            return self._acked(answer, is_batch=True, is_more=rows.is_more)
        if not isinstance(answer, Refused):
            log.error("conflict", type=answer.type, first_seq=first_seq, next_seq=answer.next_seq)
            self._memory.keep.doubt(answer.checkpoint, answer.type)
            return (Doubted(doubt=Doubt.FORK),) if answer.type == "fork" else (Failed(is_gap=True),)
        if answer.status not in (_TOO_LARGE, _UNREADABLE):
            return self._refused(answer)
        log.warning("batch refused", status=answer.status, lines=rows.count)
        if answer.status == _UNREADABLE:
            self.trouble = UNREADABLE
        elif rows.count == 1:
            self.trouble = UNTAKEN
        # What is before the row that is to blame goes there; it alone stays behind.
        return (TooLarge(lines=rows.count),)

    def _acked(
        self, answer: Ack | Refused, *, is_batch: bool = False, is_more: bool = False
    ) -> Events:
        if isinstance(answer, Refused):
            return self._refused(answer)
        held = self._memory.held
        said = self._memory.accept(answer.checkpoint)
        if is_batch or held is None or said.size > held.size:
            self._vain_sends = 0
        if answer.links != self._memory.links:
            # Where customers are sent to: whoever asks later finds when that changed.
            log.warning("links", before=self._memory.links[:200], now=answer.links[:200])
            self._memory.point_to(answer.links)
        self._heard()
        self.trouble = self._trouble_in(answer, is_batch=is_batch)
        known = max(self._memory.proven_size, self._vain_size)
        is_new = known < answer.proven_size <= said.size
        return (
            Acked(
                size=said.size,
                heartbeat_s=self._heartbeat_s(answer),
                is_batch=is_batch,
                is_more=is_more,
                proven_size=answer.proven_size if is_new else 0,
            ),
        )

    def _heartbeat_s(self, answer: Ack) -> float:
        """What the archive asks for, within bounds; unless it asks, what the settings say."""
        is_asked = answer.heartbeat_s != HEARTBEAT_S
        asked_s = answer.heartbeat_s if is_asked else self._till.heartbeat_s
        return float(min(max(asked_s, HEARTBEAT_MIN_S), HEARTBEAT_MAX_S))

    def _fetch_proof(self, size: int) -> Events:
        answer = self._client.proof(self._memory.door, size)
        if isinstance(answer, Refused):
            if answer.status != 404:
                return self._refused(answer)
            self._vain_size = size
            return (ProofKept(),)
        try:
            self._memory.accept_proof(answer, size)
        except EvidenceError as error:
            log.error("proof", detail=str(error))
            self._memory.keep.doubt(answer.checkpoint, "proof")
            self._vain_size, self._is_proof_bad = size, True
            self.trouble = BAD_PROOF
        else:
            self._is_proof_bad = False
            self.trouble = Trouble() if self.trouble == BAD_PROOF else self.trouble
        return (ProofKept(),)

    def _trouble_in(self, answer: Ack, *, is_batch: bool) -> Trouble:
        before = self.trouble
        if self._vain_sends and before in (UNREADABLE, UNTAKEN):
            return before
        if self._vain_sends >= _VAIN_MAX:
            return UNTAKEN
        found = ", ".join(answer.alarms)
        if found:
            return Trouble(alarm=_FINDINGS, words=found)
        # An answer to rows need not tell of what is older: only the others end it.
        if is_batch and before.alarm == _FINDINGS:
            return before
        return BAD_PROOF if self._is_proof_bad else Trouble()

    def _refused(self, answer: Refused) -> Events:
        log.warning("refused", status=answer.status, type=answer.type, detail=answer.detail)
        match answer.status:
            case 401:
                return (Shut(),)
            case 403 | 404:
                self._heard()
                return (Rejected(),)
            case 429 | 503 if answer.retry_after_s is not None:
                return (PutOff(after_s=float(answer.retry_after_s)),)
            case _:
                return (Failed(),)

    def _heard(self) -> None:
        self.contact_utc = self._till.now_utc()


def _is_acked(events: Events) -> bool:
    return any(isinstance(one, Acked) for one in events)
