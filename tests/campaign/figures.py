"""The last figures of each class, as docs/figures/campaign.json keeps them."""

import fcntl
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from tests.campaign.outcome import FAILURES_KEPT, Outcome

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = ROOT / "docs" / "figures" / "campaign.json"
_CPU_INFO: Final = Path("/proc/cpuinfo")
_SHORT: Final = 10


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What it was run on."""

    cores: int
    cpu: str
    python: str


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """A control as it is kept."""

    planted: str
    found: bool


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One run of one class; `failed` is how many, `failures` are the first of them."""

    attempts: int
    failed: int
    failures: tuple[str, ...]
    facts: dict[str, float]
    controls: tuple[Planted, ...]
    seed: int
    seconds: float
    commit: str
    date: str
    machine: Machine


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file: the last run of each class by its key."""

    classes: dict[str, Figure]


def figure(outcome: Outcome, seed: int) -> Figure:
    """An outcome with where and when."""
    return Figure(
        attempts=outcome.attempts,
        failed=len(outcome.failures),
        failures=outcome.failures[:FAILURES_KEPT],
        facts={name: round(number, 3) for name, number in outcome.facts.items()},
        controls=tuple(Planted(planted=one.planted, found=one.found) for one in outcome.controls),
        seed=seed,
        seconds=round(outcome.seconds, 1),
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
    )


def commit() -> str:
    """What is checked out, with a + when something of it is changed."""
    head = _git("rev-parse", f"--short={_SHORT}", "HEAD")
    is_changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":!docs")
    return f"{head}+" if is_changed else head


def machine() -> Machine:
    """This computer, as far as it matters to a figure."""
    names = [
        line.partition(":")[2].strip()
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return Machine(
        cores=os.cpu_count() or 1,
        cpu=names[0] if names else platform.machine(),
        python=platform.python_version(),
    )


def read(file: Path = FILE) -> Mapping[str, Figure]:
    """What is kept; nothing when there is no file."""
    if not file.exists():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=Figures).classes


def keep(key: str, kept: Figure, file: Path = FILE) -> None:
    """Put the last run of a class in the place of the one before; several may do so at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.seek(0)
        content = held.read()
        before = msgspec.json.decode(content, type=Figures).classes if content else {}
        after = dict(sorted((before | {key: kept}).items(), key=_by_number))
        text = msgspec.json.format(msgspec.json.encode(Figures(classes=after)), indent=2)
        held.seek(0)
        held.truncate()
        held.write(text + b"\n")


def _by_number(item: tuple[str, Figure]) -> tuple[int, str]:
    number, _, part = item[0].partition("-")
    return int(number), part


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
