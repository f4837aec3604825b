"""imager.tools: programs in a tree of their own."""

from pathlib import Path

import pytest

from imager.errors import BuildError
from imager.tools import ToolRoot, run


def test_paths_as_they_are_called_inside(tmp_path: Path) -> None:
    """Both sides speak of the same file."""
    tools = ToolRoot(tmp_path)
    assert "/work/system" == tools.inside(tools.work / "system")
    assert ["chroot", str(tmp_path), "ls", "/work"] == tools.command("ls", tools.work)


def test_a_path_outside(tmp_path: Path) -> None:
    """What the programs could not see is not asked of them."""
    with pytest.raises(BuildError, match="not below the tools"):
        ToolRoot(tmp_path / "tools").inside(tmp_path / "elsewhere")


def test_what_it_wrote() -> None:
    """Its output, from a bare environment."""
    assert b"C.UTF-8 UTC 7\n" == run(
        ["sh", "-c", 'echo "$LC_ALL $TZ $SOURCE_DATE_EPOCH"'], env={"SOURCE_DATE_EPOCH": "7"}
    )
    assert b"in" == run(["cat"], stdin=b"in")


def test_what_it_complained_of() -> None:
    """Its last lines, and how it ended."""
    with pytest.raises(BuildError, match=r"(?s)ended with 3:.*  no room"):
        run(["sh", "-c", "echo begun; echo no room >&2; exit 3"])


def test_not_there() -> None:
    """A program nobody has."""
    with pytest.raises(BuildError, match="no-such-program"):
        run(["no-such-program"])


def test_a_proxy_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the net is behind one; nothing else of this machine's environment is."""
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    said = run(["sh", "-c", 'echo "$http_proxy $PYTHONPATH"'])
    assert b"http://proxy:3128 \n" == said
