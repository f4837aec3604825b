"""The parts of a till on the table: as a healthy one answers F 95, until a test says otherwise."""

from typing import TYPE_CHECKING

from firmware.till.acts import JournalKind
from firmware.till.sounds import Sound
from firmware.till.upkeep.hardware_requests import (
    CheckPart,
    HardwareWanted,
    LeaveCheck,
    Part,
    PartChecked,
    Verdict,
)

if TYPE_CHECKING:
    from tests.till.playbook import Playbook

_WORDS = {
    Part.SOUND: (Verdict.ASKED, "gehört ?"),
    Part.LAMP: (Verdict.ASKED, "geblinkt ?"),
    Part.PRINTER: (Verdict.ASKED, "Seite lesbar ?"),
    Part.DRAWER: (Verdict.ASKED, "Lade offen ?"),
    Part.CARD: (Verdict.GOOD, "signiert 480 ms"),
    Part.CLOCK: (Verdict.GOOD, "geht +0 s"),
    Part.STICK: (Verdict.GOOD, "12,0 / 20,0 MB/s"),
    Part.SUPPLY: (Verdict.GOOD, "warnt nicht"),
    Part.SWITCH: (Verdict.NONE, "kein Schloss"),
    Part.NET: (Verdict.GOOD, "192.168.178.30"),
}
#: What stands in the hint.
_FACTS = {part: f"{part.value}: x" for part in Part} | {
    Part.DRAWER: "kein Schalter",
    Part.CLOCK: "Batterie gut",
}


class PlayHardware:
    """`answers` are what each part says; a part that is not in it says nothing for now."""

    def __init__(self) -> None:
        self.answers = {
            part: PartChecked(part=part, verdict=verdict, words=words, facts=(_FACTS[part],))
            for part, (verdict, words) in _WORDS.items()
        }
        self.asked: list[HardwareWanted] = []

    def answer(self, wanted: HardwareWanted, book: "Playbook") -> PartChecked | None:
        """As firmware.app.hardware does."""
        self.asked.append(wanted)
        if isinstance(wanted, LeaveCheck):
            return PartChecked(part=wanted.part, verdict=Verdict.SKIPPED, words="ausgelassen")
        self._do(wanted, book)
        return self.answers.get(wanted.part)

    def _do(self, wanted: CheckPart, book: "Playbook") -> None:
        match wanted.part:
            case Part.PRINTER:
                assert wanted.paper is not None
                book.papers.append(wanted.paper)
            case Part.SOUND:
                book.sounds.append(Sound.SIGNED)
            case Part.DRAWER:
                lent = {} if wanted.chief is None else {"chief": wanted.chief}
                book.journal.append((JournalKind.LADE, {"reason": "Test", **lent}))
                book.pulses += 1
            case _:
                pass
