"""The built image, a card that has begun its life, and one machine for each file of tests.

Never two machines at once: these tests run one after the other (`make test-image`).
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine.till import copy_disk
from machine.tools import Tools
from tests.vm.tills import (
    REPO,
    RESULTS,
    Built,
    Played,
    commission,
    fresh_card,
    played,
    start,
    switch_off,
)


@pytest.fixture(scope="session")
def built() -> Built:
    """The image of this checkout; its absence is a fault, not a reason to skip."""
    facts = sorted(RESULTS.glob("standlkassa-*.json"))
    trees = sorted((REPO / "build" / "image").glob("tools-*"), key=lambda one: one.stat().st_mtime)
    if not facts or not trees:
        pytest.fail("there is no image: `make image` builds it (as root)", pytrace=False)
    said = json.loads(facts[-1].read_text(encoding="utf-8"))
    return Built(tools=Tools(trees[-1]), image=RESULTS / said["image"], facts=facts[-1])


@pytest.fixture(scope="session")
def begun_card(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card whose till was put into operation and switched off in order."""
    card = fresh_card(built, tmp_path_factory.mktemp("begun") / "card.img")
    with played(built, card, "begun") as one:
        commission(one)
        switch_off(one)
    return card


@pytest.fixture(scope="module")
def till(
    built: Built,
    begun_card: Path,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Played]:
    """A till in operation, on, without network: one for all tests of a file."""
    name = Path(request.path).stem.removeprefix("test_")
    card = copy_disk(begun_card, tmp_path_factory.mktemp(name) / "card.img")
    with played(built, card, name) as one:
        start(one)
        yield one
