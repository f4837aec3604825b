"""Workers: the same answers in the same order, here or elsewhere, and loud when one dies."""

import os
from collections.abc import Iterator

import pytest

from firmware.export.batch import Segment, batches
from firmware.export.errors import WorkerError
from firmware.export.workers import BATCHES_PER_PROCESS, Workers, core_count
from firmware.rksv.dep import CertificateGroup, DepFormatError
from firmware.rksv.rules import Rule
from firmware.rksv.trust import GroupExaminer, KeyStore
from tests.vectors.forge import Forge
from tests.vectors.negative_build import CARD

Batch = list[Segment]


class Deadly(str):
    """An entry that kills the process which receives it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


@pytest.fixture(name="cut")
def _cut(till: Forge, store: KeyStore) -> list[Batch]:
    """One batch per receipt."""
    examiner = GroupExaminer(store)
    return [
        batch
        for entry in till.entries * 3
        for batch in batches(
            [CertificateGroup(certificate_der=CARD.der, chain=(), jws=[entry])], examiner
        )
    ]


def test_two_processes_answer_as_one_does(cut: list[Batch], store: KeyStore) -> None:
    """Order and content do not depend on who examines."""
    answers = []
    for processes in (1, 2):
        with Workers(processes, store.aes_key) as workers:
            answers.append(list(workers.run(iter(cut))))

    assert answers[0] == answers[1]
    assert cut == [batch for batch, _ in answers[0]]


def test_reading_does_not_run_ahead(cut: list[Batch], store: KeyStore) -> None:
    """What is in flight is bounded, so that memory is."""
    read = taken = ahead = 0

    def reading() -> Iterator[Batch]:
        nonlocal read
        for batch in cut:
            read += 1
            yield batch

    with Workers(2, store.aes_key) as workers:
        for _ in workers.run(reading()):
            taken += 1
            ahead = max(ahead, read - taken)

    assert len(cut) == taken
    assert 0 < ahead <= 2 * BATCHES_PER_PROCESS


@pytest.mark.parametrize("processes", [1, 2])
def test_what_was_read_before_a_broken_place_is_still_examined(
    cut: list[Batch], store: KeyStore, processes: int
) -> None:
    """A broken end of a file takes nothing from what stands before."""

    def reading() -> Iterator[Batch]:
        yield from cut
        raise DepFormatError(Rule.CONTAINER_FORM, offset_bytes=9, place="here", text="broken")

    answers = []

    def collect() -> None:
        with Workers(processes, store.aes_key) as workers:
            answers.extend(workers.run(reading()))

    with pytest.raises(DepFormatError, match="byte 9, here: broken"):
        collect()
    assert len(cut) == len(answers)


def test_a_dead_process_is_an_error(cut: list[Batch], store: KeyStore) -> None:
    """An examination that could not be made must not look like one."""
    cut[2][0].entries[0] = Deadly("x")

    def examine() -> None:
        with Workers(2, store.aes_key) as workers:
            list(workers.run(iter(cut)))

    with pytest.raises(WorkerError, match="a process died"):
        examine()


def test_cores_are_those_of_this_process() -> None:
    """A container or a unit may have fewer than the machine."""
    assert core_count() == len(os.sched_getaffinity(0))
