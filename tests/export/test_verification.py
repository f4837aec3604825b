"""The examination of whole files: verdict, report, and the same findings for every way."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.export import verification
from firmware.export.errors import ReadError
from firmware.export.verification import (
    FINDINGS_MAX,
    Progress,
    VerificationReport,
    verify_file,
    verify_files,
)
from firmware.rksv.rules import Rule, Severity
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions
from tests.vectors import negative_form
from tests.vectors.forge import Forge, document, group
from tests.vectors.negative_build import CARD, OTHER

WritesFile = Callable[[Any], Path]
USUAL = VerifyOptions()


def vectors() -> list[Any]:
    """All negative vectors that are files of one register, without codes on paper."""
    loaded = map(negative_form.load, negative_form.PATHS)
    return [one for one in loaded if len(one.registers) == 1 and one.codes is None]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.name)
def test_each_rule_is_found_in_files_and_nothing_else(vector: Any, write: WritesFile) -> None:
    """§ 7 Abs 5 RKSV: every negative vector gives its findings, all and only them."""
    paths = [write(part) for part in vector.registers[0]]

    report = verify_files(paths, vector.store, vector.options, processes=1)

    assert vector.expected == [negative_form.as_written(one) for one in report.findings]
    assert vector.is_complete is report.is_complete
    errors = [one for one in vector.expected if one["severity"] == "error"]
    assert (len(errors), not errors) == (report.errors, report.is_valid)


def test_a_sound_file_is_valid(dep_bytes: bytes, store: KeyStore, write: WritesFile) -> None:
    """The report names the register, the numbers and how many receipts there are."""
    expected = VerificationReport(
        receipts=6,
        register_id="VEKTOR-1",
        first_number="1",
        last_number="6",
        findings=(),
        errors=0,
        notices=0,
        is_complete=True,
    )

    assert expected == verify_file(write(dep_bytes), store, USUAL)
    assert expected.is_valid


def test_any_number_of_processes_finds_the_same(store: KeyStore, write: WritesFile) -> None:
    """Findings and their order do not depend on the cores; alternating groups included."""
    till = Forge(CARD)
    till.add()
    groups = []
    for round_ in range(300):
        till.signer = (CARD, OTHER)[round_ % 2]
        fields = {"link": "AAAAAAAAAAA="} if round_ % 7 == 0 else {}
        till.add(round_, fields=fields)
        groups.append(group(till.signer, till.entries[-1:]))
    path = write(document(group(CARD, till.entries[:1]), *groups))

    reports = [verify_file(path, store, USUAL, processes=processes) for processes in (1, 2)]

    assert reports[0] == reports[1]
    assert [finding.rule for finding in reports[0].findings] == [Rule.LINK] * 43


def test_consecutive_files_are_one_dep(
    till: Forge, store: KeyStore, write: WritesFile, dep_bytes: bytes
) -> None:
    """§ 7 Abs 3 RKSV: quarterly files that follow each other are examined as one."""
    paths = [
        write(document(group(CARD, till.entries[:3]))),
        write(document(group(CARD, till.entries[3:]))),
    ]

    assert verify_file(write(dep_bytes), store, USUAL) == verify_files(paths, store, USUAL)
    swapped = verify_files(paths[::-1], store, USUAL)
    assert {Rule.START_LINK, Rule.START_ONCE} <= {finding.rule for finding in swapped.findings}


def test_a_period_is_examined_without_its_start(
    till: Forge, store: KeyStore, write: WritesFile
) -> None:
    """Without the start the first counter is believed; everything after is examined."""
    path = write(document(group(CARD, till.entries[2:])))

    assert verify_file(path, store, VerifyOptions(is_partial=True)).is_valid
    assert not verify_file(path, store, USUAL).is_valid


def test_without_keys_everything_but_the_counter_is_examined(
    till: Forge, write: WritesFile
) -> None:
    """An archive has no AES key; signatures are judged by the certificates of the groups."""
    till.add(100, fields={"counter": till.false_counter(1, added=100)})
    sound = write(document(group(CARD, till.entries)))
    forged = write(document(group(OTHER, till.entries)))

    assert verify_file(sound, None, USUAL).is_valid
    assert {Rule.SERIAL_MATCH} == {
        finding.rule for finding in verify_file(forged, None, USUAL).findings
    }


def test_what_stands_before_a_broken_place_is_reported(
    dep_bytes: bytes, store: KeyStore, write: WritesFile
) -> None:
    """A truncated file: its receipts are examined, the place is named, later files are not."""
    path = write(dep_bytes[:-200])

    report = verify_files([path, path], store, USUAL)

    assert (report.receipts, report.is_complete, report.is_valid) == (5, False, False)
    assert [finding.rule for finding in report.findings] == [Rule.CONTAINER_FORM]
    assert f"{path.name}: byte {len(dep_bytes) - 200}" in report.findings[0].detail
    assert "Belege-kompakt[5]: the file ends within a string" in report.findings[0].detail


@pytest.mark.parametrize("empty", [document(), document(group(CARD, []))])
def test_a_dep_without_receipts_is_not_valid(
    empty: Any, store: KeyStore, write: WritesFile
) -> None:
    """Nothing examined is nothing proven."""
    report = verify_file(write(empty), store, USUAL)

    assert ([one.rule for one in report.findings], report.receipts) == ([Rule.GROUP_FORM], 0)


def test_findings_are_bounded_and_counted(store: KeyStore, write: WritesFile) -> None:
    """A file wrong from end to end gives a report that can be read; no error hides in notices."""
    till = Forge(CARD)
    till.add()
    for position in range(FINDINGS_MAX + 50):
        till.add(is_signed=False)
        if position == FINDINGS_MAX + 20:
            till.link = "AAAAAAAAAAA="
    path = write(document(group(CARD, [*till.entries, *["x"] * (FINDINGS_MAX + 7)])))

    report = verify_file(path, store, USUAL)

    assert (report.errors, report.notices) == (FINDINGS_MAX + 8, FINDINGS_MAX + 50)
    kept = [finding.severity for finding in report.findings]
    assert [kept.count(Severity.ERROR), kept.count(Severity.NOTICE)] == [FINDINGS_MAX] * 2
    indices = [finding.index for finding in report.findings]
    assert sorted(indices) == indices
    assert Rule.LINK in {finding.rule for finding in report.findings}


def test_progress_reaches_the_end(
    dep_bytes: bytes, till: Forge, store: KeyStore, write: WritesFile
) -> None:
    """Who watches sees receipts and bytes grow to their totals over all files."""
    told: list[Progress] = []
    paths = [
        write(document(group(CARD, till.entries[:3]))),
        write(document(group(CARD, till.entries[3:]))),
    ]

    verify_files(paths, store, USUAL, progress=told.append)

    size_bytes = sum(path.stat().st_size for path in paths)
    assert Progress(receipts=6, read_bytes=size_bytes, size_bytes=size_bytes) == told[-1]
    assert sorted(told, key=lambda progress: progress.read_bytes) == told


def test_small_files_start_no_process(
    dep_bytes: bytes, store: KeyStore, write: WritesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice is by size; a number that is told is taken."""
    asked = []

    class Watched(verification.Workers):
        def __init__(self, processes: int, aes_key: bytes | None) -> None:
            asked.append(processes)
            super().__init__(1, aes_key)

    monkeypatch.setattr(verification, "Workers", Watched)
    monkeypatch.setattr(verification, "core_count", lambda: 7)
    path = write(dep_bytes)
    verify_file(path, store, USUAL)
    verify_file(path, store, USUAL, processes=3)
    monkeypatch.setattr(verification, "SMALL_BYTES", len(dep_bytes))
    verify_file(path, store, USUAL)

    assert asked == [1, 3, 7]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """What cannot be read is no finding about a DEP."""
    with pytest.raises(ReadError, match=r"none\.json: No such file"):
        verify_file(tmp_path / "none.json", None, USUAL)
    with pytest.raises(ReadError, match="Is a directory"):
        verify_file(tmp_path, None, USUAL)


def test_every_turned_bit_within_a_jws_is_found(store: KeyStore, write: WritesFile) -> None:
    """§ 7 Abs 4 RKSV: no bit of a stored receipt can be turned without being found."""
    till = Forge(CARD)
    till.add()
    till.add(300, is_signed=False)
    till.add()
    raw = json.dumps(document(group(CARD, till.entries))).encode()
    path = write(raw)
    assert verify_file(path, store, USUAL).is_valid

    missed = []
    for entry in till.entries:
        begin = raw.index(entry.encode())
        for at in range(begin, begin + len(entry)):
            for bit in range(8):
                turned = raw[at] ^ (1 << bit)
                path.write_bytes(raw[:at] + bytes([turned]) + raw[at + 1 :])
                if verify_file(path, store, USUAL).is_valid:
                    missed.append((at, bit))

    assert missed == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text().map(str.encode))
def test_no_content_breaks_the_examination(write: WritesFile, raw: bytes) -> None:
    """Whatever a file holds, the answer is a report."""
    report = verify_file(write(raw), None, USUAL)

    assert (report.is_valid, report.is_complete) == (False, False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(st.text().filter(lambda text: text.isascii() or text.isprintable())))
def test_no_entry_breaks_the_examination(
    till: Forge, store: KeyStore, write: WritesFile, entries: list[str]
) -> None:
    """Entries that are no JWS are findings, and the sound ones before stay sound."""
    path = write(document(group(CARD, [*till.entries, *entries])))

    report = verify_file(path, store, replace(USUAL, is_strict=True))

    assert (6 + len(entries), len(entries)) == (report.receipts, report.errors)
    assert all(finding.index >= 6 for finding in report.findings)
