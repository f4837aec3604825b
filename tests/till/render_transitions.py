"""Writes docs/transitions.md from the counter's transition table.

`python tests/till/render_transitions.py` writes the page; test_render_transitions.py sees to it
that the page in the repository is the one this would write.
"""

import inspect
from pathlib import Path

from firmware.till.keys import Stroke
from firmware.till.machine import TABLE
from firmware.till.state import Handler, Phase

PAGE = Path(__file__).parents[2] / "docs" / "transitions.md"

HEAD = """\
# What every key does

Made from `TABLE` in `firmware/till/machine.py` by `python tests/till/render_transitions.py`; do not
edit. Each phase of the counter is a row of that table, each stroke (a key, or a key after `F`) a
column; every pair has a handler, and the sentence beside it is the handler's own.

What is typed or asked lies on top of what is booked: `NUM`, `CODE`, `PROMPT` and `ERROR` cover
`IDLE`, `SALE`, `PAY` or `DONE`, which come back when they are left.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(phase) for phase in Phase)])


def _section(phase: Phase) -> str:
    """One phase: strokes with the same handler share a line, in the order of the keypad."""
    strokes: dict[Handler, list[Stroke]] = {}
    for stroke in Stroke:
        strokes.setdefault(TABLE[phase][stroke], []).append(stroke)
    lines = [
        f"## {phase.name}: {phase.value}\n",
        "| Keys | Handler | What happens |",
        "|---|---|---|",
        *(f"| {_keys(its)} | `{_name(one)}` | {_sentence(one)} |" for one, its in strokes.items()),
    ]
    return "\n".join(lines) + "\n"


def _keys(strokes: list[Stroke]) -> str:
    if len(strokes) == len(Stroke):
        return "every key"
    return ", ".join(f"`{stroke.value}`" for stroke in strokes)


def _name(handler: Handler) -> str:
    module = handler.__module__.rpartition(".")[2]
    return f"{module}.{handler.__name__.removeprefix('_')}"


def _sentence(handler: Handler) -> str:
    """The first paragraph of the handler's docstring, on one line."""
    paragraph = (inspect.getdoc(handler) or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
