"""The first steps of the README, taken again."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import README
from tests.docs.session import exchanges, scripts, typed

#: What is due depends on the day on which the page is read.
_DUE: Final = re.compile(r"^closing due .*$", re.MULTILINE)


@pytest.mark.timeout(60)
def test_the_first_steps_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command of the README, in its order, gives the output under it."""
    monkeypatch.chdir(tmp_path)
    for file, text in scripts(README).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    session = exchanges(README)

    printed = [_DUE.sub("", typed(exchange.command, capsys)) for exchange in session]

    assert session
    assert [_DUE.sub("", exchange.output) for exchange in session] == printed
