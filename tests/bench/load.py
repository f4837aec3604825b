"""What both daemons hold and take before they have anything to do.

Byte code lies by, as on the image.
"""

from collections.abc import Sequence
from typing import Final

from tests.bench import child
from tests.bench.figure import Figure, Result

TIMES: Final = 3
KASSAD_MIB: Final = 60.0
SYNC_MIB: Final = 40.0
_LOADED: Final = """
import json, time
import MODULES
pages = int(open("/proc/self/statm").read().split()[1])
print(json.dumps({"mib": pages * 4096 / 2**20, "cpu_ms": time.process_time() * 1000}))
"""


def loaded(*modules: str, unit: str = "") -> dict[str, float]:
    """A process that has loaded them: `mib` it holds, `cpu_ms` it took; the least of some.

    `unit`: in the environment systemd gives it.
    """
    program = _LOADED.replace("MODULES", ", ".join(modules))
    # The first one lays the byte code by.
    told = [child.ask(program, unit=unit) for _ in range(TIMES + 1)][1:]
    return {name: min(one[name] for one in told) for name in ("mib", "cpu_ms")}


def result() -> Result:
    """Both, and Python alone, below which nobody comes."""
    python = loaded("sys")
    kassad = loaded("firmware.app.main", "firmware.app.wiring", unit="kassad.service")
    sync = loaded(
        "firmware.sync.main",
        "firmware.sync.office",
        "firmware.sync.archive.assembly",
        unit="kassa-sync.service",
    )
    return Result(
        figures=(
            *_both("kassad", kassad, python, KASSAD_MIB),
            *_both("kassa-sync, both sides", sync, python, SYNC_MIB),
        )
    )


def _both(
    name: str, told: dict[str, float], python: dict[str, float], budget_mib: float
) -> Sequence[Figure]:
    return (
        Figure(name=f"{name}, loaded", value=told["mib"], unit="MiB", at_most=budget_mib),
        Figure(
            name=f"{name}, until loaded",
            value=told["cpu_ms"],
            unit="ms of processor",
            limit=python["cpu_ms"],
            limit_is="Python alone",
        ),
    )
