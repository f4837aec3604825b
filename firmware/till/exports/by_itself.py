"""Z8: what a day left goes onto the owner's stick with its Z, if one is in.

One that has been served was let go, and may still be in: the app has it mounted again, and it is
served as when it was put in. Nothing is said of that until it is there.
"""

from dataclasses import replace

from firmware.till.asks import Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.exports import words
from firmware.till.exports.requests import (
    ExportBegun,
    ExportKind,
    ExportProgress,
    StartExport,
    StickStanding,
)
from firmware.till.refuse import complain
from firmware.till.requests import Failed, Stored
from firmware.till.state import Answers, Next, Notice, Step, Till
from firmware.till.texts import ErrorCode


def fetch_after_z(till: Till) -> Step:
    """`till` that told of its Z, and the export begun, if an owner's stick is in or may be."""
    stick, told = till.stick, till.notice
    is_another = stick is not None and stick.standing is not StickStanding.OWNER
    if is_another or told is None or till.is_training:
        return till, ()
    return open_dialogue(till, _fetch, told)


def _fetch(till: Till, answers: Answers) -> Next:
    match answers:
        case (Notice(),):
            return Wanting(StartExport(kind=ExportKind.OWNER))
        case (Notice() as told, ExportBegun()):
            new = ExportProgress(kind=ExportKind.OWNER, per_mille=0, left_s=None)
            telling = replace(told, hint=f"Stick: {words.RUNNING}")
            return replace(till, notice=telling, export=till.export or new), ()
        case (Notice() as told, Stored()):
            return replace(till, notice=told), ()
        case (Notice() as told, Failed()) if till.stick is None:
            # No port, or nobody to ask: nobody has put in a stick that is owed something.
            return replace(till, notice=told), ()
        case (Notice() as told, Failed() as failed):
            fault = words.fault_of(till.stick)
            hint = words.OTHER_STICK if fault is None else fault[1]
            return complain(
                replace(till, notice=told), ErrorCode.E16, words=failed.words, hint=hint
            )
        case _:
            raise AssertionError(answers)
