"""Scripts of market days on the whole machine: the language of `kassa simulate`, seen from outside.

Keys go to the number pad, words are looked for on the glass and on paper, and time is real. What
can only be seen inside the till (rows of the journal, a clock that jumps) has no word here.
"""

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, assert_never

from firmware.desk.script import Act, Command, Expectation, Keys, Line, Look
from hal.card.emulator import PIN_TRIES, EmulatedCard
from hal.card.emulator_profile import CardFaults, Trouble
from hal.keypad.port import Key
from hal.printer.emulator_paper import Slip
from hal.printer.port import Paper
from machine.caps import strokes
from machine.stick import Stick, make_stick, plug_in, pull_out, traffic
from machine.till import Till
from machine.tools import MachineError, Tools

#: A key is down so long, and so long is it before the next one.
_HOLD_S: Final = 0.06
#: Nothing changed on the glass for so long: the till has done what it was told.
_QUIET_S: Final = 0.8
_SETTLE_S: Final = 8.0
_LOOK_S: Final = 0.05
_EXPECT_S: Final = 30.0
#: The longest a stick may take until it is in use, and how long it then rests.
_MOUNT_S: Final = 30.0
_LEFT_ALONE_S: Final = 3.0
_MIB: Final = 1024 * 1024
_STICK_MIB: Final = 64
_SMALL_STICK_MIB: Final = 2
_HOLIDAYS: Final = 1_900_000
_NUMBER: Final = re.compile(r"^BELEG (\d+)", re.MULTILINE)
_PAPER: Final[Mapping[str, Paper]] = {
    "in": Paper.OK,
    "out": Paper.OUT,
    "low": Paper.NEAR_END,
}
_WRONG_SEED, _FOREIGN_SEED = 2, 3


class Stage:
    """Plays scripts on `till`; pictures of all screens and slips go to `pictures`."""

    def __init__(self, till: Till, tools: Tools, pictures: Path) -> None:
        self._till = till
        self._tools = tools
        self._pictures = pictures
        for name in ("display", "receipts"):
            (pictures / name).mkdir(parents=True, exist_ok=True)
        self._screens = 0
        self._last_bits = b""
        self._slips_seen: list[Slip] = []
        #: Sticks that were ever in, by name.
        self.sticks: dict[str, Stick] = {}
        self._stick_in: Stick | None = None

    @property
    def last_slip(self) -> str:
        """The newest slip, as text, and what its codes say."""
        self._keep_slips()
        if not self._slips_seen:
            return ""
        slip = self._slips_seen[-1]
        return "\n".join([*slip.text, *slip.qr_payloads])

    @property
    def slips(self) -> tuple[Slip, ...]:
        """All that was cut or torn off since the stage was built, oldest first."""
        self._keep_slips()
        return tuple(self._slips_seen)

    def play(self, script: Sequence[Line]) -> None:
        """Do every line; the first expectation that is not met ends it.

        Raises:
            MachineError: an expectation is not met, or a line means nothing here; naming it.
        """
        for line in script:
            try:
                self._do(line)
            except MachineError as error:
                raise MachineError(f"line {line.number}, {line.text}: {error}") from error
            self._keep_screen()

    def press(self, keys: Sequence[Key]) -> None:
        """Press keys one after the other, and wait until the glass is at rest."""
        for name in strokes(keys):
            for is_down in (True, False):
                self._till.qemu.qmp.ask("input-send-event", events=[_stroke(name, is_down=is_down)])
                # A keyboard remembers sixteen strokes that nobody fetched.
                time.sleep(_HOLD_S * self._till.pace)
        self.settle()

    def lay_out(self, word: str, name: str, content: bytes) -> None:
        """Put a file on the stick that `@stick WORD` plugs in.

        Raises:
            MachineError: the stick cannot be made, or has no room.
        """
        size_mib = max(_STICK_MIB, len(content) // _MIB + _STICK_MIB)
        stick = self.sticks.get(word) or self._new_stick(word, size_mib)
        stick.files.write(name, content)

    def settle(self) -> None:
        """Wait until the glass has not changed for a while, or it will not rest."""
        panel = self._till.wires.panel
        bits, since_s = panel.frame().bits, time.monotonic()
        until_s, quiet_s = since_s + _SETTLE_S * self._till.pace, _QUIET_S * self._till.pace
        while time.monotonic() < until_s and time.monotonic() - since_s < quiet_s:
            time.sleep(_LOOK_S)
            self._till.attend()
            now = panel.frame().bits
            if now != bits:
                bits, since_s = now, time.monotonic()

    def _do(self, line: Line) -> None:
        match line.step:
            case Keys():
                self.press(line.step.keys)
            case Expectation():
                self._expect(line.step)
            case Command():
                self._befall(line.step)
            case _:
                assert_never(line.step)

    def _expect(self, wanted: Expectation) -> None:
        match wanted.look:
            case Look.DISPLAY:
                self._till.wait_shown(wanted.text, _EXPECT_S)
            case Look.RECEIPT:
                self._till.wait(
                    lambda: wanted.text in self.last_slip,
                    f"{wanted.text!r} on the last slip, which says\n{self.last_slip}\nand so it",
                    _EXPECT_S,
                )
            case Look.JOURNAL:
                raise MachineError("the journal is not seen from outside; export it and read")
            case _:
                assert_never(wanted.look)

    def _befall(self, command: Command) -> None:
        wires = self._till.wires
        match command.act:
            case Act.WAIT:
                self._pass_time(command.number or 0.0)
            case Act.POWER:
                self._pass_time(command.number or 0.0)
                self._till.cut()
                self._till.power_on()
                self._till.wait_lit()
            case Act.PAPER:
                wires.printer.paper = _PAPER[command.word]
            case Act.COVER:
                wires.printer.is_cover_open = command.word == "open"
            case Act.PRINTER:
                wires.printer.is_online = command.word == "online"
            case Act.DISPLAY:
                (wires.panel.plug_in if command.word == "plug" else wires.panel.unplug)()
            case Act.CARD:
                self._move_card(command.word, command.number)
            case Act.STICK:
                self._move_stick(command.word)
            case Act.TILL:
                self._till.wait_shown("NEUE KASSE", _EXPECT_S)
            case _:
                raise MachineError(f"@{command.act.value} has no wire into the machine")
        self.settle()

    def _pass_time(self, seconds: float) -> None:
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            time.sleep(_LOOK_S)
            self._till.attend()

    def _move_card(self, word: str, number: float | None) -> None:
        wires = self._till.wires
        port, reader, card = wires.ports["reader"], wires.reader, wires.card
        card.pin_tries_left = 0 if word == "locked" else PIN_TRIES
        match word:
            case "remove":
                reader.pull()
            case "unplug":
                port.unplug()
            case "wrong":
                reader.insert(EmulatedCard(seed=_WRONG_SEED))
            case "foreign":
                reader.insert(EmulatedCard(seed=_FOREIGN_SEED, company_id="ATU87654321"))
            case "insert" | "locked" | "dead" | "slow" | "unknown":
                card.faults = CardFaults(
                    trouble=Trouble.MUTE if word == "dead" else None,
                    slow_s=(number or 5.0) if word == "slow" else 0.0,
                    shows_unknown_atr=word == "unknown",
                )
                reader.insert(card)
                port.plug(reader)
            case _:
                raise MachineError(f"@card {word} is for scripts of `kassa simulate`")

    def _move_stick(self, word: str) -> None:
        qmp = self._till.qemu.qmp
        if self._stick_in is not None:
            stick, self._stick_in = self._stick_in, None
            pull_out(qmp, stick)
        if word in ("out", "pull"):
            return
        stick = self.sticks.get(word) or self._new_stick(word)
        plug_in(qmp, stick)
        self._stick_in = stick
        self._await_mount(stick)

    def _await_mount(self, stick: Stick) -> None:
        """Wait until it was read, and is left alone: the till knows it, or never will."""
        began_s = changed_s = time.monotonic()
        count = 0
        pace = self._till.pace
        while time.monotonic() < began_s + _MOUNT_S * pace:
            time.sleep(_LOOK_S)
            self._till.attend()
            now = traffic(self._till.qemu.qmp, stick)
            if now != count:
                count, changed_s = now, time.monotonic()
            if count and time.monotonic() > changed_s + _LEFT_ALONE_S * pace:
                return

    def _new_stick(self, word: str, size_mib: int = _STICK_MIB) -> Stick:
        folder = self._till.folder / "sticks"
        folder.mkdir(exist_ok=True)
        size_mib = _SMALL_STICK_MIB if word == "full" else size_mib
        stick = make_stick(self._tools, folder / f"{word}.img", size_mib=size_mib)
        if word == "full":
            # The rest would do for a day's receipts, not for the viewer beside them.
            stick.files.write("URLAUB.MOV", bytes(_HOLIDAYS))
        if word == "readonly":
            stick = Stick(name=stick.name, image=stick.image, files=stick.files, is_read_only=True)
        self.sticks[word] = stick
        return stick

    def _keep_screen(self) -> None:
        bits = self._till.wires.panel.frame().bits
        if bits != self._last_bits:
            self._last_bits = bits
            self._screens += 1
            path = self._pictures / "display" / f"{self._screens:04}.png"
            path.write_bytes(self._till.wires.panel.png())

    def _keep_slips(self) -> None:
        known = {id(slip) for slip in self._slips_seen}
        for slip in self._till.wires.printer.slips:
            if id(slip) not in known:
                self._slips_seen.append(slip)
                found = _NUMBER.search("\n".join(slip.text))
                number = int(found[1]) if found else 0
                name = f"{len(self._slips_seen):03}-{number:06}.png"
                slip.image.save(self._pictures / "receipts" / name)


def _stroke(name: str, *, is_down: bool) -> Mapping[str, object]:
    key = {"type": "qcode", "data": name}
    return {"type": "key", "data": {"down": is_down, "key": key}}
