"""What devices say: bytes on a line, answers of a card, contacts, mounts.

A driver may answer anything with a `HalError`, and with nothing else; time that passes only while
somebody waits shows that it always gives up.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from evdev import InputEvent

from hal.card.certificate import CertificateError, parse_certificate
from hal.card.codec import MalformedAnswerError, cut_certificate
from hal.card.driver import RksvCard
from hal.errors import HalError
from hal.keypad.evdev_numpad import EvdevKeypad
from hal.keypad.matrix_keypad import MatrixKeypad
from hal.printer.driver import EscposPrinter
from hal.printer.model import printer_model
from hal.printer.port import Cut, Document, Text
from hal.printer.status import AutomaticReply, StatusError, condition_of_automatic, split_replies
from hal.remote.atrust_online import ATrustOnline
from hal.remote.primesign import PrimeSign
from hal.remote.secret import Secret
from hal.remote.unit import Dialect, RemoteUnit
from hal.scale.driver import MtSicsScale
from hal.stick.mounted import MountinfoError, parse_mountinfo
from hal.terminal.apdu import ZvtError, split
from hal.terminal.driver import STANDARD_PASSWORD, ZvtTerminal
from hal.terminal.message import Completion, parse_message, terminal_status
from hal.terminal.port import Outcome
from tests.fuzz.tape import Tape, TapedClock, TapedLine, TapedReader, TapedWire

DIGEST: Final = sha256(b"fuzz").digest()
PIN: Final = "123456"
SLIP: Final = Document(blocks=(Text(text="Beleg"), Cut()))
DEADLINE_S: Final = 60.0
AMOUNT_CENTS: Final = 490
_ROWS: Final = 5
#: More of it says nothing new, and takes long.
_SAMPLED: Final = 2000


def printer_status(data: bytes) -> None:
    """What a printer says of itself; where the line cuts it makes no difference."""
    said = data[:_SAMPLED]
    try:
        replies, rest = split_replies(said)
    except StatusError:
        return
    for reply in replies:
        if isinstance(reply, AutomaticReply):
            condition_of_automatic(reply)
    half = len(said) // 2
    first, waiting = split_replies(said[:half])
    second, end = split_replies(waiting + said[half:])
    assert (replies, rest) == ((*first, *second), end)


def printer_talk(data: bytes) -> None:
    """A printer that says anything while it is asked, printed on, and told to open the drawer."""
    clock = TapedClock()
    line = TapedLine(Tape(data), clock)
    printer = EscposPrinter(line, printer_model("epson-tm-t20ii"), clock)
    with suppress(HalError):
        printer.status(3.0)
    with suppress(HalError):
        printer.print(SLIP, 10.0)
    with suppress(HalError):
        printer.kick_drawer(3.0)


def card_talk(data: bytes) -> None:
    """A card that says anything: a signature leaves only if its own certificate confirms it."""
    tape, clock = Tape(data), TapedClock()
    card = RksvCard(TapedReader(tape), pin=PIN, clock=clock)
    try:
        identity = card.identify(3.0)
        signature = card.sign(DIGEST, 3.0)
    except HalError:
        return
    assert len(signature) == 64
    assert parse_certificate(identity.certificate).serial == identity.serial


def certificate(data: bytes) -> None:
    """A certificate as it lies in a file of a card, longer than it is."""
    with suppress(CertificateError, MalformedAnswerError):
        parse_certificate(cut_certificate(data))
    with suppress(CertificateError):
        parse_certificate(data).confirms(data[:64], DIGEST)


def atrust_talk(data: bytes) -> None:
    """A signature service that answers anything, in the language of A-Trust."""
    _remote(data, ATrustOnline("u123456789", Secret("geheim")))


def primesign_talk(data: bytes) -> None:
    """The same in that of PrimeSign."""
    _remote(data, PrimeSign(Secret("geheim")))


def _remote(data: bytes, dialect: Dialect) -> None:
    unit = RemoteUnit(TapedWire(Tape(data)), dialect, clock=TapedClock())
    with suppress(HalError):
        unit.identify(3.0)
    with suppress(HalError):
        assert len(unit.sign(DIGEST, 3.0)) == 64


def scale_talk(data: bytes) -> None:
    """A scale that says anything; a weight is whole grams, or there is none."""
    clock = TapedClock()
    scale = MtSicsScale(TapedLine(Tape(data), clock), clock)
    for _ in range(2):
        with suppress(HalError):
            assert isinstance(scale.read(3.0).milli, int)


def terminal_frames(data: bytes) -> None:
    """Frames of a card terminal; where the line cuts them makes no difference."""
    try:
        frames, rest = split(data)
    except ZvtError:
        return
    for frame in frames:
        with suppress(ZvtError):
            message = parse_message(frame)
            if isinstance(message, Completion):
                terminal_status(message)
    first, waiting = split(data[: len(data) // 2])
    second, end = split(waiting + data[len(data) // 2 :])
    assert (frames, rest) == ([*first, *second], end)


def terminal_talk(data: bytes) -> None:
    """A card terminal that says anything: paid is only what it says to the cent."""
    clock = TapedClock()
    terminal = ZvtTerminal(TapedLine(Tape(data), clock), clock, STANDARD_PASSWORD)
    with suppress(HalError):
        paid = terminal.authorise(AMOUNT_CENTS, _heard, _never, DEADLINE_S)
        assert paid.outcome is not Outcome.PAID or paid.amount_cents == AMOUNT_CENTS
    with suppress(HalError):
        terminal.clear_up(AMOUNT_CENTS, DEADLINE_S)
    with suppress(HalError):
        terminal.end_of_day(_heard, DEADLINE_S)


def _heard(words: str) -> None:
    assert words.isprintable(), "goes to the display"


def _never() -> bool:
    return False


class _Matrix:
    """Contacts as bytes: a mask for each row, sample by sample."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def scan(self) -> tuple[int, ...]:
        taken, self._data = self._data[:_ROWS], self._data[_ROWS:]
        return tuple(taken)


def keypad_matrix(data: bytes) -> None:
    """Contacts of a matrix: ghosts, chatter, rows that are missing."""
    sampled = data[:_SAMPLED]
    keypad = MatrixKeypad(_Matrix(sampled))
    for sample in range(len(sampled) // _ROWS + 1):
        with suppress(HalError):
            keypad.poll(sample * 0.004)


class _Pad:
    """A number pad whose events are bytes: three for type, code and value."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> list[InputEvent]:
        taken, self._data = self._data[:24], self._data[24:]
        if not taken:
            raise BlockingIOError
        return [InputEvent(0, 0, *_event(taken[at : at + 3])) for at in range(0, len(taken) - 2, 3)]

    def active_keys(self) -> list[int]:
        return list(self._data[:2])

    def close(self) -> None:
        self._data = b""


def _event(said: bytes) -> tuple[int, int, int]:
    return said[0] % 4, said[1], said[2] % 4


def keypad_events(data: bytes) -> None:
    """Events of a number pad: presses without releases, the queue run over, unknown keys."""
    keypad = EvdevKeypad(Path("/dev/input/none"))
    vars(keypad)["_pad"] = _Pad(data[:_SAMPLED])
    for sample in range(min(len(data), _SAMPLED) // 24 + 1):
        keypad.poll(sample * 0.5)
    keypad.close()


def mount_lines(data: bytes) -> None:
    """The kernel's list of mounts, with whatever name a stick has."""
    with suppress(MountinfoError):
        for mount in parse_mountinfo(data.decode(errors="surrogateescape")):
            assert mount.number >= 0


TARGETS: Final = (
    printer_status,
    printer_talk,
    card_talk,
    certificate,
    atrust_talk,
    primesign_talk,
    scale_talk,
    terminal_frames,
    terminal_talk,
    keypad_matrix,
    keypad_events,
    mount_lines,
)
