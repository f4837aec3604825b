"""Puts an emulated card into a slot of vpcd, the virtual reader of a real pcscd.

vpcd listens on a TCP port for each slot and the card calls it. Each message is a length of two
bytes, big endian, and a body; a body of one byte is control (power off, power on, reset, give the
ATR), any other a command. Two traps:

- vpcd sends length and body in two segments, so a delayed acknowledgement costs 40 ms a command
  unless TCP_QUICKACK is set before every receive; the kernel clears it by itself.
- an empty body makes vpcd wait for ever, so the shortest answer is one byte, which pcscd then turns
  into an empty one.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from hal.card.emulator import CardMuteError, CardPulledError, EmulatedCard

HOST = "127.0.0.1"
CONNECT_RETRY_S = 0.02
SOCKET_TIMEOUT_S = 0.05
JOIN_S = 5.0

_GIVE_ATR = b"\4"
# Power off, power on, reset: for the card all the same, and none is answered.
_NEW_START = (b"\0", b"\1", b"\2")
_LENGTH_BYTES = 2


class _GoneError(Exception):
    """The other side closed the connection, or the card left the slot."""


class VpcdSlot:
    """One slot of vpcd at `port`, empty at first; a context manager that pulls the card at its end.

    A card that was inserted stays in while pcscd is away and is there again when it comes back.

    Args:
        port: of the slot; vpcd gives its second slot the next one.
        wait: told the seconds a command takes beyond its work; None really waits, and stops
            waiting when the card is pulled.
    """

    def __init__(self, port: int, wait: Callable[[float], None] | None = None) -> None:
        self._port = port
        self._wait = wait
        self._pulled = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Nothing is in the slot yet."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Pull the card, if one is in."""
        self.pull()

    def insert(self, card: EmulatedCard) -> None:
        """Put a card in, in place of the one there; returns before pcscd has seen it."""
        self.pull()
        self._pulled = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(card, self._pulled), name="vpcd-card", daemon=True
        )
        self._thread.start()

    def pull(self) -> None:
        """Take the card out, also in the middle of a command; returns when it is out."""
        self._pulled.set()
        if self._thread is not None:
            self._thread.join(JOIN_S)
            assert not self._thread.is_alive(), "the card's thread looks at `pulled` all the time"
            self._thread = None

    def _serve(self, card: EmulatedCard, pulled: threading.Event) -> None:
        """Body of the thread: connect, and again whenever pcscd went away, until pulled."""
        while not pulled.is_set():
            with contextlib.suppress(OSError, _GoneError), socket.socket() as line:
                line.settimeout(SOCKET_TIMEOUT_S)
                line.connect((HOST, self._port))
                self._converse(card, _Line(line, pulled), pulled)
            pulled.wait(CONNECT_RETRY_S)

    def _converse(self, card: EmulatedCard, line: "_Line", pulled: threading.Event) -> None:
        while True:
            message = line.receive()
            if len(message) > 1:
                line.send(self._answer(card, message, pulled))
            elif message == _GIVE_ATR:
                line.send(card.atr)
            elif message in _NEW_START:
                card.reset()
            else:
                raise _GoneError

    def _answer(self, card: EmulatedCard, command: bytes, pulled: threading.Event) -> bytes:
        delay_s = card.delay_s(command)
        try:
            answer = card.answer(command)
        except CardMuteError:
            pulled.wait()
            raise _GoneError from None
        except CardPulledError:
            pulled.set()
            raise _GoneError from None
        if delay_s > 0:
            (self._wait or pulled.wait)(delay_s)
        return answer


class _Line:
    """Whole messages over the socket; gives up as soon as the card is pulled."""

    def __init__(self, line: socket.socket, pulled: threading.Event) -> None:
        self._socket = line
        self._pulled = pulled

    def send(self, body: bytes) -> None:
        assert body, "an empty body would stop vpcd for ever"
        self._socket.sendall(len(body).to_bytes(_LENGTH_BYTES, "big") + body)

    def receive(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(_LENGTH_BYTES), "big"))

    def _exactly(self, length: int) -> bytes:
        received = b""
        while len(received) < length:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            try:
                part = self._socket.recv(length - len(received))
            except TimeoutError:
                part = None
            if part == b"" or self._pulled.is_set():
                raise _GoneError
            received += part or b""
        return received
