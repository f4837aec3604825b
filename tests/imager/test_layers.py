"""imager.layers: what the image is made of."""

from pathlib import Path

import pytest

from imager.errors import BuildError
from imager.layers import ARCHITECTURES, read
from imager.lock import parse
from imager.plan import REPO
from imager.store import locked

LAYERS = REPO / "image-build" / "layers.toml"
LOCKS = [
    ("tools", "amd64"),
    ("headers", "amd64"),
    ("headers", "arm64"),
    ("device", "arm64"),
    ("unpacked", "arm64"),
]


def test_ours() -> None:
    """Each layer says why it is there, and what comes from elsewhere is asked for."""
    layers = read(LAYERS)
    assert "trixie" == layers.suite
    assert [] == [one.name for one in layers.layers if not one.why]
    assert set() == set(layers.elsewhere) - {name for one in layers.layers for name in one.packages}


@pytest.mark.parametrize(("group", "architecture"), LOCKS)
def test_every_package_is_locked(group: str, architecture: str) -> None:
    """What is asked for has a hash; a layer that was changed needs `make image-lock`."""
    layers = read(LAYERS)
    _, packages = locked(group, architecture)
    names = {one.name for one in packages}
    assert set() == set(layers.of(group, architecture)) - names
    assert {architecture, "all"} >= {one.architecture for one in packages}
    assert len(names) == len(packages)


def test_nothing_to_log_in_with() -> None:
    """No shell from afar, no user's password, nothing that fetches and runs."""
    _, packages = locked("device", "arm64")
    never = {"openssh-server", "dropbear", "sudo", "curl", "wget", "telnetd", "vsmartcard-vpcd"}
    assert set() == never & {one.name for one in packages}


def test_one_day() -> None:
    """All locks are of the same day: the tools' Debian is the image's."""
    assert 1 == len({locked(*one)[0] for one in LOCKS})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "tools"),
        ("suite = ", "Invalid"),
        ('suite = "trixie"\nelsewhere = {}\ntools = []\nheaders = []\ndevice = []\n', "unpacked"),
        (
            (
                'suite = "t"\nelsewhere = {}\nmore = 1\n'
                "tools = []\nheaders = []\ndevice = []\nunpacked = []\n"
            ),
            "nobody reads more",
        ),
        ('tools = [{name = "x"}]', "why"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, word: str) -> None:
    """A layer that is not one is named."""
    path = tmp_path / "layers.toml"
    path.write_text(text)
    with pytest.raises(BuildError, match=word):
        read(path)


def test_not_there(tmp_path: Path) -> None:
    """And a file that is not there."""
    with pytest.raises(BuildError, match=r"layers\.toml"):
        read(tmp_path / "layers.toml")


def test_processors() -> None:
    """Only the tools run on the machine that builds."""
    assert "amd64" == ARCHITECTURES["tools"]
    assert {"arm64"} == {one for group, one in ARCHITECTURES.items() if group != "tools"}
    assert () == parse("")
