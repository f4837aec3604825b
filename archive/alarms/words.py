"""What a mail and a webhook say: which till, what, since when; never what is on a receipt.

The words of an alarm's row stay in the portal: they may name a row or a receipt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from archive.alarms.ledger import AlarmKind, News

VIENNA: Final = ZoneInfo("Europe/Vienna")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One piece of news for one target; `key` is the same however often it is tried."""

    key: str
    kind: AlarmKind
    news: News
    till_id: str
    register_id: str
    shop: str
    raised_at: datetime
    cleared_at: datetime | None
    url: str


class _Posted(msgspec.Struct, frozen=True):
    id: str
    kind: str
    news: str
    till_id: str
    register_id: str
    shop: str
    raised_at: str
    cleared_at: str | None
    url: str
    text: str


_DE: Final[Mapping[AlarmKind, str]] = {
    AlarmKind.SILENT: "meldet sich nicht, obwohl sie um diese Zeit sonst in Betrieb ist",
    AlarmKind.FINDING: "hat Daten gesandt, die nicht stimmen",
    AlarmKind.FORK: "hat zu bereits gesicherten Zeilen andere Zeilen gesandt (geklonte Karte?)",
    AlarmKind.ROLLBACK: "glaubt nicht, was das Archiv bestätigt",
    AlarmKind.OUTAGE: "signiert seit mehr als 48 Stunden nicht: FinanzOnline melden (§ 17 RKSV)",
    AlarmKind.CARD: "braucht bald eine neue Signaturkarte: das Zertifikat läuft ab",
    AlarmKind.JAHRESBELEG: "hat einen Beleg zu machen oder zu prüfen (Jahresbeleg bis 15. Februar)",
    AlarmKind.DISK: "hat kaum noch Platz auf ihrem Datenträger",
    AlarmKind.CLOCK: "hat eine Uhr, die mehr als zwei Minuten falsch geht",
    AlarmKind.PACKAGE: "hat zu einem Z-Bericht kein Tagespaket gesandt",
    AlarmKind.HEADS: "ist nicht im Protokoll der Protokollköpfe bestätigt",
    AlarmKind.FALLBACK: "hat ein Update aufgegeben und läuft wieder mit dem Stand davor",
}
_EN: Final[Mapping[AlarmKind, str]] = {
    AlarmKind.SILENT: "is not heard from, in an hour in which it usually is",
    AlarmKind.FINDING: "has sent records that are not right",
    AlarmKind.FORK: "has sent other rows under numbers already kept (a cloned card?)",
    AlarmKind.ROLLBACK: "does not believe what the archive confirms",
    AlarmKind.OUTAGE: "has not signed for more than 48 hours: report to FinanzOnline (§ 17 RKSV)",
    AlarmKind.CARD: "needs a new signature card soon: the certificate expires",
    AlarmKind.JAHRESBELEG: "has a receipt to be made or checked (Jahresbeleg: by 15 February)",
    AlarmKind.DISK: "has hardly any space left on its disk",
    AlarmKind.CLOCK: "has a clock that is more than two minutes off",
    AlarmKind.PACKAGE: "has sent no day package for a Z report",
    AlarmKind.HEADS: "is not confirmed in the log of heads",
    AlarmKind.FALLBACK: "has given up an update and runs what it ran before",
}


def subject(report: Report, language: str) -> str:
    """One line; what came from a till is made harmless for a header."""
    till = f"{_plain(report.shop)}, Kasse {_plain(report.register_id)}"
    if language == "de":
        lead = "Standlkassa-Alarm" if report.news is News.RAISED else "Standlkassa: wieder gut"
        return f"{lead}: {till}"
    lead = "Standlkassa alarm" if report.news is News.RAISED else "Standlkassa: well again"
    return f"{lead}: {till.replace(', Kasse ', ', till ')}"


def text(report: Report, language: str) -> str:
    """The body of a mail."""
    shop, till = _plain(report.shop), _plain(report.register_id)
    raised = _minute(report.raised_at)
    is_over = report.cleared_at is not None and report.news is News.CLEARED
    cleared = _minute(report.cleared_at) if report.cleared_at is not None else ""
    if language == "de":
        lines = [f"{shop}: Kasse {till}", f"Die Kasse {_DE[report.kind]}.", f"Seit: {raised}"]
        lines += [f"Wieder in Ordnung seit: {cleared}"] if is_over else []
        lines += ["", f"Näheres im Archiv: {report.url}"]
    else:
        lines = [f"{shop}: till {till}", f"The till {_EN[report.kind]}.", f"Since: {raised}"]
        lines += [f"Well again since: {cleared}"] if is_over else []
        lines += ["", f"More in the archive: {report.url}"]
    return "\n".join(lines) + "\n"


def posted(report: Report, language: str) -> bytes:
    """The JSON body of a webhook."""
    return msgspec.json.encode(
        _Posted(
            id=report.key,
            kind=report.kind.value,
            news=report.news.value,
            till_id=report.till_id,
            register_id=report.register_id,
            shop=report.shop,
            raised_at=report.raised_at.isoformat(),
            cleared_at=None if report.cleared_at is None else report.cleared_at.isoformat(),
            url=report.url,
            text=text(report, language),
        )
    )


def _plain(said: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in said)[:80]


def _minute(moment: datetime) -> str:
    return moment.astimezone(VIENNA).strftime("%d.%m.%Y %H:%M")
