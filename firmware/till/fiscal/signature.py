"""F 66: does the signature device sign, how fast, and how often may its PIN still be wrong."""

from firmware.till.asks import Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.fiscal.fault import tries_words, words_of
from firmware.till.fiscal.requests import SignatureFailed, SignatureTried, TrySignature
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.state import BOOKED, Answers, Next, Step, Till, say
from firmware.till.texts import ErrorCode


def try_signature(till: Till) -> Step:
    """F 66: a real signature that becomes no receipt."""
    return open_dialogue(till, _signature)


def _signature(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(TrySignature())
        case (SignatureTried() as tried,):
            hint = f"PIN: {tries_words(tried.pin_tries_left) or 'Rest unbekannt'}"
            item = "Signatur geht" if tried.is_signed else "Karte in Ordnung"
            return say(till, item, f"{tried.milliseconds} ms", hint), (BOOKED,)
        case (SignatureFailed() as failed,):
            words = words_of(failed.fault)
            name = words.item.removeprefix(f"{words.code.name} ")
            tries = tries_words(failed.pin_tries_left) if words.code is ErrorCode.E13 else ""
            hint = tries or words.hint
            return complain(till, words.code, words=name, hint=hint)
        case _:
            raise AssertionError(answers)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=66,
        name="Signaturtest",
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=try_signature,
    ),
)
