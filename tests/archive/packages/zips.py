"""ZIPs of exports, and ZIPs that nobody should have to open."""

import zipfile
from collections.abc import Mapping
from pathlib import Path


def zipped(folder: Path, top: str | None = None) -> Path:
    """A folder as a ZIP beside it, with its own name at the top."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                archive.write(one, f"{top or folder.name}/{one.relative_to(folder)}")
    return path


def made(path: Path, files: Mapping[str, bytes]) -> Path:
    """A ZIP of these names and bytes, whatever they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
