"""The table of cases on the emulated hardware: the same words, rows and slips as on the table.

The till is kassad's own station over matrix, panel, printer and card; what the playbook promises
in tests/till/test_cases.py is what a cashier sees.
"""

import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.desk.manual.case import Case
from firmware.desk.manual.chapters import CASES
from firmware.desk.manual.practice import OPENED_UTC, SIGN_ON, manual_config, open_practice
from firmware.desk.manual.verdict import OF_THE_APP
from firmware.desk.misfortune import carry_out
from firmware.desk.script import Command, Keys, parse_script
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from hal.printer.emulator_paper import Slip

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("manual")]

#: The table alone is tried with the modules (tests/till/test_cases.py).
BENCH_CASES = tuple(pytest.param(case, id=case.number) for case in CASES if not case.table_only)


class Counter:
    """A till in operation on the bench, and what came out of it."""

    def __init__(self, folder: Path, case: Case) -> None:
        config = in_folder(manual_config(case.settings), folder)
        if case.is_alone:
            config = msgspec.structs.replace(config, clerk=[])
        self.stand = Stand(folder, config, OPENED_UTC)
        # A row about the app's own doing counts where the case is about it.
        self._unheard = OF_THE_APP - set(case.journal)
        self.slips: list[Slip] = []
        self.stand.on_slip = self.slips.append
        assert self.stand.boot()
        if case.clerk is not None and not case.is_alone:
            self.play(SIGN_ON[case.clerk])
        last = self.stand.book.last_journal()
        assert last is not None
        self._seen_seq = last.seq
        self.slips.clear()

    def play(self, text: str) -> None:
        """Do every line; after a cut the power comes back and the script goes on."""
        for line in parse_script(text, "case"):
            match line.step:
                case Keys():
                    is_on = self.stand.press(line.step.keys)
                case Command():
                    is_on = carry_out(self.stand, line.step)
                case _:
                    raise ValueError(f"{line.text}: a case has its expectations beside it")
            if not is_on:
                assert self.stand.boot()

    @property
    def zones(self) -> tuple[str, str, str]:
        """What the display shows, without the status line."""
        screen = self.stand.screen
        return screen.item, screen.main, screen.hint

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the rows since the clerk signed on, without those of the app."""
        rows = self.stand.book.journal(self._seen_seq + 1)
        return tuple(row.kind for row in rows if row.kind not in self._unheard)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the manual's stall in operation, made once and copied."""
    folder = tmp_path_factory.mktemp("practice")
    open_practice(folder, OPENED_UTC - timedelta(hours=1))
    return folder


@pytest.mark.parametrize("case", BENCH_CASES)
def test_case(case: Case, practice: Path, tmp_path: Path) -> None:
    """Display, journal and paper after the keys of the row, each as the table says."""
    folder = tmp_path / "till"
    shutil.copytree(practice, folder)
    counter = Counter(folder, case)
    counter.play(case.keys)
    assert case.display == counter.zones
    assert case.journal == counter.kinds
    # On paper, what is centred has blanks before it.
    text = [line.strip() for slip in counter.slips for line in slip.text]
    for lines in (case.slip, case.paper):
        positions = [text.index(line.strip()) for line in lines]
        assert sorted(positions) == positions
