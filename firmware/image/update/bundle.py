"""What is in a bundle, and why one is refused; pure.

RAUC checks the signature before it says anything of a bundle. What it says of one that it trusts is
read here, what it says of others is told apart by its words, which a test holds against RAUC's own.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from firmware.accord.release import is_newer, is_version
from firmware.app.image_state import ImageFacts, UpdateReason, word_of

#: The slot groups of a system, as the manifest of a bundle names its images.
CLASSES: Final = frozenset({"boot", "system"})
#: Every bundle begins with a squashfs: what does not is something else, and no damaged bundle.
MAGIC: Final = b"hsqs"
#: More than a display is ever scrolled through.
NOTES_MAX: Final = 400
_SIGNATURE: Final = "signature verification failed"
_NO_SPACE: Final = "No space left"
#: RAUC's words when it is the card that does not take what is written.
_WRITING: Final = ("failed to write", "Failed to write", "opening slot", "Failed to sync", "flush")


class _Update(msgspec.Struct, frozen=True):
    compatible: str
    version: str = ""


class _Image(msgspec.Struct, frozen=True):
    slot_class: str = msgspec.field(name="slot-class")
    checksum: str
    size: int


class _Info(msgspec.Struct, frozen=True):
    update: _Update
    images: list[_Image]
    meta: dict[str, dict[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One file system of a bundle: as many bytes, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle whose signature is right: what it says of itself, and its images by slot group."""

    version: str
    compatible: str
    notes_de: str
    images: dict[str, Image]


class RefusedError(Exception):
    """The bundle is not installed; the message is for the log."""

    def __init__(self, reason: UpdateReason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason


def read_info(raw: bytes) -> Bundle:
    """What `rauc info --output-format=json-2` says of a bundle.

    Raises:
        RefusedError: NOT_A_BUNDLE: signed, and not of this kind.
    """
    try:
        info = word_of(raw, _Info)
    except msgspec.DecodeError as error:
        raise RefusedError(UpdateReason.NOT_A_BUNDLE, str(error)) from error
    images = {one.slot_class: Image(size=one.size, sha256=one.checksum) for one in info.images}
    if images.keys() != CLASSES or len(images) != len(info.images):
        raise RefusedError(UpdateReason.NOT_A_BUNDLE, f"images of {sorted(images)}")
    notes = info.meta.get("kassa", {}).get("notes_de", "")
    return Bundle(
        version=info.update.version,
        compatible=info.update.compatible,
        notes_de="".join(one if one.isprintable() else " " for one in notes)[:NOTES_MAX],
        images=images,
    )


def judge(bundle: Bundle, facts: ImageFacts) -> None:
    """Only forward, and only what was built for this machine.

    Raises:
        RefusedError: WRONG_MACHINE, NOT_A_BUNDLE (no version), OLDER, SAME.
    """
    if bundle.compatible != facts.compatible:
        detail = f"for {bundle.compatible}, this is {facts.compatible}"
        raise RefusedError(UpdateReason.WRONG_MACHINE, detail)
    if not is_version(bundle.version):
        raise RefusedError(UpdateReason.NOT_A_BUNDLE, f"{bundle.version!r} is no version")
    if is_newer(bundle.version, facts.version):
        return
    is_older = is_newer(facts.version, bundle.version)
    reason = UpdateReason.OLDER if is_older else UpdateReason.SAME
    raise RefusedError(reason, f"{bundle.version} over {facts.version}")


def reason_of_info(said: str, head: bytes) -> UpdateReason:
    """Why RAUC did not trust a file that begins with `head`, by the last thing it said."""
    if head[: len(MAGIC)] != MAGIC:
        return UpdateReason.NOT_A_BUNDLE
    return UpdateReason.WRONG_KEY if _SIGNATURE in said else UpdateReason.DAMAGED


def reason_of_install(said: str) -> UpdateReason:
    """Why RAUC gave up while it wrote: what it read was damaged, or the card does not take it."""
    if _SIGNATURE in said:
        return UpdateReason.WRONG_KEY
    if _NO_SPACE in said:
        return UpdateReason.NO_ROOM
    return UpdateReason.DISK if any(word in said for word in _WRITING) else UpdateReason.DAMAGED
