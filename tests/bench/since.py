"""One bench on two commits, turn by turn: what a change is worth."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree, rmtree
from typing import Final

import msgspec

from tests.bench.figure import Result
from tests.bench.kept import ROOT, Cost

TURNS: Final = 3
_RUN: Final = """
import sys, msgspec
from tests.bench.registry import bench
sys.stdout.buffer.write(b"\\n" + msgspec.json.encode(bench(sys.argv[1])()))
"""


def compare(before: str, after: str, name: str, what: str) -> Cost:
    """`TURNS` runs of either commit in turn, with the benches of today; the least counts."""
    found: dict[str, list[Result]] = {before: [], after: []}
    with tempfile.TemporaryDirectory() as folder:
        places = {commit: Path(folder) / commit for commit in found}
        try:
            for commit, place in places.items():
                _check_out(commit, place)
            for _ in range(TURNS):
                for commit, place in places.items():
                    found[commit].append(_run(place, name))
        finally:
            for place in places.values():
                _git("worktree", "remove", "--force", str(place))
    return Cost(
        what=what,
        bench=name,
        commit_before=_git("rev-parse", "--short=10", before),
        commit_after=_git("rev-parse", "--short=10", after),
        date=datetime.now(UTC).date().isoformat(),
        before=_best(found[before]),
        after=_best(found[after]),
    )


def _check_out(commit: str, place: Path) -> None:
    _git("worktree", "add", "--detach", str(place), commit)
    for part in ("bench", "campaign"):
        rmtree(place / "tests" / part, ignore_errors=True)
        copytree(ROOT / "tests" / part, place / "tests" / part)


def _run(root: Path, name: str) -> Result:
    command = [sys.executable, "-P", "-c", _RUN, name]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    said = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
    return msgspec.json.decode(said.stdout.rpartition(b"\n")[2], type=Result)


def _best(results: list[Result]) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for result in results:
        for figure in result.figures:
            if figure.name not in found or figure.value < found[figure.name][0]:
                found[figure.name] = (figure.value, figure.unit)
    return found


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
