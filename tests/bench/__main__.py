"""`make bench`: every figure beside what the machine itself can do, in one run.

python -m tests.bench [NAME…] [--keep]   runs benches; --keep lays the figures down for the page
python -m tests.bench list               says which there are
python -m tests.bench render             writes the tables and charts of docs/performance.md anew
python -m tests.bench cost BEFORE AFTER NAME WORDS   a cost that was removed: on two commits
"""

import sys
from collections.abc import Sequence

from tests.bench import kept, page
from tests.bench.figure import lines
from tests.bench.registry import BENCHES, bench
from tests.bench.since import compare


def main(words: Sequence[str]) -> int:
    """Do what `words` say; 2 where they say nothing that is known."""
    match words:
        case ["list"]:
            for name, (_, what) in BENCHES.items():
                sys.stdout.write(f"{name:10} {what}\n")
        case ["render"]:
            page.write()
        case ["cost", before, after, name, what] if name in BENCHES:
            kept.keep_cost(compare(before, after, name, what))
        case _:
            names = [word for word in words if word != "--keep"] or list(BENCHES)
            if not set(names) <= set(BENCHES):
                sys.stderr.write(f"{__doc__}\nbenches: {', '.join(BENCHES)}\n")
                return 2
            _run(names, is_kept="--keep" in words)
    return 0


def _run(names: Sequence[str], *, is_kept: bool) -> None:
    for name in names:
        sys.stdout.write(f"== {name}: {BENCHES[name][1]}\n")
        found = bench(name)()
        sys.stdout.writelines(f"{line}\n" for line in lines(found))
        sys.stdout.flush()
        if is_kept:
            kept.keep({name: kept.run_of(found)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
