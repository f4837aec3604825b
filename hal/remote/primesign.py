"""PrimeSign of Cryptas: a token in a header, the bare digest in the body.

Known from one public client, whose reader of JSON does not mind capitals; so neither does this one.
"""

from urllib.parse import quote

import msgspec

from hal.errors import Fault, HalError
from hal.remote.answers import (
    read_certificate_file,
    read_json_of_any_case,
    read_signature,
    read_vda_id,
)
from hal.remote.port import DEVICE, Method, Request
from hal.remote.secret import Secret
from hal.remote.unit import Ask, Presented

FAMILY = "PrimeSign"
TOKEN_HEADER = "X-AUTH-TOKEN"  # noqa: S105 - the header's name
# What the public client says of 32 bytes that are no JSON.
_BODY_HEADERS = (("Content-Type", "application/json;charset=utf-8"),)


class _User(msgspec.Struct, frozen=True):
    userid: str
    defaultkey: str
    enabled: bool = True


class _Config(msgspec.Struct, frozen=True):
    user: _User
    tspid: str = ""


class PrimeSign:
    """`Dialect` for the user to whom a token belongs."""

    family = FAMILY

    def __init__(self, token: Secret) -> None:
        """Take the token.

        Raises:
            ValueError: no header can carry it; says nothing of it.
        """
        if not token.reveal().isascii():
            raise ValueError("the token has characters that a header cannot carry")
        self._token = token

    def present(self, ask: Ask) -> Presented:
        """See `Dialect.present`; the user's key is the one it has by default."""
        body = ask(self._request(Method.GET, "/rs/rk/config"))
        config = read_json_of_any_case(body, _Config)
        if not config.user.enabled:
            raise HalError(Fault.PIN_BLOCKED, DEVICE, f"user {config.user.userid:.60} is disabled")
        key = quote(config.user.defaultkey, safe="")
        certificate, chain = read_certificate_file(
            ask(self._request(Method.GET, f"/rs/keys/{key}/certificate.cer"))
        )
        return Presented(
            certificate=certificate,
            chain=chain,
            vda_id=read_vda_id(config.tspid),
            account=config.user.userid,
        )

    def sign(self, ask: Ask, digest: bytes) -> bytes:
        """See `Dialect.sign`."""
        body = ask(self._request(Method.POST, "/rs/rk/signatures/r1raw", digest))
        return read_signature(body.decode("ascii", errors="replace"))

    def _request(self, method: Method, path: str, body: bytes = b"") -> Request:
        return Request(
            method=method,
            path=path,
            headers=((TOKEN_HEADER, self._token.reveal()), *(_BODY_HEADERS if body else ())),
            body=body,
            shows_secret=True,
        )
