"""What an audit of an exported folder can find wrong: one rule per check, and where it broke."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from firmware.rksv.rules import Severity


class AuditRule(Enum):
    """One check each; the value is its name for machines."""

    # the list
    LISTING = "listing"  # MANIFEST.json can be read and is of this form
    FILE_MISSING = "file-missing"  # every file that is named is there
    FILE_CHANGED = "file-changed"  # with the size and the SHA-256 it was written with
    FILE_EXTRA = "file-extra"  # and no other file
    KIND = "kind"  # it names what an export of its kind holds
    FOUND_AT_EXPORT = "found-at-export"  # the till itself found nothing when it wrote the folder
    HEAD = "head"  # KASSENSTAND.json says what the list says, and the folder ends there
    UNFINISHED = "unfinished"  # the folder was written to its end
    # the seal
    SEAL = "seal"  # a certificate of the receipts made it, over this list, for this register
    UNSEALED = "unsealed"  # there is one
    UNPROVEN = "unproven"  # there is a certificate to judge it by
    # the receipts
    DEP = "dep"  # the DEP7 holds as the law wants it (the rule of the law is in the detail)
    DEP_SPAN = "dep-span"  # its receipts are those of the list
    WITNESS = "witness"  # each receipt has its row in the journal, with the same digest
    RECEIPT_TABLE = "receipt-table"  # csv/belege says of each what DEP7 and journal say
    PAYMENT_TABLE = "payment-table"  # csv/zahlungen says of each what csv/belege says
    # the journal
    JOURNAL_FORM = "journal-form"  # journal.csv is as the till writes it
    JOURNAL_GAP = "journal-gap"  # from the first row of the list to the last, none missing
    JOURNAL_CHAIN = "journal-chain"  # each hash is over its row and the hash before
    CHAIN_BEGIN = "chain-begin"  # the hash before the first row is known
    JOURNAL_SEAL = "journal-seal"  # what the card sealed at each Z is what stands there
    CERTIFICATE = "certificate"  # the DEP's certificates are those that the journal entered
    JOURNAL_WORDS = "journal-words"  # its columns for people say what its rows say
    EVENTS = "events"  # ereignisse.json has the same rows, and the receipts they know
    CLOSING_TABLE = "closing-table"  # tagesabschluesse.csv has each Z, and reckons each day so
    Z_FIGURES = "z-figures"  # the figures of each Z are the sums of its rows
    Z_NUMBER = "z-number"  # each Z has the number after the last
    # one folder against others, and against paper
    ANCHOR = "anchor"  # what is printed on a Z slip is in the journal
    FORKED = "forked"  # two exports of one till tell one history
    SET_BACK = "set-back"  # a later export does not end before an earlier one
    CONTINUITY = "continuity"  # an export goes on from where it says that it does
    GAP = "gap"  # together the folders hold every row
    # what an archive confirmed
    ARCHIVE = "archive"  # it is signed and proven, and the rows give the root that it names
    ARCHIVE_PART = "archive-part"  # all rows that it is about are here
    ARCHIVE_PROOF = "archive-proof"  # it stands in the archive's log of heads
    ARCHIVE_WITNESS = "archive-witness"  # the witnesses that were asked for cosigned that log
    ARCHIVE_STAMP = "archive-stamp"  # an authority under the roots that were given stamped it
    ARCHIVE_SLIP = "archive-slip"  # what is printed on a Z slip is what the rows give


NOTICES: Final = frozenset(
    {
        AuditRule.UNFINISHED,
        AuditRule.UNSEALED,
        AuditRule.UNPROVEN,
        AuditRule.CHAIN_BEGIN,
        AuditRule.GAP,
        AuditRule.ARCHIVE_PART,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """A rule that does not hold: in which folder, at which file, row or receipt; detail English.

    `is_excused` says that circumstances make an error a notice.
    """

    rule: AuditRule
    folder: str
    place: str
    detail: str
    is_excused: bool = False

    @property
    def severity(self) -> Severity:
        """An ERROR makes the verdict bad; a NOTICE is for the reader."""
        is_notice = self.is_excused or self.rule in NOTICES
        return Severity.NOTICE if is_notice else Severity.ERROR


#: The first ones of each severity are kept.
FINDINGS_MAX: Final = 1000


class Findings:
    """What was found so far in one folder, counted to the end, kept to FINDINGS_MAX."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.kept: list[AuditFinding] = []
        self._counts: dict[Severity, int] = dict.fromkeys(Severity, 0)

    def add(self, rule: AuditRule, place: str, detail: str, *, is_excused: bool = False) -> None:
        """One more."""
        found = AuditFinding(
            rule=rule, folder=self.folder, place=place, detail=detail, is_excused=is_excused
        )
        self._counts[found.severity] += 1
        if self._counts[found.severity] <= FINDINGS_MAX:
            self.kept.append(found)

    def count_more(self, severity: Severity, count: int) -> None:
        """So many that another examiner counted and did not keep."""
        self._counts[severity] += count

    @property
    def errors(self) -> int:
        """How many break the verdict."""
        return self._counts[Severity.ERROR]

    @property
    def notices(self) -> int:
        """How many do not."""
        return self._counts[Severity.NOTICE]


def listed(findings: Iterable[Findings]) -> tuple[AuditFinding, ...]:
    """All that were kept, folder by folder."""
    return tuple(one for found in findings for one in found.kept)
