"""6.7 After finalising: Storno and refund.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

REFUNDS: Final[tuple[Case, ...]] = ()
