"""Speaks to the office in plain XML, in our own words: a client without a line of the firmware."""

from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Final
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape

from tests.finanzonline.emulator.grammar import local_name
from tests.finanzonline.emulator.office import PATHS, Office
from tests.finanzonline.emulator.requests import DATABOX, RKDB, SESSION

MANUFACTURER: Final = "ATU12345678"
_ENVELOPE: Final = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
    "<soapenv:Body>{}</soapenv:Body></soapenv:Envelope>"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: its HTTP status, and its elements found by local name."""

    status: int
    body: bytes

    @property
    def root(self) -> Element:
        """The envelope."""
        return fromstring(self.body)

    def texts(self, name: str) -> list[str]:
        """The text of every element of this local name, in order."""
        return [one.text or "" for one in self.root.iter() if local_name(one) == name]

    @property
    def rc(self) -> str:
        """The only return code."""
        (code,) = self.texts("rc")
        return code


def one(name: str, text: str) -> str:
    """An element with a text."""
    return f"<{name}>{escape(text)}</{name}>"


def serial_of(number: int) -> str:
    """A certificate's number, marked as hexadecimal."""
    return f'<zertifikatsseriennummer hex="true">{number:x}</zertifikatsseriennummer>'


class Speaker:
    """One participant with one session."""

    def __init__(self, office: Office, mode: str = "T") -> None:
        self.office = office
        self.mode = mode
        self.tid = office.participant.tid
        self.benid = office.participant.benid
        self.pin = office.participant.pin
        self.session = "NOSESSION0000"

    def post(self, path: str, action: str, body: str, content_type: str = "text/xml") -> Heard:
        """Send a text as it is."""
        connection = HTTPConnection(self.office.url.removeprefix("http://"), timeout=10)
        headers = {"Content-Type": f"{content_type}; charset=utf-8", "SOAPAction": f'"{action}"'}
        try:
            connection.request("POST", path, body.encode(), headers)
            answer = connection.getresponse()
            return Heard(answer.status, answer.read())
        finally:
            connection.close()

    def send(self, namespace: str, action: str, root: str, inner: str) -> Heard:
        """Send an element of a service."""
        element = f'<{root} xmlns="{namespace}">{inner}</{root}>'
        return self.post(PATHS[namespace][0], action, _ENVELOPE.format(element))

    def login(self) -> Heard:
        """Open a session, and keep it."""
        inner = (
            one("tid", self.tid)
            + one("benid", self.benid)
            + one("pin", self.pin)
            + one("herstellerid", MANUFACTURER)
        )
        heard = self.send(SESSION, "login", "loginRequest", inner)
        if heard.status == 200 and heard.texts("rc") == ["0"]:
            (self.session,) = heard.texts("id")
        return heard

    def logout(self) -> Heard:
        """Close it."""
        return self.send(SESSION, "logout", "logoutRequest", self.who)

    @property
    def who(self) -> str:
        """What leads every request but the first."""
        return one("tid", self.tid) + one("benid", self.benid) + one("id", self.session)

    def ask(self, action: str, *, before: str = "") -> Heard:
        """Send an rkdbRequest with this action, whole."""
        inner = f"{self.who}{one('art_uebermittlung', self.mode)}{before}{action}"
        return self.send(RKDB, "rkdb", "rkdbRequest", inner)

    def tell(self, *items: str, before: str = "") -> Heard:
        """Send items in a packet."""
        return self.ask(f"<rkdb>{self.head}{''.join(items)}</rkdb>", before=before)

    @property
    def head(self) -> str:
        """Number and time of a packet."""
        return one("paket_nr", "7") + one("ts_erstellung", "2026-11-20T06:25:00Z")

    def query(self, name: str, subject: str, *, before: str = "") -> Heard:
        """Ask for a status."""
        return self.ask(f"<{name}>{self.head}{one('satznr', '1')}{subject}</{name}>", before=before)

    def databox(self, root: str, action: str, inner: str) -> Heard:
        """Ask the DataBox."""
        return self.send(DATABOX, action, root, self.who + inner)


def item(name: str, inner: str) -> str:
    """One item of a packet."""
    return f"<{name}>{one('satznr', '1')}{inner}</{name}>"


def register_unit(number: int, vda_id: str = "AT1") -> str:
    """The registration of a card by its certificate's number."""
    inner = one("art_se", "SIGNATURKARTE") + one("vda_id", vda_id) + serial_of(number)
    return item("registrierung_se", inner)


def register_till(register_id: str, user_key: str) -> str:
    """The registration of a till."""
    inner = (
        one("kassenidentifikationsnummer", register_id)
        + one("anmerkung", "Marktstand")
        + one("benutzerschluessel", user_key)
    )
    return item("registrierung_kasse", inner)


def check_receipt(code: str) -> str:
    """The check of a receipt."""
    return item("belegpruefung", one("beleg", code))


def fail(subject: str, name: str, reason: str, begin: str) -> str:
    """The failure of something; `name` is se or kasse."""
    inner = one("begruendung", reason) + one("beginn_ausfall", begin)
    return item(f"ausfall_{name}", f"{subject}<ausfall>{inner}</ausfall>")


def recover(subject: str, name: str, end: str) -> str:
    """The end of a failure."""
    return item(f"wiederinbetriebnahme_{name}", subject + one("ende_ausfall", end))


def end(subject: str, name: str, reason: str) -> str:
    """Something goes out of service."""
    inner = one("begruendung", reason)
    return item(f"ausfall_{name}", f"{subject}<ausserbetriebnahme>{inner}</ausserbetriebnahme>")


def till_of(register_id: str) -> str:
    """A register's name."""
    return one("kassenidentifikationsnummer", register_id)
