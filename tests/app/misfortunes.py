"""What can befall the signature card of a bench, and what journal and display say of it."""

from firmware.desk.bench import Bench
from hal.card.emulator import EmulatedCard
from hal.card.emulator_profile import CardFaults

#: One command of a card this slow leaves no time for the others.
SLOW_S = 1.0


class FlappingCard(EmulatedCard):
    """The bench's card with a loose contact: some of its signatures are bad."""

    def __init__(self, bad: frozenset[int]) -> None:
        super().__init__()
        self._bad = bad

    def answer(self, command: bytes) -> bytes:
        """See `EmulatedCard.answer`."""
        self.faults = CardFaults(flips_signature=self.signature_count + 1 in self._bad)
        return super().answer(command)


def remove(bench: Bench) -> None:
    """Pull the card."""
    bench.set_card("out")


def slow_down(bench: Bench) -> None:
    """Let each command take a second."""
    bench.set_card("slow", SLOW_S)


def kill(bench: Bench) -> None:
    """Let the card answer nothing any more."""
    bench.set_card("dead")


def corrupt(bench: Bench) -> None:
    """Let the card sign wrongly."""
    bench.card.faults = CardFaults(flips_signature=True)


def exchange(bench: Bench) -> None:
    """Insert a card that is not registered for this till."""
    bench.reader.insert(EmulatedCard(seed=2))


def occupy(bench: Bench) -> None:
    """Let another program hold the reader."""
    bench.reader.is_held_by_another = True


def lock(bench: Bench) -> None:
    """Let the card's PIN be blocked."""
    bench.set_card("locked")


def estrange(bench: Bench) -> None:
    """Insert a card of no kind we know."""
    bench.set_card("unknown")


def unplug(bench: Bench) -> None:
    """Pull the reader's cable."""
    bench.set_card("unplugged")


#: Each with the fault the journal names, and what the display says of it.
SHAPES = {
    remove: ("absent", "E12 Karte fehlt"),
    unplug: ("absent", "E12 Karte fehlt"),
    slow_down: ("timeout", "E12 Karte stumm"),
    kill: ("timeout", "E12 Karte stumm"),
    corrupt: ("broken", "E12 Karte defekt"),
    occupy: ("busy", "E12 Karte belegt"),
    lock: ("pin blocked", "E13 PIN gesperrt"),
    exchange: ("wrong card", "E22 Karte falsch"),
    estrange: ("wrong card", "E22 Karte falsch"),
}
MISFORTUNES = tuple(SHAPES)


def cure(bench: Bench) -> None:
    """Everything as it was."""
    bench.reader.is_held_by_another = False
    bench.set_card("in")
