"""What F 68 wants, as values."""

import pytest

from firmware.finanzonline.order import Reason
from firmware.till.fiscal.swap_requests import SwapReason


@pytest.mark.parametrize("reason", SwapReason)
def test_every_reason_is_one_of_an_end(reason: SwapReason) -> None:
    """Reference § 11.3: a unit is put out of service as planned (6) or irreparable (7)."""
    assert reason.end in (Reason.PLANNED, Reason.IRREPARABLE)
