"""/opt/standlkassa as it is shipped: made twice, and run by the till's own Python."""

import shutil
import stat
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from imager import base, plan, python_tree
from imager.store import Store
from imager.tools import ToolRoot, run

pytestmark = [pytest.mark.image, pytest.mark.xdist_group("image")]

_EPOCH = 1_700_000_000
#: Seals of time stamps are the archive's business; the law of them is shared.
_OF_THE_ARCHIVE = {"firmware.evidence.stamp"}
#: Every module of ours, and who could not be loaded.
_IMPORT_ALL = """
import importlib, pathlib, sys
site = pathlib.Path(sys.argv[1])
for path in sorted((*site.glob("firmware/**/*.py"), *site.glob("hal/**/*.py"))):
    name = ".".join(path.relative_to(site).with_suffix("").parts).removesuffix(".__init__")
    try:
        importlib.import_module(name)
    except ImportError:
        print(name)
"""


@pytest.fixture(scope="module")
def tools() -> Iterator[ToolRoot]:
    """The tree of tools, for these tests alone."""
    store = Store(plan.of_checkout().cache, print)
    with store.reserved():
        yield store.tools()


@pytest.fixture(scope="module")
def tree(tools: ToolRoot) -> Iterator[Path]:
    """The tree, freshly made."""
    made = _made(tools, "python-tried")
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def till(tools: ToolRoot, tree: Path) -> Iterator[Path]:
    """The root of a till: Debian's base with the tree in its place."""
    store = Store(plan.of_checkout().cache, print)
    root = tools.work / "till-tried"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    run(["tar", "-C", str(root), "--numeric-owner", "-xf", str(store.base(tools))])
    shutil.copytree(tree, root / python_tree.PLACE, symlinks=True)
    base.emulate(tools.root)
    yield root
    shutil.rmtree(root)


def _made(tools: ToolRoot, name: str) -> Path:
    tree = tools.work / name
    python_tree.make(tools, tree, shelf=plan.of_checkout().cache / "wheels", epoch=_EPOCH)
    return tree


def _listing(tree: Path) -> dict[str, tuple[int, float, str]]:
    """Mode, time and content of everything in a tree."""
    found = {}
    for path in tree.rglob("*"):
        facts = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(facts.st_mode) else b""
        link = str(path.readlink()) if path.is_symlink() else ""
        name = path.relative_to(tree).as_posix()
        found[name] = (facts.st_mode, facts.st_mtime, link or sha256(content).hexdigest())
    return found


def _program(till: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """What a program of the tree says on the till."""
    place = f"/{python_tree.PLACE}/bin"
    return subprocess.run(
        ["chroot", till, f"{place}/{command[0]}", *command[1:]],
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_makings_are_the_same(tools: ToolRoot, tree: Path) -> None:
    """Names, modes, times, and every byte."""
    again = _made(tools, "python-again")

    assert _listing(tree) == _listing(again)
    shutil.rmtree(again)


def test_every_module_is_compiled(tree: Path) -> None:
    """On a till nothing is compiled: what is not compiled here is at each of its starts."""
    site = tree / python_tree.SITE
    compiled = set(site.rglob("*.pyc"))
    named = {path.parent.parent / f"{path.name.partition('.')[0]}.py" for path in compiled}

    assert set() == set(site.rglob("*.py")) - named
    assert {b"\x01\0\0\0"} == {path.read_bytes()[4:8] for path in compiled}


def test_no_path_of_this_machine(tools: ToolRoot, tree: Path) -> None:
    """What was built here does not say where."""
    work = tools.inside(tools.work).encode()
    known = (work + b"/", str(tools.root).encode())
    ours = (*tree.rglob("*.so"), *tree.rglob("firmware/**/*.pyc"))

    assert [] == [path for path in ours if any(one in path.read_bytes() for one in known)]


def test_every_module_loads_on_the_till(till: Path) -> None:
    """With the libraries of the tree and those of Debian, none of this machine's."""
    site = f"/{python_tree.PLACE}/{python_tree.SITE}"

    answer = _program(till, "python", "-I", "-c", _IMPORT_ALL, site)

    assert (0, _OF_THE_ARCHIVE) == (answer.returncode, set(answer.stdout.split())), answer.stderr


def test_what_was_built_here_runs_there(till: Path) -> None:
    """The four libraries in C, down to their own code."""
    ask = """
import evdev, lgpio, spidev
from smartcard import scard
print(evdev.ecodes.KEY_KP5, lgpio.error_text(-1), scard.SCARD_S_SUCCESS, spidev.SpiDev().mode)
"""
    answer = _program(till, "python", "-I", "-c", ask)

    assert "76 initialisation failed 0 0\n" == answer.stdout, answer.stderr


def test_the_till_knows_what_it_is(till: Path) -> None:
    """Its papers name the digest of its files, and every library with its version."""
    ask = """
from firmware.app.paperwork.program import program
found = program()
print(len(found.record_sha256), found.files > 400, all(found.libraries), found.python)
"""
    answer = _program(till, "python", "-I", "-c", ask)

    assert answer.stdout.startswith("64 True True Python 3.13."), answer.stderr


@pytest.mark.parametrize(
    ("program", "status", "says"),
    [
        ("kassa", 0, "Usage: kassa"),
        ("kassa-image", 0, "Usage: kassa-image"),
        # They take the path of a file, and say that it is none.
        ("kassad", 78, "kassad does not start"),
        ("kassa-sync", 78, "kassa-sync does not start"),
    ],
)
def test_programs_begin(till: Path, program: str, status: int, says: str) -> None:
    """Each finds its module and says its first word."""
    answer = _program(till, program, "--help")

    assert status == answer.returncode, answer.stderr
    assert says in answer.stdout + answer.stderr
