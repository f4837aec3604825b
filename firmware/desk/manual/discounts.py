"""6.5 Discounts.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

DISCOUNTS: Final[tuple[Case, ...]] = ()
