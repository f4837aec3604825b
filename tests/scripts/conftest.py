"""The long market day, played once."""

import pytest

from tests.scripts.playing import MARKET, SCRIPTS, PlayedDay, play_script


@pytest.fixture(scope="session")
def market_day(tmp_path_factory: pytest.TempPathFactory) -> PlayedDay:
    """A Saturday of the night market; tests that use it belong to one xdist group."""
    folder = tmp_path_factory.mktemp("market")
    return play_script(SCRIPTS / "market_day.txt", folder, settings=MARKET)
