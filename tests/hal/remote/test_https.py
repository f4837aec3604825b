"""`HttpsWire` against a real server on a socket: whom it believes, and how long it waits."""

import socket
import threading
import time
import traceback
from pathlib import Path

import httpcore
import pytest

from hal.errors import Fault, HalError
from hal.remote.emulator import RemoteFaults, Trouble
from hal.remote.emulator_http import ServiceServer
from hal.remote.https import HttpsWire, is_local
from hal.remote.port import Method, Request
from tests.hal.card.rigs import fault_of
from tests.hal.remote.pki import Authority
from tests.hal.remote.rigs import SECRET, USER, Kind, SocketRig

ZDA = Request(method=Method.GET, path=f"/{USER}/ZDA")
PATIENT_S = 10.0
HURRIED_S = 0.4


@pytest.fixture
def plain_server() -> ServiceServer:
    with ServiceServer() as server:
        yield server


@pytest.fixture
def rig(atrust_socket_rig: SocketRig) -> SocketRig:
    atrust_socket_rig.insert(atrust_socket_rig.make())
    return atrust_socket_rig


def ask(wire: HttpsWire, seconds: float = PATIENT_S) -> bytes:
    return wire.exchange(ZDA, time.monotonic() + seconds).body


def test_answer_comes_whole(rig: SocketRig) -> None:
    """Status and body over TLS, with the authority that is pinned."""
    answer = rig.wire().exchange(ZDA, time.monotonic() + PATIENT_S)

    assert (200, b'{"zdaid": "AT1"}') == (answer.status, answer.body)


def test_this_machine_may_be_spoken_to_in_clear(plain_server: ServiceServer) -> None:
    """Loopback needs no TLS."""
    plain_server.insert(Kind("atrust").service())

    assert b'{"zdaid": "AT1"}' == ask(HttpsWire(plain_server.address))


@pytest.mark.parametrize("is_pinned", [True, False])
def test_server_of_another_authority_is_not_believed(
    rig: SocketRig,
    tmp_path: Path,
    is_pinned: bool,  # noqa: FBT001
) -> None:
    """Neither one that is not pinned nor one the system does not know hears a word."""
    ca_file = Authority(tmp_path, "stranger").file if is_pinned else None
    wire = HttpsWire(rig.server.address, ca_file=ca_file)

    with pytest.raises(HalError, match="not its server") as refused:
        ask(wire)

    assert Fault.BROKEN is refused.value.fault
    assert rig.service is not None
    assert [] == rig.service.requests


def test_server_of_another_name_is_not_believed(authority: Authority) -> None:
    """A certificate for another address is another server's."""
    with ServiceServer(authority.server_context("127.0.0.2")) as server:
        server.insert(Kind("atrust").service())
        with pytest.raises(HalError, match="not its server"):
            ask(HttpsWire(server.address, ca_file=authority.file))


def test_certificate_that_names_no_authority_is_not_believed(authority: Authority) -> None:
    """RFC 5280 4.2.1.1: whoever signed it says so in it; Python before 3.13 did not ask."""
    with ServiceServer(authority.server_context(names_authority=False)) as server:
        server.insert(Kind("atrust").service())
        with pytest.raises(HalError, match="not its server: Missing Authority Key Identifier"):
            ask(HttpsWire(server.address, ca_file=authority.file))


def test_server_without_tls_hears_nothing(plain_server: ServiceServer) -> None:
    """A secret never leaves in clear because somebody answers in clear."""
    service = Kind("atrust").service()
    plain_server.insert(service)
    wire = HttpsWire(plain_server.address.replace("http:", "https:"))

    assert fault_of(lambda: ask(wire)) is Fault.BROKEN
    assert [] == service.requests


def test_nobody_there_is_absent(rig: SocketRig) -> None:
    """A closed port; a name without an address."""
    wire = rig.wire()
    rig.pull()
    assert fault_of(lambda: ask(wire)) is Fault.ABSENT

    assert fault_of(lambda: ask(HttpsWire("https://nowhere.invalid"))) is Fault.ABSENT


@pytest.mark.parametrize("trouble", [Trouble.MUTE, Trouble.DRIP])
def test_deadline_holds_whatever_trickles_in(rig: SocketRig, trouble: Trouble) -> None:
    """A byte now and then does not buy a server more time."""
    assert rig.service is not None
    rig.service.unit.faults = RemoteFaults(trouble=trouble)

    started_s = time.monotonic()
    assert fault_of(lambda: ask(rig.wire(), HURRIED_S)) is Fault.TIMEOUT
    # What a loaded machine may add; a server that drips would take for ever.
    assert time.monotonic() - started_s < HURRIED_S + 2.0


def test_slow_server_in_time(rig: SocketRig) -> None:
    """Slow alone is no fault."""
    assert rig.service is not None
    rig.service.unit.faults = RemoteFaults(slow_s=0.05)
    assert b'{"zdaid": "AT1"}' == ask(rig.wire())


def test_server_that_never_shakes_hands_is_a_timeout() -> None:
    """The deadline covers TLS: a port that is open and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        wire = HttpsWire(f"https://127.0.0.1:{silent.getsockname()[1]}")
        started_s = time.monotonic()
        assert fault_of(lambda: ask(wire, HURRIED_S)) is Fault.TIMEOUT
    assert time.monotonic() - started_s < HURRIED_S + 2.0


def test_time_that_is_over_sends_nothing(rig: SocketRig) -> None:
    """A request that cannot be answered in time is not made."""
    assert fault_of(lambda: ask(rig.wire(), -1.0)) is Fault.TIMEOUT
    assert rig.service is not None
    assert [] == rig.service.requests


@pytest.mark.parametrize("trouble", [Trouble.RESET, Trouble.SHORT, Trouble.HUGE])
def test_what_is_no_whole_answer_is_broken(rig: SocketRig, trouble: Trouble) -> None:
    """A line that is reset or lost, a flood without end."""
    assert rig.service is not None
    rig.service.unit.faults = RemoteFaults(trouble=trouble)

    assert fault_of(lambda: ask(rig.wire())) is Fault.BROKEN


@pytest.mark.parametrize("name", ["Content-Encoding", "content-encoding", "CONTENT-ENCODING"])
def test_a_packed_answer_is_broken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Nobody asked for one, however the server spells the header."""
    said = f"HTTP/1.1 200 OK\r\n{name}: gzip\r\nContent-Length: 2\r\n\r\nab".encode()
    backend = httpcore.MockBackend([said])
    monkeypatch.setattr(httpcore, "SyncBackend", lambda: backend)
    with pytest.raises(HalError, match="compressed") as refused:
        ask(HttpsWire("http://localhost"))
    assert Fault.BROKEN is refused.value.fault


def test_redirect_is_an_answer_and_not_followed(rig: SocketRig) -> None:
    """Whoever stands in between leads nobody elsewhere."""
    assert rig.service is not None
    rig.service.unit.faults = RemoteFaults(trouble=Trouble.REDIRECT)

    assert 302 == rig.wire().exchange(ZDA, time.monotonic() + PATIENT_S).status


def test_nothing_stays_open(rig: SocketRig) -> None:
    """No thread and no line of this side outlives a request (a warning would be an error)."""
    before = threading.active_count()
    for _ in range(5):
        ask(rig.wire())
    assert threading.active_count() <= before + 1


def test_request_shows_in_no_error(rig: SocketRig) -> None:
    """Frames and causes of an error hold neither headers nor body."""
    request = Request(
        method=Method.POST,
        path=f"/{USER}/Sign/Hash",
        headers=(("X-AUTH-TOKEN", SECRET),),
        body=SECRET.encode(),
    )
    assert rig.service is not None
    for trouble in (Trouble.RESET, Trouble.SHORT, Trouble.DRIP, Trouble.HUGE):
        rig.service.unit.faults = RemoteFaults(trouble=trouble)
        with pytest.raises(HalError) as caught:
            rig.wire().exchange(request, time.monotonic() + HURRIED_S)
        told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        here = str(Path(__file__).name)
        frames = [frame for frame in told.stack if here not in frame.filename]
        assert frames
        assert SECRET not in "".join(str(frame.locals) for frame in frames)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example",
        "http://10.0.0.1/x",
        "ftp://127.0.0.1",
        "https://",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://u:p@a.example",
        "https://a.example:port",
    ],
)
def test_addresses_that_may_not_be(address: str) -> None:
    """Refused before anything is opened."""
    with pytest.raises(ValueError, match=r"no address|only https|Port"):
        HttpsWire(address)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_file_without_authority_is_refused_at_once(tmp_path: Path, content: bytes | None) -> None:
    """Pinning to nothing would trust nobody; the start is refused instead."""
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_bytes(content)
    with pytest.raises(ValueError, match="no certificate can be read"):
        HttpsWire("https://a.example", ca_file=ca_file)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("localhost.example", False),
    ],
)
def test_what_is_this_machine(host: str, is_here: bool) -> None:  # noqa: FBT001
    """Names are not resolved for it."""
    assert is_here == is_local(host)
