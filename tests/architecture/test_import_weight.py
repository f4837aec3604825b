"""What a process loads before it has anything to do: seconds on a till, at each of its starts."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: SOAP, HTTPS, and what draws pages, with what they bring along: each a fifth of a second or more.
HEAVY = frozenset({"fontTools", "fpdf", "httpcore", "httpx", "lxml", "requests", "zeep"})
#: What makes the files of an export.
EXPORTS = frozenset(
    {
        "firmware.export.package.contents",
        "firmware.export.papers",
        "firmware.export.reports",
        "firmware.export.tables",
    }
)
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


def loaded(program: str, wanted: frozenset[str] = HEAVY) -> set[str]:
    """Those of `wanted` a new process has loaded after `program`."""
    ask = f"import sys; print(*({set(wanted)!r} & set(sys.modules)))"
    command = [sys.executable, "-c", f"{program}\n{ask}"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (0, "") == (done.returncode, done.stderr)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["firmware.cli.main", "firmware.app.main", "firmware.app.boot"])
def test_no_start_waits_for_what_few_need(module: str) -> None:
    """Neither a command of `kassa` nor the till itself speaks to the office or draws pages."""
    assert set() == loaded(f"import {module}")


def test_no_start_waits_for_exports() -> None:
    """A till comes up without reports, tables and papers; its first export loads them."""
    assert set() == loaded("from firmware.app import main, wiring", EXPORTS)
    assert set(EXPORTS) == loaded("import firmware.export.package.contents", EXPORTS)


def test_a_till_draws_no_bar_codes() -> None:
    """What the library of the printer and that of number pads bring along, a till does without."""
    brought = frozenset(
        {
            "asyncio",
            "barcode",
            "cbor2",
            "colorzero",
            "concurrent.futures",
            "evdev",
            "http.client",
            "importlib.metadata",
            "qrcode",
            "ssl",
            "yaml",
        }
    )
    assert set() == loaded("from firmware.app import main, wiring", brought)


def test_till_with_a_card_speaks_no_https() -> None:
    """Only a signature service is spoken to from the till's own process."""
    assert set() == loaded(_WIRES.format(has_service=False))
    assert {"httpcore"} == loaded(_WIRES.format(has_service=True))


def test_what_needs_it_has_it() -> None:
    """The names are those of the libraries: FinanzOnline is spoken to in SOAP over HTTPS."""
    assert {"httpcore", "lxml", "zeep"} <= loaded("import firmware.sync.finanzonline")
    page = "from firmware.export.pdf import Ruler; Ruler()"
    assert {"fontTools", "fpdf"} <= loaded(page)


def test_soap_is_loaded_with_the_first_order() -> None:
    """A till that owes the office nothing spares a third of the post's memory."""
    made = "from firmware.sync.office import FirstOrder, client_of; FirstOrder(client_of)"
    assert set() == loaded(made)


def test_the_post_looks_into_no_certificate() -> None:
    """Rows go out as they stand; what reads X.509, mail and archives stays out: four MiB."""
    sides = "import firmware.sync.main, firmware.sync.office, firmware.sync.archive.assembly"
    brought = frozenset({"cryptography.x509", "email", "importlib.metadata", "shutil", "zipfile"})
    assert set() == loaded(sides, brought)
    assert brought == loaded(
        "import shutil, zipfile, importlib.metadata, cryptography.x509", brought
    )


def test_each_side_of_the_net_brings_its_own() -> None:
    """A till with an archive and without the web service loads no SOAP."""
    assert set() == loaded("import firmware.sync.main")
    assert {"httpcore"} == loaded("import firmware.sync.archive.assembly")


def test_bench_without_an_office_loads_no_soap() -> None:
    """`kassa demo` and every script begin half a second earlier; `--finanzonline` loads it."""
    assert not HEAVY & loaded("import firmware.desk.stand")
