"""What comes over the net to a till: FinanzOnline and an archive that answer anything.

Whoever is at the other end, the till names what is wrong (`WireError`, `SchemaError`) and goes on.
"""

from contextlib import suppress
from typing import Final

from firmware.accord.messages import Offer
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Verifier, read_checkpoint, read_note
from firmware.sync import reply
from firmware.sync.archive.client import Client, Door, Refused
from firmware.sync.archive.wire import Answer, Request, Wire
from firmware.sync.fault import SchemaError, WireError
from firmware.sync.post import Received
from firmware.sync.soap import Contract, Service, document, pretty, tree
from tests.fuzz.tape import Tape

SESSION: Final = Contract(Service.SESSION)
REGISTER: Final = Contract(Service.RKDB)
DATABOX: Final = Contract(Service.DATABOX)
DOOR: Final = Door(till_id="0192f0c1-0000-7000-8000-000000000000", password="geheim")
OFFER: Final = Offer(version="1.4", size=4096, sha256="0" * 64, path="/v1/offer")
_PACKET: Final = 7


def office_session(data: bytes) -> None:
    """The answers to a login and a logout."""
    with suppress(WireError, SchemaError):
        reply.login_of(SESSION.read(_received(data), "loginResponse"))
    with suppress(WireError, SchemaError):
        reply.code_of(SESSION.read(_received(data), "logoutResponse"))


def office_register(data: bytes) -> None:
    """The answer to an order, as it comes and as it stands in a letter of the DataBox."""
    with suppress(WireError, SchemaError):
        answer = reply.answer_of(REGISTER.read(_received(data), "rkdbResponse"), _PACKET, "T")
        assert answer.codes
    with suppress(WireError):
        reply.answer_of(document(data), _PACKET, "T")


def office_databox(data: bytes) -> None:
    """The list of letters, and one of them."""
    for expected in ("getDataboxResponse", "getDataboxEntryResponse"):
        with suppress(WireError, SchemaError):
            said = DATABOX.read(_received(data), expected)
            reply.code_of(said)
            [one.text_of("applkey") for one in said.all("result")]


def transcript_xml(data: bytes) -> None:
    """What a transcript shows of an answer: well-formed, or nothing."""
    shown = pretty(data)
    if shown is not None:
        tree(shown)


def _received(data: bytes) -> Received:
    return Received(status=500 if data[:1] == b"5" else 200, body=data.removeprefix(b"5"))


class _TapedWire(Wire):
    """An archive that says what is on the tape: two bytes of status, then the body."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def call(self, request: Request) -> Answer:
        """The next answer."""
        said = self._tape.next()
        status = int.from_bytes(said[:2], "big")
        return Answer(status=status, body=said[2:], content_range="bytes 0-9/4096")


def archive_talk(data: bytes) -> None:
    """An archive that answers anything to each request of the protocol."""
    client = Client(_TapedWire(Tape(data)), 5.0, "fuzz")
    with suppress(WireError):
        said = client.head(DOOR)
        if not isinstance(said, Refused):
            _checkpoint(said.checkpoint)
    for ask in (
        lambda: client.send(DOOR, b"{}\n"),
        lambda: client.proof(DOOR, 3),
        lambda: client.parts(DOOR, "paket"),
        lambda: client.piece(DOOR, OFFER, 0, 10),
    ):
        with suppress(WireError):
            ask()


def _checkpoint(text: str) -> None:
    key = Verifier(name="kassa.example.at", public=bytes(32))
    with suppress(EvidenceError):
        note = read_note(text)
        note.is_signed_by(key)
        read_checkpoint(note)


TARGETS: Final = (office_session, office_register, office_databox, transcript_xml, archive_talk)
