"""firmware.app.answers: every question finds whoever knows."""

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.fiscal.requests import FindOutage, SignatureTried, TrySignature
from firmware.till.requests import (
    CheckPin,
    Failed,
    FindOpening,
    FindReceipt,
    FindReceipts,
    FindVoucher,
    FindZ,
    Found,
    FoundOpening,
    FoundReceipts,
    Missing,
    PinVerdict,
    ReadScale,
    Stored,
    StorePin,
    Wanted,
)
from firmware.till.upkeep.status_requests import (
    ChainChecked,
    CheckChain,
    FindClosing,
    FindStatus,
    TillStatus,
)
from tests.app.day import MORNING, Day, utc

AT_UTC = utc(MORNING)


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        (CheckPin(pin="1111", clerk=1, among=(1,), at_utc=AT_UTC), PinVerdict),
        (StorePin(clerk=1, pin="1111"), Stored),
        (FindReceipt(number=77), Missing),
        (FindReceipts(count=3), FoundReceipts),
        (FindVoucher(number="G-1", is_training=False), Missing),
        (FindZ(number=None), Missing),
        (FindOpening(), FoundOpening),
        (ReadScale(), Failed),
        (FindStatus(), TillStatus),
        (FindOutage(), Missing),
        (FindClosing(kind=ReceiptKind.MONATSBELEG), Missing),
        (TrySignature(), SignatureTried),
        (CheckChain(), ChainChecked),
    ],
    ids=lambda one: type(one).__name__,
)
def test_each_is_answered_in_kind(day: Day, wanted: Wanted, kind: type[Found]) -> None:
    """A till that has sold nothing yet, without a scale."""
    assert isinstance(day.stand.station.loop._answers.answer(wanted), kind)
