"""Instructions, counted by valgrind: the same on a loaded machine as on an idle one.

Where valgrind is not installed there is nothing to count with, and the figures are left out.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench import child

_COUNTED: Final = re.compile(r"refs:\s+([\d,]+)")
#: A core of a Pi Zero 2 W: 1 GHz, and what interpreted code gets through it in a cycle. Said by
#: nobody, taken low on purpose.
PI_HZ: Final = 1.0e9
PI_INSTRUCTIONS_A_CYCLE: Final = 0.5
PI_INSTRUCTIONS_A_SECOND: Final = PI_HZ * PI_INSTRUCTIONS_A_CYCLE


def can_count() -> bool:
    """Whether valgrind is there."""
    return shutil.which("valgrind") is not None


def instructions(program: str, *words: str) -> int:
    """How many instructions Python takes for `program`, from start to end of its process."""
    # Byte code is there before anything is counted.
    child.run(program, *words)
    with tempfile.NamedTemporaryFile() as log:
        command = [
            "valgrind",
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            f"--log-file={log.name}",
            sys.executable,
            "-c",
            program,
            *words,
        ]
        subprocess.run(
            command, cwd=child.ROOT, env=child.environment(), check=True, capture_output=True
        )
        said = Path(log.name).read_text(encoding="utf-8")
    match = _COUNTED.search(said)
    if match is None:
        raise RuntimeError(f"valgrind counts nothing: {said[-300:]}")
    return int(match.group(1).replace(",", ""))
