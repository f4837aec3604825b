"""The emulated hardware of one till, on a bench: the same drivers and the same wiring as kassad.

Emulation begins below the drivers: a key matrix, a panel on a bus, a printer at the end of a line,
a card in a reader. `devices` hands these to `firmware.app.assembly.assemble`, which does not know
the difference.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.app.assembly import LowerSide, assemble
from firmware.app.config import Config, ConfigError
from firmware.app.devices import Devices
from firmware.app.signer import CARD_DEADLINE_S
from firmware.desk.power import Plug, PluggedLine, PluggedReader, PluggedWire
from firmware.desk.services import Services
from firmware.desk.stall import MOUNT_POINT
from firmware.desk.sticks import Sticks
from hal.buzzer.emulator import EmulatedBuzzer
from hal.card.emulator import PIN_TRIES, EmulatedCard, EmulatedReader
from hal.card.emulator_profile import CardFaults, CardTraits, EmulatedFamily, Trouble
from hal.clock.emulator import EmulatedRtc
from hal.clock.port import SettableClock
from hal.display.emulator import EmulatedPanel
from hal.drawer.emulator import EmulatedDrawer
from hal.errors import Fault, HalError
from hal.gpio.emulator import EmulatedKeySwitch, EmulatedPowerFail, EmulatedStatusLed
from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.matrix_keypad import MatrixKeypad
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_line import EmulatedLine, FarEnd
from hal.printer.model import UnknownModelError, printer_model
from hal.printer.port import Line, Paper
from hal.scale.emulator import EmulatedScale
from hal.stick.mounted import MountedSlot
from hal.terminal.emulator import EmulatedTerminal
from hal.terminal.emulator_line import TerminalLine

#: The PIN of the emulated card; a real card's PIN is a credential file.
PIN = CardTraits().pin.encode()
#: The serial number of every bench: a book made on one goes on on another.
MACHINE = "bench"
#: What pcscd would call the emulated reader.
READER = "Emulated Reader 00 00"
#: A card that hangs is left after the deadline; no clock of the bench moves further than that.
LONGEST_WAIT_S = CARD_DEADLINE_S + 0.1

_WRONG_SEED, _FOREIGN_SEED = 2, 3
#: Beyond the seeds of cards that are not ours.
_RENEWED_SEED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How time passes on this bench: the clock, and what waiting for a device means."""

    clock: SettableClock
    wait: Callable[[float], None]
    await_end: Callable[[threading.Event, float], bool]


class Bench:
    """Emulated keypad, panel, printer, card reader and buzzer, with hands to disturb them.

    `key_switch`, `scale`, `terminal`, `services`, and `drawer` on a pin, are wired when the
    settings say so.
    """

    def __init__(self, config: Config, passage: Passage, plug: Plug) -> None:
        """Put everything on the table, switched on and in order.

        Raises:
            ConfigError: the printer's model is not known.
        """
        try:
            model = printer_model(config.printer.model)
        except UnknownModelError as error:
            raise ConfigError(f"printer.model: {error}") from error
        self._config = config
        self._passage = passage
        self._plug = plug
        self.matrix = EmulatedMatrix()
        self.panel = EmulatedPanel(config.display.chip)
        self.printer = EmulatedPrinter(model)
        self.machine = MACHINE
        self.card = EmulatedCard()
        self.cards = [self.card]
        self.reader = EmulatedReader(self.card, self._wait)
        self.services = Services(config.signature, self._wait, self._monotonic_s)
        self.buzzer = EmulatedBuzzer(self._monotonic_s)
        self.status_led = EmulatedStatusLed()
        self.power_fail = EmulatedPowerFail()
        self.rtc = EmulatedRtc(passage.clock)
        self.key_switch = EmulatedKeySwitch()
        self.scale = EmulatedScale()
        self.terminal = EmulatedTerminal()
        self.drawer = EmulatedDrawer(has_switch=config.drawer.switch_pin is not None)
        mount_point = Path(config.paths.stick or Path(config.paths.data) / MOUNT_POINT)
        self.sticks = Sticks(mount_point, config.register.id, self._monotonic_s)

    def devices(self, pin: bytes = PIN) -> Devices:
        """Drivers anew, as after a boot, on the same hardware; `pin` is what they show the card."""
        lower = LowerSide(
            clock=self._passage.clock,
            keypad=MatrixKeypad(self.matrix),
            bus=self.panel,
            line=self._line_to(self.printer),
            make_reader=lambda: PluggedReader(self.reader, self._plug),
            await_end=self._passage.await_end,
            machine=self.machine,
            wires={
                kind: PluggedWire(wire, self._plug) for kind, wire in self.services.wires.items()
            },
            drawer=self.drawer if self._config.drawer.connection == "gpio" else None,
            buzzer=self.buzzer,
            status_led=self.status_led,
            power_fail=self.power_fail,
            key_switch=None if self._config.key_switch is None else self.key_switch,
            scale_line=None if self._config.scale is None else self._line_to(self.scale),
            terminal_line=None if self._config.terminal is None else self._line_to_terminal(),
            slot=MountedSlot(self.sticks.port, self.sticks.port.mount_point),
            read_rtc=self.rtc.read,
            reader_names=self._reader_names,
            close=lambda: None,
        )
        return assemble(self._config, lower, pin, self.services.secrets)

    def set_card(self, position: str, slow_s: float = 5.0) -> None:
        """Put the card in (`in`: healthy), pull it (`out`), or give it a trouble.

        `slow`: each command takes `slow_s`; `dead`: never answers; `locked`: its PIN is blocked;
        `wrong`: another card, of another certificate; `foreign`: one of another undertaking;
        `unknown`: a card of no kind we know; `unplugged`: the reader is off its cable, until the
        next other position.
        """
        self.reader.is_unplugged = position == "unplugged"
        self.card.pin_tries_left = 0 if position == "locked" else PIN_TRIES
        match position:
            case "unplugged":
                return
            case "out":
                self.reader.pull()
                return
            case "wrong":
                self.reader.insert(EmulatedCard(seed=_WRONG_SEED))
                return
            case "foreign":
                self.reader.insert(EmulatedCard(seed=_FOREIGN_SEED, company_id="ATU87654321"))
                return
            case "unknown":
                self.card.faults = CardFaults(shows_unknown_atr=True)
            case "slow":
                self.card.faults = CardFaults(slow_s=slow_s)
            case "dead":
                self.card.faults = CardFaults(trouble=Trouble.MUTE)
            case _:
                self.card.faults = CardFaults()
        self.reader.insert(self.card)

    def renew_card(self, family: EmulatedFamily) -> None:
        """Put another card of the same undertaking in; from now on it is the one meant by "the".

        The n-th card of a bench is always the same one, also on the bench of a later day.
        """
        self.card = renewed_card(family, len(self.cards))
        self.cards.append(self.card)
        self.reader.insert(self.card)

    def insert_former_card(self) -> None:
        """Put the card before the present one back in, as it is."""
        self.reader.insert(self.cards[-2 if len(self.cards) > 1 else -1])

    def set_paper(self, paper: Paper) -> None:
        """Change, or use up, the roll."""
        self.printer.paper = paper

    def lose_power(self) -> None:
        """All mains gone for a moment: what was in flight is lost, the devices start anew."""
        self.panel.lose_power()
        self.printer.is_powered = False
        self.printer.is_powered = True
        self.card.reset()

    def _line_to(self, far_end: FarEnd) -> Line:
        line = EmulatedLine(far_end, monotonic_s=self._monotonic_s, wait=self._passage.wait)
        return PluggedLine(line, self._plug)

    def _line_to_terminal(self) -> Line:
        line = TerminalLine(self.terminal, monotonic_s=self._monotonic_s, wait=self._passage.wait)
        return PluggedLine(line, self._plug)

    def _reader_names(self) -> tuple[str, ...]:
        if self.reader.is_unplugged:
            raise HalError(Fault.ABSENT, "card", "no reader")
        return (READER,)

    def _wait(self, seconds: float) -> None:
        self._passage.wait(min(seconds, LONGEST_WAIT_S))

    def _monotonic_s(self) -> float:
        return self._passage.clock.now().monotonic_s


def renewed_card(family: EmulatedFamily, count: int) -> EmulatedCard:
    """The card a bench gets as the `count`-th after its first one."""
    return EmulatedCard(family=family, seed=_RENEWED_SEED + count)
