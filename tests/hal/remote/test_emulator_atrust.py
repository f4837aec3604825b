"""The emulated a.sign RK Online refuses what the real one refuses."""

import base64
import json

import pytest

from hal.remote.emulator import Asked, EmulatedUnit, RefusedError
from hal.remote.emulator_atrust import EmulatedATrust

HASH = base64.b64encode(bytes(32)).decode()
GOOD = {"password": "123456789", "hash": HASH}
JSON = {"content-type": "application/json"}


@pytest.fixture
def service() -> EmulatedATrust:
    return EmulatedATrust(EmulatedUnit("a"))


def asked(
    method: str,
    path: str,
    content: object = None,
    headers: dict[str, str] | None = None,
) -> Asked:
    body = b"" if content is None else json.dumps(content).encode()
    return Asked(method=method, path=path, headers=headers or {}, body=body)


def test_what_is_asked_for_is_answered(service: EmulatedATrust) -> None:
    """Provider, certificate with its serial in both bases, signature in base64url."""
    assert {"zdaid": "AT1"} == json.loads(service.reply(asked("GET", "/u123456789/ZDA")).body)
    said = json.loads(service.reply(asked("GET", "/u123456789/Certificate")).body)
    assert service.unit.certificate == base64.b64decode(said["Signaturzertifikat"])
    assert int(said["ZertifikatsseriennummerHex"], 16) == int(said["Zertifikatsseriennummer"])
    assert 2 == len(said["Zertifizierungsstellen"])
    signed = json.loads(service.reply(asked("POST", "/u123456789/Sign/Hash", GOOD, JSON)).body)
    assert 86 == len(signed["signature"])


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asked("GET", "/u1/ZDA"), 401),
        (asked("GET", "/u123456789/Nothing"), 404),
        (asked("GET", "/u123456789/Sign/Hash"), 404),
        (asked("POST", "/u123456789/Sign/Hash", GOOD), 415),
        (asked("POST", "/u123456789/Sign/Hash", GOOD | {"password": "x"}, JSON), 401),
        (asked("POST", "/u123456789/Sign/Hash", {"hash": HASH}, JSON), 401),
        (asked("POST", "/u123456789/Sign/Hash", GOOD | {"hash": "!"}, JSON), 400),
        (asked("POST", "/u123456789/Sign/Hash", GOOD | {"hash": "AAAA"}, JSON), 400),
        (asked("POST", "/u123456789/Sign/Hash", [], JSON), 400),
    ],
)
def test_refusals(service: EmulatedATrust, request_: Asked, status: int) -> None:
    """A driver that asks wrongly does not get along with it."""
    with pytest.raises(RefusedError) as refused:
        service.reply(request_)
    assert status == refused.value.status
    assert 0 == service.unit.signature_count
