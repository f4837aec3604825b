"""A webhook: one HTTPS POST to an address that anybody may have typed into the portal.

So it goes to public addresses only (unless the operator says otherwise), the address that was
looked at is the one that is called, and no redirect is followed: nobody reaches through us what
stands behind our firewall.
"""

import hmac
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

#: For each step; for all of them together. Whoever answers a byte now and then holds nobody up.
WITHIN_S: Final = 10.0
ALTOGETHER_S: Final = 30.0
_MAX_ANSWER: Final = 4096
SIGNATURE: Final = "Standlkassa-Signature"


class WebhookError(Exception):
    """It was not taken; may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where webhooks may go, and whose certificates count beside the system's."""

    may_reach_private: bool = False
    roots: str = ""


def post(url: str, body: bytes, *, secret: str, reach: Reach, now: datetime) -> None:
    """Post it; the receiver said 2xx when this returns.

    Raises:
        WebhookError: forbidden address, not reached, not believed, or another answer.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise WebhookError(str(error)) from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise WebhookError("a webhook is an https address without a user")
    try:
        port = parts.port or 443
        address = _address(parts.hostname, port, reach)
        connection = _Pinned(parts.hostname, port, address, _context(reach))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "standlkassa-archive",
            SIGNATURE: signature(body, secret, now),
        }
        with connection.bounded():
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            # Into a place of so many bytes: `read` believes a chunk whose length is -1, and takes
            # whatever comes.
            answer.readinto(bytearray(_MAX_ANSWER))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise WebhookError(f"{type(error).__name__}: {error}") from error
    if not 200 <= answer.status < 300:
        raise WebhookError(f"answered {answer.status}")


def signature(body: bytes, secret: str, now: datetime) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 over "t.body" in hex>`."""
    at_s = int(now.timestamp())
    digest = hmac.digest(secret.encode(), f"{at_s}.".encode() + body, "sha256")
    return f"t={at_s},v1={digest.hex()}"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the internet, whichever way it is written."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if inside is not None:
            return is_public(inside)
        if address.teredo is not None or any(address in one for one in _INSIDE):
            return False
    return address.is_global and not address.is_multicast


#: Addresses of IPv4 in other clothes, and those of one site: whatever a translator makes of them.
_INSIDE: Final = tuple(
    ip_network(one)
    for one in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "fec0::/10")
)


def _address(host: str, port: int, reach: Reach) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(sockaddr[0]).partition("%")[0] for *_, sockaddr in found]
    for one in addresses:
        # One private address among public ones is how a name is made to point inside.
        if not reach.may_reach_private and not is_public(ip_address(one)):
            raise WebhookError(f"{host}: not an address of the internet")
    if not addresses:
        raise WebhookError(f"{host}: has no address")
    return addresses[0]


def _context(reach: Reach) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if reach.roots:
        context.load_verify_locations(reach.roots)
    return context


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address that believes only the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=WITHIN_S, context=context)
        self._address = address
        self._tls = context
        self._line: ssl.SSLSocket | None = None
        self._is_cut = False

    def connect(self) -> None:
        """To the address that was looked at."""
        plain = socket.create_connection((self._address, self.port), WITHIN_S)
        self.sock = self._line = self._tls.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._line.do_handshake()

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Closed at the end, or in the middle of what takes too long altogether."""
        watch = Timer(ALTOGETHER_S, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            self.close()
        if self._is_cut:
            # What came until then may look like an answer.
            raise TimeoutError(f"not within {ALTOGETHER_S:g} s")

    def _cut(self) -> None:
        self._is_cut = True
        # Past the wrapper, which another thread is waiting in: that one is told of the end.
        if self._line is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)
