"""Answers to a prompt: `BAR` says yes, `C` says no, every other key says nothing."""

from dataclasses import replace

from firmware.till.acts import JournalKind
from firmware.till.payment.paying import settle
from firmware.till.sales.selling import abort_asked, book_lines
from firmware.till.state import Question, Step, Till, asked_cents, record
from hal.keypad.port import Key


def answer_yes(till: Till, _key: Key) -> Step:
    """BAR: what was asked about is done; a limit that was passed is journalled."""
    prompt = till.prompt
    assert prompt is not None, "PROMPT has a question"
    till = replace(till, prompt=None)
    if prompt.question is Question.ABORT:
        return abort_asked(till)
    if prompt.lines:
        after, effects = book_lines(till, prompt.lines)
    else:
        assert prompt.tender is not None, "a question is about lines or a tender"
        after, effects = settle(till, prompt.tender, prompt.question)
    if prompt.question is Question.CARD:
        return after, effects
    row = record(
        till,
        JournalKind.HALO_OK,
        question=prompt.question.value,
        amount_cents=asked_cents(till, prompt),
    )
    return after, (row, *effects)


def answer_no(till: Till, _key: Key) -> Step:
    """C: nothing was asked; what was typed is still there."""
    return replace(till, prompt=None), ()
