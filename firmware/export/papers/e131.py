"""The description of the facility (E131): how entries are secured, completely and correctly.

§ 131 Abs 2, 3 BAO, Kassenrichtlinie 2012. Eleven chapters, each answered with what this program
does and with the facts of this till; what it does not do stands in the last one.
"""

from firmware.export.papers import e131_access, e131_device, e131_order, e131_records, e131_rksv
from firmware.export.papers.document import Document, Kind
from firmware.export.papers.facts import Facts


def e131(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind=Kind.E131,
        title="Beschreibung der Einrichtung (E131)",
        law="§ 131 Abs 2 und 3, § 131b BAO; Kassenrichtlinie 2012; Registrierkassen"
        "sicherheitsverordnung (RKSV)",
        chapters=(
            e131_device.product(facts),
            e131_records.flow(),
            e131_records.journal(facts),
            e131_rksv.security(facts),
            e131_records.corrections(),
            e131_order.numbering(facts),
            e131_order.people(facts),
            e131_order.keeping(facts),
            e131_device.interfaces(facts),
            e131_access.export(facts),
            e131_access.limits(facts),
        ),
    )
