"""Small doubles of the ports, for tests of one module of the shell alone."""

from collections.abc import Callable, Iterable
from threading import Event

from hal.card.port import CardIdentity
from hal.display.port import Screen
from hal.errors import Fault, HalError
from hal.keypad.port import KeypadEvent
from hal.printer.port import Document, Paper, PrinterStatus

READY = PrinterStatus(is_online=True, is_cover_open=False, paper=Paper.OK)


class ScriptedPrinter:
    """Prints into a list; `faults` are raised by the next prints, one each, None prints."""

    def __init__(self, faults: Iterable[Fault | None] = ()) -> None:
        self.documents: list[Document] = []
        self.faults = list(faults)
        self.seen: PrinterStatus | None = READY
        self.asked = 0
        self.while_printing: Callable[[], None] = lambda: None

    def print(self, document: Document, deadline_s: float) -> None:
        """See `Printer.print`."""
        self.while_printing()
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise HalError(fault, "printer", "as the script says")
        self.documents.append(document)

    def status(self, deadline_s: float) -> PrinterStatus:
        """See `Printer.status`."""
        self.asked += 1
        if self.seen is None:
            raise HalError(Fault.TIMEOUT, "printer", "silent")
        return self.seen

    def kick_drawer(self, deadline_s: float) -> None:
        """See `Printer.kick_drawer`."""


class ScriptedDisplay:
    """Remembers what it shows; absent while told to be."""

    def __init__(self) -> None:
        self.shown: list[Screen] = []
        self.is_absent = False

    def show(self, screen: Screen) -> None:
        """See `Display.show`."""
        if self.is_absent:
            raise HalError(Fault.ABSENT, "display", "unplugged")
        self.shown.append(screen)


class ScriptedKeypad:
    """Gives its events once; absent while told to be."""

    def __init__(self, events: Iterable[KeypadEvent] = ()) -> None:
        self.events = tuple(events)
        self.is_absent = False

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """See `Keypad.poll`."""
        if self.is_absent:
            raise HalError(Fault.ABSENT, "keypad", "unplugged")
        events, self.events = self.events, ()
        return events


class ScriptedCard:
    """Answers with the digest twice; fails, or waits for a sign, when told to."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.tries_left: int | None = 3
        self.asked: list[tuple[bytes, float]] = []
        self.is_in = Event()
        self.may_go = Event()
        self.may_go.set()

    def identify(self, deadline_s: float) -> CardIdentity:
        """See `SignatureCard.identify`."""
        if self.fault is not None:
            raise HalError(self.fault, "card", "as told")
        return CardIdentity(
            certificate=b"", serial="1", family="", card_number="", pin_tries_left=self.tries_left
        )

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """See `SignatureCard.sign`."""
        self.asked.append((digest, deadline_s))
        self.is_in.set()
        assert self.may_go.wait(10)
        if self.fault is not None:
            raise HalError(self.fault, "card", "as told")
        return digest + digest
