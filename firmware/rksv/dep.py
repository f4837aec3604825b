"""The DEP7 container: the names of its keys, its groups, and how its text is put together.

RKSV § 7 Abs 5 and Anlage Z 3: one JSON object whose `Belege-Gruppe` holds one element per signing
certificate, in the order of storage; the chain runs on across the border of two groups.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Final

from firmware.rksv.errors import MalformedError, RksvError
from firmware.rksv.rules import Rule

GROUPS_KEY: Final = "Belege-Gruppe"
CERTIFICATE_KEY: Final = "Signaturzertifikat"
# Older files of the ministry's own sample code use this name; it is read, never written.
CERTIFICATE_KEY_OLD: Final = "Signatur- bzw. Siegelzertifikat"
ISSUERS_KEY: Final = "Zertifizierungsstellen"
RECEIPTS_KEY: Final = "Belege-kompakt"

# The text of a DEP is OPENING, groups parted by SEPARATOR, CLOSING; a group is `group_opening`,
# entries parted by SEPARATOR, GROUP_CLOSING.
OPENING: Final = f'{{"{GROUPS_KEY}":[\n'
SEPARATOR: Final = ",\n"
GROUP_CLOSING: Final = "\n]}"
CLOSING: Final = "\n]}\n"
_JWS_BYTES: Final = f"{ascii_letters}{digits}-_.".encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateGroup:
    """The receipts signed with one certificate.

    `certificate_der` is None where the file has "" (allowed in a file of one group, and the rule
    in closed systems); `chain` is the DER of its issuers, issuer first. `jws` may be a stream
    that can be read once.
    """

    certificate_der: bytes | None
    chain: tuple[bytes, ...]
    jws: Iterable[str]


class DepFormatError(RksvError):
    """A file is not a DEP7: what is wrong, at which byte, in which part of the document.

    `rule` tells whether the container as a whole or one of its groups is broken.
    """

    def __init__(self, rule: Rule, *, offset_bytes: int, place: str, text: str) -> None:
        super().__init__(f"byte {offset_bytes}, {place}: {text}")
        self.rule = rule
        self.offset_bytes = offset_bytes
        self.place = place
        self.text = text


def group_opening(certificate_der: bytes | None, chain: tuple[bytes, ...]) -> str:
    """Return the text of a group up to its first receipt, keys in the order of Anlage Z 3."""
    certificate = "" if certificate_der is None else b64encode(certificate_der).decode("ascii")
    issuers = json.dumps([b64encode(issuer).decode("ascii") for issuer in chain])
    return (
        f'{{"{CERTIFICATE_KEY}":"{certificate}",\n"{ISSUERS_KEY}":{issuers},\n"{RECEIPTS_KEY}":[\n'
    )


def entries_text(entries: Sequence[str]) -> str:
    """Return the JSON text of receipts that follow one another, at least one.

    Raises:
        MalformedError: a character that no compact JWS has; it would need escaping.
    """
    text = "".join(entries)
    if not (text.isascii() and all(entries)) or text.encode("ascii").translate(None, _JWS_BYTES):
        raise MalformedError("jws", "holds a character that no compact JWS has")
    quoted = f'"{SEPARATOR}"'.join(entries)
    return f'"{quoted}"'
