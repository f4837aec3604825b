"""F 95: display, printer, drawer, card, sound and keys, one by one, for whoever repairs."""

from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Confirm
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import OpenDrawer, Play, PrintPaper
from firmware.till.fiscal.signature import try_signature
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.paper import Code, Pair, Paper, Rule, Title, Words
from firmware.till.sounds import Sound
from firmware.till.state import Answers, Next, Step, Till, record, say
from firmware.till.upkeep.key_walk import begin

_DISPLAY, _PRINTER, _DRAWER, _CARD, _SOUND, _KEYS = range(1, 7)
_PARTS = {
    _DISPLAY: "Display",
    _PRINTER: "Drucker",
    _DRAWER: "Lade",
    _CARD: "Karte",
    _SOUND: "Ton",
    _KEYS: "Tasten",
}
#: Every letter a cashier can meet, in the fonts of the three zones.
_PATTERN = ("ÄÖÜäöüß€×−✓ 0:8", "88888,88", "ABCDEFGHIJKLMNOPQRSTU")


def check(till: Till) -> Step:
    """F 95: choose a part and see, hear or hold what it does."""
    return open_dialogue(till, _check)


def _check(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Choice(title="HARDWARETEST", options=_PARTS)
        case (1,):
            item, main, hint = _PATTERN
            return Confirm(title=item, main=main, hint=hint)
        case (1, True):
            return till, ()
        case (2,):
            return say(till, "Drucker", "druckt"), (PrintPaper(paper=page(till)),)
        case (3,):
            row = record(till, JournalKind.LADE, reason="Test")
            return say(till, "Lade", "offen"), (row, OpenDrawer())
        case (4,):
            return try_signature(till)
        case (5,):
            return say(till, "Ton", "gehört?"), (Play(sound=Sound.SIGNED),)
        case (6,):
            return begin(till)
        case _:
            raise AssertionError(answers)


def page(till: Till) -> Paper:
    """Fonts, both edges, and a code to scan."""
    return Paper(
        name="Testseite",
        rows=(
            Title(text="TESTSEITE"),
            Words(text="ÄÖÜ äöü ß € × 0123456789"),
            Words(text="fett", is_bold=True),
            Pair(left="links", right="rechts"),
            Rule(),
            Code(payload=f"TEST {till.profile.register_id}"),
            Words(text="kein Umsatz, nicht signiert", is_centred=True),
        ),
    )


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=95,
        name="Hardwaretest",
        chapter=Chapter.TILL,
        right=Right.TECHNICIAN,
        run=check,
    ),
)
