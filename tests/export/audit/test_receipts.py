"""firmware.export.audit.receipts: the DEP7 beside the journal, receipt by receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.export.audit.finding import Findings
from firmware.export.audit.receipts import DepEntry, Match, dep_entries, dep_signers
from firmware.export.audit.rows import ReadRow
from firmware.export.errors import ReadError
from firmware.store.canonical import Json
from tests.export.audit.conftest import Exports
from tests.export.audit.world import dep_of


def entries(made: Exports) -> list[DepEntry]:
    """All of the DEP7."""
    return list(dep_entries(made.whole / dep_of(made.whole)))


def row(number: int, **said: Json) -> ReadRow:
    """A row about a receipt."""
    texts = {"at_text": "", "uuid": "", "kind": "BELEG", "content_text": "", "hash": ""}
    return ReadRow(seq=number, clerk=None, at=None, said={"number": number, **said}, **texts)


def told(of_dep: list[DepEntry], known: list[DepEntry]) -> list[tuple[str, str]]:
    """Place and detail when the journal knows these."""
    found = Findings("x")
    match = Match(iter(of_dep), found)
    for one in known:
        assert one.number is not None
        match.witness(one.number, one.sha256, row(one.number))
    match.end()
    return [(one.place, one.detail) for one in found.kept]


def test_the_same_on_both_sides(made: Exports) -> None:
    """Nothing to tell."""
    both = entries(made)
    assert len(both) > 10
    assert [] == told(both, both)


def test_one_that_is_missing_on_one_side(made: Exports) -> None:
    """In the middle, at the begin and at the end; the others are not told."""
    both = entries(made)
    for at in (0, 4, len(both) - 1):
        fewer = [*both[:at], *both[at + 1 :]]
        place = f"receipt {at + 1}"
        assert [(place, "is in the journal and not in the DEP7")] == told(fewer, both)
        assert [(place, "is in the DEP7 and not in the journal")] == told(both, fewer)


def test_another_one_of_the_same_number(made: Exports) -> None:
    """One digest each."""
    both = entries(made)
    last = "Q" if both[4].jws.endswith("A") else "A"  # 64 bytes end in A, Q, g or w
    other = DepEntry(jws=both[4].jws[:-1] + last, payload=both[4].payload)
    ((place, detail),) = told([*both[:4], other, *both[5:]], both)
    assert "receipt 5" == place
    assert "another one in the DEP7" in detail


def test_one_that_cannot_be_read(made: Exports) -> None:
    """It stands for the receipt the journal expects there."""
    both = entries(made)
    unreadable = DepEntry(jws="x", payload=None)
    ((place, _),) = told([*both[:4], unreadable, *both[5:]], both)
    assert "receipt 5" == place
    ((last, _),) = told([*both, unreadable], both)
    assert "receipt ?" == last


def test_sums_of_both(made: Exports) -> None:
    """What the journal says that it came to."""
    found = Findings("x")
    (first, second, *_) = entries(made)
    match = Match(iter([first, second]), found)
    match.witness(1, first.sha256, row(1))
    match.told(row(1, total_cents=0))
    match.witness(2, second.sha256, row(2))
    match.told(row(7, total_cents=5))
    assert [] == found.kept
    match.told(row(2, total_cents=831))
    assert ["receipt 2"] == [one.place for one in found.kept]


@pytest.mark.parametrize("text", [b"", b"{", b'{"Belege-Gruppe":[{}]}', b"\xff"])
def test_a_dep_that_is_none(tmp_path: Path, text: bytes) -> None:
    """Its form is the examiner's to judge; here it just ends."""
    path = tmp_path / "dep.json"
    path.write_bytes(text)
    assert [] == list(dep_entries(path))
    assert () == dep_signers(path)


def test_a_dep_that_is_not_there(tmp_path: Path) -> None:
    """That is the medium's fault."""
    with pytest.raises(ReadError):
        list(dep_entries(tmp_path / "nothing"))
    with pytest.raises(ReadError):
        dep_signers(tmp_path / "nothing")


def test_numbers_that_are_none(made: Exports) -> None:
    """Other tills call their receipts as they like."""
    entry = entries(made)[1]
    assert entry.payload is not None

    def called(text: str) -> int | None:
        payload = type(entry.payload)(**{**_members(entry), "number_text": text})
        return DepEntry(jws=entry.jws, payload=payload).number

    assert [None, None, 7] == [called("A-7"), called("٧"), called("7")]


def _members(entry: DepEntry) -> dict[str, object]:
    return dict(_slots(entry.payload))


def _slots(value: object) -> Iterator[tuple[str, object]]:
    for name in type(value).__slots__:
        yield name, getattr(value, name)
