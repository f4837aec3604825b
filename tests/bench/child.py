"""Programs in a process of their own, with their byte code laid by, as on a till's image."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_CACHE: Final = ROOT / ".bench" / "bytecode"
_SAYS: Final = "Environment="


def environment(unit: str = "") -> Mapping[str, str]:
    """What a child is started with: byte code is written, once, into a folder of the bench.

    With a `unit` of systemd also what that one says.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    said = of_unit(unit) if unit else {}
    return {**kept, "PYTHONPYCACHEPREFIX": str(_CACHE), "PYTHONPATH": str(ROOT), **said}


def of_unit(unit: str) -> Mapping[str, str]:
    """The environment a unit gives its process, but for what only systemd knows."""
    lines = (ROOT / "systemd" / unit).read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix(_SAYS) for line in lines if line.startswith(_SAYS)]
    return dict(word.split("=", 1) for line in said for word in line.split())


def run(program: str, *words: str) -> None:
    """Run it to its end.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, env=environment(), check=True)


def ask(program: str, *words: str, unit: str = "") -> dict[str, float]:
    """What it prints in its last line: a JSON object of numbers; `unit` as for `environment`."""
    command = [sys.executable, "-c", program, *words]
    told = subprocess.run(
        command, cwd=ROOT, env=environment(unit), check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found
