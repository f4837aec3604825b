"""The client on the office's bad days: a named LATER, in time, without a secret."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from firmware.finanzonline.order import Act, Order, Verdict
from firmware.sync.fault import SchemaError
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.client import Client, order
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.registering import UnitForm, register_unit
from tests.finanzonline.emulator.tricks import Trick
from tests.finanzonline.emulator.writing import envelope, fault
from tests.finanzonline.receipts import SERIAL, Paper

DEADLINE_S = 0.3
#: Tricks a client overcomes by itself, or need not see.
HARMLESS = {
    Trick.SESSION_GONE,  # logs in again
    Trick.TWICE,  # known already, and how it stands is asked for
    Trick.SLIP,  # only received, and how it stands is asked for
}
PLAYED = [trick for trick in Trick if trick not in {Trick.FORCED, Trick.SCRIPTED, Trick.RAW}]
OPERATIONS = ["login", "registrierung_kasse", "status_kasse", "logout"]
#: Tricks that change nothing in an answer without packet, results or words.
IDLE_IN_SESSION = {Trick.WRONG_PAKET_NR, Trick.DUPLICATE, Trick.TWICE, Trick.SESSION_GONE}


@pytest.fixture
def client(office: Office, tmp_path: Path, clock: EmulatedClock) -> Client:
    """In a hurry; its card is registered."""
    form = UnitForm(kind="SIGNATURKARTE", vda_id="AT1", serial=SERIAL)
    assert "0" == register_unit(
        office.book(), office.directory, form, clock.now().utc, is_test=True
    )
    return Client(office, tmp_path, deadline_s=DEADLINE_S)


def till(now: datetime) -> Order:
    """The order that carries the AES key."""
    return order(Act.REGISTRIERUNG_KASSE, "MARKT-01", now)


def secrets_in(text: str, office: Office) -> list[str]:
    """Which of key, PIN and sessions stand in a text, also without their last characters."""
    key, pin = Paper().user_key, office.participant.pin
    sessions = {
        call.body.partition(b":id>")[2].partition(b"<")[0].decode()
        for call in office.calls
        if call.operation == "logout"
    }
    return [secret for secret in (key, pin, *sessions) if secret[:8] in text]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("trick", PLAYED)
def test_a_bad_day_is_for_later(
    client: Client, office: Office, clock: EmulatedClock, trick: Trick, operation: str
) -> None:
    """Whichever call it befalls: never refused, never late, nothing let out, and then it works."""
    office.misbehave(trick, operation=operation)
    began_s = time.monotonic()
    outcome = client.deliver(till(clock.now().utc))
    took_s = time.monotonic() - began_s

    is_seen = operation in {"login", "registrierung_kasse"} and trick not in HARMLESS
    if operation == "login":
        is_seen = is_seen and trick not in IDLE_IN_SESSION
    assert (Verdict.LATER if is_seen else Verdict.DONE) is outcome.verdict
    # Login, order, question and good-bye have a deadline each.
    assert took_s < 2 * DEADLINE_S + 1
    assert [] == secrets_in(client.everything_told(), office)
    assert 1 <= len([call for call in office.calls if call.trick is trick])
    office.behave()
    assert Verdict.DONE is client.deliver(till(clock.now().utc)).verdict


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_redirect_is_not_followed(
    client: Client, office: Office, clock: EmulatedClock, operation: str
) -> None:
    """PIN and key go where they were meant to go, and nowhere else."""
    office.misbehave(Trick.REDIRECT, operation=operation)
    client.deliver(till(clock.now().utc))

    assert [] == [call for call in office.calls if call.operation == "?"]


@pytest.mark.parametrize("operation", ["login", "registrierung_kasse"])
def test_words_that_repeat_a_secret_are_masked(
    client: Client, office: Office, clock: EmulatedClock, operation: str
) -> None:
    """As text, as character references, in parts no reader keeps, at the edge of every cut."""
    is_login = operation == "login"
    secret = office.participant.pin if is_login else Paper().user_key
    references = "".join(f"&#{ord(letter)};" for letter in secret)
    echoes = [secret, references, f"<!--{secret}--><?x {secret}?>", f"<![CDATA[{secret}]]>"]
    echoes += [f"<x y='{secret}'/>", f"<pin>{secret}</pin>", f"<x {secret}"]
    echoes += [f"{'.' * filling}{secret}" for filling in (270, 290, 480, 9960, 9990)]
    for echo in echoes:
        for body in (f"<a>{echo}</a>", echo, f"<a>{echo}"):
            office.say(body.encode(), operation=operation)
            assert Verdict.LATER is client.deliver(till(clock.now().utc)).verdict
        office.say(envelope(f"<b>{echo}</b>"), operation=operation)
        assert Verdict.LATER is client.deliver(till(clock.now().utc)).verdict

    assert [] == secrets_in(client.everything_told(), office)


@pytest.mark.parametrize("filling", [0, 200, 260, 280, 299, 480])
def test_a_fault_that_quotes_a_secret_is_masked(
    client: Client, office: Office, clock: EmulatedClock, filling: int
) -> None:
    """The real service quotes what it found wrong: here the key itself."""
    quoted = f"{'.' * filling}value '{Paper().user_key}' is not facet-valid"
    office.say(fault([quoted]), status=500, operation="registrierung_kasse")

    with pytest.raises(SchemaError) as error:
        client.deliver(till(clock.now().utc))
    assert [] == secrets_in(f"{error.value} {client.everything_told()}", office)


@pytest.mark.parametrize("session", ["X", "not of the form", "A" * 25, "<a/>", "ÄÖÜ4567890"])
def test_a_strange_session_is_no_refusal_of_the_order(
    client: Client, office: Office, clock: EmulatedClock, session: str
) -> None:
    """A login whose session cannot be used is the office's fault, and for later."""
    answer = (
        '<ns0:loginResponse xmlns:ns0="https://finanzonline.bmf.gv.at/fon/ws/session">'
        f"<ns0:id>{session}</ns0:id><ns0:rc>0</ns0:rc></ns0:loginResponse>"
    )
    office.say(envelope(answer), operation="login")

    assert Verdict.LATER is client.deliver(till(clock.now().utc)).verdict


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nContent-Length: 4\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n<a/>",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
        b"HTTP/1.1 200 " + b"\xff" * 100 + b"\r\n\r\n",
        bytes(range(256)) * 16,
    ],
)
def test_broken_http_is_for_later(
    client: Client, office: Office, clock: EmulatedClock, sent: bytes
) -> None:
    """Below XML everything can be wrong as well."""
    office.say_raw(sent, operation="registrierung_kasse")

    assert Verdict.LATER is client.deliver(till(clock.now().utc)).verdict
    assert Verdict.DONE is client.deliver(till(clock.now().utc)).verdict


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (-2, Verdict.LATER),
        (-3, Verdict.LATER),
        (-4, Verdict.REFUSED),
        (-5, Verdict.REFUSED),
        (-6, Verdict.REFUSED),
        (-7, Verdict.REFUSED),
        (-8, Verdict.REFUSED),
    ],
)
def test_refused_logins(
    client: Client, office: Office, clock: EmulatedClock, code: int, verdict: Verdict
) -> None:
    """Who is locked out is not tried again and again; the order itself is never sent."""
    office.force(str(code), operation="login")
    outcome = client.deliver(till(clock.now().utc))

    assert verdict is outcome.verdict
    assert 0 == office.count("registrierung_kasse")


def test_an_office_that_is_shut(client: Client, office: Office, clock: EmulatedClock) -> None:
    """Nobody listens there."""
    office.url = "http://127.0.0.1:1"

    shut = Client(office, client.folder, deadline_s=DEADLINE_S)
    assert Verdict.LATER is shut.deliver(till(clock.now().utc)).verdict
