"""Rigs for a signature service: in this process in emulated time, and over a real socket."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from hal.card.deadline import DeadlineCard
from hal.card.emulator import await_emulated_end
from hal.remote.atrust_online import ATrustOnline
from hal.remote.emulator import EmulatedService, EmulatedUnit, EmulatedWire, RemoteFaults, Trouble
from hal.remote.emulator_atrust import EmulatedATrust
from hal.remote.emulator_http import ServiceServer
from hal.remote.emulator_primesign import EmulatedPrimeSign
from hal.remote.https import HttpsWire
from hal.remote.port import Wire
from hal.remote.primesign import PrimeSign
from hal.remote.secret import Secret
from hal.remote.unit import Dialect, Refusal, RemoteUnit

USER = "u123456789"
SECRET = "KZ7-geheim-42"


class EmulatedClock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


class Kind:
    """One kind of service: how it is emulated, and how it is spoken to."""

    def __init__(self, name: str) -> None:
        self.name = name

    def service(self, seed: int = 1, secret: str = SECRET) -> EmulatedService:
        unit = EmulatedUnit(f"{self.name} {seed}")
        if self.name == "atrust":
            return EmulatedATrust(unit, user=USER, password=secret)
        return EmulatedPrimeSign(unit, user=USER, token=secret)

    def dialect(self, secret: str = SECRET) -> Dialect:
        return (
            ATrustOnline(USER, Secret(secret))
            if self.name == "atrust"
            else PrimeSign(Secret(secret))
        )

    @property
    def vda_id(self) -> str:
        return "AT1" if self.name == "atrust" else "AT3"

    @property
    def signs_at(self) -> str:
        """Part of the path that signs, and of no other."""
        return "Sign/Hash" if self.name == "atrust" else "r1raw"


class RemoteRig:
    """What the conformance tests ask of a place for signature units."""

    clock: Callable[[], float]
    await_end: Callable[[threading.Event, float], bool]
    hang_deadline_s: float

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.service: EmulatedService | None = None

    def wire(self) -> Wire:
        raise NotImplementedError

    def insert(self, service: EmulatedService) -> None:
        self.service = service

    def pull(self) -> None:
        self.service = None

    def make(self, seed: int = 1) -> EmulatedService:
        return self.kind.service(seed)

    def make_refusing(self) -> EmulatedService:
        return self.kind.service(secret="something else")

    def truth(self, service: EmulatedService) -> tuple[bytes, str, str, str, tuple[bytes, ...]]:
        unit = service.unit
        chain = unit.chain if self.kind.name == "atrust" else ()
        return unit.certificate, unit.serial, service.family, USER, chain

    def heal(self, service: EmulatedService) -> None:
        service.unit.faults = RemoteFaults()

    def flip(self, service: EmulatedService) -> None:
        service.unit.faults = RemoteFaults(flips_signature=True)

    def hush(self, service: EmulatedService) -> None:
        service.unit.faults = RemoteFaults(trouble=Trouble.MUTE)

    def lose_while_signing(self, service: EmulatedService) -> None:
        service.unit.faults = RemoteFaults(trouble=Trouble.RESET, path=self.kind.signs_at)

    def signatures(self, service: EmulatedService) -> int:
        return service.unit.signature_count

    @contextlib.contextmanager
    def held_by_another(self) -> Iterator[None]:
        """Too many requests: the service's word for busy."""
        assert self.service is not None
        before = self.service.unit.faults
        self.service.unit.faults = replace(before, status=429)
        yield
        self.service.unit.faults = before

    def driver(self, secret: str = SECRET, **options: object) -> RemoteUnit:
        return RemoteUnit(
            self.wire(),
            self.kind.dialect(secret),
            **{"vda_id": self.kind.vda_id, "clock": self.clock, **options},
        )

    def guarded(self, **options: object) -> DeadlineCard:
        shared = {"refusal": Refusal(), **options}
        return DeadlineCard(
            lambda: self.driver(**shared), clock=self.clock, await_end=self.await_end
        )


class InProcessRemoteRig(RemoteRig):
    """The emulated wire, in emulated time."""

    hang_deadline_s = 3.0

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.emulated = EmulatedClock()
        self.clock = self.emulated
        self.await_end = await_emulated_end
        self.slot = EmulatedWire(None, self.emulated.wait, self.emulated)

    def wire(self) -> Wire:
        return self.slot

    def insert(self, service: EmulatedService) -> None:
        super().insert(service)
        self.slot.service = service

    def pull(self) -> None:
        super().pull()
        self.slot.service = None


class SocketRig(RemoteRig):
    """A real server on a socket, in real time."""

    hang_deadline_s = 0.5

    def __init__(self, kind: Kind, server: ServiceServer, ca_file: Path | None = None) -> None:
        super().__init__(kind)
        self.server = server
        self._ca_file = ca_file
        self.clock = time.monotonic
        self.await_end = threading.Event.wait

    def wire(self) -> Wire:
        return HttpsWire(self.server.address, ca_file=self._ca_file)

    def insert(self, service: EmulatedService) -> None:
        super().insert(service)
        self.server.insert(service)

    def pull(self) -> None:
        super().pull()
        self.server.pull()
