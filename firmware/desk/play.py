"""A whole simulated day: begin, play the script, end, and prove it if asked to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firmware.app.config import Config
from firmware.desk.proof import Proof, prove
from firmware.desk.script import Act, Command, Line
from firmware.desk.simulate import Outcome, Simulation
from firmware.store.reader import Reader

DEP_NAME = "dep-export.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a day; `proof` is None when none was asked for."""

    outcome: Outcome
    receipts: int
    proof: Proof | None

    @property
    def is_good(self) -> bool:
        """Every expectation met, and nothing found by the proof."""
        return not self.outcome.failures and (self.proof is None or self.proof.is_good)

    def to_json(self) -> dict[str, object]:
        """As plain values."""
        outcome = self.outcome
        result: dict[str, object] = {
            "good": self.is_good,
            "lines": outcome.lines,
            "keys": outcome.keys,
            "receipts": self.receipts,
            "slips": outcome.slips,
            "power_cuts": outcome.cuts,
            "failures": list(outcome.failures),
        }
        if self.proof is not None:
            result["dep_valid"] = self.proof.report.is_valid
            result["dep_findings"] = [str(one) for one in self.proof.report.findings]
            result["book_problems"] = [str(one) for one in self.proof.problems]
            result["codes_not_in_dep"] = list(self.proof.unknown_codes)
        return result

    def to_lines(self) -> list[str]:
        """For people."""
        outcome = self.outcome
        counts = (
            f"{outcome.lines} lines, {outcome.keys} keys, {self.receipts} receipts, "
            f"{outcome.slips} slips, {outcome.cuts} power cuts"
        )
        lines = [counts]
        lines += outcome.failures
        if self.proof is not None:
            lines += proof_lines(self.proof)
        lines.append("good" if self.is_good else "NOT GOOD")
        return lines


def proof_lines(proof: Proof) -> list[str]:
    """What the proof found, one line each."""
    report = proof.report
    verdict = "valid" if report.is_valid else "INVALID"
    lines = [f"DEP {verdict}: {report.receipts} receipts, {report.notices} notices"]
    lines += [
        f"  {one.severity.name.lower()}: receipt {one.number}: {one.detail}"
        for one in report.findings
    ]
    lines += [f"  book: {one.place}: {one.detail}" for one in proof.problems]
    lines += [f"  printed but not in the DEP: {code}" for code in proof.unknown_codes]
    return lines


def play(  # noqa: PLR0913 - one call of the command line
    script: Sequence[Line],
    folder: Path,
    config: Config,
    start_utc: datetime,
    *,
    is_verified: bool,
    progress: Callable[[Line], None],
) -> Played:
    """Play `script` in `folder`; it begins at its first `@time`, or at `start_utc`.

    Raises:
        CommissionError, BootError, StoreError, CredentialError: the till does not start.
        ExportError: the DEP of the proof cannot be written.
    """
    simulation = Simulation(folder, config, _start(script, start_utc))
    simulation.begin()
    outcome = simulation.play(script, progress)
    simulation.end()
    stand = simulation.stand
    with Reader.open_read_only(stand.book_path) as book:
        tail = book.tail()
        proof = None
        if is_verified:
            now_utc = stand.clock.now().utc
            out = folder / DEP_NAME
            proof = prove(book, stand.secrets, out, simulation.slips, now_utc)
    return Played(outcome=outcome, receipts=0 if tail is None else tail.number, proof=proof)


def _start(script: Sequence[Line], start_utc: datetime) -> datetime:
    first = script[0].step if script else None
    if isinstance(first, Command) and first.act is Act.TIME and first.moment_utc is not None:
        return first.moment_utc
    return start_utc
