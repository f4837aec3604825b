"""Everything a till holds, in a folder that outlives it: what `kassa decommission` leaves.

Made when a till has ended (§ 7 Abs 5, § 17 Abs 8 RKSV; § 132 BAO: kept for seven years), of books
that are whole. It is the package of F 63 (see `firmware.export.package`), without a seal: there is
no card any more.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from firmware.app.exports import order_of
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Written, write_folder
from firmware.export.package.meter import Meter
from firmware.export.package.outline import EVERYTHING as ALL_DAYS
from firmware.export.package.place import free_bytes_of
from firmware.rksv.trust import KeyStore
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind

#: What the EXPORT row of a full export says.
EVERYTHING: Final = "everything"


def full_export(
    book: Reader,
    parent: Path,
    keys: KeyStore | None,
    now_utc: datetime,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> Written:
    """Write everything into a new folder below `parent`, and examine it.

    With `keys` the turnover counter of every receipt is opened, too.

    Raises:
        NotSoundError: the books break a rule.
        ExportError: the folder cannot be written, or its medium gives back something else.
        StoreError: the book cannot be read.
        OSError: `parent` cannot be made.
    """
    order = order_of(book, ExportKind.ENDING, ALL_DAYS, now_utc)
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    means = Means(
        seal=None,
        examine=partial(examine, keys=keys),
        meter=Meter(monotonic_s, lambda *_: None, lambda: None),
        free_bytes=partial(free_bytes_of, parent),
    )
    return write_folder(parent, replace(order, is_strict=True), means)
