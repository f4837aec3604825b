"""A hash tree behind a file system: one word on the command line names every byte of it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager.errors import BuildError
from imager.tools import ToolRoot

BLOCK: Final = 4096
#: The same in each image: it names the form, not the content, which the root hash does.
_UUID: Final = "0d9b5f0e-52b1-4b0e-9c39-6a1c6f6d7a11"
_ROOT_HASH: Final = re.compile(r"^Root hash:\s+([0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What the start file system needs to open the slot."""

    root_hash: str
    #: Where the file system ends and the superblock of the tree begins, in bytes.
    hash_offset: int


def seal(tools: ToolRoot, image: Path) -> Seal:
    """Append the tree to a file system image; without salt, so that it follows from the content.

    Raises:
        BuildError: the image is no whole number of blocks, or the program failed.
    """
    size = image.stat().st_size
    if size == 0 or size % BLOCK:
        raise BuildError(f"{image}: {size} bytes are no whole number of blocks")
    said = tools.run(
        "veritysetup",
        "format",
        "--hash=sha256",
        f"--data-block-size={BLOCK}",
        f"--hash-block-size={BLOCK}",
        f"--data-blocks={size // BLOCK}",
        f"--hash-offset={size}",
        "--salt=-",
        f"--uuid={_UUID}",
        image,
        image,
    ).decode()
    found = _ROOT_HASH.search(said)
    if found is None:
        raise BuildError(f"veritysetup told no root hash:\n{said}")
    return Seal(root_hash=found[1], hash_offset=size)
