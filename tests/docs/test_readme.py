"""The first steps of the README, taken again."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from firmware.process import command_line
from tests.docs.pages import README, ROOT, blocks
from tests.docs.session import exchanges, lend_checkout, typed

#: What is due depends on the day on which the page is read.
_DUE: Final = re.compile(r"^closing due .*$", re.MULTILINE)
#: The name of an export is its time.
_NOW_UTC: Final = datetime(2026, 12, 31, 8, 15, tzinfo=UTC)
#: What differs with every build of the program.
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")


@pytest.mark.timeout(60)
def test_the_first_steps_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command of the README, in its order, gives the output under it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line.time, "time", _NOW_UTC.timestamp)
    lend_checkout(tmp_path)
    session = exchanges(README)

    printed = [
        _DIGEST.sub("…", _DUE.sub("", typed(exchange.command, capsys))) for exchange in session
    ]

    assert session
    assert [_DUE.sub("", exchange.output) for exchange in session] == printed


def test_the_script_in_the_page_is_the_one_that_is_played() -> None:
    """What the page shows of a script is a part of its file."""
    script = (ROOT / "tests/scripts/first_sale.txt").read_text(encoding="utf-8")
    shown = [block.text for block in blocks(README) if block.language == "kassa"]

    assert shown
    assert [] == [text for text in shown if text not in script]
