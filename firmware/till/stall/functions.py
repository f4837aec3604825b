"""The stall on the keys: what it sells and who sells, changed with a row each.

None of it is done in training: there are no practice prices, and a real one would be changed.
"""

from firmware.till.function import Chapter, Function, Right
from firmware.till.stall.change import dated, opened
from firmware.till.stall.files import print_groups, read, write
from firmware.till.stall.goods import goods, rate
from firmware.till.stall.lines import lines
from firmware.till.stall.people import people

FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=24,
        name="WG-Liste drucken",
        chapter=Chapter.REPORT,
        right=Right.CASHIER,
        run=opened(print_groups),
    ),
    Function(
        code=73,
        name="Stammdaten-Export",
        chapter=Chapter.EXPORT,
        right=Right.CHIEF,
        run=opened(write),
    ),
    Function(
        code=74,
        name="Artikel-Import",
        chapter=Chapter.EXPORT,
        right=Right.CHIEF,
        run=opened(read),
    ),
    Function(
        code=90,
        name="Preise, WG, Artikel",
        chapter=Chapter.STALL,
        right=Right.CHIEF,
        run=opened(dated(goods)),
    ),
    Function(
        code=91,
        name="Bediener, PIN",
        chapter=Chapter.STALL,
        right=Right.CHIEF,
        run=opened(people),
    ),
    Function(
        code=92,
        name="Steuersatz einer WG",
        chapter=Chapter.STALL,
        right=Right.CHIEF,
        run=opened(dated(rate)),
    ),
    Function(
        code=93,
        name="Kopf- und Fußzeilen",
        chapter=Chapter.STALL,
        right=Right.CHIEF,
        run=opened(lines),
    ),
)
