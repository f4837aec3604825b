"""The plug pulled anywhere in a sale of a till with a second medium."""

from pathlib import Path

import pytest

from tests.power import planted
from tests.power.mirror import MirrorWorld, wrong_after

pytestmark = pytest.mark.whole


SHARE = 8


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("is_in", [True, False], ids=["in", "pulled"])
def test_a_cut_in_a_sale(tmp_path: Path, is_in: bool) -> None:  # noqa: FBT001
    """M14: at each edge of disk, mirror, card and cable; the near ones of the mirror all."""
    world = MirrorWorld(tmp_path)
    names = world.edges(is_in=is_in)
    mirrors = {number for number, name in enumerate(names, start=1) if name.startswith("mirror")}
    assert bool(mirrors) == is_in
    others = set(range(1, len(names) + 1, SHARE))
    wrong = {}
    for edge in sorted(mirrors | others):
        if found := list(wrong_after(*world.cut(edge, is_in=is_in))):
            wrong[edge, names[edge - 1]] = found
    assert wrong == {}


@pytest.mark.heavy
@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("is_in", [True, False], ids=["in", "pulled"])
def test_every_cut_in_a_sale(tmp_path: Path, is_in: bool) -> None:  # noqa: FBT001
    """M14: the same at every edge."""
    world = MirrorWorld(tmp_path)
    wrong = {}
    for edge in range(1, len(world.edges(is_in=is_in)) + 1):
        if found := list(wrong_after(*world.cut(edge, is_in=is_in))):
            wrong[edge] = found
    assert wrong == {}


@pytest.mark.usefixtures("light")
def test_a_till_that_prints_first_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A till that leaves the mirror for later prints what is on one medium only."""
    world = MirrorWorld(tmp_path)
    with monkeypatch.context() as patch:
        planted.mirror_later(patch)
        last = len(world.edges(is_in=True))
        found = list(wrong_after(*world.cut(last, is_in=True)))
    assert any("not on the second medium" in one for one in found), found
