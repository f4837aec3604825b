"""Batches: bounded, in order, nothing lost."""

import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.batch import (
    BATCH_CHARACTERS,
    BATCH_ENTRIES,
    GROUP_COST_ENTRIES,
    PIECE_ENTRIES,
    batches,
    examine_batch,
    work_of,
)
from firmware.rksv.dep import CertificateGroup, DepFormatError
from firmware.rksv.entry import EntryFacts
from firmware.rksv.rules import Rule
from firmware.rksv.steady import SteadyRun
from firmware.rksv.trust import GroupExaminer, KeyStore
from tests.vectors.forge import Forge
from tests.vectors.negative_build import CARD


def group(entries: list[str]) -> CertificateGroup:
    return CertificateGroup(certificate_der=CARD.der, chain=(), jws=entries)


@given(st.lists(st.integers(min_value=0, max_value=1200), max_size=8), st.integers(1, 5000))
def test_every_entry_comes_once_and_in_order(sizes: list[int], length: int) -> None:
    """Whatever the groups, batches hold the same entries in the same order, and are bounded."""
    groups = [
        [f"{start}/{n}".ljust(length) for n in range(size)] for start, size in enumerate(sizes)
    ]

    cut = list(batches(map(group, groups), GroupExaminer(None)))

    segments = [segment for batch in cut for segment in batch]
    assert [entry for entries in groups for entry in entries] == [
        entry for segment in segments for entry in segment.entries
    ]
    assert len(groups) == sum(segment.start is not None for segment in segments)
    for batch in cut:
        assert sum(len(segment.entries) for segment in batch) <= BATCH_ENTRIES
        characters = sum(len(entry) for segment in batch for entry in segment.entries)
        assert characters <= BATCH_CHARACTERS + max(length, 20)


def test_many_small_groups_share_a_batch_but_not_without_end() -> None:
    """Alternating devices make a group per receipt; empty groups are bounded, too."""
    cut = list(batches((group([]) for _ in range(5000)), GroupExaminer(None)))

    segments = [segment for batch in cut for segment in batch]
    assert len(segments) == 5000
    assert max(map(len, cut)) <= BATCH_ENTRIES // GROUP_COST_ENTRIES


def test_a_batch_is_examined_as_it_travels(till: Forge, store: KeyStore) -> None:
    """Work and answers survive the way to another process and back."""
    (batch,) = batches([group(till.entries)], GroupExaminer(store))
    work = pickle.loads(pickle.dumps(work_of(batch)))

    answers = examine_batch(work, store.aes_key)

    assert answers == pickle.loads(pickle.dumps(answers))
    (pieces,) = answers
    entries = [entry for piece in pieces if isinstance(piece, list) for entry in piece]
    facts = [entry for entry in entries if isinstance(entry, EntryFacts)]
    assert [entry.turnover_cents for entry in facts] == [0, 100, 300, 600, 600, None]
    assert [entry.faults for entry in facts] == [()] * 6


def test_only_what_is_out_of_the_ordinary_is_looked_at_alone(store: KeyStore) -> None:
    """Around a failed signature there are runs; nothing is lost between the pieces."""
    till = Forge(CARD)
    till.add()
    till.sell(*range(100, 100 + 2 * PIECE_ENTRIES))
    till.add(is_signed=False)
    till.add()
    till.sell(*range(100, 100 + 2 * PIECE_ENTRIES))
    (batch,) = batches([group(till.entries)], GroupExaminer(store))
    ((*pieces,),) = examine_batch(work_of(batch), store.aes_key)
    sizes = [one.entries if isinstance(one, SteadyRun) else len(one) for one in pieces]
    assert len(till.entries) == sum(sizes)
    assert [PIECE_ENTRIES] == [len(one) for one in pieces if isinstance(one, list)]


def test_what_stands_before_a_broken_place_is_in_a_batch() -> None:
    """A broken end of a file takes nothing from what stands before."""

    def broken() -> Iterator[CertificateGroup]:
        yield group(["a", "b"])
        raise DepFormatError(Rule.CONTAINER_FORM, offset_bytes=9, place="here", text="broken")

    cut = []
    with pytest.raises(DepFormatError):
        cut.extend(batches(broken(), GroupExaminer(None)))

    assert [segment.entries for batch in cut for segment in batch] == [["a", "b"]]
