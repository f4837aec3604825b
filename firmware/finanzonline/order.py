"""One order to FinanzOnline and its answer (§§ 6, 16, 17 RKSV; register web service `rkdb`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum


class Act(StrEnum):
    """What is told; the value is the element's name in the web service where it has its own."""

    REGISTRIERUNG_SE = "registrierung_se"
    REGISTRIERUNG_KASSE = "registrierung_kasse"
    BELEGPRUEFUNG = "belegpruefung"
    AUSFALL_SE = "ausfall_se"
    WIEDERINBETRIEBNAHME_SE = "wiederinbetriebnahme_se"
    AUSSERBETRIEBNAHME_SE = "ausserbetriebnahme_se"
    AUSFALL_KASSE = "ausfall_kasse"
    WIEDERINBETRIEBNAHME_KASSE = "wiederinbetriebnahme_kasse"
    AUSSERBETRIEBNAHME_KASSE = "ausserbetriebnahme_kasse"


class Reason(Enum):
    """Why something failed or ends; the value is the code of the web service."""

    THEFT = 1
    SIGNATURE = 2
    RECORDING = 5
    PLANNED = 6
    IRREPARABLE = 7
    OTHER = 99


class UnitKind(StrEnum):
    """What signs (`art_se`)."""

    CARD = "SIGNATURKARTE"
    OWN_HSM = "EIGENES_HSM"
    SERVICE = "HSM_DIENSTLEISTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing to tell, complete but for the AES key, which only a registration carries.

    `key` names it for ever ("belegpruefung:1", "ausfall_se:414"); `about` is what it is about:
    a certificate serial, the register id, or the machine code of a receipt. `moment_utc` is the
    begin or end of an outage. Before `not_before_utc` it is not sent; `due_utc` is the last moment
    at which it is in time, None where the law names none.
    """

    key: str
    act: Act
    about: str
    not_before_utc: datetime
    unit_kind: UnitKind | None = None
    vda_id: str | None = None
    reason: Reason | None = None
    moment_utc: datetime | None = None
    due_utc: datetime | None = None


class Status(StrEnum):
    """How a till or a signature unit stands in the register (`abfrage_ergebnis`)."""

    AKTIVIERT = "AKTIVIERT"
    REGISTRIERT = "REGISTRIERT"
    IN_BETRIEB = "IN_BETRIEB"
    AUSFALL = "AUSFALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: return codes as texts with the office's words, oldest first.

    `is_passed` is the top of a receipt check, None where nothing was checked; `failed_checks` the
    names of what failed in it. `status` was asked for where the code alone does not say it. With
    `is_slip` the office only received the order so far, and the codes say nothing of it.
    """

    codes: tuple[str, ...]
    messages: tuple[str, ...] = ()
    is_passed: bool | None = None
    failed_checks: tuple[str, ...] = ()
    status: Status | None = None
    is_slip: bool = False


class Verdict(Enum):
    """What an answer means for its order."""

    DONE = "done"  # reached, now or before
    REFUSED = "refused"  # a person must do something first
    LATER = "later"  # nothing is wrong with the order: try again by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The verdict with its reason for people.

    `words` (German, up to 16 characters for the display), `advice` (German sentence with the next
    step, for paper). `wait_s` is the shortest pause before the next try of a LATER.
    """

    verdict: Verdict
    words: str
    advice: str
    wait_s: int = 0
