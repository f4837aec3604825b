"""What may be wrong with evidence: it is kept as it came, with these words beside it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_DETAIL_CHARACTERS: Final = 200


class Rule(StrEnum):
    """What a row or a receipt breaks; the words stay as they are, for they are stored."""

    #: The row, its hash or the row before is not as it was written.
    HASH = "hash"
    #: The content of a row is no JSON object.
    CONTENT = "content"
    #: A row vouches for another one that did not come with it, or one came that no row vouches for.
    ROW = "row"
    #: The row that came is not the one the journal vouches for.
    DIGEST = "digest"
    #: A receipt's signed text cannot be read (Anlage Z 4 to 6 RKSV).
    FORM = "form"
    #: The signature is not valid under the certificate the receipt names.
    SIGNATURE = "signature"
    #: A certificate cannot be used, or a receipt names one that was never entered.
    CERTIFICATE = "certificate"
    #: Field 12 does not hash the receipt before (Anlage Z 4 RKSV).
    CHAIN = "chain"
    #: The number is not that of the next receipt.
    NUMBER = "number"
    #: Issued before its predecessor, or at no time at all.
    TIME = "time"
    #: Of another register.
    REGISTER = "register"
    #: The signed text says something else than the row.
    TEXT = "text"
    #: What this kind of receipt must be, it is not.
    KIND = "kind"
    #: The turnover counter is not the one before with this receipt's amounts.
    TURNOVER = "turnover"
    #: A link to a digital receipt that names none.
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Row `seq` breaks a rule; `detail` is printable and short, whatever a till sent."""

    rule: Rule
    seq: int
    detail: str


def finding(rule: Rule, seq: int, detail: str) -> Finding:
    """A finding whose detail may hold what a till sent."""
    shown = detail if detail.isprintable() else ascii(detail)
    return Finding(rule=rule, seq=seq, detail=shown[:_DETAIL_CHARACTERS])
