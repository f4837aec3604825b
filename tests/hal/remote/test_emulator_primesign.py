"""The emulated PrimeSign refuses what the real one refuses."""

import pytest

from hal.remote.emulator import Asked, EmulatedUnit, RefusedError
from hal.remote.emulator_primesign import EmulatedPrimeSign

TOKEN = {"x-auth-token": "AAAAA-BBBBB-CCCCC"}
SIGN = "/rs/rk/signatures/r1raw"


@pytest.fixture
def service() -> EmulatedPrimeSign:
    return EmulatedPrimeSign(EmulatedUnit("a"))


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (Asked(method="GET", path="/rs/rk/config", headers={}, body=b""), 401),
        (Asked(method="POST", path=SIGN, headers={"x-auth-token": "x"}, body=bytes(32)), 401),
        (Asked(method="POST", path=SIGN, headers=TOKEN, body=b"x"), 400),
        (Asked(method="GET", path=SIGN, headers=TOKEN, body=b""), 404),
        (
            Asked(method="GET", path="/rs/keys/other/certificate.cer", headers=TOKEN, body=b""),
            404,
        ),
    ],
)
def test_refusals(service: EmulatedPrimeSign, request_: Asked, status: int) -> None:
    """A driver that asks wrongly does not get along with it."""
    with pytest.raises(RefusedError) as refused:
        service.reply(request_)
    assert status == refused.value.status
    assert 0 == service.unit.signature_count


def test_signature_is_text(service: EmulatedPrimeSign) -> None:
    """86 characters of base64url, nothing around them."""
    reply = service.reply(Asked(method="POST", path=SIGN, headers=TOKEN, body=bytes(32)))
    assert (86, "text/plain") == (len(reply.body), reply.content_type)
