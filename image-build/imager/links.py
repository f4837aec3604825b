"""links.txt: the links of the image's system."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from imager.errors import BuildError


def read(path: Path) -> Mapping[str, str]:
    """Each link, as a path from the root of the tree, and what it leads to.

    Raises:
        BuildError: there is no such file of text, a line is not a place and a target, or a place
            is there twice.
    """
    found: dict[str, str] = {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{path}: {error}") from error
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or not PurePosixPath(words[0]).is_absolute():
            raise BuildError(f"{path}, line {number}: not a place and where it leads")
        place = words[0].lstrip("/")
        if place in found:
            raise BuildError(f"{path}, line {number}: {words[0]} is a link already")
        found[place] = words[1]
    return found
