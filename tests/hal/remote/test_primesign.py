"""PrimeSign as its public client speaks it."""

import json

import pytest

from hal.card.port import SignatureCard
from hal.errors import Fault
from hal.remote.emulator import EmulatedUnit
from hal.remote.emulator_primesign import KEY, EmulatedPrimeSign
from hal.remote.primesign import PrimeSign
from hal.remote.secret import Secret
from hal.remote.unit import RemoteUnit
from tests.hal.card.rigs import fault_of
from tests.hal.remote.rigs import SECRET, USER, InProcessRemoteRig
from tests.hal.remote.test_atrust_online import TappedWire

DIGEST = bytes(range(32))
DEADLINE_S = 3.0


def unit_on(wire: TappedWire, rig: InProcessRemoteRig) -> SignatureCard:
    return RemoteUnit(wire, PrimeSign(Secret(SECRET)), clock=rig.clock)


def test_words_of_a_signature(primesign_rig: InProcessRemoteRig) -> None:
    """The bare digest to `r1raw`, the token in its header, in every request."""
    primesign_rig.insert(primesign_rig.make())
    wire = TappedWire(primesign_rig)

    unit_on(wire, primesign_rig).sign(DIGEST, DEADLINE_S)

    asked = [(one.method.value, one.path, one.body) for one in wire.requests]
    assert [
        ("GET", "/rs/rk/config", b""),
        ("GET", f"/rs/keys/{KEY}/certificate.cer", b""),
        ("POST", "/rs/rk/signatures/r1raw", DIGEST),
    ] == asked
    assert {SECRET} == {dict(one.headers)["X-AUTH-TOKEN"] for one in wire.requests}
    assert all(one.shows_secret for one in wire.requests)


@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_capitals_of_the_config_do_not_matter(
    primesign_rig: InProcessRemoteRig, case: type[str]
) -> None:
    """Only one client is known, and it does not mind them."""
    primesign_rig.insert(primesign_rig.make())
    wire = TappedWire(primesign_rig)
    user = {case("UserId"): USER, case("DefaultKey"): KEY, case("Enabled"): True}
    config = {case("TspId"): "AT3", case("User"): user}
    wire.replaced["config"] = json.dumps(config).encode()

    assert USER == unit_on(wire, primesign_rig).identify(DEADLINE_S).card_number


def test_disabled_user_is_blocked(primesign_rig: InProcessRemoteRig) -> None:
    """The service says so before anything is signed."""
    service = primesign_rig.make()
    assert isinstance(service, EmulatedPrimeSign)
    service.is_enabled = False
    primesign_rig.insert(service)

    assert fault_of(lambda: primesign_rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.PIN_BLOCKED


def test_issuers_behind_the_certificate_are_kept(primesign_rig: InProcessRemoteRig) -> None:
    """A file of text may hold the chain, which the DEP wants (Anlage Z 3)."""
    unit = EmulatedUnit("pem")
    service = EmulatedPrimeSign(unit, token=SECRET, user=USER, has_pem=True)
    primesign_rig.insert(service)

    shown = primesign_rig.driver().identify(DEADLINE_S)

    assert (unit.certificate, unit.chain) == (shown.certificate, shown.chain)


def test_token_no_header_can_carry_is_refused() -> None:
    """At once, and without showing it."""
    with pytest.raises(ValueError, match="a header cannot carry") as refused:
        PrimeSign(Secret("schlüssel"))
    assert "schl" not in str(refused.value)
