"""An emulated a.sign RK Online: users with a password, JSON in and out."""

import base64
import json
from urllib.parse import unquote

from hal.remote.emulator import Asked, EmulatedUnit, RefusedError, Reply


class EmulatedATrust:
    """The service with one user.

    Args:
        unit: the user's key and certificate.
        user: part of every path.
        password: shown in the body of what signs.
        vda_id: what it says the provider is.
    """

    family = "a.sign RK Online"

    def __init__(
        self,
        unit: EmulatedUnit,
        *,
        user: str = "u123456789",
        password: str = "123456789",  # noqa: S107 - the test system's, opens nothing
        vda_id: str = "AT1",
    ) -> None:
        self.unit = unit
        self.user = user
        self.requests: list[str] = []
        self._password = password
        self._vda_id = vda_id

    def reply(self, asked: Asked) -> Reply:
        """See `EmulatedService.reply`."""
        _, _, user_and_call = asked.path.partition("/")
        user, _, call = user_and_call.partition("/")
        if unquote(user) != self.user:
            raise RefusedError(401)
        match asked.method, call:
            case "GET", "ZDA":
                return _json({"zdaid": self._vda_id})
            case "GET", "Certificate":
                return _json(self._certificate())
            case "POST", "Sign/Hash":
                return self._sign(asked)
            case _:
                raise RefusedError(404)

    def _certificate(self) -> dict[str, object]:
        serial = self.unit.serial_in_words
        return {
            "Signaturzertifikat": base64.b64encode(self.unit.shown.certificate).decode(),
            "Zertifizierungsstellen": [
                base64.b64encode(one).decode() for one in self.unit.shown.chain
            ],
            "Zertifikatsseriennummer": str(serial),
            "ZertifikatsseriennummerHex": f"{serial:X}",
            "algo": "ES256",
        }

    def _sign(self, asked: Asked) -> Reply:
        if not asked.headers.get("content-type", "").startswith("application/json"):
            raise RefusedError(415)
        try:
            said = json.loads(asked.body)
            digest = base64.b64decode(said["hash"], validate=True)
        except (ValueError, KeyError, TypeError):
            raise RefusedError(400) from None
        if said.get("password") != self._password:
            raise RefusedError(401)
        signature = base64.urlsafe_b64encode(self.unit.sign(digest)).rstrip(b"=").decode()
        return _json({"signature": signature})


def _json(content: dict[str, object]) -> Reply:
    return Reply(body=json.dumps(content).encode())
