"""A USB socket of the machine's, and what is plugged into it from outside.

QEMU calls the socket of a port when it starts and whenever it lost it; a thread answers for the
device that is in. A device stays in while the machine is off and is there again at the next start.
"""

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread, get_native_id
from types import TracebackType
from typing import Final, Self

from machine.tools import hurry
from machine.usb import UsbDevice
from machine.usbredir import ProtocolError, Redirection

#: How long a device that is not ready is left alone.
_TICK_S: Final = 0.004
_READ_BYTES: Final = 65536


class UsbPort:
    """One socket at `path`; a context manager. Methods may be called from any thread.

    Args:
        path: of the socket that QEMU calls, at most 107 characters.
        device: that is in at first.
    """

    def __init__(self, path: Path, device: UsbDevice | None = None) -> None:
        self.path: Final = path
        self._device = device
        self._lock = Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._bell, self._ear = socket.socketpair()
        self._wishes: list[Callable[[Redirection], bytes]] = []
        self._is_closed = False
        self._thread = Thread(target=self._serve, name=f"usb {path.name}", daemon=True)
        #: What a QEMU said that we did not understand; a test that ends well has none.
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_closed = True
        self._bell.send(b"\0")
        self._thread.join()
        for one in (self._listener, self._bell, self._ear):
            one.close()
        self.path.unlink(missing_ok=True)

    def plug(self, device: UsbDevice) -> None:
        """Put a device in, in place of the one that is in."""
        with self._lock:
            self._device = device
            self._wish(lambda line: line.plug(device))

    def unplug(self) -> None:
        """Pull the device out."""
        with self._lock:
            self._device = None
            self._wish(lambda line: line.unplug())

    def _wish(self, wish: Callable[[Redirection], bytes]) -> None:
        self._wishes.append(wish)
        self._bell.send(b"\0")

    def _serve(self) -> None:
        """Body of the thread: one caller after the other."""
        hurry(get_native_id())
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._ear, selectors.EVENT_READ)
            while not self._is_closed:
                ready = {key.fileobj for key, _ in selector.select()}
                if self._ear in ready:
                    self._ear.recv(_READ_BYTES)
                if self._listener in ready:
                    line, _ = self._listener.accept()
                    with line, suppress(OSError):
                        self._attend(line)

    def _attend(self, line: socket.socket) -> None:
        """Answer one QEMU until it is gone, or the port is."""
        with self._lock:
            # The device that is in now is told of at the greeting; older wishes are history.
            redirection = Redirection(self._device)
            self._wishes.clear()
        line.sendall(redirection.hello())
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            selector.register(self._ear, selectors.EVENT_READ)
            while not self._is_closed:
                timeout_s = _TICK_S if redirection.is_waiting else None
                ready = {key.fileobj for key, _ in selector.select(timeout_s)}
                if self._ear in ready:
                    self._ear.recv(_READ_BYTES)
                    line.sendall(self._fulfil(redirection))
                if line in ready:
                    received = line.recv(_READ_BYTES)
                    if not received:
                        return
                    try:
                        line.sendall(redirection.receive(received))
                    except ProtocolError as error:
                        self.faults.append(str(error))
                        return
                line.sendall(redirection.poll())

    def _fulfil(self, redirection: Redirection) -> bytes:
        with self._lock:
            wishes, self._wishes = self._wishes, []
        return b"".join(wish(redirection) for wish in wishes)
