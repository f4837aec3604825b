"""A-Trust's a.sign RK Online: JSON over HTTPS, the password in the body of each signature.

Its sessions (`PUT /Session`) are not used. One saves no request, because the key of a session goes
the same way as the password; it adds a request at the first receipt of each hour and after
midnight, and a state that can be lost between two receipts.
"""

import base64
from urllib.parse import quote

import msgspec

from hal.card.certificate import parse_certificate
from hal.remote.answers import (
    read_base64,
    read_certificates,
    read_json,
    read_signature,
    read_vda_id,
)
from hal.remote.port import Method, Request
from hal.remote.secret import Secret
from hal.remote.unit import Ask, Presented, UnknownAnswerError

FAMILY = "a.sign RK Online"
_JSON = (("Content-Type", "application/json"),)


class _Certificate(msgspec.Struct, frozen=True):
    """The serial is said twice and in two bases; the certificate itself is what counts."""

    der: str = msgspec.field(name="Signaturzertifikat")
    issuers: list[str] = msgspec.field(name="Zertifizierungsstellen", default_factory=list)
    serial: str | int = msgspec.field(name="Zertifikatsseriennummer", default="")
    serial_hex: str = msgspec.field(name="ZertifikatsseriennummerHex", default="")


class _Provider(msgspec.Struct, frozen=True):
    zdaid: str


class _Signature(msgspec.Struct, frozen=True):
    signature: str


class ATrustOnline:
    """`Dialect` for one user of a.sign RK Online."""

    family = FAMILY

    def __init__(self, user: str, password: Secret) -> None:
        self._user = user
        self._password = password
        self._path = f"/{quote(user, safe='')}"

    def present(self, ask: Ask) -> Presented:
        """See `Dialect.present`; the serial in words must be that of the certificate."""
        body = ask(Request(method=Method.GET, path=f"{self._path}/Certificate"))
        said = read_json(body, _Certificate)
        der = read_base64(said.der)
        _check_serial(said, parse_certificate(der).serial)
        body = ask(Request(method=Method.GET, path=f"{self._path}/ZDA"))
        return Presented(
            certificate=der,
            chain=read_certificates(said.issuers),
            vda_id=read_vda_id(read_json(body, _Provider).zdaid),
            account=self._user,
        )

    def sign(self, ask: Ask, digest: bytes) -> bytes:
        """See `Dialect.sign`."""
        # No name for what holds the password: locals may end up in a logged traceback.
        body = ask(
            Request(
                method=Method.POST,
                path=f"{self._path}/Sign/Hash",
                headers=_JSON,
                body=msgspec.json.encode(
                    {
                        "password": self._password.reveal(),
                        "hash": base64.b64encode(digest).decode(),
                    }
                ),
                shows_secret=True,
            )
        )
        return read_signature(read_json(body, _Signature).signature)


def _check_serial(said: _Certificate, serial: str) -> None:
    """What is said of the serial, as far as it is said."""
    decimal = str(int(serial, 16))
    if str(said.serial).lstrip("0") not in ("", decimal):
        raise UnknownAnswerError(f"serial {said.serial!s:.60}, but the certificate has {decimal}")
    if said.serial_hex.lower().lstrip("0") not in ("", serial):
        raise UnknownAnswerError(f"serial {said.serial_hex:.60}, but the certificate has {serial}")
