"""Other versions of the built image, made from it in seconds: for updates to come from and go to.

The system is unpacked, one thing in it is changed, and it is packed and sealed again as the builder
does it; kernel and start files stay as they are.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager import bundle, cmdline, signing, verity
from imager.bundle import Release, Signer
from imager.tools import ToolRoot
from machine.partitions import Fat, fat_of, partitions_of
from machine.till import copy_disk
from machine.tools import Tools

FACTS: Final = "usr/lib/standlkassa/image.json"
KEYRING: Final = "etc/rauc/keyring.pem"
KASSAD: Final = "opt/standlkassa/bin/kassad"
_BOOT_A, _SYSTEM_A = 2, 4
_UUID: Final = "5354414e-444c-4b41-5353-4100000000fe"
_CHUNK: Final = 1 << 20

Change = Callable[[Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Where variants of `image` are made, by the tools at `root`; `folder` takes results."""

    root: Path
    image: Path
    facts: Path
    slot: Path
    folder: Path

    @property
    def _tools(self) -> ToolRoot:
        return ToolRoot(self.root)

    def pair(self, name: str) -> Signer:
        """A key of its own and its certificate."""
        key, cert = signing.make_pair(self.folder / name, name)
        return Signer(key=str(key), cert=str(cert))

    def variant(self, name: str, *changes: Change) -> Release:
        """The image with `changes` made to its unpacked system, in a folder of that name."""
        tools, folder = self._tools, self.folder / name
        work = tools.work / "variant"
        shutil.rmtree(work, ignore_errors=True)
        folder.mkdir()
        system = self.slot / "system.img"
        facts = json.loads(self.facts.read_text(encoding="utf-8"))
        plain = work / "plain.img"
        work.mkdir(parents=True)
        shutil.copyfile(system, plain)
        with plain.open("r+b") as file:
            file.truncate(facts["hash_offset"])
        tree, packed = work / "tree", work / "system.img"
        tools.run("fsck.erofs", f"--extract={tools.inside(tree)}", plain)
        for change in changes:
            change(tree)
        facts["version"] = json.loads((tree / FACTS).read_text(encoding="utf-8"))["version"]
        tools.run("mkfs.erofs", "--quiet", f"-U{_UUID}", "-zlz4", packed, tree)
        seal = verity.seal(tools, packed)
        shutil.copyfile(packed, folder / "system.img")
        shutil.copyfile(self.slot / "boot.vfat", folder / "boot.vfat")
        boot = Fat(tools=Tools(self.root), image=folder / "boot.vfat")
        boot.write("cmdline.txt", (cmdline.command_line(seal) + "\n").encode())
        shutil.rmtree(work)
        facts |= {"root_hash": seal.root_hash, "hash_offset": seal.hash_offset}
        said = folder / "facts.json"
        said.write_text(json.dumps(facts), encoding="utf-8")
        return Release(facts=said, slot=folder, notes_de=f"Probe: {name}")

    def card(self, release: Release, path: Path) -> Path:
        """The card with this release in its first slot."""
        copy_disk(self.image, path)
        table = partitions_of(path)
        for number, name in ((_BOOT_A, "boot.vfat"), (_SYSTEM_A, "system.img")):
            _lay(release.slot / name, path, table[number].offset)
        assert fat_of(Tools(self.root), path, _BOOT_A).has("kernel8.img")
        return path

    def bundle(self, release: Release, signer: Signer) -> bytes:
        """The signed bundle of a release."""
        out = self.folder / "out.raucb"
        return bundle.make(self._tools, release, signer, out).read_bytes()


def trusts(signer: Signer) -> Change:
    """Bundles of this key alone."""

    def change(tree: Path) -> None:
        (tree / KEYRING).unlink(missing_ok=True)
        (tree / KEYRING).write_bytes(Path(signer.cert).read_bytes())

    return change


def version(text: str) -> Change:
    """It says that it is another version."""

    def change(tree: Path) -> None:
        path = tree / FACTS
        facts = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(facts | {"version": text}), encoding="utf-8")

    return change


def sells_nothing(tree: Path) -> None:
    """The till's program ends at once, as one does that cannot be loaded."""
    path = tree / KASSAD
    mode = path.stat().st_mode
    path.unlink()
    path.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    path.chmod(mode)


def is_denied_its_unit(tree: Path) -> None:
    """The till examines itself well, and ends in its own unit, by a right it is denied there."""
    path = tree / "usr/lib/systemd/system/kassad.service.d/denied.conf"
    path.write_text("[Service]\nSystemCallFilter=~socket\n", encoding="ascii")


def _lay(source: Path, disk: Path, offset: int) -> None:
    with source.open("rb") as content, disk.open("r+b") as card:
        card.seek(offset)
        shutil.copyfileobj(content, card, _CHUNK)
