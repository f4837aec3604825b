"""6.11 What happens by itself.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

AUTOMATIC: Final[tuple[Case, ...]] = ()
