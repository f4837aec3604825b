"""imager.build: the steps of one build. The whole of it is `make image`."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from imager import build as builds
from imager import signing
from imager.inventory import Part
from imager.system import SystemTree
from imager.tools import ToolRoot
from imager.verity import Seal
from tests.imager.test_plan import PLAN

SEAL = Seal(root_hash="ab" * 32, hash_offset=8192)
PARTS = (Part(kind="pypi", name="zeep", version="4", licences=("MIT",)),)


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """The firmware's package, unpacked."""
    program = tmp_path / "loose/usr/lib/raspi-firmware/bootcode.bin"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"boot")
    return tmp_path / "loose"


def test_what_a_technician_opens(tmp_path: Path, loose: Path) -> None:
    """Any editor of Windows shows umlauts and lines; the firmware's own file is as it is."""
    (tmp_path / "work").mkdir()
    folder = builds._bootconf(ToolRoot(tmp_path), loose)
    for name in ("kassa.toml", "LIESMICH.txt"):
        content = (folder / name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n")
    written = (folder / "autoboot.txt").read_bytes()
    assert (builds.SOURCES / "boot/autoboot.txt").read_bytes() == written
    assert b"boot" == (folder / "bootcode.bin").read_bytes()


def test_again(tmp_path: Path, loose: Path) -> None:
    """What lay there from the last build does not stay."""
    (tmp_path / "work/bootconf").mkdir(parents=True)
    (tmp_path / "work/bootconf/kassa-report.txt").touch()
    folder = builds._bootconf(ToolRoot(tmp_path), loose)
    assert not (folder / "kassa-report.txt").exists()


def test_results(tmp_path: Path) -> None:
    """The card, the parts of a slot, and papers that name what they are about."""
    card, system = tmp_path / "card.img", tmp_path / "system.img"
    for path, content in ((card, b"card"), (system, b"system"), (tmp_path / "boot_a.vfat", b"fat")):
        path.write_bytes(content)
    plan = replace(PLAN, results=tmp_path / "dist")
    for _ in range(2):
        built = builds._results(plan, card, system, SEAL, PARTS)
    facts = json.loads(built.facts.read_text())
    assert sha256(b"card").hexdigest() == facts["image_sha256"]
    assert ("ab" * 32, 8192, 4) == (facts["root_hash"], facts["hash_offset"], facts["image_bytes"])
    assert b"fatsystem" == built.boot.read_bytes() + built.system.read_bytes()
    assert b"card" == built.image.read_bytes()
    assert {
        "standlkassa-1.2.0.cdx.json",
        "standlkassa-1.2.0.img",
        "standlkassa-1.2.0.json",
        "standlkassa-1.2.0.licences.txt",
        "slot",
    } == {one.name for one in plan.results.iterdir()}


def test_whose_bundles(tmp_path: Path) -> None:
    """Those of the certificates given; of nobody, and that is said, where there are none."""
    said: list[str] = []
    (tmp_path / "work/system").mkdir(parents=True)
    tree = SystemTree(ToolRoot(tmp_path), tmp_path / "work/system")
    builds._trust(PLAN, tree, said.append)
    assert ["takes no update"] == [one.partition("this image ")[2] for one in said]
    assert not (tree.path / builds.KEYRING).exists()
    _, cert = signing.make_pair(tmp_path / "pair", "somebody")
    builds._trust(replace(PLAN, trusted=(cert,)), tree, said.append)
    assert cert.read_bytes() == (tree.path / builds.KEYRING).read_bytes()
    assert 1 == len(said)
