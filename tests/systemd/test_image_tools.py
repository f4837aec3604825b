"""Units, rules, users and preset as the systemd of the image takes them (the tree of tools)."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from imager import plan
from imager.store import Store
from imager.tools import ToolRoot
from tests.systemd.image_tree import UNITS, make_tree, rows
from tests.systemd.test_units import EXPOSURE_LIMIT, EXPOSURES

pytestmark = [pytest.mark.image, pytest.mark.xdist_group("image")]

SERVICES = sorted(path.name for path in UNITS.glob("*.service"))


@pytest.fixture(scope="module")
def tools() -> Iterator[ToolRoot]:
    """The tree of tools, for these tests alone."""
    store = Store(plan.of_checkout().cache, print)
    with store.reserved():
        yield store.tools()


@pytest.fixture(scope="module")
def tree(tools: ToolRoot) -> Iterator[Path]:
    """Debian's units of the image's own systemd, with ours."""
    place = tools.work / "units-tried"
    shutil.rmtree(place, ignore_errors=True)
    yield make_tree(place, tools.root / "usr/lib/systemd/system")
    shutil.rmtree(place)


def test_verify(tools: ToolRoot, tree: Path) -> None:
    """Not a word: no key it does not know, no ring of units that wait for each other."""
    units = [
        one.replace("@.", "@x.") for one in rows() if one.endswith((".service", ".path", ".timer"))
    ]
    targets = ("multi-user.target", "emergency.target", "rescue.target")
    command = ("systemd-analyze", "verify", "--man=no", f"--root={tools.inside(tree)}")
    # What it complains of it says on the other channel, and ends well.
    said = tools.run("sh", "-c", '"$@" 2>&1', "verify", *command, *units, *targets).decode()

    assert [] == re.findall(r".*(?:kassa|pcscd|cycle).*", said)


@pytest.mark.parametrize("unit", SERVICES)
def test_exposure(tools: ToolRoot, tree: Path, unit: str) -> None:
    """As low as the everyday machine's systemd reckons, or lower."""
    limit = round(EXPOSURES.get(unit, EXPOSURE_LIMIT) * 10)
    path = tree / "usr/lib/systemd/system" / unit

    tools.run("systemd-analyze", "security", "--offline=true", f"--threshold={limit}", path)


def test_rules(tools: ToolRoot, tree: Path) -> None:
    """Each line is one that udev understands."""
    rules = [tree / "usr/lib/udev/rules.d" / one for one in rows() if one.endswith(".rules")]

    tools.run("udevadm", "verify", "--resolve-names=never", *rules)


def test_users(tools: ToolRoot, tree: Path) -> None:
    """With the numbers that outlive an image."""
    tools.run("systemd-sysusers", f"--root={tools.inside(tree)}")
    users = (tree / "etc/passwd").read_text().splitlines()

    assert {("kassa", "800", "800"), ("kassa-sync", "801", "800")} <= {
        (one[0], one[2], one[3]) for one in (line.split(":") for line in users)
    }
    assert {"/usr/sbin/nologin"} == {
        line.rpartition(":")[2] for line in users if line.startswith("kassa")
    }


def test_what_begins(tools: ToolRoot, tree: Path) -> None:
    """What the preset enables, and nothing else; what is masked stays so."""
    masks = {one for one in (tree / "etc/systemd/system").iterdir() if one.is_symlink()}
    tools.run("systemctl", f"--root={tools.inside(tree)}", "preset-all")
    begun = {one.name for one in (tree / "etc/systemd/system").glob("*.wants/*")}
    ours = {file for file, (_, by) in rows().items() if by == "enabled"}

    assert ours <= begun
    assert set() == {one for one in masks if not one.is_symlink()}
    assert begun - ours <= {
        "systemd-networkd.service",
        "systemd-networkd.socket",
        "systemd-resolved.service",
        "systemd-timesyncd.service",
    }
