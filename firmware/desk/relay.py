"""The net between the till and its archive, as a switch: a port that passes on, or hangs up."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from typing import Final

_PIECE_BYTES: Final = 64 * 1024
_CONNECT_S: Final = 5.0
_HERE: Final = "127.0.0.1"


class Relay:
    """Passes connections on to `target` while the net is there; any method from any thread."""

    def __init__(self, target: int) -> None:
        """Listen on a free port of this machine; `target` is the port of whoever is meant."""
        self._target = target
        self._listener = socket.create_server((_HERE, 0))
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._is_on, self._is_closed = True, False
        self._accepting = Thread(target=self._accept, name="net", daemon=True)
        self._accepting.start()

    @property
    def port(self) -> int:
        """Where the till finds its archive."""
        return int(self._listener.getsockname()[1])

    @property
    def is_on(self) -> bool:
        """Whether there is a net."""
        return self._is_on

    def switch(self, *, is_on: bool) -> None:
        """The net comes, or goes with every connection there is."""
        with self._lock:
            self._is_on = is_on
            if not is_on:
                self._cut()

    def close(self) -> None:
        """End it."""
        with self._lock:
            self._is_on, self._is_closed = False, True
            self._cut()
        # Wakes whoever waits for a connection.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            # The socket stays open where nobody is: a free port could be somebody else's soon.
            Thread(target=self._pass_on, args=(near,), name="net", daemon=True).start()

    def _pass_on(self, near: socket.socket) -> None:
        with near, suppress(OSError):
            if not self._is_on:
                return
            with (
                socket.create_connection((_HERE, self._target), _CONNECT_S) as far,
                self._kept(near, far),
            ):
                far.settimeout(None)
                back = Thread(target=_pump, args=(far, near), name="net", daemon=True)
                back.start()
                _pump(near, far)
                back.join()

    @contextmanager
    def _kept(self, *ends: socket.socket) -> Iterator[None]:
        """While it lasts, a switch that goes off cuts these."""
        with self._lock:
            if not self._is_on:
                for one in ends:
                    _hang_up(one)
            self._open.update(ends)
        try:
            yield
        finally:
            with self._lock:
                self._open.difference_update(ends)

    def _cut(self) -> None:
        for one in self._open:
            _hang_up(one)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE_BYTES):
            target.sendall(piece)
    # Whoever has no more to say has hung up: no request of the protocol is half a connection.
    _hang_up(source)
    _hang_up(target)


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
