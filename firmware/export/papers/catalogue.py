"""All documents there are, each written from the facts."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from firmware.export.papers.commissioning import commissioning_record
from firmware.export.papers.document import Document, Imprint, Kind
from firmware.export.papers.e131 import e131
from firmware.export.papers.ending import end_record
from firmware.export.papers.facts import Facts, digest
from firmware.export.papers.groups import group_list
from firmware.export.papers.outages import outage_record
from firmware.export.papers.process import process_documentation
from firmware.export.papers.swaps import swap_record

WRITERS: Final[Mapping[Kind, Callable[[Facts], Document]]] = MappingProxyType(
    {
        Kind.E131: e131,
        Kind.PROCESS: process_documentation,
        Kind.GROUPS: group_list,
        Kind.COMMISSIONING: commissioning_record,
        Kind.OUTAGES: outage_record,
        Kind.SWAPS: swap_record,
        Kind.END: end_record,
    }
)


def imprint(facts: Facts, made_at: str) -> Imprint:
    """What every page of these facts carries."""
    return Imprint(
        company=facts.register.company[0],
        register_id=facts.register.register_id,
        version=facts.program.version,
        made_at=made_at,
        digest=digest(facts),
    )
