"""The version the program says of itself."""

import tomllib
from pathlib import Path

from firmware import VERSION

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_that_of_the_package() -> None:
    """What stands in rows, slips and manifests is what a package of this checkout is called."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert said["project"]["version"] == VERSION
