"""The emulated service is strict where a real one is."""

import pytest

from hal.card.certificate import parse_certificate
from hal.errors import Fault
from hal.remote.emulator import (
    Asked,
    EmulatedUnit,
    EmulatedWire,
    RefusedError,
    RemoteFaults,
    Trouble,
    answer,
)
from hal.remote.emulator_atrust import EmulatedATrust
from hal.remote.port import Method, Request
from tests.hal.card.rigs import fault_of
from tests.hal.remote.rigs import EmulatedClock

DIGEST = bytes(range(32))
ZDA = Request(method=Method.GET, path="/u123456789/ZDA")


def test_unit_follows_from_its_seed() -> None:
    """Same seed, same bytes; another seed, another key and serial."""
    one, same, other = EmulatedUnit("a"), EmulatedUnit("a"), EmulatedUnit("b")

    assert (one.certificate, one.sign(DIGEST)) == (same.certificate, same.sign(DIGEST))
    assert one.serial != other.serial
    assert parse_certificate(one.certificate).confirms(one.sign(DIGEST), DIGEST)
    assert one.serial == parse_certificate(one.certificate).serial
    assert "1234" == EmulatedUnit("a", serial=0x1234).serial


def test_unit_signs_digests_only() -> None:
    """32 bytes, or 400."""
    with pytest.raises(RefusedError, match="400"):
        EmulatedUnit("a").sign(b"x")


def test_faults_change_what_is_shown() -> None:
    """A wrong certificate has the same serial and another key."""
    unit = EmulatedUnit("a")
    unit.faults = RemoteFaults(shows_wrong_certificate=True, flips_signature=True)
    shown = parse_certificate(unit.shown.certificate)

    assert unit.serial == shown.serial
    assert unit.certificate != unit.shown.certificate
    assert not parse_certificate(unit.certificate).confirms(unit.sign(DIGEST), DIGEST)


def test_faults_meet_their_path_only() -> None:
    """A status for `Sign` leaves the certificate as it is."""
    service = EmulatedATrust(EmulatedUnit("a"))
    service.unit.faults = RemoteFaults(status=500, path="Sign")
    asked = Asked(method="GET", path="/u123456789/ZDA", headers={}, body=b"")

    assert 200 == answer(service, asked).status
    assert 500 == answer(service, Asked(method="POST", path="/x/Sign", headers={}, body=b"")).status
    assert ["/u123456789/ZDA", "/x/Sign"] == service.requests


def test_wire_takes_the_time_the_service_takes() -> None:
    """Slow is waited for; never is waited for until the deadline."""
    clock = EmulatedClock()
    service = EmulatedATrust(EmulatedUnit("a"))
    wire = EmulatedWire(service, clock.wait, clock)
    begun_s = clock.now_s
    service.unit.faults = RemoteFaults(slow_s=1.5)
    wire.exchange(ZDA, begun_s + 3.0)
    assert begun_s + 1.5 == clock.now_s

    service.unit.faults = RemoteFaults(trouble=Trouble.MUTE)
    assert fault_of(lambda: wire.exchange(ZDA, begun_s + 3.0)) is Fault.TIMEOUT
    assert begun_s + 3.0 == clock.now_s
    service.unit.faults = RemoteFaults()
    assert fault_of(lambda: wire.exchange(ZDA, begun_s + 3.0)) is Fault.TIMEOUT
