"""The record of the commissioning: with what this register began, and what the office was told."""

from firmware.export.papers.document import (
    Bullets,
    Chapter,
    Document,
    Kind,
    Pairs,
    Signatures,
)
from firmware.export.papers.e131_device import units
from firmware.export.papers.facts import Facts
from firmware.export.papers.reports import report_table, reports_of
from firmware.export.papers.words import NONE, moment
from firmware.finanzonline.order import Act

_ACTS = (Act.REGISTRIERUNG_SE, Act.REGISTRIERUNG_KASSE)


def commissioning_record(facts: Facts) -> Document:
    """The document."""
    register = facts.register
    reports = (*reports_of(facts, _ACTS), *reports_of(facts, (Act.BELEGPRUEFUNG,), about="1"))
    return Document(
        kind=Kind.COMMISSIONING,
        title="Inbetriebnahmeprotokoll",
        law="§ 6 RKSV",
        chapters=(
            Chapter(
                title="Kasse",
                blocks=(
                    Pairs(
                        rows=(
                            ("Unternehmen", ", ".join(register.company)),
                            ("Kassen-ID", register.register_id),
                            ("in Betrieb seit", moment(register.commissioned_utc)),
                            ("Kennzeichen (Feld 1)", register.rka),
                            ("Prüfwert des AES-Schlüssels", register.key_check),
                            ("Bytes des Umsatzzählers", str(register.counter_bytes)),
                            *((label, value or NONE) for label, value in register.commissioned),
                        )
                    ),
                ),
            ),
            Chapter(title="Signatureinheiten", blocks=(units(facts),)),
            Chapter(title="FinanzOnline", blocks=(report_table(reports),)),
            Chapter(
                title="Bestätigung",
                blocks=(
                    Bullets(
                        items=(
                            "Startbeleg (Nr. 1) gedruckt, geprüft und abgelegt",
                            "Schlüsselblatt oder Schlüsselcontainer verschlossen abgelegt",
                            "Beschreibung der Einrichtung (E131) übergeben",
                        )
                    ),
                    Signatures(labels=("Ort, Datum", "Techniker", "Unternehmer")),
                ),
            ),
        ),
    )
