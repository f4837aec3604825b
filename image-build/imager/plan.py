"""What one build is about: version, time, and where things lie."""

import json
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from imager.errors import BuildError

REPO: Final = Path(__file__).resolve().parents[2]
#: Which till takes which bundle; another number when an old one could not start what comes.
COMPATIBLE: Final = "standlkassa-pi-1"
_VERSION: Final = re.compile(r'^version = "(?P<version>[^"]+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One build. Everything that is a time in the image is `epoch` (seconds since 1970, UTC)."""

    version: str
    commit: str
    epoch: int
    cache: Path
    results: Path
    #: Certificates whose bundles a till of this image takes, besides those of the checkout.
    trusted: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """What the files of this image are called."""
        return f"standlkassa-{self.version}"

    @property
    def built_utc(self) -> str:
        """The epoch as people write it."""
        return datetime.fromtimestamp(self.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def facts(self) -> bytes:
        """/usr/lib/standlkassa/image.json: what the image says of itself."""
        said = {
            "version": self.version,
            "commit": self.commit,
            "built_utc": self.built_utc,
            "compatible": COMPATIBLE,
        }
        return json.dumps(said, indent=2).encode() + b"\n"


def of_checkout(
    *, version: str = "", cache: Path | None = None, results: Path | None = None
) -> Plan:
    """The plan of this checkout: version of pyproject.toml, time and name of the last commit.

    Raises:
        BuildError: this is no checkout.
    """
    found = _VERSION.search((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    if found is None:
        raise BuildError("pyproject.toml names no version")
    commit, time, changed = _git("log", "-1", "--format=%H"), _git("log", "-1", "--format=%ct"), ""
    if _git("status", "--porcelain", "--untracked-files=no"):
        # An image of a checkout that is not committed says so.
        changed = "+changed"
    return Plan(
        version=version or found["version"],
        commit=commit + changed,
        epoch=int(time),
        cache=cache or REPO / "build" / "image",
        results=results or REPO / "dist" / "image",
    )


def _git(*args: str) -> str:
    try:
        ended = subprocess.run(
            ["git", "-C", str(REPO), *args],  # noqa: S607
            capture_output=True,
            check=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildError(f"git {args[0]} in {REPO}: {error}") from error
    return ended.stdout.strip()
