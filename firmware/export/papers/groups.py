"""The list of article groups with their VAT rates, and everything that became of them."""

from firmware.export.papers.document import Chapter, Document, Kind, Paragraph, Table
from firmware.export.papers.facts import Facts
from firmware.export.papers.words import NONE, day, person


def group_list(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind=Kind.GROUPS,
        title="Warengruppen und Steuersätze",
        law="§ 10 UStG; § 131 Abs 1 Z 6 lit b BAO: jede Änderung mit altem und neuem Wert",
        chapters=(
            Chapter(
                title="Heute",
                blocks=(
                    Paragraph(
                        text="Jede Warengruppe hat zu jeder Zeit genau einen Steuersatz. Gruppe 16 "
                        "ist das Einwegpfand, kein Umsatz."
                    ),
                    groups_today(facts),
                ),
            ),
            Chapter(title="Geschichte", blocks=(_history(facts),)),
        ),
    )


def groups_today(facts: Facts) -> Table:
    """Groups, rates, and since when they hold."""
    return Table(
        head=("WG", "Bezeichnung", "Steuersatz", "Preis", "Satz gültig ab"),
        shares=(12, 50, 26, 26, 30),
        rows=tuple(
            (str(one.number), one.name, one.rate, one.price or "offen", day(one.since))
            for one in facts.groups
        ),
    )


def _history(facts: Facts) -> Table | Paragraph:
    if not facts.group_changes:
        return Paragraph(text="Noch keine Zeile im Buch: Die Kasse wurde noch nicht gestartet.")
    return Table(
        head=("gültig ab", "WG", "was", "vorher", "nachher", "eingetragen", "durch"),
        shares=(22, 9, 24, 24, 24, 22, 30),
        rows=tuple(
            (
                day(one.valid_from),
                str(one.number),
                one.what,
                one.old or NONE,
                one.new or NONE,
                day(one.recorded),
                f"{one.source}, {person(one.clerk)}" if one.clerk is not None else one.source,
            )
            for one in facts.group_changes
        ),
    )
