"""The signature services of the settings, emulated on the bench."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from firmware.app.config_signature import SignatureSection
from hal.remote.emulator import EmulatedService, EmulatedUnit, EmulatedWire, RemoteFaults, Trouble
from hal.remote.emulator_atrust import EmulatedATrust
from hal.remote.emulator_primesign import EmulatedPrimeSign

#: What opens every service of a bench; a real one's secret is a credential file.
SECRET = "opens-nothing"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    service: EmulatedService
    wire: EmulatedWire


class Services:
    """One emulated service for each that the settings name, by kind; all on the net at first."""

    def __init__(
        self,
        sections: Sequence[SignatureSection],
        wait: Callable[[float], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._services: dict[str, _Service] = {}
        for section in sections:
            if section.is_service:
                service = _service(section)
                wire = EmulatedWire(service, wait, monotonic_s)
                self._services[section.kind] = _Service(service=service, wire=wire)

    @property
    def wires(self) -> Mapping[str, EmulatedWire]:
        """The way to each."""
        return {kind: one.wire for kind, one in self._services.items()}

    @property
    def secrets(self) -> Mapping[str, bytes]:
        """What opens each."""
        return dict.fromkeys(self._services, SECRET.encode())

    def unit(self, kind: str) -> EmulatedUnit:
        """Key and certificate of one."""
        return self._services[kind].service.unit

    def asked(self, kind: str) -> tuple[str, ...]:
        """The paths that were asked of one, oldest first."""
        return tuple(self._services[kind].service.requests)

    def renew(self) -> None:
        """New keys and certificates everywhere, as after some years."""
        for kind, one in self._services.items():
            one.service.unit = EmulatedUnit(f"bench {kind} renewed")

    def set_all(self, state: str, slow_s: float = 5.0) -> None:
        """`up` (healthy), `away` (no way there), `slow` (`slow_s` an answer), `dead` (silent)."""
        for one in self._services.values():
            one.wire.service = None if state == "away" else one.service
            match state:
                case "slow":
                    one.service.unit.faults = RemoteFaults(slow_s=slow_s)
                case "dead":
                    one.service.unit.faults = RemoteFaults(trouble=Trouble.MUTE)
                case _:
                    one.service.unit.faults = RemoteFaults()


def _service(section: SignatureSection) -> EmulatedService:
    unit = EmulatedUnit(f"bench {section.kind}")
    if section.kind == "atrust-online":
        return EmulatedATrust(unit, user=section.user, password=SECRET, vda_id=section.provider)
    return EmulatedPrimeSign(unit, token=SECRET, vda_id=section.provider)
