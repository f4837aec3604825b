"""a.sign RK Online as its public clients speak it."""

import base64
import json

import pytest

from hal.card.port import SignatureCard
from hal.errors import Fault, HalError
from hal.remote.atrust_online import ATrustOnline
from hal.remote.emulator import RemoteFaults
from hal.remote.port import Answer, Request
from hal.remote.secret import Secret
from hal.remote.unit import RemoteUnit
from tests.hal.card.rigs import fault_of
from tests.hal.remote.rigs import SECRET, USER, InProcessRemoteRig

DIGEST = bytes(range(32))
DEADLINE_S = 3.0


class TappedWire:
    """Keeps what was asked, and may change an answer."""

    def __init__(self, rig: InProcessRemoteRig) -> None:
        self._inner = rig.wire()
        self.requests: list[Request] = []
        self.replaced: dict[str, bytes] = {}

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        """See `Wire.exchange`."""
        self.requests.append(request)
        answer = self._inner.exchange(request, ends_at_s)
        for part, body in self.replaced.items():
            if part in request.path:
                return Answer(status=200, body=body)
        return answer


def unit_on(wire: TappedWire, rig: InProcessRemoteRig, user: str = USER) -> SignatureCard:
    return RemoteUnit(wire, ATrustOnline(user, Secret(SECRET)), clock=rig.clock)


def test_words_of_a_signature(atrust_rig: InProcessRemoteRig) -> None:
    """The digest in base64 and the password, in JSON, to `Sign/Hash` of the user."""
    atrust_rig.insert(atrust_rig.make())
    wire = TappedWire(atrust_rig)

    unit_on(wire, atrust_rig).sign(DIGEST, DEADLINE_S)

    request = wire.requests[-1]
    assert ("POST", f"/{USER}/Sign/Hash") == (request.method.value, request.path)
    assert {"Content-Type": "application/json"} == dict(request.headers)
    expected = {"password": SECRET, "hash": base64.b64encode(DIGEST).decode()}
    assert expected == json.loads(request.body)
    assert [False, False, True] == [one.shows_secret for one in wire.requests]


def test_user_is_one_part_of_the_path(atrust_rig: InProcessRemoteRig) -> None:
    """A name with a slash leads nowhere else."""
    wire = TappedWire(atrust_rig)
    atrust_rig.insert(atrust_rig.make())

    fault_of(lambda: unit_on(wire, atrust_rig, "../u1?x").identify(DEADLINE_S))

    assert "/..%2Fu1%3Fx/Certificate" == wire.requests[0].path


def test_serial_in_words_must_be_the_certificates(atrust_rig: InProcessRemoteRig) -> None:
    """A service that contradicts its own certificate is not believed."""
    service = atrust_rig.make()
    atrust_rig.insert(service)
    service.unit.faults = RemoteFaults(says_other_serial=True)

    with pytest.raises(HalError, match="but the certificate has") as refused:
        atrust_rig.driver().identify(DEADLINE_S)
    assert Fault.BROKEN is refused.value.fault


@pytest.mark.parametrize(
    ("decimal", "in_hex", "is_taken"),
    [
        ("{d}", "{x:X}", True),
        ("{d}", "00{x:x}", True),
        ("{d}", "", True),
        ("", "{x:X}", True),
        ("{d}", "{d}", False),
        ("{x:x}", "{x:x}", False),
    ],
)
def test_spellings_of_the_serial(
    atrust_rig: InProcessRemoteRig,
    decimal: str,
    in_hex: str,
    is_taken: bool,  # noqa: FBT001
) -> None:
    """Capitals and zeros in front do not matter; another number does; what is not said does not."""
    service = atrust_rig.make()
    atrust_rig.insert(service)
    number = int(service.unit.serial, 16)
    wire = TappedWire(atrust_rig)
    content = {
        "Signaturzertifikat": base64.b64encode(service.unit.certificate).decode(),
        "Zertifikatsseriennummer": decimal.format(d=number, x=number),
        "ZertifikatsseriennummerHex": in_hex.format(d=number, x=number),
    }
    wire.replaced["Certificate"] = json.dumps(content).encode()
    unit = unit_on(wire, atrust_rig)

    if is_taken:
        assert service.unit.serial == unit.identify(DEADLINE_S).serial
    else:
        assert fault_of(lambda: unit.identify(DEADLINE_S)) is Fault.BROKEN


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("Certificate", b'{"Signaturzertifikat": "AAAA"}'),
        ("Certificate", b'{"Signaturzertifikat": "!"}'),
        ("Certificate", b'{"Signaturzertifikat": 7}'),
        ("ZDA", b"{}"),
        ("Sign", b'{"signature": "AAAA"}'),
        ("Sign", b'{"result": "x"}'),
    ],
)
def test_answers_that_are_none(atrust_rig: InProcessRemoteRig, part: str, body: bytes) -> None:
    """What was not asked for is BROKEN, wherever it comes."""
    atrust_rig.insert(atrust_rig.make())
    wire = TappedWire(atrust_rig)
    wire.replaced[part] = body

    assert fault_of(lambda: unit_on(wire, atrust_rig).sign(DIGEST, DEADLINE_S)) is Fault.BROKEN
