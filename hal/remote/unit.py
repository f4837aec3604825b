"""A signature unit that is a service on the net: the laws of the card's port, over a `Wire`.

What differs between services is a `Dialect`; what every signature owes the till stands here. None
leaves that the certificate does not confirm, and a service that has refused its password or token
is not shown it again: accounts are barred like cards.

Between two calls only the certificate of the expected serial is kept. It cannot go stale: what it
confirms is a signature of that unit, whatever the service says of itself meanwhile. So a receipt
costs one request.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hal.card.certificate import (
    CertificateError,
    SignatureCertificate,
    normal_serial,
    parse_certificate,
)
from hal.card.codec import DIGEST_BYTES
from hal.card.port import CardIdentity
from hal.errors import Fault, HalError
from hal.remote.port import DEVICE, Request, Wire

_OK = 200
_FAULTS = {
    401: Fault.PIN_WRONG,
    403: Fault.PIN_BLOCKED,
    429: Fault.BUSY,
    503: Fault.BUSY,
}
_REFUSALS = (Fault.PIN_WRONG, Fault.PIN_BLOCKED)

#: Sends a request and returns the body of a 200 answer, or raises `HalError`.
Ask = Callable[[Request], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What a service says of the unit: DER of certificate and issuers, its provider, its user.

    `vda_id` is empty where the service does not say it in the form of Anlage Z 2.
    """

    certificate: bytes
    chain: tuple[bytes, ...]
    vda_id: str
    account: str


class Dialect(Protocol):
    """How one kind of service is asked.

    An answer that is not what was asked for raises `UnknownAnswerError`.
    """

    @property
    def family(self) -> str:
        """The service's name, as `CardIdentity.family`."""
        ...

    def present(self, ask: Ask) -> Presented:
        """Ask for the certificate in use."""
        ...

    def sign(self, ask: Ask, digest: bytes) -> bytes:
        """Ask for r and s over a digest."""
        ...


class UnknownAnswerError(Exception):
    """The service answered something else than it was asked; carries nothing secret."""


class Refusal:
    """Remembers that a service refused a password or token, while the process lives.

    Give the same object to every driver of the same account, also to those made anew after a hang.
    """

    def __init__(self) -> None:
        self._fault: Fault | None = None

    def note(self, fault: Fault) -> None:
        """It was refused, in this way."""
        self._fault = fault

    def require_none(self) -> None:
        """Before the secret is shown.

        Raises:
            HalError: PIN_WRONG or PIN_BLOCKED, as it was refused before.
        """
        if self._fault is not None:
            raise HalError(self._fault, DEVICE, "not shown again: it was refused before")


class RemoteUnit:
    """`SignatureCard` that is a service; `pin_tries_left` is always None.

    Args:
        wire: the way to it.
        dialect: its language, with account and secret.
        vda_id: its trust service provider as the receipts have it ("AT1"); a service that says
            another is WRONG_CARD. Empty takes any.
        expected_serial: certificate serial in hex; a service with another one is WRONG_CARD. None
            takes any, as before the first registration.
        refusal: memory of a refused secret.
        clock: monotonic seconds, the same as the wire's.

    Raises:
        ValueError: the serial cannot be one.
    """

    def __init__(  # noqa: PLR0913 - what a unit is made of, each by its name
        self,
        wire: Wire,
        dialect: Dialect,
        *,
        vda_id: str = "",
        expected_serial: str | None = None,
        refusal: Refusal | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._dialect = dialect
        self._vda_id = vda_id
        self._expected_serial = None if expected_serial is None else normal_serial(expected_serial)
        self._refusal = Refusal() if refusal is None else refusal
        self._clock = clock
        self._certificate: SignatureCertificate | None = None

    def identify(self, deadline_s: float) -> CardIdentity:
        """See `SignatureCard.identify`; ABSENT is a service that cannot be reached."""
        certificate, presented = self._present(self._ask_until(self._clock() + deadline_s))
        return CardIdentity(
            certificate=certificate.der,
            serial=certificate.serial,
            family=self._dialect.family,
            card_number=presented.account,
            pin_tries_left=None,
            chain=presented.chain,
        )

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """See `SignatureCard.sign`; PIN_WRONG and PIN_BLOCKED also before the secret is shown.

        Raises:
            HalError: also BUSY (the service has too much to do), and BROKEN for a signature that
                the certificate does not confirm.
            ValueError: `digest` is not 32 bytes.
        """
        if len(digest) != DIGEST_BYTES:
            raise ValueError(f"a digest has {DIGEST_BYTES} bytes, not {len(digest)}")
        ask = self._ask_until(self._clock() + deadline_s)
        known = self._certificate
        certificate = self._present(ask)[0] if known is None else known
        try:
            signature = self._dialect.sign(ask, digest)
        except UnknownAnswerError as error:
            raise HalError(Fault.BROKEN, DEVICE, str(error)) from error
        if certificate.confirms(signature, digest):
            return signature
        self._certificate = None
        if known is not None:
            # It may have a new certificate, which is another fault than a bad signature.
            self._present(ask)
        raise HalError(Fault.BROKEN, DEVICE, "the certificate does not confirm the signature")

    def _present(self, ask: Ask) -> tuple[SignatureCertificate, Presented]:
        """The certificate in use, if it is the one that is meant."""
        try:
            presented = self._dialect.present(ask)
            certificate = parse_certificate(presented.certificate)
        except (UnknownAnswerError, CertificateError) as error:
            raise HalError(Fault.BROKEN, DEVICE, str(error)) from error
        if self._expected_serial not in (None, certificate.serial):
            detail = f"certificate {certificate.serial}, expected {self._expected_serial}"
            raise HalError(Fault.WRONG_CARD, DEVICE, detail)
        if self._vda_id and presented.vda_id not in ("", self._vda_id):
            detail = f"provider {presented.vda_id}, expected {self._vda_id}"
            raise HalError(Fault.WRONG_CARD, DEVICE, detail)
        if self._expected_serial is not None:
            self._certificate = certificate
        return certificate, presented

    def _ask_until(self, ends_at_s: float) -> Ask:
        def ask(request: Request) -> bytes:
            if request.shows_secret:
                self._refusal.require_none()
            answer = self._wire.exchange(request, ends_at_s)
            if answer.status == _OK:
                return answer.body
            fault = _FAULTS.get(answer.status, Fault.BROKEN)
            if request.shows_secret and fault in _REFUSALS:
                self._refusal.note(fault)
            raise HalError(fault, DEVICE, f"{request.path}: status {answer.status}")

        return ask
