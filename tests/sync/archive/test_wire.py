"""One kept-alive connection, one deadline, and whom it trusts."""

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.sync.archive import wire
from firmware.sync.archive.wire import Answer, Part, Request, Trust, Wire, content_digest
from firmware.sync.fault import WireError, WireFault
from tests.faultproxy.proxy import Fault, FaultProxy, Plan, running_proxy
from tests.sync.archive.authority import OVER, issue
from tests.sync.archive.fake import FakeArchive, Heard, Reply, running_archive


def ask(way: Wire, deadline_s: float = 5.0, body: bytes | Part = b"{}") -> Answer:
    """Any request."""
    return way.call(Request(method="PUT", path="/v1/x", deadline_s=deadline_s, body=body))


def echo(_heard: Heard) -> Reply:
    """Anything."""
    return Reply(status=200, body=b"yes")


@pytest.fixture
def archive() -> Iterator[FakeArchive]:
    """Says yes to everything."""
    with running_archive() as running:
        running.tricks += [echo] * 100
        yield running


@pytest.fixture
def proxy(archive: FakeArchive) -> Iterator[FaultProxy]:
    """The way there."""
    with running_proxy(archive.url) as running:
        yield running


def fault_of(way: Wire, deadline_s: float = 5.0, body: bytes | Part = b"{}") -> WireFault:
    """What went wrong."""
    with pytest.raises(WireError) as error:
        ask(way, deadline_s, body)
    way.close()
    return error.value.fault


def test_one_connection_for_many_requests(proxy: FaultProxy, archive: FakeArchive) -> None:
    """Kept alive: no new connection for each batch; each body with its digest and length."""
    way = Wire(proxy.url, Trust())
    assert [b"yes"] * 5 == [ask(way).body for _ in range(5)]
    way.close()
    assert 1 == proxy.connections
    headers = archive.heard[0].headers
    assert ("2", content_digest(b"{}"), "identity") == (
        headers["content-length"],
        headers["content-digest"],
        headers["accept-encoding"],
    )


def test_a_path_before_the_protocol(archive: FakeArchive) -> None:
    """An archive may live below a path of its host."""
    way = Wire(f"{archive.url}/kassa/", Trust())
    ask(way)
    way.close()
    assert "/kassa/v1/x" == archive.heard[0].path


def test_a_connection_that_was_closed_meanwhile(proxy: FaultProxy, archive: FakeArchive) -> None:
    """The request goes out once more on a new one, and once only."""
    way = Wire(proxy.url, Trust())
    ask(way)
    proxy.plan = lambda: Plan(down=0)
    archive.tricks.insert(0, lambda _: Reply(status=0, raw=b" "))
    assert fault_of(way) is WireFault.UNREACHABLE
    assert 2 == proxy.connections


def test_a_reset_in_the_middle_of_a_body(proxy: FaultProxy) -> None:
    """Half of it went out."""
    proxy.plan = lambda: Plan(up=5000)
    assert fault_of(Wire(proxy.url, Trust()), body=bytes(100_000)) is WireFault.UNREACHABLE


def test_an_answer_that_ends_in_the_middle(proxy: FaultProxy) -> None:
    """Half of it came in."""
    proxy.plan = lambda: Plan(down=30, fault=Fault.CLOSE)
    assert fault_of(Wire(proxy.url, Trust())) is WireFault.UNREACHABLE


@pytest.mark.parametrize(
    "plan",
    [
        Plan(up=10, fault=Fault.SILENCE),
        Plan(down=10, fault=Fault.SILENCE),
        Plan(delay_s=0.2, bytes_a_s=50),
    ],
    ids=["half-open", "half an answer", "slow"],
)
def test_silence_ends_with_the_deadline(proxy: FaultProxy, plan: Plan) -> None:
    """However it comes about."""
    proxy.plan = lambda: plan
    begun_s = time.monotonic()
    assert fault_of(Wire(proxy.url, Trust()), 0.5) is WireFault.SLOW
    assert time.monotonic() - begun_s < 3


def test_a_line_that_is_cut_between_two_requests(proxy: FaultProxy) -> None:
    """Half-open: the connection is there, and nobody at its end."""
    way = Wire(proxy.url, Trust())
    ask(way)
    proxy.cut()
    assert fault_of(way, 0.5) is WireFault.SLOW
    proxy.mend()
    assert 200 == ask(way).status
    way.close()


def test_nobody_is_there() -> None:
    """No server on this port."""
    with running_archive() as gone:
        url = gone.url
    assert fault_of(Wire(url, Trust())) is WireFault.UNREACHABLE


def test_a_flood(archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than any answer has."""
    monkeypatch.setattr(wire, "ANSWER_BYTES_MAX", 100)
    archive.tricks.insert(0, lambda _: Reply(status=200, body=b"x" * 101))
    assert fault_of(Wire(archive.url, Trust())) is WireFault.LARGE


def test_a_part_of_a_file(archive: FakeArchive, tmp_path: Path) -> None:
    """Read piece by piece, sent with its digest; as often as it has to go."""
    path = tmp_path / "whole"
    path.write_bytes(bytes(range(256)) * 1000)
    part = Part(path=path, first=3, length=200_000)
    way = Wire(archive.url, Trust())
    ask(way, body=part)
    way.close()
    expected = path.read_bytes()[3:200_003]
    assert expected == archive.heard[0].body
    assert content_digest(expected) == content_digest(part)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("12", 12), ("0", 0), ("-1", None), ("soon", None), ("9" * 40, None), ("1٣", None)],
)
def test_retry_after(archive: FakeArchive, told: str, seconds: int | None) -> None:
    """Seconds are understood; dates and nonsense are not said."""
    value = told.encode().decode("latin-1")
    archive.tricks.insert(0, lambda _: Reply(status=503, headers=(("Retry-After", value),)))
    way = Wire(archive.url, Trust())
    assert seconds == ask(way).retry_after_s
    way.close()


def test_its_authority_is_trusted(tmp_path: Path) -> None:
    """The one of the file, and no others."""
    shown, other = issue(tmp_path / "a"), issue(tmp_path / "b")
    with running_archive(shown.context) as archive:
        archive.tricks.append(echo)
        way = Wire(archive.url, Trust(ca_file=shown.ca_file))
        assert b"yes" == ask(way).body
        way.close()
        assert fault_of(Wire(archive.url, Trust(ca_file=other.ca_file))) is WireFault.UNTRUSTED
        assert fault_of(Wire(archive.url, Trust())) is WireFault.UNTRUSTED
        assert 1 == len(archive.heard)


def test_a_pinned_certificate(tmp_path: Path) -> None:
    """Exactly this one; nothing is said to another before that is known."""
    shown, other = issue(tmp_path / "a"), issue(tmp_path / "b")
    with running_archive(shown.context) as archive:
        archive.tricks.append(echo)
        way = Wire(archive.url, Trust(fingerprint=shown.fingerprint))
        assert b"yes" == ask(way).body
        way.close()
        for trust in (
            Trust(fingerprint=other.fingerprint),
            Trust(fingerprint=shown.fingerprint, ca_file=other.ca_file),
            Trust(fingerprint=other.fingerprint, ca_file=shown.ca_file),
        ):
            assert fault_of(Wire(archive.url, trust)) is WireFault.UNTRUSTED
        assert 1 == len(archive.heard)


def test_an_old_certificate_and_one_of_another_host(tmp_path: Path) -> None:
    """Both are nobody's."""
    for number, shown in enumerate(
        (issue(tmp_path / "old", until=OVER), issue(tmp_path / "host", host="other.example"))
    ):
        with running_archive(shown.context) as archive:
            trust = Trust(ca_file=shown.ca_file)
            assert fault_of(Wire(archive.url, trust)) is WireFault.UNTRUSTED, number
            assert [] == archive.heard


def test_old_tls_is_refused(tmp_path: Path) -> None:
    """1.2 at least."""
    shown = issue(tmp_path)
    shown.context.set_ciphers("DEFAULT:@SECLEVEL=0")
    shown.context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        shown.context.maximum_version = ssl.TLSVersion.TLSv1_1
    with running_archive(shown.context) as archive:
        trust = Trust(ca_file=shown.ca_file)
        assert fault_of(Wire(archive.url, trust)) is WireFault.UNREACHABLE
        assert [] == archive.heard


def test_a_server_without_tls(archive: FakeArchive) -> None:
    """It is spoken to in TLS, and answers in clear."""
    url = archive.url.replace("http:", "https:")
    assert fault_of(Wire(url, Trust())) is WireFault.UNREACHABLE
