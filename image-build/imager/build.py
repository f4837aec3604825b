"""One build, step by step: from locks and checkout to a card, and the papers beside it."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager import (
    boot,
    documents,
    inventory,
    links,
    partitions,
    python_tree,
    sbom,
    signing,
    verity,
    wheels,
)
from imager.inventory import Part
from imager.partitions import Contents
from imager.plan import COMPATIBLE, REPO, Plan
from imager.store import Store, locked
from imager.system import SystemTree
from imager.tools import ToolRoot
from imager.verity import Seal

SOURCES: Final = REPO / "image-build"
#: Where RAUC looks for whom to believe (rootfs/etc/rauc/system.conf).
KEYRING: Final = "etc/rauc/keyring.pem"
#: Names the file system, not its content.
SYSTEM_UUID: Final = "5354414e-444c-4b41-5353-4100000000ff"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build leaves below the plan's results; `boot` and `system` are what a bundle holds."""

    image: Path
    boot: Path
    system: Path
    facts: Path
    root_hash: str


def build(plan: Plan, say: Say) -> Built:
    """Build the image of this checkout.

    Raises:
        BuildError: see the step that failed.
    """
    store = Store(plan.cache, say)
    with store.reserved():
        tools = store.tools()
        base = store.base(tools)
        with tools.mounted():
            return _build(plan, store, tools, base, say)


def _build(plan: Plan, store: Store, tools: ToolRoot, base: Path, say: Say) -> Built:
    loose = tools.work / "unpacked"
    shutil.rmtree(loose, ignore_errors=True)
    store.unpacked("unpacked", "arm64", loose)

    say("Python's libraries for the till")
    site = tools.work / "python"
    python_tree.make(tools, site, shelf=plan.cache / "wheels", epoch=plan.epoch)

    say("the tree of the system")
    tree = SystemTree(tools, tools.work / "system")
    tree.unpack(base)
    tree.strip()
    boot.lay_drivers(tools, loose, tree.path, epoch=plan.epoch)
    tree.lay_over(site, str(python_tree.PLACE))
    tree.compile_python(wheels.PYTHON)
    tree.lay_over(SOURCES / "rootfs")
    tree.take_units(REPO / "systemd")
    tree.put("usr/lib/standlkassa/image.json", plan.facts)
    _trust(plan, tree, say)
    parts = _parts(tree.path, loose)
    tree.put("usr/share/doc/standlkassa/licences.txt", inventory.listed(parts).encode())
    for name, page in documents.documents(REPO / "docs").items():
        tree.put(f"{documents.PLACE}/{name}", page)
    tree.settle("kassa", links.read(SOURCES / "links.txt"))

    say("the read-only file system and its hash tree")
    system = tools.work / "system.img"
    tree.erofs(system, epoch=plan.epoch, uuid=SYSTEM_UUID)
    seal = verity.seal(tools, system)

    say("the card")
    folder = boot.boot_partition(tools, loose, tree.path, seal, epoch=plan.epoch)
    contents = Contents(bootconf=_bootconf(tools, loose), boot=folder, system=system)
    card = partitions.assemble(tools, contents, "card.img", epoch=plan.epoch)
    return _results(plan, card, system, seal, parts)


def _trust(plan: Plan, tree: SystemTree, say: Say) -> None:
    """Whose bundles a till of this image takes; without anybody it takes none, and says so."""
    committed = SOURCES / signing.TRUSTED
    if plan.trusted or any(committed.glob("*.pem")):
        tree.put(KEYRING, signing.keyring_of(committed, plan.trusted))
    else:
        say(f"no certificate in {committed} and no --trust: this image takes no update")


def _bootconf(tools: ToolRoot, loose: Path) -> Path:
    """What the technician sees when the card is in a PC."""
    folder = tools.work / "bootconf"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("autoboot.txt", "kassa.toml", "LIESMICH.txt"):
        text = (SOURCES / "boot" / name).read_text(encoding="utf-8")
        # The firmware's own file is exactly as it is; people's open in any editor of Windows.
        is_for_people = name != "autoboot.txt"
        content = text.replace("\n", "\r\n").encode("utf-8-sig") if is_for_people else text.encode()
        (folder / name).write_bytes(content)
    boot.complete_first(folder, loose)
    return folder


def _parts(tree: Path, loose: Path) -> tuple[Part, ...]:
    return tuple(
        sorted(
            {
                *inventory.debian_parts(tree, locked("device", "arm64")[1]),
                *inventory.unpacked_parts(loose, locked("unpacked", "arm64")[1]),
                *inventory.python_parts(tree),
            }
        )
    )


def _results(plan: Plan, card: Path, system: Path, seal: Seal, parts: tuple[Part, ...]) -> Built:
    """Copy what was built to where people look for it, with its papers."""
    plan.results.mkdir(parents=True, exist_ok=True)
    image, slot = plan.results / f"{plan.name}.img", plan.results / "slot"
    slot.mkdir(exist_ok=True)
    for source, target in (
        (card, image),
        (card.with_name("boot_a.vfat"), slot / "boot.vfat"),
        (system, slot / "system.img"),
    ):
        target.unlink(missing_ok=True)
        shutil.copyfile(source, target)
    said = {
        "version": plan.version,
        "commit": plan.commit,
        "built_utc": plan.built_utc,
        "compatible": COMPATIBLE,
        "root_hash": seal.root_hash,
        "hash_offset": seal.hash_offset,
        "image": image.name,
        "image_bytes": image.stat().st_size,
        "image_sha256": _sha256(image),
    }
    facts = plan.results / f"{plan.name}.json"
    facts.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    bill = plan.results / f"{plan.name}.cdx.json"
    bill.write_text(sbom.cyclonedx(plan, seal.root_hash, parts), encoding="utf-8")
    licences = plan.results / f"{plan.name}.licences.txt"
    licences.write_text(inventory.listed(parts), encoding="utf-8")
    return Built(
        image=image,
        boot=slot / "boot.vfat",
        system=slot / "system.img",
        facts=facts,
        root_hash=seal.root_hash,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
