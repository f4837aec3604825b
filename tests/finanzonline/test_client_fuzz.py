"""Mutated answers: whatever comes, the client names it, and nothing secret leaves."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.finanzonline.order import Act, UnitKind, Verdict
from firmware.sync.fault import SchemaError
from firmware.sync.post import HttpPost, Received
from tests.finanzonline.client import Client, order
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.receipts import Paper, card

NOW: Final = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
KEY: Final = Paper().user_key
PIN: Final = "Streng6eheim"
CARD: Final = order(Act.REGISTRIERUNG_SE, "1a2b3c4d", NOW, unit_kind=UnitKind.CARD, vda_id="AT1")
TILL: Final = order(Act.REGISTRIERUNG_KASSE, "MARKT-01", NOW)
CHECK: Final = order(Act.BELEGPRUEFUNG, Paper().start(NOW), NOW)
ORDERS: Final = (CARD, TILL, CHECK)
STATUSES: Final = (200, 201, 204, 302, 400, 401, 403, 404, 500, 502, 503, 504, 999)
#: What a broken service might put anywhere; a secret it has just been told, too.
SPLINTERS: Final = [
    b"<", b">", b"/>", b"</", b"&", b"&amp;", b"&#0;", b"&lt;", b"]]>", b"<![CDATA[", b"<!--",
    b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE a []>", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b" ", b"\n", b"0", b"-1", b"-2", b"43", b"B10", b"9" * 40, b"PASS", b"FAIL",
    b"NOT_EXECUTED", b"ValidationError", b"<ns0:rc>0</ns0:rc>", b"<ns0:result>", b"xmlns=''",
    b"\xc3\x9c", b"@SECRET@",
]  # fmt: skip

Mutation = Callable[[bytes], bytes]


@dataclass(slots=True)
class Wire(HttpPost):
    """Carries requests to the office within the process, and spoils the answer to one of them."""

    office: Office
    spoiled_call: int
    mutations: list[Mutation]
    status: int
    calls: int = 0

    def send(self, url: str, action: str, body: bytes) -> Received:
        """See `HttpPost.send`."""
        headers = {"content-type": "text/xml; charset=utf-8", "soapaction": action}
        reply = self.office.respond(url, headers, body)
        self.calls += 1
        if self.calls - 1 != self.spoiled_call:
            return Received(status=reply.status, body=reply.body)
        spoiled = reply.body
        for mutate in self.mutations:
            spoiled = mutate(spoiled)
        secret = KEY if KEY.encode() in body else PIN
        return Received(status=self.status, body=spoiled.replace(b"@SECRET@", secret.encode()))


def _splice(position: float, length: int, put: bytes) -> Mutation:
    def mutate(body: bytes) -> bytes:
        begin = int(position * len(body))
        return body[:begin] + put + body[begin + length :]

    return mutate


def _repeat(position: float, length: int, times: int) -> Mutation:
    def mutate(body: bytes) -> bytes:
        begin = int(position * len(body))
        return body[:begin] + body[begin : begin + length] * times + body[begin + length :]

    return mutate


def _swap(old: bytes, new: bytes) -> Mutation:
    return lambda body: body.replace(old, new)


NAMES: Final = [
    b"ns0:rc", b"ns0:msg", b"ns0:result", b"ns0:rkdbMessage", b"ns0:paket_nr", b"status", b"ns0:id",
    b"ns0:verificationResult", b"ns0:verificationState", b"ns0:satznr", b"SOAP-ENV:Body",
    b"SOAP-ENV:Envelope", b"ns0:rkdbResponse", b"ns0:loginResponse", b"SOAP-ENV:Fault", b"a",
]  # fmt: skip
POSITIONS = st.floats(min_value=0, max_value=1)
MUTATIONS = st.one_of(
    st.builds(_splice, POSITIONS, st.integers(0, 40), st.sampled_from(SPLINTERS)),
    st.builds(_splice, POSITIONS, st.integers(0, 400), st.binary(max_size=20)),
    st.builds(_repeat, POSITIONS, st.integers(1, 300), st.integers(2, 40)),
    st.builds(_swap, st.sampled_from(NAMES), st.sampled_from(NAMES)),
)


@contextmanager
def client_with(wire: Wire) -> Iterator[Client]:
    """A client with a folder of its own."""
    wire.office.directory.publish(card().certificate)
    with tempfile.TemporaryDirectory() as folder:
        yield Client(wire.office, Path(folder), post=wire)


def deliver_all(client: Client) -> list[Verdict]:
    """What comes of the three orders; a malformed request is the only other error with a name."""
    verdicts = []
    for one in ORDERS:
        try:
            verdicts.append(client.deliver(one).verdict)
        except SchemaError as error:
            client.told.append(str(error))
            verdicts.append(Verdict.REFUSED)
    return verdicts


@settings(max_examples=80)
@given(
    st.integers(0, 11),
    st.lists(MUTATIONS, min_size=1, max_size=3),
    st.one_of(st.just(200), st.sampled_from(STATUSES)),
)
def test_no_mutated_answer_has_no_name(
    spoiled_call: int, mutations: list[Mutation], status: int
) -> None:
    """Login, order, question, good-bye of three orders, one of the answers spoiled."""
    office = Office(lambda: NOW)
    wire = Wire(office, spoiled_call, mutations, status)
    with client_with(wire) as client:
        deliver_all(client)
        told = client.everything_told()

    assert KEY not in told
    assert PIN not in told


@settings(max_examples=50)
@given(st.binary(max_size=300), st.sampled_from(STATUSES), st.integers(0, 3))
def test_noise_is_for_later(noise: bytes, status: int, spoiled_call: int) -> None:
    """Bytes that are no answer never decide anything."""
    office = Office(lambda: NOW)
    wire = Wire(office, spoiled_call, [lambda _: noise], status)
    with client_with(wire) as client:
        verdict = client.deliver(CARD).verdict

    # The question after a registration, and the good-bye, take nothing back.
    assert (Verdict.LATER if spoiled_call < 2 else Verdict.DONE) is verdict


@pytest.mark.parametrize("depth", [10, 200, 255, 300, 5_000])
def test_deep_answers_have_a_name(depth: int) -> None:
    """Neither the reader's stack nor its patience ends."""
    inner = "<ns0:verificationResultList><ns0:verificationResult>"
    deep = inner * depth
    tail = "</ns0:verificationResult></ns0:verificationResultList>" * depth

    def mutate(body: bytes) -> bytes:
        return body.replace(b"</ns0:result>", f"{deep}{tail}</ns0:result>".encode())

    office = Office(lambda: NOW)
    with client_with(Wire(office, 1, [mutate], 200)) as client:
        assert Verdict.LATER is client.deliver(CARD).verdict


def test_the_wire_is_fair() -> None:
    """Unspoiled, all three orders are done: what fails above fails for its mutation."""
    office = Office(lambda: NOW)
    with client_with(Wire(office, -1, [], 200)) as client:
        assert [Verdict.DONE] * 3 == deliver_all(client)
