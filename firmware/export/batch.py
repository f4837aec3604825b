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
from firmware.rksv.trust import GroupExaminer, GroupKeys

BATCH_ENTRIES: Final = 512
BATCH_CHARACTERS: Final = 512 * 1024
# What a group costs in a batch besides its entries, counted in entries.
GROUP_COST_ENTRIES: Final = 4


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


Examined = list[EntryFacts | UnreadableEntry]
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
    answers: list[Examined] = []
    for keys, entries in work:
        examiner = EntryExaminer(keys, aes_key)
        answers.append([examiner.examine(compact) for compact in entries])
    return answers
