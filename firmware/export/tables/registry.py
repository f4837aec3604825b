"""Every table of an export, once: what index.xml describes and the documents are made from."""

from typing import Final, Never

from firmware.export.tables import closings, fiscal, history, journal, masterdata
from firmware.export.tables.table import Table

TABLES: Final[tuple[Table[Never], ...]] = (
    *journal.TABLES,
    *fiscal.TABLES,
    *closings.TABLES,
    *masterdata.TABLES,
    history.TABLE,
)
