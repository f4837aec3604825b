"""Documents as values."""

import pytest

from firmware.export.papers.document import Kind, Table


def test_every_kind_has_a_file_of_its_own() -> None:
    """German names, in letters every file system takes."""
    stems = [kind.file_stem for kind in Kind]
    assert len(stems) == len(set(stems))
    assert [] == [stem for stem in stems if not (stem.isascii() and stem.isalnum())]


@pytest.mark.parametrize(
    ("shares", "row"),
    [((1, 1), ("a",)), ((1,), ("a", "b")), ((1, 0), ("a", "b")), ((1, 1, 1), ("a", "b"))],
)
def test_a_crooked_table_is_none(shares: tuple[int, ...], row: tuple[str, ...]) -> None:
    """Each row has as many cells as the head, each column a width."""
    with pytest.raises(ValueError, match=r"each row has 2 cells|without width"):
        Table(head=("A", "B"), shares=shares, rows=(row,))
