"""`kassa verify`: the verdict, the receipt, the rule; with and without keys, whole and in parts."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calling import kassa

Dep = dict[str, list[dict[str, list[str]]]]


def change(dep: Path, how: Callable[[list[str]], None]) -> None:
    """Change the receipts of a DEP."""
    document: Dep = json.loads(dep.read_text("utf-8"))
    how(document["Belege-Gruppe"][0]["Belege-kompakt"])
    dep.write_text(json.dumps(document), "utf-8")


def export(till: Path, out: Path, *period: str) -> Path:
    """Export a period."""
    assert kassa("export", "dep", "--data", till, "--out", out, *period).code == 0
    return out


def test_a_simulated_till_is_valid(dep: Path, keys: Path) -> None:
    """§ 7 RKSV: no finding; without the keys that is said."""
    with_keys = kassa("verify", dep, "--keys", keys)
    assert (with_keys.code, with_keys.err) == (0, "")
    assert with_keys.out == ("VALID: register GRAZ-01, 9 receipts (1 to 9), 0 errors, 0 notices\n")
    without = kassa("verify", dep)
    assert without.code == 0
    assert without.out.splitlines()[1] == "without --keys: the turnover counter was not checked"
    assert kassa("verify", dep, "--strict").code == 0


def test_the_machine_gets_everything(dep: Path, keys: Path) -> None:
    """One JSON object with fixed names on standard output, nothing else anywhere."""
    ran = kassa("verify", dep, "--keys", keys, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == {
        "valid": True,
        "receipts": 9,
        "register_id": "GRAZ-01",
        "first_number": "1",
        "last_number": "9",
        "counter_checked": True,
        "complete": True,
        "errors": 0,
        "notices": 0,
        "findings": [],
    }


def drop(receipts: list[str]) -> None:
    """The fourth receipt is gone."""
    del receipts[3]


def swap(receipts: list[str]) -> None:
    """The fourth and the fifth changed places."""
    receipts[3], receipts[4] = receipts[4], receipts[3]


def lower(receipts: list[str]) -> None:
    """The fourth's amount is a tenth of what it was."""
    header, payload, signature = receipts[3].split(".")
    text = urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    assert "_3,00_" in text
    changed = urlsafe_b64encode(text.replace("_3,00_", "_0,30_").encode()).decode().rstrip("=")
    receipts[3] = f"{header}.{changed}.{signature}"


def resign(receipts: list[str]) -> None:
    """The fourth has the third's signature."""
    receipts[3] = receipts[3].rpartition(".")[0] + "." + receipts[2].rpartition(".")[2]


@pytest.mark.parametrize(
    ("how", "number", "rule"),
    [
        (drop, "5", "link"),
        (swap, "5", "link"),
        (lower, "4", "signature"),
        (resign, "4", "signature"),
    ],
)
def test_a_tampered_receipt_is_named_with_its_rule(
    dep: Path, how: Callable[[list[str]], None], number: str, rule: str
) -> None:
    """§ 17 Abs 1 RKSV: manipulation shows, and where; the exit code is 1."""
    change(dep, how)
    ran = kassa("verify", dep)
    assert ran.code == 1
    assert ran.out.startswith("INVALID: register GRAZ-01")
    assert f"error: receipt {number}: {rule}: " in ran.out
    machine = kassa("verify", dep, "--json")
    assert machine.code == 1
    findings = json.loads(machine.out)["findings"]
    assert {"number": number, "rule": rule, "severity": "error"}.items() <= findings[0].items()


def test_a_tampered_counter_needs_the_keys(dep: Path, keys: Path, tmp_path: Path) -> None:
    """Anlage Z 8, 9 RKSV: only the AES key opens the counter; with a wrong one none opens right."""
    container = json.loads(keys.read_text("utf-8"))
    container["base64AESKey"] = "A" * 43 + "="
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(container), "utf-8")
    ran = kassa("verify", dep, "--keys", wrong)
    assert ran.code == 1
    assert "counter" in ran.out
    assert kassa("verify", dep).code == 0


def test_a_period_is_no_whole_dep(till: Path, keys: Path, tmp_path: Path) -> None:
    """An export that begins later is valid as a part, and only as that."""
    part = export(till, tmp_path / "part.json", "--from", "2026-10-29", "--until", "2026-10-29")
    whole = kassa("verify", part, "--keys", keys)
    assert whole.code == 1
    assert "error: receipt 4: start-" in whole.out
    as_part = kassa("verify", part, "--keys", keys, "--partial")
    assert as_part.code == 0
    assert "3 receipts (4 to 6)" in as_part.out


def test_consecutive_exports_are_one_dep(till: Path, keys: Path, tmp_path: Path) -> None:
    """The chain goes on over the border of the files; in the wrong order it does not."""
    first = export(till, tmp_path / "first.json", "--until", "2026-10-28")
    second = export(till, tmp_path / "second.json", "--from", "2026-10-29")
    ran = kassa("verify", first, second, "--keys", keys)
    assert ran.code == 0
    assert "9 receipts (1 to 9)" in ran.out
    assert kassa("verify", second, first, "--keys", keys).code == 1


def test_many_findings_are_counted_and_told_to_the_machine(dep: Path) -> None:
    """People see twenty lines."""

    def damage(receipts: list[str]) -> None:
        receipts[:] = [receipts[0], *(one + "!" for one in receipts[1:] * 4)]

    change(dep, damage)
    ran = kassa("verify", dep)
    machine = json.loads(kassa("verify", dep, "--json").out)
    assert machine["errors"] >= 32
    assert len(machine["findings"]) == machine["errors"] + machine["notices"]
    hidden = machine["errors"] + machine["notices"] - 20
    assert ran.out.splitlines()[-1] == f"and {hidden} more (--json)"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "byte 0"),
        (b"\x00\x00\x00", "byte 0"),
        (b"\xef\xbb\xbf{}", "byte 0"),
        (b"[" * 100_000, "document: an array"),
        (b'{"a": ' * 100_000, "byte"),
        (b'{"Belege-Gruppe": [{"Signaturzertifikat": "%%%"', "Signaturzertifikat"),
        (b'{"Belege-Gruppe": [', "byte 19"),
        (b'{"Belege-Gruppe": []} and more', "byte 22"),
        (b'{"Belege-Gruppe": []}', "not one receipt"),
        (b'{"Belege-Gruppe": [{"Belege-kompakt": ["' + b"A" * 200_000, "Belege-kompakt"),
    ],
)
def test_garbage_is_checked_and_bad(tmp_path: Path, content: bytes, place: str) -> None:
    """Whatever the bytes: a verdict that names the place, exit code 1, no traceback."""
    path = tmp_path / "dep.json"
    path.write_bytes(content)
    ran = kassa("verify", path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("INVALID")
    assert place in ran.out


def test_a_broken_off_file_is_examined_so_far(dep: Path) -> None:
    """What is there is judged, and it is said that more is missing."""
    dep.write_bytes(dep.read_bytes()[:-900])
    ran = kassa("verify", dep)
    assert ran.code == 1
    assert "the file breaks off: what follows was not examined" in ran.out


@pytest.mark.parametrize("form", ["{}", "{}\n", "\r\n {}\r\n"])
def test_the_key_alone_opens_the_counter(dep: Path, keys: Path, tmp_path: Path, form: str) -> None:
    """Who has the key sheet types its 44 signs; whose card it was stays for FinanzOnline to say."""
    path = tmp_path / "key.txt"
    key: str = json.loads(keys.read_text("utf-8"))["base64AESKey"]
    path.write_text(form.format(key), "ascii")
    ran = kassa("verify", dep, "--keys", path)
    assert 0 == ran.code
    assert ran.out.startswith("VALID: ")
    assert "turnover counter" not in ran.out


def test_another_key_alone_is_told(dep: Path, tmp_path: Path) -> None:
    """Of another till, or mistyped: the counter does not fit."""
    path = tmp_path / "key.txt"
    path.write_text(f"{'A' * 43}=", "ascii")
    ran = kassa("verify", dep, "--keys", path)
    assert 1 == ran.code
    assert ": counter: " in ran.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"A" * 43 + b"==", "not JSON"),
        (b"", "not JSON"),
        (b"\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "list instead of dict"),
        (b"{}", "base64AESKey is missing"),
        (b'{"base64AESKey": "AAAA", "certificateOrPublicKeyMap": {}}', "3 bytes instead of 32"),
        (b" " * 1_100_000, "more than"),
    ],
)
def test_strange_keys_are_refused_by_name(
    dep: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    """The file is named, since there are two."""
    path = tmp_path / "strange-keys.json"
    path.write_bytes(content)
    ran = kassa("verify", dep, "--keys", path)
    assert ran.code == 2
    assert ran.refusal.startswith(f"kassa: {path}: ")
    assert words in ran.refusal
