"""archive.program.addresses: links for people."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from archive.index.database import Database
from archive.program.addresses import link
from archive.program.output import RefusalError
from archive.settings import ArchiveSection
from tests.archive.keeping import world_of


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        (ArchiveSection(url="https://kassa.example.at/"), "https://kassa.example.at/link/T"),
        (ArchiveSection(), "https://127.0.0.1:8443/link/T"),
        (ArchiveSection(host="::1", port=1), "https://[::1]:1/link/T"),
        (ArchiveSection(is_behind_proxy=True, port=80), "http://127.0.0.1:80/link/T"),
    ],
)
def test_where_a_page_is(
    sqlite: Database, tmp_path: Path, section: ArchiveSection, wanted: str
) -> None:
    """As the settings say, or where it listens."""
    world = world_of(sqlite, tmp_path)
    settings = msgspec.structs.replace(world.settings, archive=section)

    assert wanted == link(replace(world, settings=settings), "link", "T")


def test_where_nobody_knows(sqlite: Database, tmp_path: Path) -> None:
    """A port that the system chooses makes no link."""
    world = world_of(sqlite, tmp_path)
    settings = msgspec.structs.replace(world.settings, archive=ArchiveSection(port=0))

    with pytest.raises(RefusalError, match="no url"):
        link(replace(world, settings=settings), "link", "T")
