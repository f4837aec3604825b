"""How much each unit may do, as systemd reckons it: `python -m tests.security.exposure`.

It asks `systemd-analyze security`, keeps the answers in docs/figures/exposure.json, and writes the
table of docs/security.md from them.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from tests.campaign.figures import Machine, commit, machine
from tests.docs.marked import filled

ROOT: Final = Path(__file__).resolve().parents[2]
UNITS: Final = ROOT / "systemd"
FILE: Final = ROOT / "docs/figures/exposure.json"
PAGE: Final = ROOT / "docs/security.md"
MARKER: Final = "exposure"
HEAD: Final = ("unit", "runs as", "what for", "capabilities", "exposure")
_OVERALL: Final = re.compile(r"Overall exposure level for \S+: ([0-9.]+)")


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """One run over all units; 0 is nothing, 10 is everything."""

    units: dict[str, float]
    systemd: str
    commit: str
    date: str
    machine: Machine


def services() -> list[Path]:
    """The units of the till that run something."""
    return sorted(UNITS.glob("*.service"))


def says(unit: Path, key: str) -> list[str]:
    """What a unit says under a key, each time it does."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]


def what_for(unit: Path) -> str:
    """The first sentence of its head; empty where nobody says it."""
    lines = unit.read_text(encoding="utf-8").partition("[Unit]")[0].splitlines()
    words = " ".join(line.lstrip("# ").strip() for line in lines if line.startswith("#"))
    return re.split(r"(?<=[a-z)])\.(?: |$)", words, maxsplit=1)[0]


def run() -> Exposure:
    """Ask systemd about each, its programs being there."""
    with tempfile.TemporaryDirectory() as folder:
        found = {unit.name: _of(unit, Path(folder)) for unit in services()}
    version = subprocess.run(
        ["systemd-analyze", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    return Exposure(
        units=found,
        systemd=version,
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
    )


def _of(unit: Path, folder: Path) -> float:
    copy = folder / unit.name
    text = unit.read_text(encoding="utf-8")
    copy.write_text(re.sub(r"(?m)^ExecStart=.*$", "ExecStart=/bin/true", text), encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(copy)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = _OVERALL.search(said)
    assert found is not None, said[-200:]
    return float(found[1])


def table(kept: Exposure) -> Iterator[str]:
    """The table's lines, the least exposed last."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|---|---|---|---|---|"
    for unit in sorted(services(), key=lambda one: (-kept.units.get(one.name, 99), one.name)):
        user = "".join(says(unit, "User")) or "root"
        capabilities = " ".join(says(unit, "CapabilityBoundingSet")).strip() or "none"
        number = kept.units.get(unit.name)
        cells = (f"`{unit.name}`", user, what_for(unit), capabilities, number or "not yet run")
        yield "| " + " | ".join(map(str, cells)) + " |"
    yield ""
    yield (
        f"systemd {kept.systemd}, commit {kept.commit}, {kept.date}; 0 is nothing, 10 everything. "
        "`python -m tests.security.exposure` asks again."
    )


def rendered(page: str, kept: Exposure) -> str:
    """`page` with a fresh table between its markers.

    Raises:
        ValueError: it has no markers.
    """
    return filled(page, MARKER, "\n".join(table(kept)))


def read() -> Exposure:
    """What is kept."""
    return msgspec.json.decode(FILE.read_bytes(), type=Exposure)


def main() -> None:
    """Ask, keep, write."""
    kept = run()
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8"), kept), encoding="utf-8")


if __name__ == "__main__":
    main()
