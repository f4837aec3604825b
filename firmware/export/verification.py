"""The examination of DEP files with all cores, in bounded memory.

Signatures cost nine tenths of an examination and need no neighbours, so they are judged in
processes of their own; this one reads the file and keeps the sequence, and takes the answers in the
order of the file. Findings are the same, in the same order, for any number of processes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware.export.batch import Examined, Piece, Segment, batches, examine_each
from firmware.export.dep_file import read_dep
from firmware.export.errors import ReadError
from firmware.export.workers import Workers, core_count
from firmware.rksv.dep import DepFormatError
from firmware.rksv.rules import Finding, Rule, Severity
from firmware.rksv.steady import SteadyRun
from firmware.rksv.trust import GroupExaminer, KeyStore
from firmware.rksv.verify import Verifier, VerifyOptions

FINDINGS_MAX: Final = 1000
# Below this size the start of processes costs more than they save.
SMALL_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an examination is: receipts judged, and bytes read of all bytes."""

    receipts: int
    read_bytes: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """What an examination found.

    `findings` are in the order of the file: the first 1000 errors and the first 1000 notices;
    `errors` and `notices` count all. `is_complete` is false when a container broke off: what
    follows the broken place was not examined.
    """

    receipts: int
    register_id: str | None
    first_number: str | None
    last_number: str | None
    findings: tuple[Finding, ...]
    errors: int
    notices: int
    is_complete: bool

    @property
    def is_valid(self) -> bool:
        """No rule is broken; notices do not count."""
        return self.errors == 0


def verify_file(
    path: Path,
    store: KeyStore | None,
    options: VerifyOptions,
    *,
    processes: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> VerificationReport:
    """Examine one DEP file; see `verify_files`."""
    return verify_files([path], store, options, processes=processes, progress=progress)


def verify_files(
    paths: Sequence[Path],
    store: KeyStore | None,
    options: VerifyOptions,
    *,
    processes: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> VerificationReport:
    """Examine the consecutive export files of one register as one DEP.

    Without `store` signatures are judged by the certificates of the groups and the counter is not
    opened. `processes` None takes all cores, or only this process for small files; 1 stays in this
    process. What is wrong with a file is a finding; only a file that cannot be read raises.

    Raises:
        ReadError: a file cannot be read.
        WorkerError: a process died.
    """
    size_bytes = sum(_size_bytes(path) for path in paths)
    if processes is None:
        processes = 1 if size_bytes < SMALL_BYTES else core_count()
    examination = _Examination(store, options, size_bytes, progress)
    with Workers(processes, examination.certificates.aes_key) as workers:
        for path in paths:
            examination.take_file(path, workers)
            if not examination.is_complete:
                break
    return examination.report()


class _Examination:
    """The sequence, what was found, and how far it is."""

    def __init__(
        self,
        store: KeyStore | None,
        options: VerifyOptions,
        size_bytes: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.certificates = GroupExaminer(store)
        self.is_complete = True
        self._verifier = Verifier(options)
        self._kept: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
        self._counted: dict[Severity, int] = dict.fromkeys(Severity, 0)
        self._size_bytes = size_bytes
        self._earlier_files_bytes = 0
        self._progress = progress

    def take_file(self, path: Path, workers: Workers) -> None:
        self._verifier.begin_part()
        try:
            with path.open("rb") as file:
                read = batches(read_dep(file), self.certificates)
                for batch, answers in workers.run(read):
                    self._take_batch(batch, answers)
                    self._tell(self._earlier_files_bytes + file.tell())
                self._earlier_files_bytes += file.tell()
        except DepFormatError as error:
            self.is_complete = False
            self._add([self._container_finding(error.rule, f"{path.name}: {error}")])
        except OSError as error:
            raise ReadError(path, error.strerror or str(error)) from error

    def report(self) -> VerificationReport:
        verifier = self._verifier
        if self.is_complete and verifier.receipts == 0:
            self._add([self._container_finding(Rule.GROUP_FORM, "there is not one receipt")])
        findings = sorted(
            (finding for kept in self._kept.values() for finding in kept),
            key=lambda finding: finding.index,
        )
        return VerificationReport(
            receipts=verifier.receipts,
            register_id=verifier.register_id,
            first_number=verifier.first_number,
            last_number=verifier.last_number,
            findings=tuple(findings),
            errors=self._counted[Severity.ERROR],
            notices=self._counted[Severity.NOTICE],
            is_complete=self.is_complete,
        )

    def _take_batch(self, batch: list[Segment], answers: list[Examined]) -> None:
        verifier = self._verifier
        for segment, examined in zip(batch, answers, strict=True):
            start = segment.start
            if start is not None:
                self._add(
                    verifier.begin_group(has_certificate=start.has_certificate, faults=start.faults)
                )
            at = 0
            for piece in examined:
                self._take_piece(piece, segment, at)
                at += piece.entries if isinstance(piece, SteadyRun) else len(piece)

    def _take_piece(self, piece: Piece, segment: Segment, at: int) -> None:
        """The entries of a segment from `at` on."""
        if isinstance(piece, SteadyRun):
            if self._verifier.follow_run(piece):
                return
            # Steady in itself, but not where it stands.
            entries = segment.entries[at : at + piece.entries]
            piece = examine_each(segment.keys, entries, self.certificates.aes_key)
        for entry in piece:
            found = self._verifier.follow(entry)
            if found:
                self._add(found)

    def _add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._counted[finding.severity] += 1
            if self._counted[finding.severity] <= FINDINGS_MAX:
                self._kept[finding.severity].append(finding)

    def _container_finding(self, rule: Rule, detail: str) -> Finding:
        return Finding(
            index=self._verifier.receipts,
            number="",
            rule=rule,
            severity=Severity.ERROR,
            detail=detail,
        )

    def _tell(self, read_bytes: int) -> None:
        if self._progress is not None:
            self._progress(
                Progress(
                    receipts=self._verifier.receipts,
                    read_bytes=read_bytes,
                    size_bytes=self._size_bytes,
                )
            )


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
