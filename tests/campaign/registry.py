"""All classes of the campaign, in the order of their numbers."""

from typing import Final

from tests.campaign.classes_of_archives import ARCHIVES
from tests.campaign.classes_of_disks import DISKS
from tests.campaign.classes_of_tills import TILLS
from tests.campaign.fault_class import FaultClass

CLASSES: Final = tuple(sorted((*DISKS, *TILLS, *ARCHIVES), key=lambda one: one.number))


def classes(wanted: str) -> tuple[FaultClass, ...]:
    """The class of this key, or all of this number.

    Raises:
        KeyError: there is none.
    """
    found = tuple(one for one in CLASSES if wanted in (one.key, str(one.number)))
    if not found:
        raise KeyError(wanted)
    return found
