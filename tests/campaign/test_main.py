"""`python -m tests.campaign`: the list, a run, its exit code."""

import pytest

from tests.campaign import __main__ as program
from tests.campaign import figures
from tests.campaign.fault_class import FaultClass
from tests.campaign.outcome import Control, Outcome
from tests.campaign.registry import CLASSES


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test runs is no figure."""

    def refuse(*_: object) -> None:
        raise AssertionError("a test keeps no figures")

    monkeypatch.setattr(figures, "keep", refuse)


def test_the_list_names_every_class(capsys: pytest.CaptureFixture[str]) -> None:
    """With how often it is to be tried."""
    assert 0 == program.main(["list"])
    said = capsys.readouterr().out.splitlines()
    assert [one.key for one in CLASSES] == [line.split()[0] for line in said]


def test_a_run_prints_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    """The row of the table, and 0 when all was good."""
    assert 0 == program.main(["run", "20", "--count", "6", "--seed", "3"])
    assert capsys.readouterr().out.startswith("| 20 |")


@pytest.mark.parametrize(
    "bad",
    [
        Outcome(attempts=1, failures=("cuts [3]",)),
        Outcome(attempts=1, controls=(Control(planted="a fault", found=False),)),
    ],
)
def test_a_bad_run_ends_with_one(
    bad: Outcome, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure, or a planted fault that was not found, and its words."""
    monkeypatch.setattr(FaultClass, "run", lambda *_: bad)
    assert 1 == program.main(["run", "20"])
    said = capsys.readouterr().out
    assert "cuts [3]" in said or "NOT FOUND" in said
