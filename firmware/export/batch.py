"""What travels between the process that reads a DEP and those that examine its entries.

A batch is bounded in entries and in characters, whatever a file holds, and takes several groups
when they are small (alternating signature devices make a group per receipt).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from firmware.rksv.dep import CertificateGroup, DepFormatError
from firmware.rksv.entry import EntryExaminer, EntryFacts, UnreadableEntry
from firmware.rksv.rules import Fault
from firmware.rksv.steady import SteadyExaminer, SteadyRun
from firmware.rksv.trust import GroupExaminer, GroupKeys

BATCH_ENTRIES: Final = 512
BATCH_CHARACTERS: Final = 512 * 1024
# What a group costs in a batch besides its entries, counted in entries.
GROUP_COST_ENTRIES: Final = 4
# So few are looked at one by one when a run of them is not steady, as where a month ends.
PIECE_ENTRIES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStart:
    """That a group begins: what the sequence must know of its certificates."""

    has_certificate: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Entries of one group; `start` is None where the group began in an earlier batch."""

    start: GroupStart | None
    keys: GroupKeys
    entries: list[str] = field(default_factory=list)


# A steady run, or every entry by itself, piece after piece.
Piece = SteadyRun | list[EntryFacts | UnreadableEntry]
Examined = list[Piece]
Work = list[tuple[GroupKeys, list[str]]]


def batches(
    groups: Iterable[CertificateGroup], certificates: GroupExaminer
) -> Iterator[list[Segment]]:
    """Cut groups into batches of a bounded size, in order.

    Raises:
        DepFormatError: as reading the groups does, after all that was read before.
    """
    batch = _Batch()
    try:
        for group in groups:
            keys, faults = certificates.examine(group.certificate_der, group.chain)
            start = GroupStart(has_certificate=group.certificate_der is not None, faults=faults)
            if batch.is_full:
                yield batch.segments
                batch = _Batch()
            batch.begin(Segment(start=start, keys=keys))
            for compact in group.jws:
                if batch.is_full:
                    yield batch.segments
                    batch = _Batch()
                    batch.begin(Segment(start=None, keys=keys))
                batch.add(compact)
    except DepFormatError:
        yield batch.segments
        raise
    yield batch.segments


class _Batch:
    """A batch while it is filled."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._entries = 0
        self._characters = 0

    @property
    def is_full(self) -> bool:
        return self._entries >= BATCH_ENTRIES or self._characters >= BATCH_CHARACTERS

    def begin(self, segment: Segment) -> None:
        self.segments.append(segment)
        self._entries += GROUP_COST_ENTRIES

    def add(self, compact: str) -> None:
        self.segments[-1].entries.append(compact)
        self._entries += 1
        self._characters += len(compact)


def work_of(batch: list[Segment]) -> Work:
    """Return what of a batch has to travel to the process that examines it."""
    return [(segment.keys, segment.entries) for segment in batch]


def examine_batch(work: Work, aes_key: bytes | None) -> list[Examined]:
    """Examine the entries of a batch, each on its own; the answer has the shape of the work."""
    return [list(_pieces(keys, entries, aes_key)) for keys, entries in work]


def _pieces(keys: GroupKeys, entries: list[str], aes_key: bytes | None) -> Iterator[Piece]:
    """All entries as one run; where they are none, what is out of the ordinary by itself."""
    examiner = SteadyExaminer(keys, aes_key)
    whole = examiner.examine(entries)
    if whole is not None:
        yield whole
        return
    for at in range(0, len(entries), PIECE_ENTRIES):
        piece = entries[at : at + PIECE_ENTRIES]
        yield examiner.examine(piece) or examine_each(keys, piece, aes_key)


def examine_each(
    keys: GroupKeys, entries: Iterable[str], aes_key: bytes | None
) -> list[EntryFacts | UnreadableEntry]:
    """Examine entries one by one, whatever they are."""
    examiner = EntryExaminer(keys, aes_key)
    return [examiner.examine(compact) for compact in entries]
