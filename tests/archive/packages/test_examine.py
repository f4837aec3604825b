"""archive.packages.examine: a package held against the audit and the log."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.packages.examine import Against, examine_dep, examine_zip
from archive.packages.verdict import PackageRule, Verdict
from firmware.store.raw import append, rebuild
from firmware.store.reader import Reader
from tests.archive.packages.conftest import Sent
from tests.archive.packages.zips import made, zipped
from tests.export.audit.world import change_dep, change_file, dep_of, list_anew

NOW_UTC = datetime(2026, 12, 1, tzinfo=UTC)
Examine = Callable[..., Verdict]


@pytest.fixture
def examine(sent: Sent, tmp_path: Path) -> Iterator[Examine]:
    """Against a log of so many rows."""
    opened: list[Reader] = []

    def run(path: Path, rows: int | None = None, register_id: str = "GRAZ-01") -> Verdict:
        book = tmp_path / f"log-{len(opened)}.sqlite"
        rebuild(book, ())
        assert append(book, sent.rows[:rows]) is None
        opened.append(Reader.open_read_only(book))
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        against = Against(register_id=register_id, book=opened[-1], now_utc=NOW_UTC)
        found = examine_zip(path, scratch, against)
        assert [] == list(scratch.iterdir())
        return found

    yield run
    for one in opened:
        one.close()


def rules(verdict: Verdict) -> set[str]:
    """The rules that were broken or noticed."""
    return {one.rule for one in verdict.findings}


def test_both_days(sent: Sent, examine: Examine) -> None:
    """Whole, sealed, and row for row what the log has."""
    for path, is_first in zip(sent.packages, (True, False), strict=True):
        found = examine(path)
        assert found.is_whole, found.words
        assert found.is_compared
        (content,) = found.contents
        assert content.sealed_by
        assert content.receipts.last == content.equal_receipts
        assert content.head_seq == content.equal_rows
        assert is_first is (content.journal.first == 1)
        assert len(sent.rows) == found.log_size


def test_the_log_is_behind(sent: Sent, examine: Examine) -> None:
    """A till whose line was cut brings the package first: no fault, and it is said."""
    found = examine(sent.packages[1], sent.first_rows)
    assert found.is_whole
    assert not found.is_compared
    assert PackageRule.LOG_BEHIND in rules(found)
    assert 0 == found.contents[0].equal_receipts
    assert examine(sent.packages[0], 0).is_whole


def test_another_register(sent: Sent, examine: Examine) -> None:
    """The stick of another stall is not this one's."""
    found = examine(sent.packages[0], register_id="WIEN-01")
    assert {PackageRule.FOREIGN.value} == {one.rule for one in found.findings if one.is_error}
    assert not found.is_whole


def test_another_receipt(first: Path, sent: Sent, examine: Examine) -> None:
    """A receipt left out of or changed in the package shows, though its list fits again."""

    def swap(receipts: list[str]) -> list[str]:
        return [*receipts[:2], receipts[1], *receipts[3:]]

    change_dep(first, swap)
    list_anew(first)
    found = examine(zipped(first))
    assert not found.is_whole
    assert {"dep", "witness"} & rules(found)
    del sent


def test_another_history(first: Path, sent: Sent, examine: Examine, tmp_path: Path) -> None:
    """Whole in itself, and not what was acknowledged: the log was told something else."""
    altered = replace(sent.rows[0], journal=(*sent.rows[0].journal[:6], "f" * 64))
    rows = list(sent.rows)
    head = sent.first_rows - 1
    rows[head] = replace(rows[head], journal=(*rows[head].journal[:6], "f" * 64))
    number = next(at for at, unit in enumerate(rows) if unit.receipt is not None)
    receipt = rows[number].receipt
    assert receipt is not None
    rows[number] = replace(rows[number], receipt=(*receipt[:3], "a.b.c", *receipt[4:]))
    book = tmp_path / "other.sqlite"
    rebuild(book, rows)
    with Reader.open_read_only(book) as reader:
        against = Against(register_id="GRAZ-01", book=reader, now_utc=NOW_UTC)
        found = examine_zip(zipped(first), tmp_path, against)
    differs = [one for one in found.findings if one.rule == PackageRule.LOG_DIFFERS]
    assert 2 <= len(differs)
    assert any("receipt 1" in one.place for one in differs)
    assert all(one.is_error for one in differs)
    assert altered != sent.rows[0]
    del examine


def test_a_changed_file(first: Path, examine: Examine) -> None:
    """As `kassa verify` says it."""
    name = next(one for one in sorted((first / "csv").iterdir()) if "belege" in one.name).name
    change_file(first, f"csv/{name}", lambda text: text.replace(b"250", b"251"))
    assert "file-changed" in rules(examine(zipped(first)))


def test_a_whole_stick(first: Path, sent: Sent, examine: Examine, tmp_path: Path) -> None:
    """All exports on it are found, wherever they lie."""
    stick = tmp_path / "stick" / "Registrierkasse" / "GRAZ-01"
    stick.mkdir(parents=True)
    for folder in sent.folders:
        (stick / folder.name).symlink_to(folder)
    files = {
        f"Registrierkasse/GRAZ-01/{folder.name}/{one.relative_to(folder)}": one.read_bytes()
        for folder in sent.folders
        for one in folder.rglob("*")
        if one.is_file()
    }
    found = examine(made(tmp_path / "stick.zip", files))
    assert 2 == len(found.contents)
    assert found.is_whole, found.words
    del first


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({}, PackageRule.NO_EXPORT),
        ({"a.txt": b"hello"}, PackageRule.NO_EXPORT),
        ({"x/MANIFEST.json": b"{}"}, "listing"),
        ({"../up": b""}, PackageRule.UNREADABLE),
    ],
)
def test_no_export(examine: Examine, tmp_path: Path, files: dict[str, bytes], rule: str) -> None:
    """Each is said for what it is; nothing of it is known."""
    found = examine(made(tmp_path / "z.zip", files))
    assert {rule} == rules(found)
    assert () == found.contents
    assert not found.is_whole


def test_without_description(first: Path, sent: Sent, examine: Examine) -> None:
    """GoBD: tables want their description; it is a notice, for the till's older programs."""
    assert PackageRule.NO_DESCRIPTION in rules(examine(sent.packages[0]))
    del first


def test_a_dep_alone(sent: Sent, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: of whatever maker's till."""
    path = sent.folders[0] / dep_of(sent.folders[0])
    assert examine_dep(path, NOW_UTC).is_whole
    document = json.loads(path.read_bytes())
    group = document["Belege-Gruppe"][0]
    del group["Belege-kompakt"][1]
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document))
    assert not examine_dep(changed, NOW_UTC).is_whole
    for content in (b"", b"{}", b"[]", b'{"Belege-Gruppe": []}', bytes(100)):
        changed.write_bytes(content)
        found = examine_dep(changed, NOW_UTC)
        assert not found.is_whole
        assert str(tmp_path) not in found.words[0]
