"""A whole simulated day: begin, play the script, end, and prove it if asked to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firmware.app.boot import book_path
from firmware.app.config import Config
from firmware.desk.opening import ended_utc
from firmware.desk.proof import Proof, prove
from firmware.desk.script import Act, Command, Line
from firmware.desk.simulate import Outcome, Simulation, first_cards, new_till
from firmware.rksv.receipt import local_time_text
from firmware.store.reader import Reader

DEP_NAME = "dep-export.json"


class FolderError(Exception):
    """The folder holds another day; the message says which."""


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

    In the folder of an earlier day it goes on with that till, when that day ended or later. Cards
    that the script names before anything else are in the reader before the till is on.

    Raises:
        FolderError: the folder holds a later day.
        CommissionError, BootError, StoreError, CredentialError: the till does not start.
        ExportError: the DEP of the proof cannot be written.
    """
    path = book_path(config)
    simulation = Simulation(folder, config, begin_of(script, start_utc, ended_utc(path)))
    simulation.begin(first_cards(script), new_till(script))
    outcome = simulation.play(script, progress)
    if not simulation.stand.is_on:
        raise FolderError("the script ends before its till was put into operation")
    simulation.end()
    stand = simulation.stand
    with Reader.open_read_only(path) as book:
        tail = book.tail()
        assert tail is not None, "a till that was begun has a Startbeleg"
        proof = None
        if is_verified:
            # A day may end with its clock set back; the examiner's is right.
            now_utc = max(stand.clock.now().utc, tail.issued_at_utc)
            proof = prove(book, stand.secrets, folder / DEP_NAME, simulation.papers, now_utc)
    return Played(outcome=outcome, receipts=tail.number, proof=proof)


def begin_of(script: Sequence[Line], default_utc: datetime, ended_utc: datetime | None) -> datetime:
    """When the day begins; in the folder of an earlier day not before that one ended."""
    first = script[0].step if script else None
    if not isinstance(first, Command) or first.act is not Act.TIME or first.moment_utc is None:
        return default_utc if ended_utc is None else max(default_utc, ended_utc)
    if ended_utc is not None and first.moment_utc < ended_utc:
        raise FolderError(
            f"line {script[0].number} begins at {local_time_text(first.moment_utc)}, but the "
            f"folder holds a day until {local_time_text(ended_utc)}: take an empty folder"
        )
    return first.moment_utc
