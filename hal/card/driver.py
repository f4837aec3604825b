"""The RKSV signature card over a reader: one row of the family table, walked anew on every call.

Its laws: nothing read from a card is kept for the next call, because between two calls the card may
have been pulled, reset or exchanged; and no signature leaves that the certificate read in the same
call does not confirm.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import assert_never

from hal.card.certificate import (
    CertificateError,
    SignatureCertificate,
    normal_serial,
    parse_certificate,
)
from hal.card.channel import DEVICE, Channel
from hal.card.codec import (
    DIGEST_BYTES,
    OFFSET_MAX,
    SIGNATURE_BYTES,
    Command,
    MalformedAnswerError,
    StatusWord,
    check_pin,
    compute_signature,
    cut_certificate,
    der_length,
    pin_block,
    put_hash,
    query_pin,
    read_binary,
    read_short_file,
    select_application,
    select_file,
    set_signature_environment,
    tries_left,
    verify_pin,
)
from hal.card.families import CardFamily, DigestWay, recognise
from hal.card.port import CardIdentity, Reader
from hal.card.refusals import PinRefusals
from hal.errors import Fault, HalError

CARD_NUMBER_BYTES_MAX = 16
CERTIFICATE_BYTES_MAX = 8192
# What a card says when there is nothing more to read, or nothing at all.
END_OF_READING = (StatusWord.END_OF_FILE, StatusWord.WRONG_OFFSET)
NO_SUCH_FILE = (StatusWord.FILE_NOT_FOUND, StatusWord.RECORD_NOT_FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """The card of one call, as far as it has shown itself."""

    channel: Channel
    family: CardFamily
    number: str
    certificate: SignatureCertificate


class RksvCard:
    """`SignatureCard` over a `Reader`; the deadline is looked at between commands.

    A command that never returns is not this class's matter: `DeadlineCard` guards it.

    Args:
        reader: where the card sits; connected and let go of within each call.
        pin: 4 to 8 digits; shown to cards only, never in an error or a representation.
        expected_serial: certificate serial in hex; a card with another one is WRONG_CARD. None
            takes any card, as before the first registration.
        refusals: memory of cards that refused this PIN; one per PIN, shared by all drivers with it.
        clock: monotonic seconds, on which `deadline_s` counts from the start of the call.

    Raises:
        ValueError: the PIN or the serial cannot be one.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        pin: str | bytes,
        expected_serial: str | None = None,
        refusals: PinRefusals | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # errors="replace" so that not even a decoding error can carry a byte of the PIN.
        self._pin = pin if isinstance(pin, str) else pin.decode("ascii", errors="replace")
        check_pin(self._pin)
        self._reader = reader
        self._expected_serial = None if expected_serial is None else normal_serial(expected_serial)
        self._refusals = PinRefusals() if refusals is None else refusals
        self._clock = clock

    def identify(self, deadline_s: float) -> CardIdentity:
        """See `SignatureCard.identify`; WRONG_CARD also for a serial other than the expected."""
        with self._card(deadline_s) as card:
            _select_path(card.channel, card.family.signature_path)
            return CardIdentity(
                certificate=card.certificate.der,
                serial=card.certificate.serial,
                family=card.family.name,
                card_number=card.number,
                pin_tries_left=_ask_tries(card),
            )

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """See `SignatureCard.sign`.

        Raises:
            HalError: also PIN_WRONG before the PIN is shown, when the card has fewer than two tries
                left or has refused this PIN before; BROKEN for a signature that the card's own
                certificate does not confirm.
            ValueError: `digest` is not 32 bytes.
        """
        if len(digest) != DIGEST_BYTES:
            raise ValueError(f"a digest has {DIGEST_BYTES} bytes, not {len(digest)}")
        with self._card(deadline_s) as card:
            _select_path(card.channel, card.family.signature_path)
            if card.family.environment is not None:
                command = set_signature_environment(card.family.environment)
                card.channel.require(command, "set signature environment")
            self._present_pin(card)
            signature = _compute(card, digest)
            if not card.certificate.confirms(signature, digest):
                detail = "the certificate does not confirm the signature"
                raise HalError(Fault.BROKEN, DEVICE, detail)
        return signature

    @contextmanager
    def _card(self, deadline_s: float) -> Iterator[_Card]:
        """Connect and recognise; let go whatever happens; refuse a result that came too late."""
        channel = Channel(
            reader=self._reader, clock=self._clock, ends_at_s=self._clock() + deadline_s
        )
        with self._letting_go():
            atr = channel.connect()
            family = recognise(atr)
            if family is None:
                raise HalError(Fault.WRONG_CARD, DEVICE, f"unknown card, ATR {atr.hex().upper()}")
            _require_applications(channel, family)
            certificate = _read_certificate(channel, family)
            if self._expected_serial not in (None, certificate.serial):
                detail = f"certificate {certificate.serial}, expected {self._expected_serial}"
                raise HalError(Fault.WRONG_CARD, DEVICE, detail)
            yield _Card(
                channel=channel,
                family=family,
                number=_read_card_number(channel, family),
                certificate=certificate,
            )
            channel.check_deadline("result")

    @contextmanager
    def _letting_go(self) -> Iterator[None]:
        """Disconnect whatever happens; what answered strangely begins anew next time."""
        try:
            yield
        except HalError as error:
            if error.fault is Fault.BROKEN:
                self._reader.distrust()
            raise
        finally:
            self._reader.disconnect()

    def _present_pin(self, card: _Card) -> None:
        """VERIFY once, if nothing speaks against it, and remember what the card said."""
        left = _ask_tries(card)
        if left == 0:
            raise HalError(Fault.PIN_BLOCKED, DEVICE, "no try left")
        identity = (card.number, card.certificate.serial)
        objection = self._refusals.forbids(*identity, left)
        if objection is not None:
            raise HalError(Fault.PIN_WRONG, DEVICE, f"PIN not shown: {objection}")
        reference, form = card.family.pin_reference, card.family.pin_form
        card.channel.check_deadline("verify PIN")
        self._refusals.presenting(*identity)
        # The block has no name of its own here: locals may end up in a logged traceback.
        response = card.channel.send(
            verify_pin(reference, pin_block(self._pin, form)), "verify PIN"
        )
        if response.is_ok:
            self._refusals.accepted(*identity)
            return
        left = tries_left(response.sw)
        if left is None and response.sw != StatusWord.PIN_REFUSED:
            # Perhaps not even compared: `presenting` stands, and counts as one try gone.
            raise HalError(Fault.BROKEN, DEVICE, f"verify PIN: status {response.sw:04X}")
        self._refusals.refused(*identity)
        if left == 0:
            raise HalError(Fault.PIN_BLOCKED, DEVICE, "refused, and no try left")
        raise HalError(Fault.PIN_WRONG, DEVICE, f"refused, tries left: {left or 'not told'}")


def _select_path(channel: Channel, path: tuple[int, ...]) -> None:
    for file_id in path:
        channel.require(select_file(file_id), f"select {file_id:04X}")


def _require_applications(channel: Channel, family: CardFamily) -> None:
    for application_id in family.applications:
        step = f"select application {application_id.hex().upper()}"
        response = channel.send(select_application(application_id), step)
        if response.sw in NO_SUCH_FILE:
            raise HalError(Fault.WRONG_CARD, DEVICE, f"{step}: not on this {family.name} card")
        if not response.is_ok:
            raise HalError(Fault.BROKEN, DEVICE, f"{step}: status {response.sw:04X}")


def _read_certificate(channel: Channel, family: CardFamily) -> SignatureCertificate:
    """The first P-256 certificate of the signature folder."""
    _select_path(channel, family.signature_path)
    reasons: list[str] = []
    for file_id in family.certificate_files:
        step = f"select {file_id:04X}"
        response = channel.send(select_file(file_id), step)
        if response.sw in NO_SUCH_FILE:
            reasons.append(f"{file_id:04X} is missing")
            continue
        if not response.is_ok:
            raise HalError(Fault.BROKEN, DEVICE, f"{step}: status {response.sw:04X}")
        try:
            return parse_certificate(cut_certificate(_read_sequence(channel, file_id)))
        except (CertificateError, MalformedAnswerError) as error:
            reasons.append(f"{file_id:04X}: {error}")
    raise HalError(Fault.WRONG_CARD, DEVICE, f"no certificate: {'; '.join(reasons)}")


def _read_sequence(channel: Channel, file_id: int) -> bytes:
    """Read the selected file as far as the DER sequence at its start says, or as it goes.

    The file is longer than the certificate in it. Cards differ in how they say that it ends: a
    short answer, 6282 with the rest of the bytes, 6B00; and in how much they give at once.

    Raises:
        MalformedAnswerError: the file begins with something else than a sequence.
    """
    step = f"read {file_id:04X}"
    content = b""
    wanted = 1
    while len(content) < wanted:
        response = channel.send(read_binary(len(content)), step)
        if not response.is_ok and response.sw not in END_OF_READING:
            raise HalError(Fault.BROKEN, DEVICE, f"{step}: status {response.sw:04X}")
        content += response.body
        if not response.body or response.sw in END_OF_READING:
            return content
        wanted = der_length(content)
        if wanted > min(CERTIFICATE_BYTES_MAX, OFFSET_MAX):
            raise MalformedAnswerError(f"a sequence of {wanted} bytes is no certificate")
    return content


def _read_card_number(channel: Channel, family: CardFamily) -> str:
    """The card number in hex; empty when the card says that it has no such file."""
    place = family.card_number
    steps: list[tuple[Command, str]] = [
        (select_file(file_id), f"select {file_id:04X}") for file_id in place.path
    ]
    body = b""
    read = read_binary(0) if place.short_file_id is None else read_short_file(place.short_file_id)
    for command, step in [*steps, (read, "read card number")]:
        response = channel.send(command, step)
        if response.sw in NO_SUCH_FILE:
            return ""
        if not response.is_ok and response.sw != StatusWord.END_OF_FILE:
            raise HalError(Fault.BROKEN, DEVICE, f"{step}: status {response.sw:04X}")
        body = response.body
    return body[:CARD_NUMBER_BYTES_MAX].hex()


def _ask_tries(card: _Card) -> int | None:
    """The PIN's counter, None where the card does not tell; asking costs no try."""
    response = card.channel.send(query_pin(card.family.pin_reference), "ask for tries")
    return tries_left(response.sw)


def _compute(card: _Card, digest: bytes) -> bytes:
    match card.family.digest_way:
        case DigestWay.IN_SIGN_COMMAND:
            command = compute_signature(digest)
        case DigestWay.PUT_BEFORE:
            card.channel.require(put_hash(digest), "put hash")
            command = compute_signature()
        case _:
            assert_never(card.family.digest_way)
    signature = card.channel.require(command, "sign")
    if len(signature) != SIGNATURE_BYTES:
        detail = f"sign: {len(signature)} bytes instead of {SIGNATURE_BYTES}"
        raise HalError(Fault.BROKEN, DEVICE, detail)
    return signature
