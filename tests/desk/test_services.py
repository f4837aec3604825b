"""The signature services on the bench."""

from collections.abc import Callable

import pytest

from firmware.app.config_signature import SignatureSection
from firmware.desk.services import Services
from hal.errors import Fault, HalError
from hal.remote.port import Answer, Method, Request

ATRUST = SignatureSection(kind="atrust-online", url="https://a.example", user="u1")
PRIMESIGN = SignatureSection(kind="primesign", url="https://p.example", vda_id="AT9")
CARD = SignatureSection(kind="card")


class Clock:
    """Seconds that pass when the services wait."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def services() -> Services:
    clock = Clock()
    return Services([CARD, ATRUST, PRIMESIGN], clock.wait, clock)


def ask(services: Services) -> Callable[[], Answer]:
    request = Request(method=Method.GET, path="/u1/ZDA")
    return lambda: services.wires["atrust-online"].exchange(request, 103.0)


def test_each_service_of_the_settings_is_there(services: Services) -> None:
    """The card is no service; all have the bench's secret."""
    assert {"atrust-online", "primesign"} == set(services.wires)
    assert set(services.wires) == set(services.secrets)
    assert services.unit("atrust-online").serial != services.unit("primesign").serial


@pytest.mark.parametrize(
    ("state", "fault"), [("away", Fault.ABSENT), ("slow", Fault.TIMEOUT), ("dead", Fault.TIMEOUT)]
)
def test_states(services: Services, state: str, fault: Fault) -> None:
    """Each is what its name says, and `up` heals it."""
    services.set_all(state)
    with pytest.raises(HalError) as refused:
        ask(services)()
    assert fault is refused.value.fault


def test_up_again(services: Services) -> None:
    """After a bad state everything is as before."""
    services.set_all("away")
    services.set_all("up")
    assert b'{"zdaid": "AT1"}' == ask(services)().body
    assert ("/u1/ZDA",) == services.asked("atrust-online")


def test_renewed(services: Services) -> None:
    """New keys and serials."""
    before = services.unit("primesign").serial
    services.renew()
    assert before != services.unit("primesign").serial
