"""What a process loads before it has anything to do: seconds on a till, at each of its starts."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: SOAP, HTTPS, and what draws pages, with what they bring along: each a fifth of a second or more.
HEAVY = frozenset({"fontTools", "fpdf", "httpcore", "httpx", "lxml", "requests", "zeep"})
#: The way to each signature service of the demonstration, which has none, or one.
_WIRES = """
import msgspec
from firmware.app import main, wiring
from firmware.app.config_signature import SignatureSection
from firmware.desk.stall import demo_config
service = SignatureSection(kind="primesign", url="https://p.example")
units = [service] if {has_service} else []
wiring._wires(msgspec.structs.replace(demo_config(), signature=units))
"""


def loaded(program: str) -> set[str]:
    """Those of `HEAVY` a new process has loaded after `program`."""
    ask = f"import sys; print(*({set(HEAVY)!r} & set(sys.modules)))"
    command = [sys.executable, "-c", f"{program}\n{ask}"]
    return set(
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split()
    )


@pytest.mark.parametrize("module", ["firmware.cli.main", "firmware.app.main", "firmware.app.boot"])
def test_no_start_waits_for_what_few_need(module: str) -> None:
    """Neither a command of `kassa` nor the till itself speaks to the office or draws pages."""
    assert set() == loaded(f"import {module}")


def test_till_with_a_card_speaks_no_https() -> None:
    """Only a signature service is spoken to from the till's own process."""
    assert set() == loaded(_WIRES.format(has_service=False))
    assert {"httpcore"} == loaded(_WIRES.format(has_service=True))


def test_what_needs_it_has_it() -> None:
    """The names are those of the libraries: kassa-sync speaks SOAP over HTTPS."""
    assert {"httpcore", "lxml", "zeep"} <= loaded("import firmware.sync.main")
    page = "from firmware.export.pdf import Ruler; Ruler()"
    assert {"fontTools", "fpdf"} <= loaded(page)


def test_bench_without_an_office_loads_no_soap() -> None:
    """`kassa demo` and every script begin half a second earlier; `--finanzonline` loads it."""
    assert not HEAVY & loaded("import firmware.desk.stand")
