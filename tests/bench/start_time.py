"""From the start of the process to the first key, as a multiple of starting Python itself."""

import shutil
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from tests.bench import child
from tests.bench.figure import Figure, Result

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".bench" / "start"
ROUNDS: Final = 7
#: The child boots kassad's station on the emulated bench and ends at the first key.
CHILD: Final = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
folder = Path(sys.argv[1])
Stand(folder, in_folder(demo_config(), folder), datetime(2026, 11, 3, 8, tzinfo=UTC)).boot()
"""


def _median_ms(program: str, *words: str) -> float:
    # The first one lays the byte code by, which an image brings along.
    child.run(program, *words)
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        child.run(program, *words)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def run() -> dict[str, float]:
    """Measure; times in milliseconds."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    stand = Stand(FOLDER, in_folder(demo_config(), FOLDER), datetime(2026, 11, 2, 8, tzinfo=UTC))
    stand.commission()
    python_ms = _median_ms("pass")
    start_ms = _median_ms(CHILD, str(FOLDER))
    return {"start_ms": start_ms, "python_ms": python_ms, "ratio": start_ms / python_ms}


def result() -> Result:
    """Against Python alone, which nobody can leave out."""
    ms = run()
    return Result(
        figures=(
            Figure(
                name="start to the first key, emulated devices",
                value=ms["start_ms"],
                unit="ms",
                limit=ms["python_ms"],
                limit_is="starting Python",
            ),
        )
    )


def main() -> None:
    """Print what was measured."""
    result = run()
    print(f"start to first key  {result['start_ms']:8.0f} ms")  # noqa: T201
    print(f"python alone        {result['python_ms']:8.0f} ms")  # noqa: T201
    print(f"ratio               {result['ratio']:8.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
