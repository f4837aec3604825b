"""Who may enter, and who is in (session service): return codes are those of login."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from tests.finanzonline.emulator.directory import Company

_WRONG_PINS_MAX: Final = 3


@dataclass(slots=True, kw_only=True)
class Participant:
    """A user of a company; codes of `refusal`: -6 locked, -7 no web service user, -8 blocked."""

    tid: str = "123456789"
    benid: str = "KASSEWS1"
    pin: str = "Streng6eheim"
    company: Company = field(default_factory=Company)
    refusal: int | None = None
    wrong_pins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    tid: str
    benid: str
    opened_utc: datetime


@dataclass(slots=True)
class Sessions:
    """The door. A session lives for `lifetime`, which no one is told."""

    participants: dict[tuple[str, str], Participant] = field(default_factory=dict)
    lifetime: timedelta = timedelta(minutes=30)
    opened: int = 0
    _sessions: dict[str, _Session] = field(default_factory=dict)

    def admit(self, participant: Participant) -> Participant:
        """Make a participant known."""
        self.participants[participant.tid, participant.benid] = participant
        return participant

    def login(self, tid: str, benid: str, pin: str, now: datetime) -> tuple[str, int]:
        """A session id, or an empty one and the refusal."""
        participant = self.participants.get((tid, benid))
        if participant is None:
            return "", -4
        if participant.refusal is not None:
            return "", participant.refusal
        if participant.wrong_pins >= _WRONG_PINS_MAX:
            return "", -5
        if participant.pin != pin:
            participant.wrong_pins += 1
            return "", -4
        participant.wrong_pins = 0
        self.opened += 1
        session_id = sha256(f"session {self.opened}".encode()).hexdigest()[:20].upper()
        self._sessions[session_id] = _Session(tid=tid, benid=benid, opened_utc=now)
        return session_id, 0

    def check(self, session_id: str, tid: str, benid: str, now: datetime) -> int:
        """0, -1 where the session is over, -4 where it is someone else's."""
        session = self._sessions.get(session_id)
        if session is None or now >= session.opened_utc + self.lifetime:
            self._sessions.pop(session_id, None)
            return -1
        return 0 if (session.tid, session.benid) == (tid, benid) else -4

    def logout(self, session_id: str, tid: str, benid: str, now: datetime) -> int:
        """End a session."""
        rc = self.check(session_id, tid, benid, now)
        if rc == 0:
            del self._sessions[session_id]
        return rc

    def expire_all(self) -> None:
        """Every session is over at once."""
        self._sessions.clear()

    @property
    def count_open(self) -> int:
        """How many have not logged out."""
        return len(self._sessions)
