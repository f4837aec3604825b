"""docs/pruefer.md: what an inspector types by hand gives what the page says."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from tests.docs.pages import DOCS
from tests.docs.verify_scene import WORKED

PAGE: Final = DOCS / "pruefer.md"
GOOD: Final = "Verified OK"


def by_hand(folder: Path, code: str, receipts: list[str], certificate: str) -> list[str]:
    """What the commands of the page print for `code`, beside a DEP7 of `receipts`."""
    group = {"Signaturzertifikat": certificate, "Belege-kompakt": receipts}
    dep = folder / "dep-export__MARKT-01__2026-11-20__2026-11-20.json"
    dep.write_text(json.dumps({"Belege-Gruppe": [group]}), "utf-8")
    (folder / "code.txt").write_text(code + "\n", "utf-8")
    block = re.search(r"```bash\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block is not None
    ran = subprocess.run(
        ["/bin/bash", "-c", block[1]], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.stdout.splitlines()


@pytest.fixture
def worked() -> dict[str, Any]:
    """Receipts of the worked example, their codes and certificate."""
    loaded: dict[str, Any] = json.loads(WORKED.read_text("utf-8"))
    return loaded


def test_a_receipt_by_hand(tmp_path: Path, worked: dict[str, Any]) -> None:
    """§ 9 RKSV: signature and link of a receipt, by nothing but openssl and coreutils."""
    jws = [one["jws"] for one in worked["receipts"]]
    code = worked["receipts"][1]["qr"]

    *_, verdict, said, reckoned = by_hand(tmp_path, code, jws, worked["certificate_base64"])

    assert GOOD == verdict
    assert code.split("_")[-2] == said == reckoned


def test_a_changed_sum_by_hand(tmp_path: Path, worked: dict[str, Any]) -> None:
    """A code with another sum is of no card, and nothing in the DEP7 is before it."""
    jws = [one["jws"] for one in worked["receipts"]]
    code = worked["receipts"][1]["qr"].replace("12,34", "12,35")

    *_, said, reckoned = lines = by_hand(tmp_path, code, jws, worked["certificate_base64"])

    assert GOOD not in lines
    assert said != reckoned


def test_a_receipt_taken_out_by_hand(tmp_path: Path, worked: dict[str, Any]) -> None:
    """The receipt stays signed; its link leads to none of the file."""
    jws = [one["jws"] for one in worked["receipts"]]
    code = worked["receipts"][2]["qr"]

    lines = by_hand(tmp_path, code, [jws[0], *jws[2:]], worked["certificate_base64"])

    assert GOOD in lines
    assert lines[-1] != lines[-2]
