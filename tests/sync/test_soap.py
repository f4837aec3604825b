"""Envelopes: written by our description, judged by our schema, read without trust."""

import socket

import pytest

from firmware.sync.fault import SchemaError, WireError, WireFault
from firmware.sync.packet import asking
from firmware.sync.post import Received
from firmware.sync.soap import FOLDER, NAMESPACES, Contract, Service, pretty, tree
from tests.sync import calling

LOGIN = {
    "tid": "123456789",
    "benid": "KASSEWS1",
    "pin": "Streng6eheim",
    "herstellerid": "ATU12345678",
}
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@pytest.fixture(scope="module")
def session() -> Contract:
    """The session service."""
    return Contract(Service.SESSION)


def envelope(content: str, status: int = 200) -> Received:
    """An answer with this in its body."""
    text = f'<e:Envelope xmlns:e="{SOAP}"><e:Body>{content}</e:Body></e:Envelope>'
    return Received(status=status, body=text.encode())


def fault_of(contract: Contract, received: Received) -> WireFault:
    """What is wrong with an answer to a login."""
    with pytest.raises(WireError) as error:
        contract.read(received, "loginResponse")
    return error.value.fault


def login_response(inner: str) -> str:
    """An answer to a login."""
    return f'<l:loginResponse xmlns:l="{NAMESPACES[Service.SESSION]}">{inner}</l:loginResponse>'


def test_all_is_qualified_and_in_order(session: Contract) -> None:
    """SOAP 1.1, UTF-8, the namespace of the service."""
    text = session.write("login", dict(reversed(LOGIN.items()))).decode()
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert f'<ns0:loginRequest xmlns:ns0="{NAMESPACES[Service.SESSION]}">' in text
    assert ["tid", "benid", "pin", "herstellerid"] == [
        part.split(">")[0] for part in text.split("<ns0:")[2:]
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tid", "1234567"),
        ("tid", "1234567890123"),
        ("benid", "abcd"),
        ("pin", "1234"),
        ("pin", "x" * 129),
        ("herstellerid", "ATU1234567-"),
    ],
)
def test_the_schema_judges_first(session: Contract, name: str, value: str) -> None:
    """The element is named, its value is not."""
    with pytest.raises(SchemaError, match=f"loginRequest/{name}$") as error:
        session.write("login", {**LOGIN, name: value})
    assert value not in str(error.value)


@pytest.mark.parametrize("fields", [{}, {**LOGIN, "more": "x"}, {**LOGIN, "tid": None}])
def test_what_cannot_be_written(session: Contract, fields: dict[str, object]) -> None:
    """A field too few or too many."""
    with pytest.raises(SchemaError):
        session.write("login", fields)


def test_a_question_without_its_mark(session: Contract) -> None:
    """A serial is always marked as hexadecimal: digits alone would be read as decimal."""
    contract = Contract(Service.RKDB)
    who = {"tid": "123456789", "benid": "KASSEWS1", "id": "0123456789", "art_uebermittlung": "T"}
    fields = asking(calling.unit("12345678"), 7, calling.NOW)
    assert b'hex="true">12345678<' in contract.write("rkdb", {**who, **fields})
    fields["status_see"]["zertifikatsseriennummer"] = "12345678"  # type: ignore[index]
    with pytest.raises(SchemaError):
        contract.write("rkdb", {**who, **fields})


def test_an_answer(session: Contract) -> None:
    """Its element, names without prefix, text without blanks."""
    node = session.read(
        envelope(login_response("<l:rc> 0 </l:rc><!-- so --><x>1</x>")), "loginResponse"
    )
    assert ("0", "1", None) == (node.text_of("rc"), node.text_of("x"), node.text_of("id"))


ANSWERS = {
    "not XML": (b"\xff\xfe\x00", WireFault.NOT_XML),
    "nothing": (b"", WireFault.NOT_XML),
    "cut off": (b"<e:Envelope", WireFault.NOT_XML),
    "a document type": (b"<!DOCTYPE a []><a/>", WireFault.NOT_XML),
    "an entity": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', WireFault.NOT_XML),
    "too deep": (b"<a>" * 3000 + b"</a>" * 3000, WireFault.NOT_XML),
    "no envelope": (b"<a/>", WireFault.STRANGE),
    "SOAP 1.2": (
        b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>',
        WireFault.STRANGE,
    ),
    "no body": (f'<e:Envelope xmlns:e="{SOAP}"/>'.encode(), WireFault.STRANGE),
    "an empty body": (envelope("").body, WireFault.STRANGE),
    "two elements": (envelope("<a/><b/>").body, WireFault.STRANGE),
    "without namespace": (envelope("<loginResponse/>").body, WireFault.STRANGE),
    "another element": (
        envelope(login_response("").replace("loginR", "logoutR")).body,
        WireFault.STRANGE,
    ),
    "a fault": (
        envelope("<e:Fault><faultstring>down</faultstring></e:Fault>").body,
        WireFault.FAULT,
    ),
}


@pytest.mark.parametrize(("body", "fault"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_no_answer(session: Contract, body: bytes, fault: WireFault) -> None:
    """Each with its name."""
    assert fault is fault_of(session, Received(status=200, body=body))


@pytest.mark.parametrize("status", [204, 301, 403, 500, 503])
def test_another_status(session: Contract, status: int) -> None:
    """Whatever stands in it, a good answer has 200."""
    assert WireFault.STATUS is fault_of(session, envelope(login_response("<rc>0</rc>"), status))
    assert WireFault.STATUS is fault_of(session, Received(status=status, body=b"<html>"))


@pytest.mark.parametrize(
    "inner",
    [
        "<faultcode>fon:ValidationError</faultcode><faultstring>cvc</faultstring>",
        "<faultstring>fon:ValidationError cvc</faultstring>",
        (
            '<detail><fon:ValidationError xmlns:fon="https://finanzonline.bmf.gv.at">cvc'
            "</fon:ValidationError></detail>"
        ),
    ],
)
def test_a_validation_error(session: Contract, inner: str) -> None:
    """Wherever in the fault it stands."""
    with pytest.raises(SchemaError, match="cvc"):
        session.read(envelope(f"<e:Fault>{inner}</e:Fault>", 500), "loginResponse")


def test_twice_the_same_element(session: Contract) -> None:
    """Which would count?"""
    node = session.read(envelope(login_response("<rc>0</rc><rc>1</rc>")), "loginResponse")
    with pytest.raises(WireError, match="2 times rc"):
        node.text_of("rc")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The descriptions lie beside the module."""

    def refuse(*_: object) -> None:
        raise AssertionError("the net was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for service in Service:
        Contract(service)
    names = {path.name for path in FOLDER.iterdir()}
    services = ("session", "rkdb", "databox")
    assert {f"{name}.{kind}" for name in services for kind in ("wsdl", "xsd")} == names


def test_trees_and_pretty_text() -> None:
    """What is no XML is None."""
    assert (None, None) == (tree("<a"), pretty(b"<a"))
    assert "<a>\n  <b/>\n</a>\n" == pretty(b"<a><b/></a>")
