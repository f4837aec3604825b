"""An ESC/POS printer that can be told to misbehave.

It sits at the wire: the real driver, or any other program that speaks to printers, sends it
bytes and gets bytes back. What it prints can be looked at, read and scanned.
"""

from collections import deque
from dataclasses import replace
from threading import RLock

from hal.printer.emulator_mechanism import Mechanism
from hal.printer.emulator_ops import (
    Command,
    Interpreter,
    Op,
    RealtimeEar,
    RealtimePulse,
    StatusRequest,
    is_status_request,
)
from hal.printer.emulator_paper import Slip
from hal.printer.emulator_status import (
    Sensors,
    answer,
    automatic_status,
    realtime_status,
)
from hal.printer.model import PrinterModel
from hal.printer.port import Paper

BUFFER_BYTES = 4096
REPLIES_KEPT_BYTES = 4096
REQUEST_BYTES = 3
XOFF, XON = b"\x13", b"\x11"


class EmulatedPrinter:
    """A printer of a given model; thread-safe, so that a desk can look while a server feeds.

    Args:
        model: Decides paper width, knife, native QR codes and language mode.
        buffer_bytes: Size of the receive buffer.
        bytes_per_s: How fast it prints; None is at once. Time passes by `pass_time` only.
        has_xon_xoff: Sends XOFF when it will take no more, XON when it does again.

    Settable besides the properties: `is_mute` prints but answers nothing; `garbled_reply` is sent
    instead of every answer; `power_fails_after_bytes` and `stalls_after_bytes` count down with
    every byte received and then switch it off, or let it stop reading.
    """

    def __init__(
        self,
        model: PrinterModel,
        *,
        buffer_bytes: int = BUFFER_BYTES,
        bytes_per_s: float | None = None,
        has_xon_xoff: bool = False,
    ) -> None:
        self.model = model
        self.is_mute = False
        self.garbled_reply: bytes | None = None
        self.power_fails_after_bytes: int | None = None
        self.stalls_after_bytes: int | None = None
        self.bytes_received = 0
        self._buffer_bytes = buffer_bytes
        self._bytes_per_s = bytes_per_s
        self._has_xon_xoff = has_xon_xoff
        self._lock = RLock()
        self._mechanism = Mechanism(model)
        self._sensors = Sensors(
            paper=Paper.OK, is_cover_open=False, is_online=True, is_cutter_blocked=False
        )
        self._is_powered = True
        self._is_stalled = False
        self._replies = b""
        self._budget_bytes = 0.0
        self._switch_on()

    def feed(self, data: bytes) -> int:
        """Receive; returns how many bytes there was room for.

        Real-time commands are obeyed on arrival, even when off-line or with a full buffer.
        """
        with self._lock:
            taken = 0
            while taken < len(data) and self._receive(data[taken : taken + REQUEST_BYTES]):
                taken += 1
            self._work()
            return taken

    def reply(self) -> bytes:
        """What the printer has sent since the last call."""
        with self._lock:
            replies, self._replies = self._replies, b""
            return replies

    def pass_time(self, elapsed_s: float) -> None:
        """Let a slow printer print for a while."""
        with self._lock:
            if self._bytes_per_s is not None:
                budget = self._budget_bytes + elapsed_s * self._bytes_per_s
                self._budget_bytes = min(budget, float(self._buffer_bytes))
            self._work()

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What was cut or torn off, oldest first (the last 200)."""
        with self._lock:
            return tuple(self._mechanism.slips)

    @property
    def current(self) -> Slip | None:
        """What hangs out of the printer."""
        with self._lock:
            return self._mechanism.current

    @property
    def drawer_pulses(self) -> int:
        """How often the drawer's socket was pulsed."""
        return self._mechanism.drawer_pulses

    @property
    def unknown_commands(self) -> tuple[bytes, ...]:
        """What it was told and did not understand (the last 1000)."""
        with self._lock:
            return tuple(self._mechanism.unknown_commands)

    @property
    def paper(self) -> Paper:
        """The roll. OUT leaves what hangs out as a torn slip; OK is a new roll."""
        return self._sensors.paper

    @paper.setter
    def paper(self, paper: Paper) -> None:
        with self._lock:
            if paper is Paper.OUT:
                self._mechanism.tear_off(is_complete=False)
            elif self._mechanism.is_roll_used_up:
                self._mechanism.rows_until_paper_end = None
            self._sense(replace(self._sensors, paper=paper))

    def end_paper_after(self, rows: int) -> None:
        """Let the roll end when `rows` more dot rows (8 to the millimetre) have been fed."""
        with self._lock:
            self._mechanism.rows_until_paper_end = rows

    @property
    def is_cover_open(self) -> bool:
        """An open cover stops the printer where it is."""
        return self._sensors.is_cover_open

    @is_cover_open.setter
    def is_cover_open(self, value: bool) -> None:
        self._sense(replace(self._sensors, is_cover_open=value))

    @property
    def is_online(self) -> bool:
        """False while somebody holds the feed button."""
        return self._sensors.is_online

    @is_online.setter
    def is_online(self, value: bool) -> None:
        self._sense(replace(self._sensors, is_online=value))

    @property
    def is_cutter_blocked(self) -> bool:
        """An error that needs a hand."""
        return self._sensors.is_cutter_blocked

    @is_cutter_blocked.setter
    def is_cutter_blocked(self, value: bool) -> None:
        self._sense(replace(self._sensors, is_cutter_blocked=value))

    @property
    def is_stalled(self) -> bool:
        """True: reads nothing more from its line and says nothing."""
        return self._is_stalled

    @is_stalled.setter
    def is_stalled(self, value: bool) -> None:
        with self._lock:
            self._is_stalled = value
            self._work()

    @property
    def is_powered(self) -> bool:
        """Switching off loses the buffer and what was half printed; on again it is as new."""
        return self._is_powered

    @is_powered.setter
    def is_powered(self, value: bool) -> None:
        with self._lock:
            if self._is_powered and not value:
                self._mechanism.tear_off(is_complete=False)
            self._is_powered = value
            self._switch_on()

    def _switch_on(self) -> None:
        self._buffer: deque[int] = deque()
        self._interpreter = Interpreter()
        self._ear = RealtimeEar()
        self._bytes_to_forget = 0
        self._mechanism.initialise()
        self._replies = b""
        self._budget_bytes = 0.0
        self._tells_status = False
        self._is_holding_sender = False

    def _receive(self, ahead: bytes) -> bool:
        """Take the first byte of those that come; False when it is not taken."""
        if not self._is_powered or self._is_stalled:
            return False
        if self._room() < REQUEST_BYTES:
            self._work()
        # A question for which there is no room is answered all the same, and then forgotten.
        if self._room() < REQUEST_BYTES and is_status_request(ahead):
            self._bytes_to_forget = REQUEST_BYTES
        if self._room() == 0 and not self._bytes_to_forget:
            return False
        self.bytes_received += 1
        self._hear(ahead[0])
        if self._bytes_to_forget:
            self._bytes_to_forget -= 1
        else:
            self._buffer.append(ahead[0])
        self._count_down()
        return True

    def _room(self) -> int:
        return self._buffer_bytes - len(self._buffer)

    def _hear(self, byte: int) -> None:
        match self._ear.push(byte):
            case StatusRequest(query):
                self._say(realtime_status(self._sensors, query))
            case RealtimePulse():
                self._mechanism.drawer_pulses += 1

    def _count_down(self) -> None:
        """One byte nearer to the faults that were asked for."""
        if self.power_fails_after_bytes is not None:
            self.power_fails_after_bytes -= 1
            if self.power_fails_after_bytes <= 0:
                self.power_fails_after_bytes = None
                self._work()
                self.is_powered = False
        if self.stalls_after_bytes is not None:
            self.stalls_after_bytes -= 1
            if self.stalls_after_bytes <= 0:
                self.stalls_after_bytes = None
                self.is_stalled = True

    def _work(self) -> None:
        """Print what is in the buffer as far as time and paper allow."""
        is_timed = self._bytes_per_s is not None
        while self._buffer and self._may_print():
            if is_timed and self._budget_bytes < 1.0:
                break
            self._budget_bytes -= 1.0 if is_timed else 0.0
            op = self._interpreter.push(self._buffer.popleft())
            if op is not None:
                self._obey(op)
        self._hold_or_release_sender()

    def _may_print(self) -> bool:
        return self._is_powered and not self._is_stalled and self._sensors.is_ready

    def _obey(self, op: Op) -> None:
        if isinstance(op, Command):
            if op.code == b"\x1da":
                self._tells_status = op.arguments[0] != 0
                self._tell_status()
                return
            reply = answer(op, self._sensors)
            if reply is not None:
                self._say(reply)
                return
        self._mechanism.obey(op)
        if self._mechanism.is_roll_used_up:
            self.paper = Paper.OUT

    def _sense(self, sensors: Sensors) -> None:
        """Take note of a change, tell it if asked to, and go on if it allows."""
        with self._lock:
            has_changed = sensors != self._sensors
            self._sensors = sensors
            if has_changed:
                self._tell_status()
            self._work()

    def _tell_status(self) -> None:
        if self._tells_status:
            self._say(automatic_status(self._sensors))

    def _hold_or_release_sender(self) -> None:
        must_hold = self._is_stalled or self._room() == 0
        if self._has_xon_xoff and must_hold != self._is_holding_sender:
            # Flow control is the line's, not the printer's word: mute printers send it too.
            self._replies += XOFF if must_hold else XON
            self._is_holding_sender = must_hold

    def _say(self, reply: bytes) -> None:
        if self.is_mute or not self._is_powered:
            return
        said = self._replies + (self.garbled_reply or reply)
        self._replies = said[-REPLIES_KEPT_BYTES:]
