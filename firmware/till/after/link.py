"""What a customer's phone reads off the display: today the machine code, one day a link to more.

An archive that serves receipts gives its address here and nowhere else.
"""

from firmware.till.requests import FoundReceipt
from firmware.till.stall.catalog import Profile


def receipt_link(profile: Profile, found: FoundReceipt) -> str:
    """The text of the QR code for `found`.

    Without an archive that is the machine code itself (§ 10 RKSV): it proves the receipt, and says
    no more than amounts, time and number. So paper stays the rule, and stays to be had by BON.
    """
    assert found.qr.startswith("_"), profile.register_id
    return found.qr
