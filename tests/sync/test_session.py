"""In and out again."""

import pytest

from firmware.sync.exchange import Exchange
from firmware.sync.fault import LoginError, WireError, WireFault
from firmware.sync.mask import Mask
from firmware.sync.session import Session
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.tricks import Trick
from tests.logged import capture_logs
from tests.sync import calling


def operations(office: Office) -> list[str]:
    """What was called."""
    return [call.operation for call in office.calls]


def test_in_and_out(exchange: Exchange, office: Office) -> None:
    """One login, one logout; the session is a secret from the start."""
    with Session(exchange, calling.account_of(office)) as session:
        assert 1 == office.sessions.count_open
        assert 4 == len(session.mask.secrets)
    assert (["login", "logout"], 0) == (operations(office), office.sessions.count_open)


def test_a_wrong_pin(exchange: Exchange, office: Office) -> None:
    """Code and words; nobody is logged out who was not in."""
    office.participant.pin = "Anders66"
    account = calling.account_of(office)
    office.participant.pin = "Streng6eheim"
    with pytest.raises(LoginError) as error, Session(exchange, account):
        pytest.fail("was let in")
    assert ("-4", ["login"]) == (error.value.code, operations(office))


def test_an_error_within_still_logs_out(exchange: Exchange, office: Office) -> None:
    """The office counts open sessions."""
    with pytest.raises(KeyError), Session(exchange, calling.account_of(office)):
        raise KeyError
    assert 0 == office.sessions.count_open


@pytest.mark.parametrize("fault", [WireFault.SLOW, WireFault.UNREACHABLE, WireFault.UNTRUSTED])
def test_a_dead_line_is_left(exchange: Exchange, office: Office, fault: WireFault) -> None:
    """A good-bye would only wait for the deadline once more."""
    with pytest.raises(WireError), Session(exchange, calling.account_of(office)):
        raise WireError(fault, "gone")
    assert ["login"] == operations(office)


def test_a_logout_that_fails_is_told_and_no_more(exchange: Exchange, office: Office) -> None:
    """What was said in the session counts."""
    office.misbehave(Trick.GARBAGE, operation="logout")
    with capture_logs() as told, Session(exchange, calling.account_of(office)):
        pass
    assert ["not logged out"] == [line["event"] for line in told]


def test_renewed(exchange: Exchange, office: Office) -> None:
    """Another session; the old one stays a secret."""
    with Session(exchange, calling.account_of(office)) as session:
        session.renew()
        assert 5 == len(session.mask.secrets)
    assert ["login", "login", "logout"] == operations(office)


def test_a_call_to_the_register_service(exchange: Exchange, office: Office) -> None:
    """Who, session and mode lead it."""
    question = {
        "status_kasse": {
            "paket_nr": 7,
            "ts_erstellung": calling.NOW,
            "satznr": 1,
            "kassenidentifikationsnummer": "MARKT-01",
        }
    }
    with Session(exchange, calling.account_of(office)) as session:
        node = session.register(question, Mask())
    assert "7" == node.text_of("paket_nr")
    assert "T" == office.calls[1].mode
