"""An emulated device behind the kernel: at the end of a terminal line, or of a TCP connection.

The driver, pyserial and the kernel in between are the real ones.
"""

import os
import pty
import select
import socket
import time
import tty
from abc import ABC, abstractmethod
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from hal.printer.emulator_line import FarEnd

TICK_MS = 5
_READ_BYTES = 256


class _Cable:
    """Carries bytes between a descriptor and the device, no faster than the device takes them."""

    def __init__(self, far_end: FarEnd, fd: int) -> None:
        self._far_end = far_end
        self._fd = fd
        self._inbound = b""
        self._outbound = b""
        self._last_s = time.monotonic()
        os.set_blocking(fd, False)

    def carry(self) -> bool:
        """One tick; False when the other end has hung up."""
        if not self._inbound:
            poller = select.poll()
            poller.register(self._fd, select.POLLIN)
            if poller.poll(TICK_MS):
                try:
                    received = os.read(self._fd, _READ_BYTES)
                except BlockingIOError:
                    received = None
                except OSError:
                    return False
                if received == b"":
                    return False
                self._inbound = received or b""
        else:
            time.sleep(TICK_MS / 1000)
        self._inbound = self._inbound[self._far_end.feed(self._inbound) :]
        now_s = time.monotonic()
        self._far_end.pass_time(now_s - self._last_s)
        self._last_s = now_s
        return self._answer()

    def _answer(self) -> bool:
        self._outbound += self._far_end.reply()
        if self._outbound:
            try:
                self._outbound = self._outbound[os.write(self._fd, self._outbound) :]
            except BlockingIOError:
                return True
            except OSError:
                return False
        return True


class _Server(ABC):
    """A device served by a thread of its own until the cable is pulled; a context manager."""

    def __init__(self, far_end: FarEnd) -> None:
        self._far_end = far_end
        self._is_stopped = Event()
        self._thread = Thread(target=self._serve, name="emulated device", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.unplug()

    def unplug(self) -> None:
        """Pull the cable: the other end hangs up, its name is gone; a second pull does nothing."""
        if self._is_stopped.is_set():
            return
        self._is_stopped.set()
        self._thread.join()
        self._release()

    def _attend(self, fd: int) -> None:
        """Carry bytes until the other end hangs up or the cable is pulled."""
        cable = _Cable(self._far_end, fd)
        while not self._is_stopped.is_set() and cable.carry():
            pass

    @abstractmethod
    def _serve(self) -> None:
        """Body of the thread; ends when `_is_stopped` is set."""

    @abstractmethod
    def _release(self) -> None:
        """Give back what was opened, once the thread has ended."""


class PtyServer(_Server):
    """The device at the end of a terminal line; open `path` like a serial port."""

    def __init__(self, far_end: FarEnd) -> None:
        super().__init__(far_end)
        self._master, self._slave = pty.openpty()
        # The terminal's echo would send the printer its own answers.
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    def _serve(self) -> None:
        self._attend(self._master)

    def _release(self) -> None:
        os.close(self._slave)
        os.close(self._master)


class TcpServer(_Server):
    """The device on a port of this machine only; one connection at a time, as such devices do."""

    def __init__(self, far_end: FarEnd) -> None:
        super().__init__(far_end)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        # Small, or the kernel takes a whole slip for a printer that reads nothing.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]

    def _serve(self) -> None:
        poller = select.poll()
        poller.register(self._listener.fileno(), select.POLLIN)
        while not self._is_stopped.is_set():
            if not poller.poll(TICK_MS):
                continue
            with suppress(BlockingIOError):
                connection, _ = self._listener.accept()
                with connection:
                    self._attend(connection.fileno())

    def _release(self) -> None:
        self._listener.close()
