"""What runs here: version, digests of the installed code, libraries, image, board."""

import json
import platform
import re
from hashlib import file_digest, sha256
from importlib.metadata import Distribution, distribution, version
from pathlib import Path
from typing import Final

import firmware
import hal
from firmware.app.running_image import IMAGE_FILE, image_of
from firmware.export.papers.facts import Program

PACKAGE: Final = "standlkassa"
NAME: Final = "Standlkassa"
BOARD_FILE: Final = Path("/proc/device-tree/model")
MAX_BOARD_NAME: Final = 80
_NAME_OF: Final = re.compile(r"[A-Za-z0-9._-]+")


def program(image_file: Path = IMAGE_FILE) -> Program:
    """The program as it is installed, and the image it runs from."""
    image = image_of(image_file)
    package = distribution(PACKAGE)
    roots = [Path(str(one.__file__)).parent for one in (firmware, hal)]
    files, source = source_digest(roots)
    return Program(
        name=NAME,
        version=package.version,
        image="" if image is None else image.version,
        image_slot="" if image is None else image.slot,
        image_root_hash="" if image is None else image.root_hash,
        files=files,
        source_sha256=source,
        record_sha256=record_digest(package),
        python=f"Python {platform.python_version()}",
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        libraries=tuple((name, version(name)) for name in _libraries(package)),
    )


def source_digest(roots: list[Path]) -> tuple[int, str]:
    """How many modules lie below the folders, and the SHA-256 of their list with digests.

    The list is that of `sha256sum`, sorted, each path from the folder above its root.
    """
    lines: list[str] = []
    for root in roots:
        for path in root.rglob("*.py"):
            with path.open("rb") as file:
                found = file_digest(file, "sha256").hexdigest()
            lines.append(f"{path.relative_to(root.parent).as_posix()}  {found}")
    listed = "".join(f"{line}\n" for line in sorted(lines))
    return len(lines), sha256(listed.encode()).hexdigest()


def record_digest(package: Distribution) -> str:
    """SHA-256 of the list of files (RECORD) the package was installed with.

    Empty in a checkout: the list of an editable installation names none of the modules.
    """
    record, origin = package.read_text("RECORD"), package.read_text("direct_url.json")
    is_editable = origin is not None and json.loads(origin).get("dir_info", {}).get("editable")
    if record is None or is_editable:
        return ""
    return sha256(record.encode()).hexdigest()


def board_name(path: Path = BOARD_FILE) -> str:
    """What the board calls itself; the machine's kind where it says nothing."""
    return _first_words(path, MAX_BOARD_NAME) or platform.machine()


def _first_words(path: Path, most: int) -> str:
    try:
        return path.read_text(encoding="utf-8").strip("\0 \t\r\n")[:most]
    except (OSError, UnicodeDecodeError):
        return ""


def _libraries(package: Distribution) -> list[str]:
    """What the till needs, without what only desk and tests do."""
    needed = [one for one in package.requires or [] if "extra ==" not in one]
    names = [found.group() for one in needed if (found := _NAME_OF.match(one))]
    return sorted(names, key=str.lower)
