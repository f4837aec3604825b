"""What FinanzOnline was told, as a table of any of the records."""

from collections.abc import Iterable

from firmware.export.papers.document import Paragraph, Table
from firmware.export.papers.facts import Facts, Report
from firmware.export.papers.words import NONE, local_day, minute


def reports_of(facts: Facts, acts: Iterable[str], about: str = "") -> tuple[Report, ...]:
    """The reports of these acts; with `about` those about this thing or of this number alone."""
    prefixes = tuple(f"{act}:" for act in acts)
    return tuple(
        one
        for one in facts.reports
        if one.key.startswith(prefixes) and about in ("", one.about, one.key.partition(":")[2])
    )


def report_table(reports: tuple[Report, ...]) -> Table | Paragraph:
    """What was to be told, until when, and what became of it."""
    if not reports:
        return Paragraph(text="Keine Meldung an FinanzOnline nötig.")
    return Table(
        head=("Meldung", "wegen", "fällig bis", "Ergebnis", "am", "wie"),
        shares=(34, 40, 22, 20, 28, 18),
        rows=tuple(
            (
                one.title,
                one.about,
                local_day(one.due_utc),
                one.verdict,
                minute(one.settled_utc),
                NONE if one.settled_utc is None else _way(one),
            )
            for one in reports
        ),
    )


def _way(report: Report) -> str:
    return "von Hand" if report.is_by_hand else "Webservice"
