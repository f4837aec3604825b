"""What a customer's phone reads off the display: the link to the receipt, or its machine code.

§ 132a Abs 1 BAO (since 1 October 2026): a receipt may be given by a code that leads to it; the link
leads to the whole receipt. The machine code (§ 10 RKSV) proves it and says no more than amounts,
time and number: it goes with paper, and never in its place.
"""

from firmware.till.requests import FoundReceipt
from firmware.till.state import Till
from firmware.till.upkeep.archive_requests import ArchiveState


def is_digital(till: Till) -> bool:
    """Whether receipts may be handed over as links now."""
    return till.archive.is_digital(till.now_utc)


def link_of(till: Till, found: FoundReceipt) -> str:
    """The link that leads a phone to `found` now; empty where nothing does."""
    return found.link if is_digital(till) else ""


def receipt_link(till: Till, found: FoundReceipt) -> str:
    """The text of the QR code for `found`: its link, failing that the machine code."""
    return link_of(till, found) or found.qr


def why_paper(till: Till) -> str:
    """Why a receipt that was wanted as a code comes on paper."""
    return f"{why_not(till)}: Papier"


def why_not(till: Till) -> str:
    """What is missing to a digital receipt."""
    is_there = till.archive.state not in (ArchiveState.OFF, ArchiveState.UNREGISTERED)
    return "Kein Netz" if is_there else "Kein Archiv"
