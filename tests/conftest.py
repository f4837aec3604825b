"""What holds for every test of the house."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A program configures logging for its whole process; no test inherits another's."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
