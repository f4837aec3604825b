"""The manual's stall: the same on the table of cases and on the bench, and in operation."""

from datetime import timedelta
from pathlib import Path

import pytest

from firmware.desk.manual.practice import FIRST_NUMBER, manual_config, open_practice
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.store import integrity
from tests.till import playbook
from tests.till.playbook import OPENED_UTC, STALL


@pytest.mark.timeout(60)
def test_it_is_in_operation(tmp_path: Path) -> None:
    """It is the stall of the playbook, nothing waits for paper, and the next number is 412."""
    open_practice(tmp_path, OPENED_UTC - timedelta(hours=1))
    stand = Stand(tmp_path, in_folder(manual_config(), tmp_path), OPENED_UTC)
    slips = []
    stand.on_slip = slips.append
    assert stand.boot()
    assert slips == []
    assert STALL == stand.station.loop.till.profile
    last = stand.book.last_receipt()
    assert last is not None
    assert last.number + 1 == FIRST_NUMBER == playbook.FIRST_NUMBER
    assert integrity.check(stand.book, integrity.FULL) == ()
