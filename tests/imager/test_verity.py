"""The hash tree: what is asked of veritysetup, and what it answers."""

from pathlib import Path

import pytest

from imager import verity
from imager.errors import BuildError
from imager.tools import ToolRoot

ANSWER = (
    f"VERITY header information\nUUID:\t\nSalt:            \t-\nRoot hash:      \t{'0f' * 32}\n"
)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToolRoot:
    """A tree of tools whose veritysetup says what was prepared, and keeps what it was asked."""
    root = ToolRoot(tmp_path)
    root.work.mkdir()
    monkeypatch.setattr(
        ToolRoot,
        "run",
        lambda self, *args: (
            (self.work / "asked").write_text("\n".join(map(str, args))),
            (self.work / "answer").read_bytes(),
        )[1],
    )
    (root.work / "answer").write_text(ANSWER)
    return root


def test_the_tree_stands_behind_the_system(tools: ToolRoot) -> None:
    """Its place is the system's size, and its form says nothing but the content."""
    image = tools.work / "system.img"
    image.write_bytes(bytes(3 * 4096))

    sealed = verity.seal(tools, image)

    assert verity.Seal(root_hash="0f" * 32, hash_offset=3 * 4096) == sealed
    asked = (tools.work / "asked").read_text().split("\n")
    assert {"--hash-offset=12288", "--data-blocks=3", "--salt=-", "--hash=sha256"} <= set(asked)


@pytest.mark.parametrize("size", [0, 1, 4095, 4097])
def test_half_a_block_is_no_system(tools: ToolRoot, size: int) -> None:
    """mkfs.erofs writes whole blocks; anything else was cut off."""
    image = tools.work / "system.img"
    image.write_bytes(bytes(size))

    with pytest.raises(BuildError, match="no whole number of blocks"):
        verity.seal(tools, image)


def test_an_answer_without_a_hash_stops_the_build(tools: ToolRoot) -> None:
    """A line of another form is not guessed at."""
    (tools.work / "answer").write_text("Root hash: short\n")
    image = tools.work / "system.img"
    image.write_bytes(bytes(4096))

    with pytest.raises(BuildError, match="no root hash"):
        verity.seal(tools, image)
