"""The till's client before the emulated office, with all it says gathered to look for secrets."""

import traceback
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from firmware.finanzonline.codes import rule, rule_session
from firmware.finanzonline.order import Act, Answer, Order, Ruling, Verdict
from firmware.sync.account import Account, Secrets
from firmware.sync.endpoint import Endpoint
from firmware.sync.exchange import Exchange, Line
from firmware.sync.fault import LoginError, WireError
from firmware.sync.finanzonline import Finanzonline
from firmware.sync.post import HttpPost
from firmware.sync.transcript import Transcript
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.receipts import Paper
from tests.logged import capture_logs

MANUFACTURER = "ATU12345678"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a delivery came to: a ruling on an answer or on a refused login, or a wire error."""

    verdict: Verdict
    told: str
    answer: Answer | None = None
    ruling: Ruling | None = None


@dataclass(slots=True)
class Client:
    """A till with an account, a key and a transcript; `told` is whatever it let out."""

    office: Office
    folder: Path
    mode: Literal["T", "P"] = "T"
    deadline_s: float = 5.0
    post: HttpPost | None = None
    told: list[str] = field(default_factory=list)
    _finanzonline: Finanzonline | None = None

    @property
    def secrets(self) -> Secrets:
        """The account the office knows, and the key where kassad lays it."""
        path = self.folder / "benutzerschluessel"
        path.write_text(Paper().user_key, encoding="ascii")
        path.chmod(0o640)
        who = self.office.participant
        account = Account(participant=who.tid, user=who.benid, pin=who.pin)
        return Secrets(account=account, register_key_file=path)

    def deliver(self, order: Order) -> Outcome:
        """Carry an order out; wire errors and refused logins are the only ones it may raise."""
        with capture_logs() as logs:
            try:
                outcome = self._deliver(order)
            except (WireError, LoginError) as error:
                self._tell(error)
                outcome = _outcome(error)
        self.told.append(repr(logs))
        self.told.append(outcome.told)
        return outcome

    def transcript(self) -> str:
        """The whole file."""
        path = self.folder / "transcript.ndjson"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def everything_told(self) -> str:
        """Answers, errors with their whole history, logs, transcript."""
        return "\n".join([*self.told, self.transcript()])

    def _deliver(self, order: Order) -> Outcome:
        answer = self._client().deliver(order, self.secrets)
        ruling = rule(order, answer)
        return Outcome(ruling.verdict, f"{answer!r} {ruling!r}", answer, ruling)

    def _client(self) -> Finanzonline:
        if self._finanzonline is None:
            endpoint = Endpoint(
                mode=self.mode,
                manufacturer=MANUFACTURER,
                session_url=f"{self.office.url}/fonws/ws/session",
                register_url=f"{self.office.url}/fonws/ws/rkdb",
            )
            line = Line(
                post=self.post or HttpPost(self.deadline_s),
                transcript=Transcript(self.folder / "transcript.ndjson"),
                now_utc=self.office.clock,
            )
            self._finanzonline = Finanzonline(Exchange(endpoint, line))
        return self._finanzonline

    def _tell(self, error: BaseException) -> None:
        self.told.append("".join(traceback.format_exception(error)))
        while error is not None:
            self.told.append(f"{error!r} {error}")
            error = error.__cause__


def _outcome(error: WireError | LoginError) -> Outcome:
    if isinstance(error, LoginError):
        ruling = rule_session(error.code)
        return Outcome(ruling.verdict, repr(error), ruling=ruling)
    return Outcome(Verdict.LATER, repr(error))


def order(act: Act, about: str, moment: datetime, **more: object) -> Order:
    """An order of this act about something."""
    return Order(key=f"{act}:1", act=act, about=about, not_before_utc=moment, **more)
