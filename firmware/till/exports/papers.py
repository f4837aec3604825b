"""The slip after an export somebody asked for: what left, and what the examination said of it."""

from datetime import date, datetime
from typing import Final

from firmware.till import texts
from firmware.till.exports.requests import ExportKind, ExportResult
from firmware.till.exports.words import NAMES
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.state import Till

NAME: Final = "Prüfprotokoll"
#: As `firmware.export.package.names` has it, which knows files.
ROOT: Final = "Registrierkasse"
#: So much of the manifest's hash is compared by eye, in groups.
HASH_SHOWN: Final = 16
HASH_GROUP: Final = 4
_MOST_FINDINGS: Final = 10


def export_paper(till: Till, result: ExportResult) -> Paper:
    """Kassen-ID, what and which days, how much; whole or with which findings; where it lies."""
    rows: list[Row] = [
        Title(text="PRÜFPROTOKOLL"),
        Words(text=f"Export: {NAMES[result.kind]}", is_centred=True),
        Pair(left="Kasse", right=till.profile.register_id),
        Pair(left="Zeit", right=_local(till.now_utc)),
        Rule(),
        *_days(result),
        Pair(left="Bons", right=str(result.receipts)),
        *_journal(result),
        *_files(result),
        Rule(),
        *_examined(result),
        Rule(),
        Words(text="Am Stick:"),
        Words(text=f"{ROOT}/{till.profile.register_id}/"),
        Words(text=result.folder),
        *_sealed(result),
        Words(text="Ansehen und prüfen am PC: BETRACHTER.html"),
        Words(text="kein Umsatz, nicht signiert", is_centred=True),
    ]
    return Paper(name=NAME, rows=tuple(rows))


def _days(result: ExportResult) -> tuple[Row, ...]:
    if result.first is None or result.last is None:
        return ()
    return (
        Pair(left="von", right=_day(result.first)),
        Pair(left="bis", right=_day(result.last)),
    )


def _journal(result: ExportResult) -> tuple[Row, ...]:
    if result.kind is ExportKind.DEP7:
        return ()
    return (Pair(left="Journalzeilen", right=str(result.journal_rows)),)


def _files(result: ExportResult) -> tuple[Row, ...]:
    return (Pair(left="Dateien", right=str(result.files)),) if result.files else ()


def _examined(result: ExportResult) -> list[Row]:
    """What the books are worth; files were read back from the stick in any case."""
    rows: list[Row] = [Pair(left="vom Stick zurückgelesen", right="gleich")]
    if result.is_whole:
        has_dep = result.kind is not ExportKind.JOURNAL
        signed = [Pair(left="DEP: Signaturen, Kette", right="ok")] if has_dep else []
        return [*rows, Pair(left="Buch: Hashes, Kette", right="ok"), *signed]
    rows.append(Words(text="BEFUNDE DER PRÜFUNG", is_bold=True))
    rows += [Words(text=f"- {one}") for one in result.findings[:_MOST_FINDINGS]]
    more = len(result.findings) - _MOST_FINDINGS
    if more > 0:
        rows.append(Words(text=f"und {more} weitere"))
    return [*rows, Words(text="Die Daten sind trotzdem am Stick. Techniker rufen.")]


def _sealed(result: ExportResult) -> list[Row]:
    """The seal, and as much of the hash as a person compares with the file."""
    seal = "Signaturkarte" if result.is_sealed else "OHNE (keine Karte)"
    rows: list[Row] = [Pair(left="Siegel", right=seal)]
    if result.manifest:
        shown = result.manifest[:HASH_SHOWN]
        groups = [shown[at : at + HASH_GROUP] for at in range(0, len(shown), HASH_GROUP)]
        rows += [Words(text="MANIFEST.json, SHA-256 beginnt:"), Words(text=" ".join(groups))]
    return rows


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _local(at_utc: datetime) -> str:
    return at_utc.astimezone(texts.VIENNA).strftime("%d.%m.%Y %H:%M")
