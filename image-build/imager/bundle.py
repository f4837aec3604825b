"""A signed bundle of a built image: what a stick or an archive carries to a till.

RAUC's verity format: one signed list of two file systems, checked block by block as they are read.
The key is handed in for the moment of signing, lies in memory only, and in no folder of this tree.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from imager.errors import BuildError
from imager.plan import REPO, Plan
from imager.signing import TRUSTED
from imager.store import Store
from imager.tools import ToolRoot

#: The partitions' groups, as image-build/rootfs/etc/rauc/system.conf names them.
_IMAGES: Final = {"boot": "boot.vfat", "system": "system.img"}
NOTES_MAX: Final = 400
_PKCS11: Final = "pkcs11:"
#: What the tills trust: those who signed, or who vouch for them.
KEYRING: Final = REPO / "image-build" / TRUSTED
#: Of a till that trusts these certificates alone.
_CONF: Final = """[system]
compatible={compatible}
bootloader=noop
bundle-formats=verity
[keyring]
path={keyring}
check-purpose=codesign
"""
#: Squashfs around file systems that are packed already, or nearly: quick, and small enough.
_SQUASHFS: Final = "-comp zstd -mkfs-time {epoch} -all-time {epoch}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose bundle it is: private key and certificate, as PEM files or PKCS#11 URLs."""

    key: str
    cert: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What goes into a bundle: `facts` is the JSON beside a built image, `slot` its two files."""

    facts: Path
    slot: Path
    notes_de: str = ""


def manifest_of(facts: dict[str, object], notes_de: str) -> str:
    """The list that is signed.

    Raises:
        BuildError: the notes cannot stand in one line.
    """
    notes = " ".join(notes_de.split())
    if len(notes) > NOTES_MAX or not notes.isprintable():
        raise BuildError(f"notes: one line of at most {NOTES_MAX} printable characters")
    lines = [
        "[update]",
        f"compatible={facts['compatible']}",
        f"version={facts['version']}",
        f"build={facts['commit']}",
        "",
        "[bundle]",
        "format=verity",
    ]
    for group in _IMAGES:
        lines += ["", f"[image.{group}]", f"filename={group}.img"]
    if notes:
        lines += ["", "[meta.kassa]", f"notes_de={notes}"]
    return "\n".join(lines) + "\n"


def make(
    tools: ToolRoot, release: Release, signer: Signer, out: Path, keyring: Path = KEYRING
) -> Path:
    """Sign and pack; `out` is replaced when the bundle was read back.

    Raises:
        BuildError: nothing was built, RAUC says no, key and certificate do not belong together, or
            nobody of `keyring` vouches for a certificate that does not vouch for itself.
    """
    facts = _facts(release)
    content, packed = tools.work / "bundle", tools.work / "bundle.raucb"
    shutil.rmtree(content, ignore_errors=True)
    packed.unlink(missing_ok=True)
    content.mkdir(parents=True)
    for group, name in _IMAGES.items():
        source = release.slot / name
        if not source.is_file():
            raise BuildError(f"{source} is missing: build the image first")
        shutil.copyfile(source, content / f"{group}.img")
    manifest = manifest_of(facts, release.notes_de)
    (content / "manifest.raucm").write_text(manifest, encoding="utf-8")
    with tools.mounted(), _handed_in(tools, signer) as inside:
        squashfs = _SQUASHFS.format(epoch=_epoch(facts))
        tools.run(
            *("rauc", "bundle", f"--key={inside.key}", f"--cert={inside.cert}"),
            *(f"--mksquashfs-args={squashfs}", content, packed),
        )
        if trusted := _trusted(signer, keyring):
            # Whoever signs hears at once what a till would say.
            conf, ring = tools.work / "bundle.conf", tools.work / "bundle-keyring.pem"
            ring.write_bytes(trusted)
            conf.write_text(_CONF.format(**facts, keyring=tools.inside(ring)), encoding="utf-8")
            tools.run("rauc", "-c", conf, "info", packed)
            conf.unlink()
            ring.unlink()
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    shutil.copyfile(packed, part)
    part.replace(out)
    shutil.rmtree(content)
    packed.unlink()
    return out


def _trusted(signer: Signer, keyring: Path) -> bytes:
    """Whom a till trusts, as far as that is known here; nobody for a token that is all there is."""
    found = b"".join(one.read_bytes() for one in sorted(keyring.glob("*.pem")))
    return found if signer.cert.startswith(_PKCS11) else found + Path(signer.cert).read_bytes()


def of_results(plan: Plan, signer: Signer, *, notes_de: str, out: Path | None = None) -> Path:
    """The bundle of the image that a build left, beside it.

    Raises:
        BuildError: as `make`.
    """
    store = Store(plan.cache, lambda _words: None)
    release = Release(
        facts=plan.results / f"{plan.name}.json", slot=plan.results / "slot", notes_de=notes_de
    )
    with store.reserved():
        target = plan.results / f"{plan.name}.raucb" if out is None else out
        return make(store.tools(), release, signer, target)


def _facts(release: Release) -> dict[str, object]:
    try:
        facts = json.loads(release.facts.read_text(encoding="utf-8"))
        return {name: facts[name] for name in ("compatible", "version", "commit", "built_utc")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BuildError(f"{release.facts}: not of a built image: {error!r}") from error


def _epoch(facts: dict[str, object]) -> int:
    """The time of the image, so that the same image is packed the same way."""
    return int(datetime.fromisoformat(str(facts["built_utc"])).timestamp())


@contextmanager
def _handed_in(tools: ToolRoot, signer: Signer) -> Iterator[Signer]:
    """Key and certificate where the programs of the tree find them: in memory, for so long.

    Raises:
        BuildError: a file cannot be read.
    """
    folder = tools.root / "dev" / f"kassa-sign-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield Signer(
            key=_inside(tools, signer.key, folder / "key.pem"),
            cert=_inside(tools, signer.cert, folder / "cert.pem"),
        )
    finally:
        shutil.rmtree(folder)


def _inside(tools: ToolRoot, named: str, copy: Path) -> str:
    if named.startswith(_PKCS11):
        return named
    try:
        content = Path(named).read_bytes()
    except OSError as error:
        raise BuildError(f"{named}: {error.strerror}") from error
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return tools.inside(copy)
