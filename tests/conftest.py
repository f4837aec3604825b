"""What holds for every test of the house."""

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

# A loaded machine is no fault of the code; and what CI judges must not depend on its dice. Fresh
# examples are thrown at every other run.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A program configures logging for its whole process; no test inherits another's."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
