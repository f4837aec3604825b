"""firmware.export.package.place: names and folders; the rest is asked of whole exports."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.package import names, place
from firmware.export.package.fault import MediumError, MediumFault
from firmware.export.package.manifest import is_plain_name
from firmware.till.exports.requests import ExportKind
from tests.export.package.conftest import MADE_UTC


@pytest.mark.parametrize("kind", list(ExportKind))
def test_our_own_names_are_known_again(kind: ExportKind) -> None:
    """And those that had to be told apart."""
    name = names.folder_name(kind, MADE_UTC)
    assert place.EXPORT_NAME.fullmatch(name)
    assert place.EXPORT_NAME.fullmatch(f"{name}-12")


@pytest.mark.parametrize(
    "name", ["2026-11-22_130000", "2026-11-22_130000_fotos", "x2026-11-22_130000_dep7", "a"]
)
def test_other_names_are_not(name: str) -> None:
    """Whatever else somebody keeps there."""
    assert not place.EXPORT_NAME.fullmatch(name)


@given(taken=st.sets(st.integers(1, 12)), halves=st.sets(st.integers(1, 12)))
def test_a_free_name_is_free(
    tmp_path_factory: pytest.TempPathFactory, taken: set[int], halves: set[int]
) -> None:
    """The first of the row that nothing has, nor a half of it."""
    base = tmp_path_factory.mktemp("base")

    def name(number: int) -> str:
        return "x" if number == 1 else f"x-{number}"

    for number in taken:
        (base / name(number)).mkdir()
    for number in halves - taken:
        (base / f"{name(number)}.part").mkdir()
    free = place.free_name(base, "x")
    first = next(one for one in range(1, 14) if one not in taken | halves)
    assert name(first) == free
    assert is_plain_name(free)


def test_an_empty_folder_is_not_replaced(tmp_path: Path) -> None:
    """As renaming would do without a word."""
    (tmp_path / "a.part").mkdir()
    (tmp_path / "a").mkdir()
    with pytest.raises(MediumError) as caught:
        place.put(tmp_path / "a.part", tmp_path / "a")
    assert MediumFault.TAKEN is caught.value.fault
