"""What a verifier of the DEP can find wrong: one rule per check, and the form of a finding.

The rules are those of the official examination and of the tax office's mass check, in the order
in which a receipt meets them. A rule says what must hold; a `Finding` says where it does not.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Severity(Enum):
    """An ERROR makes the DEP fail; a NOTICE is for the reader and changes no verdict."""

    ERROR = "error"
    NOTICE = "notice"


class Rule(Enum):
    """One check each; the value is its name in vectors, logs and on the command line."""

    # The container (§ 7 Abs 5, Anlage Z 3)
    CONTAINER_FORM = "container-form"  # one JSON object, Belege-Gruppe exactly once, an array
    GROUP_FORM = "group-form"  # certificate, issuers and receipts, each once and of its type
    GROUP_CERTIFICATE = "group-certificate"  # several groups: each has its certificate
    CERTIFICATE_FORM = "certificate-form"  # base64 DER X.509
    CERTIFICATE_KEY = "certificate-key"  # a P-256 key, the only one ES256 knows
    CERTIFICATE_PURPOSE = "certificate-purpose"  # OID of the register owners (Anlage Z 16)
    CERTIFICATE_CHAIN = "certificate-chain"  # each certificate is signed by the next
    CERTIFICATE_TRUST = "certificate-trust"  # the certificate or an issuer is in the key store
    CERTIFICATE_COLLISION = "certificate-collision"  # a serial of the key store, another content

    # The form of one entry (Anlage Z 6)
    JWS_PARTS = "jws-parts"  # three ASCII parts
    JWS_PADDING = "jws-padding"  # no "=" in any part
    JWS_CODING = "jws-coding"  # canonical base64url, header and payload UTF-8
    JWS_HEADER = "jws-header"  # exactly {"alg":"ES256"}
    PAYLOAD_FIELDS = "payload-fields"  # a leading underscore and twelve fields

    # The fields (Anlage Z 2 to 5)
    RKA_SUITE = "rka-suite"  # R and a number before the hyphen
    RKA_KNOWN_SUITE = "rka-known-suite"  # R1, the only suite there is
    RKA_PROVIDER = "rka-provider"  # country and number of the trust service provider, or AT0
    RKA_SERIAL_KIND = "rka-serial-kind"  # AT0 if and only if a company key is named
    IDENTIFIER = "identifier"  # Kassen-ID and Belegnummer are not empty
    TIME_FORM = "time-form"  # yyyy-MM-ddTHH:mm:ss of an existing day
    AMOUNT_FORM = "amount-form"  # comma, two decimals, nothing else
    COUNTER_FORM = "counter-form"  # base64 of 5 to 16 bytes, or TRA or STO
    SERIAL_FORM = "serial-form"  # hex, or S: U: G: with the name of the key
    LINK_FORM = "link-form"  # base64 of exactly 8 bytes
    CODE_LENGTH = "code-length"  # the machine readable code has 100 to 1000 characters

    # The signature (§ 9, Anlage Z 5 and 6)
    SERIAL_MATCH = "serial-match"  # the serial is that of the group's certificate
    KEY_KNOWN = "key-known"  # a key for the serial is at hand
    SIGNATURE = "signature"  # valid ES256, or exactly the failure text

    # The first receipt (§ 6 Abs 4)
    START_SIGNED = "start-signed"
    START_ZERO = "start-zero"  # every amount is 0,00
    START_KIND = "start-kind"  # neither TRA nor STO
    START_COUNTER = "start-counter"  # the counter opens to 0
    START_LINK = "start-link"  # linked to the Kassen-ID
    START_ONCE = "start-once"  # no later receipt is linked to the Kassen-ID

    # The sequence (§ 7, § 8, § 17 Abs 4, Anlage Z 4 and 9)
    LINK = "link"  # the chain value is that of the entry before
    COUNTER = "counter"  # the counter is the running sum without training
    COUNTER_LENGTH = "counter-length"  # the counter keeps its length
    REGISTER_ID = "register-id"  # one Kassen-ID
    SYSTEM_KIND = "system-kind"  # open and closed systems are not mixed
    TIME_ORDER = "time-order"  # times do not decrease
    TIME_RANGE = "time-range"  # from 2015-09-01 on and not in the future
    TIME_GAP = "time-gap"  # not within the hour that March leaves out
    NUMBER_UNIQUE = "number-unique"  # no Belegnummer twice
    SAMMELBELEG = "sammelbeleg"  # a signed zero receipt after each outage
    ZERO_UNSIGNED = "zero-unsigned"  # a zero receipt without a signature proves little
    MONTH_END = "month-end"  # a zero receipt between the sales of two months
    YEAR_END = "year-end"  # a signed one between the sales of two years
    REPORTED_OUTAGE = "reported-outage"  # nothing signed while reported as failed

    # Clusters of closed systems (§ 20)
    CLUSTER_OPEN = "cluster-open"  # only closed systems form clusters
    CLUSTER_LINK = "cluster-link"  # a start receipt is linked to the one of the register before

    # One receipt on paper (Anlage Z 12 to 14, § 11 Abs 2)
    CODE_MATCH = "code-match"  # QR, OCR and link text are forms of the entry


NOTICES: Final = frozenset(
    {
        Rule.CERTIFICATE_PURPOSE,
        Rule.COUNTER_LENGTH,
        Rule.TIME_GAP,
        Rule.ZERO_UNSIGNED,
        Rule.MONTH_END,
        Rule.YEAR_END,
    }
)

SHOWN_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that does not hold, before anyone knows at which receipt; `detail` is English.

    `is_excused` says that circumstances make an ERROR a NOTICE (the doubled hour of October).
    """

    rule: Rule
    detail: str
    is_excused: bool = False

    @property
    def severity(self) -> Severity:
        """What the fault weighs."""
        is_notice = self.is_excused or self.rule in NOTICES
        return Severity.NOTICE if is_notice else Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold at one receipt.

    `index` counts entries from 0 over all parts and groups of the examination; `number` is the
    Belegnummer, shortened, or "" where it cannot be read. A finding about a group or a container
    has the index of the next entry and no number.
    """

    index: int
    number: str
    rule: Rule
    severity: Severity
    detail: str


def shown(text: str) -> str:
    """Quote foreign text for a message: control characters escaped, long text cut."""
    if len(text) > SHOWN_CHARACTERS:
        return f"{text[:SHOWN_CHARACTERS]!r}..."
    return repr(text)
