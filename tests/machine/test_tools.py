"""Programs of the tree of tools."""

import os
from pathlib import Path

import pytest

from machine.tools import MachineError, Tools, hurry

LOADER = "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"

SCRIPT = """#!/bin/sh
shift 3
[ "$1" = fail ] && { echo broken >&2; exit 3; }
echo "$@"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree whose loader is a shell script, and its programs words for it."""
    for name in (LOADER, "usr/sbin/mkfs.toy"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    loader = tmp_path / LOADER
    loader.write_text(
        '#!/bin/sh\nshift 2\nshift\n[ "$1" = fail ] && { echo broken >&2; exit 3; }\necho "$@"\n'
    )
    loader.chmod(0o755)
    return tmp_path


def test_a_program_is_run_by_its_own_loader(tree: Path) -> None:
    """With its own libraries, whatever this machine has."""
    tools = Tools(tree)
    root = tree.resolve()
    assert [
        f"{root}/{LOADER}",
        "--library-path",
        f"{root}/usr/lib/x86_64-linux-gnu",
        f"{root}/usr/sbin/mkfs.toy",
        "a",
    ] == tools.command("mkfs.toy", "a")
    assert b"a b\n" == tools.run("mkfs.toy", "a", "b")


def test_failures_are_told_in_the_programs_words(tree: Path) -> None:
    """Which one, how, and what it complained of."""
    with pytest.raises(MachineError, match=r"mkfs\.toy ended with 3: broken"):
        Tools(tree).run("mkfs.toy", "fail")


def test_a_program_or_a_tree_that_is_not_there(tree: Path, tmp_path: Path) -> None:
    """Named; and what to do about it."""
    with pytest.raises(MachineError, match=r"has no mkfs\.other"):
        Tools(tree).command("mkfs.other")
    with pytest.raises(MachineError, match="make image"):
        Tools(tmp_path / "nowhere")


def test_a_process_goes_before_others_where_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Root's word; anybody else is as quick as before."""
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr(os, "setpriority", lambda *words: asked.append(words))
    hurry(4711)
    assert [(os.PRIO_PROCESS, 4711, -10)] == asked

    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    hurry(4711)
