"""A card for each test."""

from pathlib import Path

import pytest

from firmware.image.settings.site import Site
from tests.image.settings.rooms import Card


@pytest.fixture
def card(tmp_path: Path) -> Card:
    """As it comes from the image, without a file."""
    return Card(tmp_path)


@pytest.fixture
def site(card: Card, tmp_path: Path) -> Site:
    """A till that starts."""
    return Site(rooms=card.rooms, run=tmp_path / "run", root=tmp_path, events=tmp_path / "events")
