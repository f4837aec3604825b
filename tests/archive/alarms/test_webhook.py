"""Webhooks: signed, believed only with a good certificate, and never into our own network."""

import hmac
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest

from archive.alarms import webhook
from archive.alarms.webhook import Reach, WebhookError, is_public, post, signature
from tests.archive.alarms.receivers import certificate, webhooks
from tests.archive.fleet import NOW


def near(folder: Path) -> Reach:
    """This machine, and its certificate."""
    return Reach(may_reach_private=True, roots=str(certificate(folder).certificate))


def test_a_post_arrives_with_its_signature(tmp_path: Path) -> None:
    """What the receiver recomputes from secret, time and body is what the header says."""
    with webhooks(tmp_path) as hook:
        post(hook.url, b'{"id":"1"}', secret="s3cret", reach=near(tmp_path), now=NOW)
    ((headers, body),) = hook.posts
    at, _, digest = headers["Standlkassa-Signature"].partition(",v1=")
    expected = hmac.new(b"s3cret", at[2:].encode() + b"." + body, sha256).hexdigest()
    assert expected == digest
    assert f"t={int(NOW.timestamp())}" == at
    assert b'{"id":"1"}' == body
    assert "application/json" == headers["Content-Type"]


def test_a_signature_is_bound_to_time_body_and_secret() -> None:
    """Change one, and it is another."""
    one = signature(b"a", "s", NOW)
    assert len({one, signature(b"b", "s", NOW), signature(b"a", "t", NOW)}) == 3


def test_an_unknown_certificate_is_not_believed(tmp_path: Path) -> None:
    """The system's roots alone: nothing is posted."""
    with webhooks(tmp_path) as hook, pytest.raises(WebhookError, match="CERTIFICATE_VERIFY"):
        post(hook.url, b"{}", secret="s", reach=Reach(may_reach_private=True), now=NOW)
    assert [] == hook.posts


@pytest.mark.parametrize("status", [300, 400, 404, 500, 503])
def test_only_2xx_is_a_yes(tmp_path: Path, status: int) -> None:
    """Everything else is tried again."""
    with webhooks(tmp_path) as hook:
        hook.answers = [status]
        with pytest.raises(WebhookError, match=f"answered {status}"):
            post(hook.url, b"{}", secret="s", reach=near(tmp_path), now=NOW)


def test_no_redirect_is_followed(tmp_path: Path) -> None:
    """A public receiver does not send us to a private address."""
    with webhooks(tmp_path / "1") as hook, webhooks(tmp_path / "2") as inside:
        hook.answers, hook.location = [307], inside.url
        with pytest.raises(WebhookError, match="answered 307"):
            post(hook.url, b"{}", secret="s", reach=near(tmp_path / "1"), now=NOW)
    assert [] == inside.posts


@pytest.mark.parametrize(
    "url",
    [
        "http://example.at/",
        "ftp://example.at/",
        "https:///path",
        "https://user:pass@example.at/",
        "https://example.at:99999/",
        "https://[::1/",
        "mailto:huber@example.at",
    ],
)
def test_what_is_no_address_of_a_webhook(url: str) -> None:
    """Refused before anything is asked for."""
    with pytest.raises(WebhookError):
        post(url, b"{}", secret="s", reach=Reach(), now=NOW)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b:1::7f00:1]",
        "[fec0::1]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_nobody_reaches_our_own_network(host: str) -> None:
    """Whichever way the address is written: loopback, private, link-local, mapped, one number."""
    with pytest.raises(WebhookError, match=r"not an address of the internet|gaierror"):
        post(f"https://{host}/", b"{}", secret="s", reach=Reach(), now=NOW)


def test_a_name_that_points_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when only one of its addresses does."""
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(WebhookError, match="not an address of the internet"):
        post("https://example.at/", b"{}", secret="s", reach=Reach(), now=NOW)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("224.0.0.1", False),
        ("ff0e::1", False),
        ("100.64.0.1", False),
    ],
)
def test_what_is_public(address: str, *, expected: bool) -> None:
    """6to4 and Teredo hide an address inside; multicast is nobody's."""
    assert expected == is_public(ip_address(address))


@pytest.mark.parametrize("is_in_handshake", [True, False])
def test_who_answers_a_byte_now_and_then_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_in_handshake: bool
) -> None:
    """One slow receiver would keep the news from all others for days."""
    monkeypatch.setattr(webhook, "ALTOGETHER_S", 0.5)
    reach = near(tmp_path)
    with dripping(tmp_path, is_in_handshake=is_in_handshake) as url:
        begun_s = time.monotonic()
        with pytest.raises(WebhookError):
            post(url, b"{}", secret="s", reach=reach, now=NOW)
        assert time.monotonic() - begun_s < webhook.WITHIN_S / 2


@pytest.mark.parametrize("length", ["-1", "-5", "ffffffffff"])
def test_an_answer_is_taken_as_far_as_it_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: str
) -> None:
    """A chunk of negative length would be read until the memory is full: anybody types webhooks."""
    taken: list[int] = []
    said = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length}\r\n".encode()
    reach = near(tmp_path)
    with pouring(tmp_path, said, taken) as url, suppress(WebhookError):
        monkeypatch.setattr(webhook, "ALTOGETHER_S", 5.0)
        post(url, b"{}", secret="s", reach=reach, now=NOW)
    assert taken[0] < POURED_BYTES


#: More than every buffer between two ends of a socket holds.
POURED_BYTES = 64 * 1024 * 1024


@contextmanager
def pouring(folder: Path, said: bytes, taken: list[int]) -> Iterator[str]:
    """A receiver that says this and pours on; what went out before the other end hung up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            taken.append(0)
            line, _ = listener.accept()
            with (
                suppress(OSError),
                certificate(folder).context().wrap_socket(line, server_side=True) as line,
            ):
                line.sendall(said)
                while taken[0] < POURED_BYTES:
                    line.sendall(b"x" * 65536)
                    taken[0] += 65536

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"https://localhost:{listener.getsockname()[1]}/"
        finally:
            thread.join()


@contextmanager
def dripping(folder: Path, *, is_in_handshake: bool) -> Iterator[str]:
    """A receiver whose answer never ends; or not even its hello."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with suppress(OSError), line:
                begin = b"\x16\x03\x03\x3f\xff"
                if not is_in_handshake:
                    context = certificate(folder).context()
                    line = context.wrap_socket(line, server_side=True)
                    begin = b"HTTP/1.1 200 "
                with line:
                    line.sendall(begin)
                    while not over.wait(0.02):
                        line.sendall(b"x")

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"https://localhost:{listener.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()
