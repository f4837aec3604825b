"""The examples that fuzzing begins with, in `corpus/<target>/`: a few small files each.

`seed-*` are good ones, made by `python -m tests.fuzz.corpus` where a target has none yet; `grown-*`
are broken ones that a guided run kept because each reaches code that no other does; `crash-*` once
made a reader fail, and never leave.
"""

import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "corpus"
SEED: Final = "seed"
GROWN: Final = "grown"
CRASH: Final = "crash"


def examples(target: str) -> tuple[bytes, ...]:
    """The files of a target, in the order of their names."""
    return tuple(path.read_bytes() for path in sorted((FOLDER / target).iterdir()))


def put(target: str, kind: str, contents: tuple[bytes, ...]) -> None:
    """Have these and no others of a kind."""
    folder = FOLDER / target
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"{kind}-*"):
        path.unlink()
    for number, content in enumerate(contents, 1):
        (folder / f"{kind}-{number}").write_bytes(content)


def main() -> None:
    """Make the seeds of the targets that have none; with names, those of these targets anew."""
    from tests.fuzz import (  # noqa: PLC0415 - slow to import
        seeds_devices,
        seeds_files,
        seeds_net,
        seeds_root,
        seeds_wire,
    )

    rooms = (seeds_files, seeds_devices, seeds_net, seeds_root, seeds_wire)
    made = {name: texts for room in rooms for name, texts in room.seeds().items()}
    made["foreign_dep"] = made["dep"]
    for target, contents in made.items():
        is_there = any((FOLDER / target).glob(f"{SEED}-*"))
        if target in sys.argv[1:] or not is_there:
            put(target, SEED, contents)


if __name__ == "__main__":
    main()
