"""An emulated signature service: requests in, replies out, and a wire in this process to it.

Written from what the services' public clients send and read, not from our drivers. The same object
serves `EmulatedWire` here and a real server on a socket (`hal.remote.emulator_http`). It tells no
time: how long an answer takes is a number for whoever carries it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Protocol

from hal.card.emulator_pki import Credential, derive_number, issue_card_credential, sign_digest
from hal.errors import Fault, HalError
from hal.remote.port import ANSWER_BYTES_MAX, DEVICE, Answer, Request

SERIAL_BYTES = 8
PORTAL_PAGE = b"<!doctype html><title>WLAN</title><p>Bitte akzeptieren Sie die Bedingungen.</p>"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain"


@unique
class Trouble(Enum):
    """What can befall an answer on its way."""

    MUTE = "never answered"
    DRIP = "a byte now and then, for ever"
    RESET = "line reset before the answer"
    SHORT = "line lost inside the answer"
    CUT = "half of the body, as if it were all"
    HUGE = "an answer without end"
    PORTAL = "a page of the inn's WLAN instead"
    REDIRECT = "sent elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFaults:
    """How the service misbehaves from now on; set `faults` at any time.

    `trouble`, `status` and `slow_s` meet requests whose path contains `path`, every one when that
    is empty. A service with a wrong certificate shows one of the same serial for another key; one
    with another serial in words contradicts its own certificate.
    """

    trouble: Trouble | None = None
    status: int | None = None
    slow_s: float = 0.0
    path: str = ""
    flips_signature: bool = False
    shows_wrong_certificate: bool = False
    says_other_serial: bool = False

    def meet(self, path: str) -> bool:
        """True for a request that `trouble`, `status` and `slow_s` are meant for."""
        return self.path in path


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as a server sees it; names of headers in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server says."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """The service answers with nothing but a status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class EmulatedUnit:
    """Key and certificate of one account, as a trust service keeps them.

    Args:
        seed: key and, if not given, certificate serial follow from it.
        company_id: identifier of the undertaking in the certificate.
        serial: of the certificate, 1 to 20 bytes.
    """

    def __init__(
        self, seed: str, *, company_id: str = "ATU12345678", serial: int | None = None
    ) -> None:
        if serial is None:
            serial = int.from_bytes(derive_number(f"{seed} serial", SERIAL_BYTES), "big") >> 1 | 1
        self._serial = serial
        self._credential = issue_card_credential(f"{seed} key", company_id, serial)
        self._wrong = issue_card_credential(f"{seed} wrong key", company_id, serial)
        self.faults = RemoteFaults()
        self.signature_count = 0

    @property
    def serial(self) -> str:
        """Certificate serial, as `CardIdentity.serial`."""
        return format(self._serial, "x")

    @property
    def serial_in_words(self) -> int:
        """The number the service says beside the certificate."""
        return self._serial + self.faults.says_other_serial

    @property
    def certificate(self) -> bytes:
        """DER of the true certificate, whatever `faults` show."""
        return self._credential.certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER of the certificates above it, nearest first, self-signed root last."""
        return self._credential.chain

    @property
    def shown(self) -> Credential:
        """What the service says its certificate is."""
        return self._wrong if self.faults.shows_wrong_certificate else self._credential

    def sign(self, digest: bytes) -> bytes:
        """Return r and s over a digest; 400 if it is none."""
        if len(digest) != 32:
            raise RefusedError(400)
        self.signature_count += 1
        signature = sign_digest(self._credential.key, digest)
        if self.faults.flips_signature:
            signature = signature[:-1] + bytes([signature[-1] ^ 0x01])
        return signature


class EmulatedService(Protocol):
    """A kind of service: its paths and bodies around one unit.

    `requests` counts what came in, by path.
    """

    unit: EmulatedUnit
    requests: list[str]

    def reply(self, asked: Asked) -> Reply:
        """What it answers when nothing is in the way; `RefusedError` for a bare status."""
        ...


def answer(service: EmulatedService, asked: Asked) -> Reply:
    """What the service answers, with those of its faults that a whole reply can show."""
    service.requests.append(asked.path)
    faults = service.unit.faults
    if faults.meet(asked.path):
        if faults.status is not None:
            return Reply(status=faults.status, body=b"{}")
        if faults.trouble is Trouble.PORTAL:
            return Reply(body=PORTAL_PAGE, content_type="text/html")
        if faults.trouble is Trouble.REDIRECT:
            return Reply(status=302, body=b"", headers={"Location": "http://wlan.example/"})
    try:
        reply = service.reply(asked)
    except RefusedError as refused:
        return Reply(status=refused.status, body=b'{"message":"refused"}')
    if faults.trouble is Trouble.CUT and faults.meet(asked.path):
        return Reply(status=reply.status, body=reply.body[: len(reply.body) // 2])
    return reply


class EmulatedWire:
    """`Wire` to a service in this process; None when there is no way to it.

    Args:
        service: at the other end.
        wait: told each number of seconds the service takes; moves an emulated clock, or waits.
        clock: monotonic seconds, the one that `wait` moves.
    """

    def __init__(
        self,
        service: EmulatedService | None,
        wait: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        self.service = service
        self._wait = wait
        self._clock = clock

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        """See `Wire.exchange`."""
        self._pass(0.0, ends_at_s)
        if self.service is None:
            raise HalError(Fault.ABSENT, DEVICE, "no way to the emulated service")
        faults = self.service.unit.faults
        trouble = faults.trouble if faults.meet(request.path) else None
        if trouble in (Trouble.MUTE, Trouble.DRIP):
            self._pass(ends_at_s - self._clock(), ends_at_s)
        reply = answer(self.service, _asked(request))
        if faults.meet(request.path):
            self._pass(faults.slow_s, ends_at_s)
        if trouble in (Trouble.RESET, Trouble.SHORT, Trouble.HUGE):
            raise HalError(Fault.BROKEN, DEVICE, f"the emulated service: {trouble.value}")
        assert len(reply.body) <= ANSWER_BYTES_MAX, "no honest answer is that long"
        return Answer(status=reply.status, body=reply.body)

    def _pass(self, seconds: float, ends_at_s: float) -> None:
        left_s = ends_at_s - self._clock()
        if seconds > 0:
            self._wait(max(0.0, min(seconds, left_s)))
        if seconds >= left_s:
            raise HalError(Fault.TIMEOUT, DEVICE, "no whole answer from the emulated service")


def _asked(request: Request) -> Asked:
    return Asked(
        method=request.method.value,
        path=request.path,
        headers={name.lower(): text for name, text in request.headers},
        body=request.body,
    )
