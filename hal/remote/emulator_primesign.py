"""An emulated PrimeSign: a token opens one user's key."""

import base64
import json

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hal.remote.emulator import TEXT, Asked, EmulatedUnit, RefusedError, Reply

KEY = "3f0c9a5e"


class EmulatedPrimeSign:
    """The service with one token.

    Args:
        unit: the user's key and certificate.
        token: what opens it.
        user: to whom the token belongs.
        vda_id: what it says the provider is.
        has_pem: certificates come as text, with the issuers behind them.
    """

    family = "PrimeSign"

    def __init__(
        self,
        unit: EmulatedUnit,
        *,
        token: str = "AAAAA-BBBBB-CCCCC",  # noqa: S107 - opens nothing
        user: str = "stand-1",
        vda_id: str = "AT3",
        has_pem: bool = False,
    ) -> None:
        self.unit = unit
        self.user = user
        self.is_enabled = True
        self.requests: list[str] = []
        self._token = token
        self._vda_id = vda_id
        self._has_pem = has_pem

    def reply(self, asked: Asked) -> Reply:
        """See `EmulatedService.reply`."""
        if asked.headers.get("x-auth-token") != self._token:
            raise RefusedError(401)
        match asked.method, asked.path:
            case "GET", "/rs/rk/config":
                user = {"UserId": self.user, "Enabled": self.is_enabled, "DefaultKey": KEY}
                return Reply(body=json.dumps({"TspId": self._vda_id, "User": user}).encode())
            case "GET", path if path == f"/rs/keys/{KEY}/certificate.cer":
                return Reply(body=self._certificate(), content_type="application/pkix-cert")
            case "POST", "/rs/rk/signatures/r1raw":
                signature = base64.urlsafe_b64encode(self.unit.sign(asked.body)).rstrip(b"=")
                return Reply(body=signature, content_type=TEXT)
            case _:
                raise RefusedError(404)

    def _certificate(self) -> bytes:
        shown = self.unit.shown
        if not self._has_pem:
            return shown.certificate
        return b"".join(
            x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
            for der in (shown.certificate, *shown.chain)
        )
