"""The office misbehaves as told, so many times, and keeps or loses what took effect."""

import http.client
import ssl
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.emulator.tricks import Trick
from tests.finanzonline.receipts import SERIAL
from tests.finanzonline.speaker import Speaker, register_unit, serial_of


@pytest.mark.parametrize(("trick", "rc"), [(Trick.MAINTENANCE, "-2"), (Trick.TECHNICAL, "-3")])
def test_codes_instead_of_work(office: Office, speaker: Speaker, trick: Trick, rc: str) -> None:
    """For two calls, and then it works; login has the same codes."""
    office.misbehave(trick, calls=2, operation="registrierung_se")
    office.misbehave(trick, operation="login")

    codes = [speaker.tell(register_unit(SERIAL)).rc for _ in range(3)]
    assert [rc, rc, "0"] == codes
    assert [rc, "0"] == [speaker.login().rc for _ in range(2)]


def test_any_code_can_be_forced(office: Office, speaker: Speaker) -> None:
    """Also those no state leads to."""
    office.force("1336")

    assert "1336" == speaker.tell(register_unit(SERIAL)).rc
    assert {} == office.book().units


@pytest.mark.parametrize(
    ("trick", "error"),
    [
        (Trick.RESET, ConnectionError),
        (Trick.LOST, ConnectionError),
        (Trick.TRUNCATED, http.client.IncompleteRead),
    ],
)
def test_broken_connections(
    office: Office, speaker: Speaker, trick: Trick, error: type[Exception]
) -> None:
    """A reset before the work leaves nothing, a lost or cut answer was given."""
    office.misbehave(trick)

    with pytest.raises(error):
        speaker.tell(register_unit(SERIAL))

    again = "0" if trick is Trick.RESET else "B10"
    assert again == speaker.tell(register_unit(SERIAL)).rc


def test_bodies_that_are_no_answers(office: Office, speaker: Speaker) -> None:
    """Error 503, a redirect, a page, noise, nothing."""
    tricks = (Trick.UNAVAILABLE, Trick.REDIRECT, Trick.PAGE, Trick.GARBAGE, Trick.EMPTY)
    heard = []
    for trick in tricks:
        office.misbehave(trick)
        heard.append(speaker.tell(register_unit(SERIAL)))

    assert [503, 307, 200, 200, 200] == [one.status for one in heard]
    assert (b"", b"") == (heard[1].body, heard[4].body)
    assert heard[2].body.startswith(b"<!DOCTYPE html>")


def test_answers_that_are_wrong(office: Office, speaker: Speaker) -> None:
    """Other namespace, other types, another packet, two results, entities."""

    def answer(trick: Trick) -> bytes:
        office.misbehave(trick)
        return speaker.tell(register_unit(SERIAL)).body

    assert b"urn:somewhere:else" in answer(Trick.WRONG_NAMESPACE)
    assert b"<ns0:paket_nr>eins 7" in answer(Trick.WRONG_TYPES)
    assert b"<ns0:paket_nr>97" in answer(Trick.WRONG_PAKET_NR)
    assert 2 == answer(Trick.DUPLICATE).count(b"<ns0:result>")
    assert b"&j;" in answer(Trick.ENTITY_BOMB)
    assert b'SYSTEM "file:' in answer(Trick.ENTITY_FILE)


def test_a_request_may_arrive_twice(office: Office, speaker: Speaker) -> None:
    """The answer is the second one's."""
    office.misbehave(Trick.TWICE)

    assert "B10" == speaker.tell(register_unit(SERIAL)).rc


def test_a_session_may_end_mid_way(office: Office, speaker: Speaker) -> None:
    """Before the request is looked at; a new login helps."""
    office.misbehave(Trick.SESSION_GONE, operation="registrierung_se")

    assert "-1" == speaker.tell(register_unit(SERIAL)).rc
    speaker.login()
    assert "0" == speaker.tell(register_unit(SERIAL)).rc


def test_given_bytes_are_said(office: Office, speaker: Speaker) -> None:
    """As they are; and tricks not played can be taken back."""
    office.say(b"<a/>", status=418)
    office.say(b"<b/>")
    heard = speaker.query("status_see", serial_of(SERIAL))
    office.behave()

    assert (418, b"<a/>") == (heard.status, heard.body)
    assert "0" == speaker.tell(register_unit(SERIAL)).rc


@pytest.mark.parametrize("trick", [Trick.SILENT, Trick.DRIP, Trick.HUGE])
def test_slow_and_endless_answers(office: Office, trick: Trick) -> None:
    """Nothing, too little, too much; the office closes all the same when its block ends."""
    office.misbehave(trick)
    connection = HTTPConnection(office.url.removeprefix("http://"), timeout=0.1)
    headers = {"Content-Type": "text/xml", "SOAPAction": "login"}
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        '<loginRequest xmlns="https://finanzonline.bmf.gv.at/fon/ws/session">'
        "<tid>123456789</tid><benid>KASSEWS1</benid><pin>secret12</pin>"
        "<herstellerid>ATU12345678</herstellerid></loginRequest></e:Body></e:Envelope>"
    )
    connection.request("POST", "/fonws/ws/session", body, headers)

    if trick is Trick.SILENT:
        with pytest.raises(TimeoutError):
            connection.getresponse()
    else:
        amount = {Trick.DRIP: 3, Trick.HUGE: 500_000}[trick]
        assert amount == len(connection.getresponse().read(amount))
    connection.close()


def test_what_is_no_request_is_turned_away(office: Office) -> None:
    """Nothing is fetched here, and nothing without a length or of any length taken."""
    connection = HTTPConnection(office.url.removeprefix("http://"), timeout=5)
    connection.request("GET", "/fonws/ws/rkdb")
    assert 405 == connection.getresponse().status
    connection.close()
    connection.request("POST", "/fonws/ws/rkdb", headers={"Content-Length": "99999999"})
    assert 413 == connection.getresponse().status
    connection.close()


def test_it_speaks_tls(tmp_path: Path) -> None:
    """Under an authority of its own, which nobody else trusts."""
    with running_office(tls_folder=tmp_path) as office:
        host = office.url.removeprefix("https://")
        trusting = ssl.create_default_context(cafile=office.ca_file)
        connection = HTTPSConnection(host, timeout=5, context=trusting)
        connection.request("GET", "/")
        assert 405 == connection.getresponse().status
        connection.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            HTTPSConnection(host, timeout=5, context=ssl.create_default_context()).connect()
