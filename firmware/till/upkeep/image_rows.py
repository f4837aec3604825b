"""Which system runs below the till, as slips say it: enough to tell it from any other."""

from typing import Final

from firmware.till.papers.paper import Pair, Row
from firmware.till.upkeep.status_requests import SystemImage

#: Of the root hash: all of it stands in the description of the till (E131).
DIGITS: Final = 16
_GROUP: Final = 4


def image_rows(image: SystemImage | None) -> tuple[Row, ...]:
    """Version, slot and the begin of the root hash; that there is none."""
    if image is None:
        return (Pair(left="Image", right="kein Image"),)
    shown = image.root_hash[:DIGITS]
    groups = " ".join(shown[at : at + _GROUP] for at in range(0, len(shown), _GROUP))
    return (
        Pair(left="Image", right=image.version),
        Pair(left="Platz", right=image.slot),
        Pair(left="Prüfsumme", right=groups or "keine"),
    )
