"""The last figures of each bench, as docs/figures/performance.json keeps them."""

import fcntl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from tests.bench.figure import Result
from tests.campaign.figures import Machine, commit, machine

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = ROOT / "docs" / "figures" / "performance.json"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of a bench gave, of which commit, when and where."""

    result: Result
    commit: str
    date: str
    machine: Machine


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """A cost that was removed: one bench on two commits, turn by turn on one machine."""

    what: str
    bench: str
    commit_before: str
    commit_after: str
    date: str
    before: dict[str, tuple[float, str]]
    after: dict[str, tuple[float, str]]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    benches: dict[str, Run]
    costs: tuple[Cost, ...] = ()


def run_of(result: Result) -> Run:
    """A result with where and when."""
    return Run(
        result=result,
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
    )


def read(file: Path = FILE) -> Kept:
    """What is kept; nothing when there is no file."""
    if not file.exists():
        return Kept(benches={})
    return msgspec.json.decode(file.read_bytes(), type=Kept)


def keep(runs: Mapping[str, Run], file: Path = FILE) -> None:
    """Put fresh runs in the place of those before."""
    _change(file, lambda kept: msgspec.structs.replace(kept, benches={**kept.benches, **runs}))


def keep_cost(cost: Cost, file: Path = FILE) -> None:
    """Note a cost; one of the same words gives way."""

    def noted(kept: Kept) -> Kept:
        others = tuple(one for one in kept.costs if one.what != cost.what)
        return msgspec.structs.replace(kept, costs=(*others, cost))

    _change(file, noted)


def _change(file: Path, change: Callable[[Kept], Kept]) -> None:
    """Several benches may end at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.seek(0)
        content = held.read()
        before = msgspec.json.decode(content, type=Kept) if content else Kept(benches={})
        text = msgspec.json.format(msgspec.json.encode(change(before)), indent=2)
        held.seek(0)
        held.truncate()
        held.write(text + b"\n")
