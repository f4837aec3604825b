"""docs/simulate.md: its scripts run, and it names every word of the language."""

from pathlib import Path
from typing import Final

import pytest

from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import Act, Look, parse_script
from firmware.desk.stall import demo_config, in_folder
from tests.docs.pages import DOCS, Block, blocks, code_spans

PAGE: Final = DOCS / "simulate.md"
SCRIPTS: Final = [block for block in blocks(PAGE) if block.language == "kassa"]


@pytest.mark.parametrize("block", SCRIPTS, ids=lambda block: f"line-{block.line}")
@pytest.mark.timeout(60)
def test_the_examples_play_and_prove(block: Block, tmp_path: Path) -> None:
    """Every example meets its expectations, and DEP, book and paper of its day agree."""
    script = tuple(parse_script(block.text, PAGE.name))

    played = play(
        script,
        tmp_path,
        in_folder(demo_config(), tmp_path),
        DEFAULT_START_UTC,
        is_verified=True,
        progress=lambda _line: None,
    )

    assert [] == played.outcome.failures
    assert played.is_good


def test_every_word_of_the_language_is_named() -> None:
    """A reader of the page knows every `@…` and everything `expect …` can look at."""
    spans = "\n".join(code_spans(PAGE))
    words = [f"@{act.value}" for act in Act] + [f"expect {look.value}" for look in Look]

    assert [] == [word for word in words if word not in spans]
