"""What every service owes the till, beyond what cards owe it as well."""

import traceback
from dataclasses import replace

import pytest

from hal.errors import Fault, HalError
from hal.remote.emulator import EmulatedUnit, RemoteFaults, Trouble
from hal.remote.unit import Refusal
from tests.hal.card.rigs import fault_of
from tests.hal.remote.rigs import SECRET, InProcessRemoteRig

DIGEST = bytes(range(32))
DEADLINE_S = 3.0


@pytest.fixture(params=["atrust_rig", "primesign_rig"])
def rig(request: pytest.FixtureRequest) -> InProcessRemoteRig:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("faults", "fault"),
    [
        (RemoteFaults(status=401), Fault.PIN_WRONG),
        (RemoteFaults(status=403), Fault.PIN_BLOCKED),
        (RemoteFaults(status=429), Fault.BUSY),
        (RemoteFaults(status=503), Fault.BUSY),
        (RemoteFaults(status=404), Fault.BROKEN),
        (RemoteFaults(status=500), Fault.BROKEN),
        (RemoteFaults(status=204), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.REDIRECT), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.PORTAL), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.CUT), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.SHORT), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.HUGE), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.RESET), Fault.BROKEN),
        (RemoteFaults(trouble=Trouble.MUTE), Fault.TIMEOUT),
        (RemoteFaults(trouble=Trouble.DRIP), Fault.TIMEOUT),
        (RemoteFaults(slow_s=4.0), Fault.TIMEOUT),
        (RemoteFaults(shows_wrong_certificate=True), Fault.BROKEN),
    ],
)
def test_misfortune_has_a_name(rig: InProcessRemoteRig, faults: RemoteFaults, fault: Fault) -> None:
    """Each misfortune is the fault a caller can act on, with and without a call before."""
    service = rig.make()
    rig.insert(service)
    service.unit.faults = faults
    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is fault

    service.unit.faults = RemoteFaults()
    driver = rig.driver(expected_serial=service.unit.serial)
    driver.sign(DIGEST, DEADLINE_S)
    service.unit.faults = faults
    if not faults.shows_wrong_certificate:
        assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is fault
    service.unit.faults = RemoteFaults()
    if fault not in (Fault.PIN_WRONG, Fault.PIN_BLOCKED):
        assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_a_receipt_is_one_request(rig: InProcessRemoteRig) -> None:
    """With the certificate of the expected serial at hand nothing but the signature is asked."""
    service = rig.make()
    rig.insert(service)
    driver = rig.driver(expected_serial=service.unit.serial)
    driver.sign(DIGEST, DEADLINE_S)
    service.requests.clear()

    for _ in range(3):
        driver.sign(DIGEST, DEADLINE_S)

    assert 3 == len(service.requests)
    assert all(rig.kind.signs_at in path for path in service.requests)


def test_without_expected_serial_the_certificate_is_asked_each_time(
    rig: InProcessRemoteRig,
) -> None:
    """Before the first registration any unit will do, so none is assumed."""
    rig.insert(rig.make(seed=1))
    driver = rig.driver()
    driver.sign(DIGEST, DEADLINE_S)

    rig.insert(rig.make(seed=2))

    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_renewed_certificate_is_the_wrong_one(rig: InProcessRemoteRig) -> None:
    """A new key behind the same account is told from a bad signature."""
    service = rig.make()
    rig.insert(service)
    driver = rig.driver(expected_serial=service.unit.serial)
    driver.sign(DIGEST, DEADLINE_S)

    service.unit = EmulatedUnit("renewed")

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.WRONG_CARD


def test_provider_must_be_the_one_of_the_settings(rig: InProcessRemoteRig) -> None:
    """RKSV Anlage Z 2: field 1 of every receipt depends on it."""
    rig.insert(rig.make())

    assert fault_of(lambda: rig.driver(vda_id="AT2").identify(DEADLINE_S)) is Fault.WRONG_CARD
    assert rig.driver(vda_id="").identify(DEADLINE_S).serial


@pytest.mark.parametrize(("status", "fault"), [(401, Fault.PIN_WRONG), (403, Fault.PIN_BLOCKED)])
def test_refused_secret_is_shown_once_by_all_drivers(
    rig: InProcessRemoteRig, status: int, fault: Fault
) -> None:
    """One memory for an account: no driver shows again what another was refused."""
    service = rig.make()
    rig.insert(service)
    service.unit.faults = RemoteFaults(status=status, path=rig.kind.signs_at)
    refusal = Refusal()
    first, second = rig.driver(refusal=refusal), rig.driver(refusal=refusal)
    assert fault_of(lambda: first.sign(DIGEST, DEADLINE_S)) is fault
    service.unit.faults = RemoteFaults()
    service.requests.clear()

    for driver in (first, second, first):
        assert fault_of(lambda driver=driver: driver.sign(DIGEST, DEADLINE_S)) is fault

    assert not [path for path in service.requests if rig.kind.signs_at in path]
    assert len(rig.driver().sign(DIGEST, DEADLINE_S)) == 64


def test_lost_answers_are_no_refusal(rig: InProcessRemoteRig) -> None:
    """Other than a card a service locks nobody out for a line that was lost."""
    service = rig.make()
    rig.insert(service)
    driver = rig.driver()
    service.unit.faults = RemoteFaults(trouble=Trouble.MUTE)
    for _ in range(10):
        fault_of(lambda: driver.sign(DIGEST, DEADLINE_S))
    service.unit.faults = RemoteFaults()

    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_secret_shows_nowhere(rig: InProcessRemoteRig) -> None:
    """Neither driver nor error of any step holds password or token, frames and all."""
    driver = rig.driver()
    shown = [repr(driver), repr(rig.kind.dialect())]
    for faults in (
        RemoteFaults(),
        RemoteFaults(status=401),
        RemoteFaults(trouble=Trouble.PORTAL),
        RemoteFaults(trouble=Trouble.RESET),
        RemoteFaults(trouble=Trouble.MUTE),
    ):
        service = rig.make_refusing()
        service.unit.faults = faults
        rig.insert(service)
        for call in (lambda: rig.driver().sign(DIGEST, 1.0), lambda: rig.driver().identify(1.0)):
            try:
                call()
            except HalError as error:
                told = traceback.TracebackException.from_exception(error, capture_locals=True)
                # The emulated service's own frames are the other side's.
                frames = [frame for frame in told.stack if "emulator" not in frame.filename]
                shown += [str(told), *(str(frame.locals) for frame in frames)]
    assert shown
    assert not any(SECRET in text for text in shown)


def test_deadline_is_over_all_requests_together(rig: InProcessRemoteRig) -> None:
    """Three answers of a second each are no answer within two."""
    service = rig.make()
    rig.insert(service)
    service.unit.faults = replace(RemoteFaults(), slow_s=0.9)

    started_s = rig.clock()
    assert fault_of(lambda: rig.driver().sign(DIGEST, 2.0)) is Fault.TIMEOUT
    assert rig.clock() - started_s <= 2.0


def test_impossible_serial_is_refused_at_once(rig: InProcessRemoteRig) -> None:
    """As with a card."""
    with pytest.raises(ValueError, match="no certificate serial"):
        rig.driver(expected_serial="xyz")
