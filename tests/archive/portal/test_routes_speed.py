"""Pages of a till with 200,000 receipts, in the long lane."""

from pathlib import Path

import pytest

from tests.bench import portal_time

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(3600)]


def test_no_page_takes_a_tenth_of_a_second(tmp_path: Path) -> None:
    """Searches that find nothing, days far back, the cash audit: each by its index."""
    taken = portal_time.run(portal_time.RECEIPTS, tmp_path)
    taken.pop("index_s")

    assert {} == {name: ms for name, ms in taken.items() if ms > portal_time.LIMIT_MS}
