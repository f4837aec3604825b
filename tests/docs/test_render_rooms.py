"""The pictures of who imports whom are those of the imports."""

import pytest

from tests.docs.render_rooms import DRAWINGS, PICTURES, arrows, drawn, pictures, reduced, rows

SOME = {
    "top": frozenset({"middle", "low"}),
    "middle": frozenset({"low"}),
    "low": frozenset[str](),
}


def test_the_pictures_are_fresh() -> None:
    """As `python -m tests.docs.render_rooms` draws them."""
    drawn_now = pictures()
    assert set(DRAWINGS) == set(drawn_now)
    kept = {name: (PICTURES / name).read_text(encoding="utf-8") for name in DRAWINGS}
    assert drawn_now == kept


def test_a_room_stands_above_what_it_imports() -> None:
    """And an arrow that a longer way says already is left out."""
    assert [["top"], ["middle"], ["low"]] == rows(SOME)
    assert frozenset({"middle"}) == reduced(SOME)["top"]
    assert 2 == drawn(SOME).count("marker-end")


def test_rooms_that_import_each_other_are_no_layers() -> None:
    """There is no way to draw them."""
    with pytest.raises(AssertionError, match="no layers"):
        rows({"a": frozenset({"b"}), "b": frozenset({"a"})})


def test_only_direct_imports_between_rooms() -> None:
    """Whatever a package of ours imports, of a room beside it nothing is drawn."""

    class Imports:
        modules = ("x.a", "x.a.one", "x.b", "y.z")

        def find_children(self, whole: str) -> set[str]:
            return {"x.a", "x.b"}

        def find_modules_directly_imported_by(self, module: str) -> set[str]:
            return {"x.a.one": {"x.b", "y.z"}, "y.z": {"x.a"}}.get(module, set())

    expected = {"x.a": {"x.b", "y"}, "x.b": set(), "y": set()}
    assert expected == arrows(Imports(), "x", ("y",))
