"""Every target guided by coverage, one after the other: `python -m tests.fuzz.guided SECONDS`.

With `--keep FILE` the counts are kept, each as soon as it is known; docs/figures/fuzz.json is the
one that the table of docs/fuzzing.md is made from (`python -m tests.fuzz.page`). With `--grow`
small texts that reach code no example reached go to the corpus. Ends with exit code 1 when
something was found; its bytes are printed, and belong into the corpus as `crash-*` once the reader
is mended.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import msgspec

from tests.campaign.figures import Machine, commit, machine
from tests.fuzz.corpus import GROWN, examples, put
from tests.fuzz.targets import TARGETS

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = ROOT / "docs" / "figures" / "fuzz.json"
_EXECUTED: Final = re.compile(r"number_of_executed_units: *(\d+)")
_REACHED: Final = re.compile(r"^FT (\d+)((?: \d+)*)$", re.MULTILINE)
#: So many of a few hundred bytes are worth a place in the repository.
_GROWN_MAX, _GROWN_BYTES = 4, 600
_WORDS_OF_A_FIND: Final = 3000


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A target's last run: texts it was given, and how many of them it failed on (0 or 1)."""

    texts: int
    found: int
    seconds: int
    commit: str
    date: str
    machine: Machine


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file, by the names of the targets."""

    runs: dict[str, Run]


def kept(file: Path = FILE) -> Figures:
    """The figures so far."""
    if not file.exists():
        return Figures(runs={})
    return msgspec.json.decode(file.read_bytes(), type=Figures)


def keep(file: Path, name: str, run: Run) -> None:
    """Put a run in the place of the last one of its target."""
    runs = {one: run for one, run in {**kept(file).runs, name: run}.items() if one in TARGETS}
    figures = Figures(runs=dict(sorted(runs.items())))
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def fuzzed(name: str, seconds: int, grows: bool) -> Run:  # noqa: FBT001 - a word on a line
    """One target for so long; what it finds is printed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "texts"
        folder.mkdir()
        said = _run(name, str(seconds), folder)
        executed = _EXECUTED.search(said.stderr)
        texts = int(executed[1]) if executed else 0
        click.echo(f"{name}: {texts} texts, {'a find' if said.returncode else 'nothing found'}")
        if said.returncode:
            click.echo(f"{said.stdout}{said.stderr[-_WORDS_OF_A_FIND:]}")
        elif grows:
            put(name, GROWN, tuple(_grown(name, folder)))
    return Run(
        texts=texts,
        found=int(said.returncode != 0),
        seconds=seconds,
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
    )


def _run(name: str, how: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz", name, how, str(folder)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False
    )


def _grown(name: str, folder: Path) -> Iterator[bytes]:
    """The small texts that reach most of what the examples do not, each time the best one left."""
    begun = [one for one in examples(name) if one]
    texts = [path for path in sorted(folder.iterdir()) if path.is_file()]
    reached = _reached(name, folder, texts)
    known = {
        feature
        for path, features in reached.items()
        if path.read_bytes() in begun
        for feature in features
    }
    small = {path: found for path, found in reached.items() if 0 < _size(path) <= _GROWN_BYTES}
    for _ in range(_GROWN_MAX):
        best = max(small, key=lambda path: (len(small[path] - known), -_size(path)), default=None)
        if best is None or not small[best] - known:
            return
        known |= small[best]
        yield best.read_bytes()


def _reached(name: str, folder: Path, texts: Sequence[Path]) -> dict[Path, set[int]]:
    """What each text reaches, as libFuzzer numbers it when it merges."""
    control = folder.with_suffix(".control")
    listed = "\n".join(str(path) for path in texts)
    control.write_text(f"{len(texts)}\n0\n{listed}\n", encoding="utf-8")
    _run(name, "features", folder)
    said = control.read_text(encoding="utf-8", errors="replace")
    return {
        texts[int(number)]: {int(one) for one in features.split()}
        for number, features in _REACHED.findall(said)
    }


def _size(path: Path) -> int:
    return path.stat().st_size


@click.command()
@click.argument("seconds", type=int)
@click.argument("names", nargs=-1, type=click.Choice(list(TARGETS)))
@click.option("--keep", "file", type=click.Path(path_type=Path), help="file of the counts")
@click.option("--grow", "grows", is_flag=True, help="small texts that reach more into the corpus")
@click.option("--jobs", default=1, help="targets at a time")
def main(
    seconds: int, names: tuple[str, ...], *, file: Path | None, grows: bool, jobs: int
) -> None:
    """Fuzz every target, or those named."""
    finds = 0
    with ThreadPoolExecutor(jobs) as pool:
        wanted = {pool.submit(fuzzed, name, seconds, grows): name for name in names or TARGETS}
        for done in as_completed(wanted):
            finds += done.result().found
            if file is not None:
                keep(file, wanted[done], done.result())
    sys.exit(finds > 0)


if __name__ == "__main__":
    main()
