"""A card for each test."""

from pathlib import Path

import pytest

from tests.image.settings.rooms import Card


@pytest.fixture
def card(tmp_path: Path) -> Card:
    """As it comes from the image, without a file."""
    return Card(tmp_path)
