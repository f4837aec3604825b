"""F 95, keys: each key that is pressed stands there by its name; BAR twice leaves.

No key does anything else meanwhile, so that a mat can be walked over without selling. Whoever
leaves it standing finds the till as it was. Boxes on the display stand for the keys as they lie.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from firmware.till.acts import JournalKind
from firmware.till.effects import PrintPaper
from firmware.till.state import Step, Till, record, say
from firmware.till.upkeep.hardware_paper import result_paper
from firmware.till.upkeep.hardware_requests import KeyWalk, Part, PartChecked, Verdict
from hal.keypad.port import LAYOUT_5X6, Key

#: Without a key for so long the test is over.
WALK_LASTS = timedelta(seconds=20)
#: So many names stand on the slip.
_NAMED: Final = 12


def begin(till: Till, report: tuple[PartChecked, ...] | None = None) -> Step:
    """Every key from now on only says its name; `report` is what the other parts came to."""
    return replace(till, walk=KeyWalk(report=report)), ()


def name_key(till: Till, key: Key) -> Step:
    """The key is shown; the second BAR in a row ends the test."""
    assert till.walk is not None, "a row of the phase WALK"
    if key is Key.BAR and till.walk.last is Key.BAR:
        return end(till)
    walked = replace(till.walk, seen=till.walk.seen | {key}, last=key)
    return replace(till, walk=walked), ()


def is_over(till: Till) -> bool:
    """Whether nobody presses keys any more."""
    last_utc = till.last_key_at_utc
    is_left = last_utc is not None and till.now_utc - last_utc >= WALK_LASTS
    return till.walk is not None and is_left


def end(till: Till) -> Step:
    """How many different keys came, which are missing, and which hang; with the rest, on paper."""
    assert till.walk is not None, "a test that goes on"
    walk, ended = till.walk, replace(till, walk=None)
    count = len(walk.seen)
    if walk.report is None:
        hint = stuck_words(till) or missing_words(walk)
        return say(ended, "Tasten", f"{count} von {len(Key)}", hint), ()
    results = (*walk.report, checked(till, walk))
    bad = [one.part.value for one in results if one.verdict is Verdict.BAD]
    row = record(
        ended,
        JournalKind.HARDWARETEST,
        parts=[
            {"part": one.part.value, "verdict": one.verdict.name.lower(), "words": one.words}
            for one in results
        ],
        bad=len(bad),
    )
    main = f"{len(bad)} fehlerhaft" if bad else "alles ok"
    told = say(ended, "Hardwaretest", main, "Bon wird gedruckt")
    return told, (row, PrintPaper(paper=result_paper(ended, results)))


def checked(till: Till, walk: KeyWalk) -> PartChecked:
    """The keys as one part among others."""
    missing = _missing(walk)
    is_good = not missing and not till.stuck_keys
    facts = [stuck_words(till)] if till.stuck_keys else []
    if missing:
        named = ", ".join(key.value for key in missing[:_NAMED])
        facts.append(f"nicht gedrückt: {named}{' ...' if len(missing) > _NAMED else ''}")
    return PartChecked(
        part=Part.KEYS,
        verdict=Verdict.GOOD if is_good else Verdict.BAD,
        words=f"{len(walk.seen)} von {len(Key)}",
        facts=tuple(facts),
    )


def boxes(walk: KeyWalk) -> tuple[str, ...]:
    """The mat as it lies: a full box for each key that came."""
    return tuple("".join("#" if key in walk.seen else "." for key in row) for row in LAYOUT_5X6)


def walk_hint(till: Till, walk: KeyWalk) -> str:
    """The key that came last, and how to leave; or the keys that hang."""
    return stuck_words(till) or f"{walk.last.value if walk.last else '':<6}BAR BAR=fertig"


def missing_words(walk: KeyWalk) -> str:
    """`Fehlt: WG3 und 2`, empty when every key came."""
    missing = _missing(walk)
    if not missing:
        return ""
    return f"Fehlt: {missing[0].value}" + (f" und {len(missing) - 1}" if missing[1:] else "")


def stuck_words(till: Till) -> str:
    """`Klemmt: WG3`, with as many names as have room; empty when no key hangs."""
    if not till.stuck_keys:
        return ""
    names = sorted(key.value for key in till.stuck_keys)
    return f"Klemmt: {names[0]}" + (f" und {len(names) - 1}" if len(names) > 1 else "")


def _missing(walk: KeyWalk) -> tuple[Key, ...]:
    return tuple(key for row in LAYOUT_5X6 for key in row if key not in walk.seen)
