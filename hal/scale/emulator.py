"""A scale that speaks MT-SICS level 0 and can be told to misbehave; it sits at the wire."""

from decimal import Decimal
from enum import Enum
from threading import RLock

#: How long a scale waits for rest before it answers `S` with "not now".
REST_WAIT_S = 3.0
SERIAL = b"B123456789"


class Load(Enum):
    """What lies on the pan, as far as the scale can weigh it."""

    IN_RANGE = b""
    OVER = b"+"
    UNDER = b"-"


class EmulatedScale:
    """An `EmulatedLine` or a server can end in it; thread-safe.

    Settable: `milli` (grams), `is_stable`, `load`, `unit` (g, kg, or what else a scale may show),
    `decimals`; `settles_after_s` counts down to rest. Faults: `is_mute` answers nothing,
    `is_busy` cannot weigh, `delay_s` answers late, `garbled` is sent in place of each answer,
    `cut_bytes` are left off the end of each answer, `lost_byte` is left out of each answer.
    """

    def __init__(self) -> None:
        self.milli = 0
        self.is_stable = True
        self.load: Load = Load.IN_RANGE
        self.unit = "kg"
        self.decimals = 3
        self.settles_after_s: float | None = None
        self.is_powered = True
        self.is_mute = False
        self.is_busy = False
        self.delay_s = 0.0
        self.garbled: bytes | None = None
        self.cut_bytes = 0
        self.lost_byte: int | None = None
        self.commands: list[bytes] = []
        self._lock = RLock()
        self._heard = b""
        self._now_s = 0.0
        self._waits_for_rest_until_s: float | None = None
        self._outbox: list[tuple[float, bytes]] = []

    def feed(self, data: bytes) -> int:
        """Receive; a scale takes all of it."""
        with self._lock:
            self._heard += data
            while b"\r\n" in self._heard:
                command, self._heard = self._heard.split(b"\r\n", 1)
                self.commands.append(command)
                self._obey(command)
            return len(data)

    def reply(self) -> bytes:
        """What it has sent since the last call."""
        with self._lock:
            due = [answer for at_s, answer in self._outbox if at_s <= self._now_s]
            self._outbox = [entry for entry in self._outbox if entry[0] > self._now_s]
            return b"".join(due)

    def press_print(self) -> None:
        """Somebody presses the scale's own key: it sends the weight without being asked."""
        with self._lock:
            self._say(self._weighing())

    def pass_time(self, elapsed_s: float) -> None:
        """Let the pan come to rest, and late answers leave."""
        with self._lock:
            self._now_s += elapsed_s
            if self.settles_after_s is not None:
                self.settles_after_s -= elapsed_s
                if self.settles_after_s <= 0.0:
                    self.settles_after_s = None
                    self.is_stable = True
            self._answer_waiting()

    def _obey(self, command: bytes) -> None:
        match command:
            case b"@":
                # Ends what was asked before; what is under way cannot be called back.
                self._waits_for_rest_until_s = None
                self._say(b'I4 A "' + SERIAL + b'"', is_weighing=False)
            case b"SI":
                self._say(self._weighing())
            case b"S":
                self._waits_for_rest_until_s = self._now_s + REST_WAIT_S
                self._answer_waiting()
            case _:
                self._say(b"ES", is_weighing=False)

    def _answer_waiting(self) -> None:
        until_s = self._waits_for_rest_until_s
        if until_s is None:
            return
        if self.is_stable or self.load is not Load.IN_RANGE:
            self._say(self._weighing())
        elif self._now_s >= until_s:
            self._say(b"S I")
        else:
            return
        self._waits_for_rest_until_s = None

    def _weighing(self) -> bytes:
        if self.is_busy:
            return b"S I"
        if self.load is not Load.IN_RANGE:
            return b"S " + bytes(self.load.value)
        value = Decimal(self.milli) / (1000 if self.unit == "kg" else 1)
        status = "S" if self.is_stable else "D"
        return f"S {status} {value:>10.{self.decimals}f} {self.unit}".encode()

    def _say(self, answer: bytes, *, is_weighing: bool = True) -> None:
        if self.is_mute:
            return
        sent = answer + b"\r\n"
        if is_weighing:
            sent = sent if self.garbled is None else self.garbled
            sent = sent if self.lost_byte is None else _without(sent, self.lost_byte)
            sent = sent[: len(sent) - self.cut_bytes]
        self._outbox.append((self._now_s + self.delay_s, sent))


def _without(sent: bytes, index: int) -> bytes:
    return sent[:index] + sent[index + 1 :]
