"""docs/cli.md names every exit code of the programs."""

from types import ModuleType

import pytest

from firmware.app import main as kassad
from firmware.process import command_line as kassa
from firmware.sync import main as kassa_sync
from tests.docs.pages import DOCS, rows


@pytest.mark.parametrize(
    ("program", "column"),
    [
        (kassa, "exit code"),
        (kassad, "exit code of kassad"),
        (kassa_sync, "exit code of kassa-sync"),
    ],
)
def test_exit_codes(program: ModuleType, column: str) -> None:
    """The constants of the program and the table of the page are the same numbers."""
    expected = {0} | {
        value
        for name, value in vars(program).items()
        if name.startswith("EXIT_") and isinstance(value, int)
    }

    assert expected == {int(row[0]) for row in rows(DOCS / "cli.md", columns=(column, "means"))}
