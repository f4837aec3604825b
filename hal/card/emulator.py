"""An emulated signature card, bytes in and bytes out, and a reader in this process to put it in.

The card is written from what the cards do, not from what our driver asks: it has folders, files, a
PIN counter and a security state of its own and refuses what a card refuses. The same object serves
`EmulatedReader` here and a real pcscd (`hal.card.emulator_vpcd`). It tells no time: how long a
command takes is a number for whoever carries the bytes, and `EmulatedReader` hands it to the
`wait` it was given, which moves an emulated clock or really waits.
"""

import threading
from collections.abc import Callable

from hal.card.channel import DEVICE
from hal.card.emulator_pki import Flaw, derive_number, issue_card_credential, sign_digest
from hal.card.emulator_profile import (
    PROFILES,
    CardFaults,
    CardTraits,
    EmulatedFamily,
    Profile,
    ReadEnd,
    Trouble,
)
from hal.card.emulator_request import LE_MAX, Refusal, Request, parse_request
from hal.errors import Fault, HalError

SERIAL_BYTES = 8
CARD_NUMBER_BYTES = 10
CERTIFICATE_FILE_BYTES = 2048
PIN_TRIES = 3
# Longer than any deadline: how long an emulated reader seems to hang on a card that is mute.
HANG_S = 3600.0

_OK = b"\x90\x00"
#: Of a card that is none of ours.
_STRANGE_ATR = bytes.fromhex("3B0400112233")
_MASTER = 0x3F00


class CardMuteError(Exception):
    """The card will never answer this command."""


class CardPulledError(Exception):
    """The card left the slot while the command ran."""


class EmulatedCard:
    """One card: personalised once, then a state machine over command APDUs.

    Args:
        family: the generation, or the profile of one that is in no table.
        seed: key, card number and, if not given, certificate serial follow from it; two cards of
            one seed are the same card, byte for byte.
        company_id: identifier of the undertaking in the certificate.
        serial: of the certificate, 1 to 20 bytes.
        traits: PIN and habits.
        flaw: what is wrong with the certificate, if anything.

    `faults` and `pin_tries_left` may be set at any time, from any thread.
    """

    def __init__(  # noqa: PLR0913 - all that one card differs from another by
        self,
        *,
        family: EmulatedFamily | Profile = EmulatedFamily.CARDOS_5_3,
        seed: int = 1,
        company_id: str = "ATU12345678",
        serial: int | None = None,
        traits: CardTraits | None = None,
        flaw: Flaw | None = None,
    ) -> None:
        self._profile = family if isinstance(family, Profile) else PROFILES[family]
        text = f"emulated card {self._profile.name} {seed}"
        if serial is None:
            serial = int.from_bytes(derive_number(f"{text} serial", SERIAL_BYTES), "big") >> 1 | 1
        self._traits = CardTraits() if traits is None else traits
        self._credential = issue_card_credential(f"{text} key", company_id, serial, flaw)
        self._wrong_credential = issue_card_credential(f"{text} wrong key", company_id, serial)
        self._number = derive_number(f"{text} number", CARD_NUMBER_BYTES)
        self._serial = serial
        self.faults = CardFaults()
        self.pin_tries_left = PIN_TRIES
        self.signature_count = 0
        self.reset()

    @property
    def atr(self) -> bytes:
        """Answer to reset."""
        return _STRANGE_ATR if self.faults.shows_unknown_atr else self._profile.atr

    @property
    def family(self) -> str:
        """The generation, by the name the driver knows it by."""
        return self._profile.name

    @property
    def card_number(self) -> str:
        """Card number (CIN) in hex, as `CardIdentity.card_number`."""
        return self._number.hex()

    @property
    def serial(self) -> str:
        """Certificate serial, as `CardIdentity.serial`."""
        return format(self._serial, "x")

    @property
    def certificate(self) -> bytes:
        """DER of the true signature certificate, whatever `faults` show."""
        return self._credential.certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER of the certificates above it, nearest first, self-signed root last (for the DEP)."""
        return self._credential.chain

    def reset(self) -> None:
        """Power the card anew: nothing selected, no PIN shown; the PIN counter stays."""
        self._folder = _MASTER
        self._file: bytes | None = None
        self._is_verified = False
        self._has_environment = False
        self._digest: bytes | None = None
        self._waiting = b""

    def delay_s(self, command: bytes) -> float:
        """Seconds that `command` takes, to be waited by whoever carries it."""
        return self.faults.slow_s if self.faults.meet(command) else 0.0

    def answer(self, command: bytes) -> bytes:
        """Body and status word for one command APDU.

        Raises:
            CardMuteError: by `Trouble.MUTE`.
            CardPulledError: by `Trouble.PULLED`.
        """
        faults = self.faults
        if faults.meet(command):
            match faults.trouble:
                case Trouble.MUTE:
                    raise CardMuteError
                case Trouble.PULLED:
                    raise CardPulledError
                case Trouble.EMPTY:
                    return b"\0"
                case None:
                    pass
            if faults.status_word is not None:
                return faults.status_word.to_bytes(2, "big")
        try:
            return self._dispatch(parse_request(command))
        except Refusal as refusal:
            return refusal.sw.to_bytes(2, "big")

    def _dispatch(self, request: Request) -> bytes:
        waiting, self._waiting = self._waiting, b""
        match request.ins:
            case 0xA4:
                return self._select(request)
            case 0xB0:
                return self._read(request)
            case 0x20:
                return self._verify(request)
            case 0x22:
                return self._set_environment(request)
            case 0x2A:
                return self._operate(request)
            case 0xC0:
                return self._hand_out(waiting, request.le)
            case _:
                raise Refusal(0x6D00)

    def _select(self, request: Request) -> bytes:
        self._file = None
        if request.parameters == 0x0400:
            folder = self._profile.applications.get(request.payload)
            if folder is None:
                raise Refusal(0x6A82)
            self._enter(folder)
            return _OK
        if request.parameters != 0x000C:
            raise Refusal(0x6A86)
        if len(request.payload) != 2:
            raise Refusal(0x6700)
        file_id = int.from_bytes(request.payload, "big")
        # A folder is found from its parent and from its siblings, a file only in its own folder.
        if file_id in {_MASTER, *self._profile.applications.values()}:
            self._enter(file_id)
            return _OK
        self._file = self._files().get((self._folder, file_id))
        if self._file is None:
            raise Refusal(0x6A82)
        return _OK

    def _enter(self, folder: int) -> None:
        """Change the folder; leaving one takes back what was proved in it."""
        if folder != self._folder:
            self._is_verified = False
            self._has_environment = False
            self._digest = None
        self._folder = folder

    def _files(self) -> dict[tuple[int, int], bytes]:
        """Content by folder and file identifier; short identifiers are below 1F."""
        credential = self._credential
        if self.faults.shows_wrong_certificate:
            credential = self._wrong_credential
        padded = credential.certificate.ljust(CERTIFICATE_FILE_BYTES, b"\0")
        files = {(self._profile.folder, self._traits.certificate_file): padded}
        if self._traits.has_card_number:
            files[self._profile.card_number] = self._number
        return files

    def _read(self, request: Request) -> bytes:
        offset = request.parameters
        if offset & 0x8000:
            self._file = self._files().get((self._folder, offset >> 8 & 0x1F))
            if self._file is None:
                raise Refusal(0x6A82)
            offset &= 0xFF
        if self._file is None:
            raise Refusal(0x6986)
        rest = self._file[offset:]
        if not rest:
            raise Refusal(0x6B00)
        wanted = request.le or LE_MAX
        if len(rest) >= wanted:
            return self._in_parts(rest[:wanted])
        match self._traits.read_end or self._profile.read_end:
            case ReadEnd.WARNING:
                return rest + b"\x62\x82"
            case ReadEnd.CORRECTION:
                raise Refusal(0x6C00 | len(rest))
            case ReadEnd.SHORT:
                return self._in_parts(rest)

    def _in_parts(self, body: bytes) -> bytes:
        if not self._traits.answers_in_parts:
            return body + _OK
        self._waiting = body
        return bytes([0x61, len(body) % 256])

    def _hand_out(self, waiting: bytes, le: int | None) -> bytes:
        if not waiting:
            raise Refusal(0x6985)
        wanted = le or LE_MAX
        # Half of what was asked for, to make the reader of it come back.
        part = waiting[: max(1, min(wanted, len(waiting)) // 2)]
        self._waiting = waiting[len(part) :]
        left = len(self._waiting)
        return part + (bytes([0x61, left % 256]) if left else _OK)

    def _verify(self, request: Request) -> bytes:
        if request.parameters != self._profile.pin_reference or not self._is_in_signature_folder:
            raise Refusal(0x6A88)
        if not request.payload:
            if not self._traits.tells_tries:
                raise Refusal(0x6700)
            if self._is_verified:
                return _OK
            raise Refusal(0x63C0 | self.pin_tries_left if self.pin_tries_left else 0x6983)
        if len(request.payload) != 8:
            raise Refusal(0x6700)
        if self.pin_tries_left == 0:
            raise Refusal(0x6983)
        self._is_verified = request.payload == self._pin_block()
        if not self._is_verified:
            self.pin_tries_left -= 1
            raise Refusal(0x63C0 | self.pin_tries_left)
        self.pin_tries_left = PIN_TRIES
        return _OK

    def _pin_block(self) -> bytes:
        pin = self._traits.pin
        if self._profile.pin_in_ascii:
            return pin.encode().ljust(8, b"\0")
        digits = f"{0x20 | len(pin):02x}{pin}"
        return bytes.fromhex(digits + "f" * (16 - len(digits)))

    @property
    def _is_in_signature_folder(self) -> bool:
        return self._folder == self._profile.folder

    def _set_environment(self, request: Request) -> bytes:
        if request.parameters != 0x41B6:
            raise Refusal(0x6A86)
        if not self._is_in_signature_folder or request.payload != self._profile.environment:
            raise Refusal(0x6A80)
        self._has_environment = True
        return _OK

    def _operate(self, request: Request) -> bytes:
        takes_hash_first = self._profile.takes_hash_first
        match request.parameters:
            case 0x9081 if takes_hash_first:
                if len(request.payload) != 32:
                    raise Refusal(0x6A80)
                self._digest = request.payload
                return _OK
            case 0x9E9A if takes_hash_first:
                if request.payload or self._digest is None:
                    raise Refusal(0x6985)
                return self._sign(self._digest)
            case 0x9E9A:
                if len(request.payload) != 32:
                    raise Refusal(0x6A80)
                return self._sign(request.payload)
            case _:
                raise Refusal(0x6A86)

    def _sign(self, digest: bytes) -> bytes:
        if not self._is_verified or not self._is_in_signature_folder:
            raise Refusal(0x6982)
        if self._profile.environment is not None and not self._has_environment:
            raise Refusal(0x6985)
        # One PIN, one signature, as a card for qualified signatures has it.
        self._is_verified = False
        self._digest = None
        self.signature_count += 1
        signature = sign_digest(self._credential.key, digest)
        if self.faults.flips_signature:
            signature = signature[:-1] + bytes([signature[-1] ^ 0x01])
        return self._in_parts(signature)


class EmulatedReader:
    """A `Reader` in this process with one slot.

    A mute card costs `HANG_S` seconds of `wait` and is TIMEOUT after that; a card that is pulled
    inside a command is BROKEN then and ABSENT from the next connect on, which is what PC/SC shows.

    Args:
        card: in the slot at first; None for an empty slot.
        wait: told each number of seconds that a card takes; moves an emulated clock, or waits.
    """

    def __init__(self, card: EmulatedCard | None, wait: Callable[[float], None]) -> None:
        self._card = card
        self._wait = wait
        self._connected: EmulatedCard | None = None
        self.is_held_by_another = False
        self.is_unplugged = False

    def insert(self, card: EmulatedCard) -> None:
        """Put a card in, in place of the one that may be there."""
        self.pull()
        card.reset()
        self._card = card

    def pull(self) -> None:
        """Empty the slot; a connection to the card is gone, also if the card comes back."""
        self._card = None
        self._connected = None

    def connect(self) -> bytes:
        """See `Reader.connect`."""
        self._connected = None
        if self.is_unplugged:
            raise HalError(Fault.ABSENT, DEVICE, "the emulated reader is unplugged")
        if self._card is None:
            raise HalError(Fault.ABSENT, DEVICE, "no card in the emulated reader")
        if self.is_held_by_another:
            raise HalError(Fault.BUSY, DEVICE, "the emulated reader is held by another program")
        self._connected = self._card
        return self._card.atr

    def transmit(self, command: bytes) -> bytes:
        """See `Reader.transmit`."""
        card = self._connected
        if card is None or self.is_unplugged:
            raise HalError(Fault.ABSENT, DEVICE, "no card connected in the emulated reader")
        try:
            answer = card.answer(command)
        except CardMuteError:
            self._wait(HANG_S)
            raise HalError(Fault.TIMEOUT, DEVICE, "the emulated card is mute") from None
        except CardPulledError:
            self.pull()
            raise HalError(Fault.BROKEN, DEVICE, "the emulated card was pulled") from None
        delay_s = card.delay_s(command)
        if delay_s > 0:
            self._wait(delay_s)
        if len(answer) < 2:
            raise HalError(Fault.BROKEN, DEVICE, "the emulated card gave no valid answer")
        return answer

    def disconnect(self) -> None:
        """See `Reader.disconnect`; the card stays as it is, as PC/SC leaves it."""
        self._connected = None

    def distrust(self) -> None:
        """See `Reader.distrust`."""
        if self._card is not None:
            self._card.reset()


def await_emulated_end(ended: threading.Event, _deadline_s: float) -> bool:
    """`await_end` of a `DeadlineCard` in emulated time: real seconds mean nothing there."""
    return ended.wait()
