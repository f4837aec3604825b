"""A way between two programs on which bytes get lost, late, or nowhere: TCP, so TLS goes through.

Each connection has a plan. A plan lets some bytes through each way, then does what it says; the
whole way can be cut as well, as when somebody drives into a tunnel: nothing comes back, not even
the end of the connection.
"""

import random
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import urlsplit

_PIECE: Final = 4096
_STEP_S: Final = 0.01
#: Close with a reset: linger, and for no time at all.
_RESET: Final = struct.pack("ii", 1, 0)
_NO_LIMIT: Final = 1 << 62


class Fault(Enum):
    """What happens when a plan's bytes are used up."""

    RESET = "reset"
    CLOSE = "close"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """So many bytes up and down get through, then `fault`; `bytes_a_s` is the speed of each way."""

    up: int = _NO_LIMIT
    down: int = _NO_LIMIT
    fault: Fault = Fault.RESET
    bytes_a_s: int = 0
    delay_s: float = 0.0


GOOD: Final = Plan()


def moods(seed: int, bad_of_ten: int = 5) -> Callable[[], Plan]:
    """Plans by chance, the same for the same seed: some good, some that break somewhere."""
    dice = random.Random(seed)

    def mood() -> Plan:
        if dice.randrange(10) >= bad_of_ten:
            return GOOD
        limit = dice.choice((0, 1, 100, 500, 1500, 4000, 20_000))
        fault = dice.choice((Fault.RESET, Fault.CLOSE))
        return Plan(up=limit, fault=fault) if dice.random() < 0.5 else Plan(down=limit, fault=fault)

    return mood


class FaultProxy:
    """Listens on this machine and goes on to `target`; `plan` is asked at each connection."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        assert parts.hostname is not None
        assert parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"{parts.scheme}://{parts.hostname}:{port}"
        self.plan: Callable[[], Plan] = lambda: GOOD
        self.connections = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self._is_cut = Event()
        self._is_over = Event()
        self._lock = Lock()
        self._threads: list[Thread] = []

    def cut(self) -> None:
        """From now on nothing gets through, and nobody is told."""
        self._is_cut.set()

    def mend(self) -> None:
        """What is sent from now on gets through; what was on the way is lost."""
        self._is_cut.clear()

    def serve(self) -> None:
        """Until the end."""
        self._listener.settimeout(0.05)
        while not self._is_over.is_set():
            with suppress(TimeoutError, OSError):
                client, _ = self._listener.accept()
                self.connections += 1
                self._begin(lambda client=client: self._carry(client, self.plan()))
        self._listener.close()

    def close(self) -> None:
        """All connections end."""
        self._is_over.set()
        for one in self._threads:
            one.join(5)

    def _begin(self, run: Callable[[], None]) -> None:
        thread = Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _carry(self, client: socket.socket, plan: Plan) -> None:
        if self._is_cut.is_set():
            self._hold(client)
            return
        try:
            server = socket.create_connection(self._target, 5)
        except OSError:
            _end(client, Fault.RESET)
            return
        way = _Way(self, client, server, plan)
        self._begin(lambda: way.pump(client, server, plan.up, is_up=True))
        way.pump(server, client, plan.down, is_up=False)

    def _hold(self, client: socket.socket) -> None:
        """Nobody is there, and nobody says so."""
        while not self._is_over.wait(_STEP_S):
            pass
        _end(client, Fault.RESET)

    def count(self, amount: int, *, is_up: bool) -> None:
        """So many bytes came through."""
        with self._lock:
            if is_up:
                self.bytes_up += amount
            else:
                self.bytes_down += amount

    @property
    def is_cut(self) -> bool:
        """Whether nothing gets through now."""
        return self._is_cut.is_set()

    @property
    def is_over(self) -> Event:
        """The end of everything."""
        return self._is_over


class _Way:
    """One connection, both ways."""

    def __init__(
        self, proxy: FaultProxy, client: socket.socket, server: socket.socket, plan: Plan
    ) -> None:
        self._proxy, self._client, self._server, self._plan = proxy, client, server, plan
        self._is_done = Event()

    def pump(self, source: socket.socket, sink: socket.socket, limit: int, *, is_up: bool) -> None:
        """One way, until its bytes are used up or one of the ends has gone."""
        left = limit
        while not (self._is_done.is_set() or self._proxy.is_over.is_set()):
            try:
                source.settimeout(_STEP_S)
                piece = source.recv(_PIECE)
            except TimeoutError:
                continue
            except OSError:
                break
            if self._proxy.is_cut:
                # On the way and lost; that it was the end is lost as well.
                self._wait_for_end()
                break
            if not piece:
                break
            if not self._hand_on(piece[:left], sink, is_up=is_up):
                break
            left -= len(piece)
            if left <= 0:
                self._fail()
                return
        self._close(Fault.CLOSE)

    def _hand_on(self, piece: bytes, sink: socket.socket, *, is_up: bool) -> bool:
        plan = self._plan
        pause_s = plan.delay_s + (len(piece) / plan.bytes_a_s if plan.bytes_a_s else 0.0)
        if pause_s and self._is_done.wait(pause_s):
            return False
        self._proxy.count(len(piece), is_up=is_up)
        try:
            sink.settimeout(5)
            sink.sendall(piece)
        except OSError:
            return False
        return True

    def _fail(self) -> None:
        if self._plan.fault is Fault.SILENCE:
            self._wait_for_end()
        self._close(self._plan.fault)

    def _wait_for_end(self) -> None:
        while not (self._is_done.wait(_STEP_S) or self._proxy.is_over.is_set()):
            pass

    def _close(self, fault: Fault) -> None:
        self._is_done.set()
        for one in (self._client, self._server):
            _end(one, fault)


def _end(end: socket.socket, fault: Fault) -> None:
    with suppress(OSError):
        if fault is Fault.RESET:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        else:
            end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def running_proxy(target: str) -> Iterator[FaultProxy]:
    """A proxy to `target` (`https://host:port`) that listens under `proxy.url`."""
    proxy = FaultProxy(target)
    thread = Thread(target=proxy.serve, name="proxy", daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(5)
