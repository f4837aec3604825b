"""firmware.cli.code_report: what is said of codes on paper."""

import json
from pathlib import Path

import pytest

from firmware.rksv.machine_code import qr_from_jws
from tests.cli.calling import kassa

WORKED = json.loads((Path(__file__).parents[1] / "vectors/worked-example.json").read_text())
SALE = WORKED["receipts"][1]["qr"]


def test_a_code_alone_is_not_proven() -> None:
    """Exit code 2: what is missing is said; a machine gets null for what nobody knows."""
    ran = kassa("verify", "--code", SALE)
    assert (2, "") == (ran.code, ran.err)
    assert ran.out.startswith("NOT PROVEN: code 1: receipt 2 of register MARKT-01")
    machine = kassa("verify", "--code", SALE, "--json")
    assert 2 == machine.code
    told = json.loads(machine.out)
    (code,) = told["codes"]
    assert (False, True, "unchecked", None) == (
        told["valid"],
        code["valid"],
        code["proof"],
        code["in_dep"],
    )


@pytest.mark.parametrize("text", ["x", "_" * 13, "\x1b[31m", SALE.replace("5,60", "5,61") + "A"])
def test_what_is_no_code_is_bad(text: str) -> None:
    """Exit code 1, the reason, and nothing that touches the terminal."""
    ran = kassa("verify", "--code", text)
    assert 1 == ran.code
    assert "BAD: code 1: no code of a receipt" in ran.out
    assert "\x1b" not in ran.out
    (code,) = json.loads(kassa("verify", "--code", text, "--json").out)["codes"]
    assert (None, None, None) == (code["register_id"], code["number"], code["kind"])


def test_codes_of_a_till_against_its_dep(dep: Path, tmp_path: Path) -> None:
    """§ 10 RKSV: what is on paper is what was booked; one bad code makes it bad."""
    receipts = json.loads(dep.read_text())["Belege-Gruppe"][0]["Belege-kompakt"]
    codes = tmp_path / "codes.txt"
    codes.write_text("\n".join(map(qr_from_jws, receipts)))
    good = kassa("verify", dep, codes)
    assert 0 == good.code
    assert len(receipts) == good.out.count("the same to the last character")
    bad = kassa("verify", dep, codes, "--code", SALE)
    assert 1 == bad.code
    assert "receipt '2' of 'MARKT-01' is not in the DEP7" in bad.out
