"""Who may take off what was booked or sold, and why it was done (manual 6.4, S10 and S11)."""

from collections.abc import Callable, Mapping
from functools import partial

from firmware.till.asks import Choice
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Right
from firmware.till.rights import require
from firmware.till.state import Answers, Next, Step, Till

#: Why something is voided; the numbers are those of the manual (T3) and the key card.
REASONS: Mapping[int, str] = {
    1: "Fehleingabe",
    2: "Kunde tritt zurück",
    3: "Ware mangelhaft",
    4: "falsche Zahlart",
    5: "falsche WG",
    6: "doppelt",
    7: "Test",
    8: "Reklamation",
    9: "sonstiges",
}
REASON_ASKED = Choice(title="GRUND ?", options=REASONS)

#: What is done once it is known why; an empty reason was not asked for.
Correction = Callable[[Till, str], Step]


def correct(till: Till, amount_cents: int, act: Correction) -> Step:
    """Take `amount_cents` off by `act`: above the stall's limit for a chief, with reason if wanted.

    Whoever practises may take off everything.
    """
    limit = till.profile.limits.void_cents
    reasoned = partial(_with_reason, act=act)
    if limit is None or abs(amount_cents) <= limit or till.is_training:
        return reasoned(till)
    return require(till, Right.CHIEF, reasoned)


def _with_reason(till: Till, *, act: Correction) -> Step:
    if not till.profile.options.has_void_reason:
        return act(till, "")
    return open_dialogue(till, _reason, act, keep_entry=True)


def _reason(till: Till, answers: Answers) -> Next:
    match answers:
        case (_,):
            return REASON_ASKED
        case (act, int(number)) if callable(act):
            done: Step = act(till, REASONS[number])
            return done
        case _:
            raise AssertionError(answers)
