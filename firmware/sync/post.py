"""One HTTP POST under one deadline: look-up, connection, TLS, sending and the whole answer.

Nothing is followed (redirects, proxies) and nothing unpacked.
"""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from firmware.sync.fault import WireError, WireFault
from firmware.sync.httpcore_import import httpcore
from firmware.sync.network import Deadline, Network, whole

#: A register answer has a few kilobytes; more is not for us.
ANSWER_BYTES_MAX: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Status and body, nothing of it believed yet."""

    status: int
    body: bytes


class HttpPost:
    """Posts XML; `trust` is None for the certificates this machine trusts."""

    def __init__(
        self,
        deadline_s: float,
        *,
        trust: ssl.SSLContext | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deadline_s = deadline_s
        self._trust = trust
        self._monotonic_s = monotonic_s

    def send(self, url: str, action: str, body: bytes) -> Received:
        """Send once and take the answer, whatever its status.

        Raises:
            WireError: UNREACHABLE, UNTRUSTED, SLOW or LARGE.
        """
        deadline = Deadline(self._monotonic_s, self._deadline_s)
        headers = (
            ("Content-Type", "text/xml; charset=utf-8"),
            ("SOAPAction", f'"{action}"'),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        )
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._trust_for(url),
                    network_backend=Network(deadline),
                ) as pool,
                pool.stream("POST", url, headers=headers, content=body) as response,
            ):
                return Received(
                    status=response.status, body=whole(response.iter_stream(), ANSWER_BYTES_MAX)
                )
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise WireError(WireFault.SLOW, f"{self._deadline_s:g} s for {url}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            if isinstance(error.__context__, ssl.SSLCertVerificationError):
                detail = f"{url}: {error.__context__.verify_message}"
                raise WireError(WireFault.UNTRUSTED, detail) from error
            raise WireError(WireFault.UNREACHABLE, f"{url}: {error}") from error

    def _trust_for(self, url: str) -> ssl.SSLContext | None:
        """What this machine trusts now, unless told otherwise; read only where it is needed."""
        if self._trust is None and url.startswith("https:"):
            trust = ssl.create_default_context()
            # What Python 3.13 does unasked: one conduct whatever Python.
            trust.verify_flags |= ssl.VERIFY_X509_STRICT
            return trust
        return self._trust
