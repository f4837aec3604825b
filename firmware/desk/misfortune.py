"""What befalls an emulated till: the commands of a script, carried out on its stand."""

from pathlib import Path

from firmware.desk.archive_told import told
from firmware.desk.bench import Bench
from firmware.desk.script import Act, Command
from firmware.desk.stand import Stand
from firmware.desk.sticks import SLOW_S
from firmware.sync import archive_file
from hal.gpio.port import SwitchPosition
from hal.keypad.scanner import STUCK_S
from hal.printer.port import Paper
from hal.terminal.emulator import Conduct

SLOW_CARD_S = 5.0
_PAPER = {"in": Paper.OK, "out": Paper.OUT, "low": Paper.NEAR_END}
#: What the customer's card comes to in the next payments; "unclear" has booked and says nothing.
_TERMINAL = {
    "paid": Conduct.PAY,
    "declined": Conduct.DECLINE,
    "silent": Conduct.SILENT,
    "unclear": Conduct.BOOK_AND_FALL_SILENT,
}
_CARD = {
    "insert": "in",
    "remove": "out",
    "slow": "slow",
    "dead": "dead",
    "locked": "locked",
    "wrong": "wrong",
    "unknown": "unknown",
    "foreign": "foreign",
    "unplug": "unplugged",
}


def carry_out(stand: Stand, command: Command) -> bool:
    """Disturb, or set right, the world around the till; false when the till lost its power."""
    match command.act:
        case Act.TIME:
            assert command.moment_utc is not None, "@time names a moment"
            return stand.set_time(command.moment_utc)
        case Act.WAIT:
            return stand.advance(command.number or 0.0)
        case Act.POWER if command.number is None:
            stand.cut()
            return False
        case Act.POWER:
            stand.plug.arm(int(command.number or 1))
            return True
        case Act.ARCHIVE:
            _tell_archive(stand, command)
            return stand.settle()
        case Act.CLOCK:
            return _disturb_clock(stand, command)
        case Act.KEY:
            _hang(stand.bench, command)
            return stand.hold(STUCK_S + 1.0)
        case Act.SWITCH:
            _move(stand.bench, command)
            # A contact counts when it was read twice in a row.
            return stand.settle() and stand.settle()
        case Act.STICK:
            return _plug_in(stand, command.word)
        case _:
            _move(stand.bench, command)
            return stand.settle()


def _plug_in(stand: Stand, word: str) -> bool:
    """A stick goes in, or out; whatever follows from it by itself comes to its end."""
    sticks = stand.bench.sticks
    if word in ("out", "pull"):
        sticks.pull()
        return stand.settle()
    if word == "owner":
        sticks.give_owner(stand.book, stand.clock.now().utc)
    sticks.put(word)
    return stand.advance(SLOW_S + 1.0) if word == "slow" else stand.settle()


def _move(bench: Bench, command: Command) -> None:
    """A hand at one of the devices every till has."""
    match command.act:
        case Act.PAPER:
            bench.set_paper(_PAPER[command.word])
        case Act.COVER:
            bench.printer.is_cover_open = command.word == "open"
        case Act.PRINTER:
            bench.printer.is_online = command.word == "online"
        case Act.CARD if command.family is not None:
            bench.renew_card(command.family)
        case Act.CARD if command.word == "old":
            bench.insert_former_card()
        case Act.CARD:
            slow_s = SLOW_CARD_S if command.number is None else command.number
            bench.set_card(_CARD[command.word], slow_s)
        case Act.DISPLAY:
            (bench.panel.plug_in if command.word == "plug" else bench.panel.unplug)()
        case _:
            _move_beside(bench, command)


def _move_beside(bench: Bench, command: Command) -> None:
    """A hand at a device that only some stalls have."""
    match command.act:
        case Act.SWITCH:
            bench.key_switch.turned_to = SwitchPosition(command.word)
        case Act.SCALE:
            bench.scale.milli = int(command.number or 0)
            bench.scale.is_stable = command.word == "stable"
        case Act.TERMINAL:
            bench.terminal.conduct = _TERMINAL[command.word]
        case Act.SERVICE:
            slow_s = SLOW_CARD_S if command.number is None else command.number
            bench.services.set_all(command.word, slow_s)
        case _:
            raise ValueError(f"@{command.act.value} is no device")


def _disturb_clock(stand: Stand, command: Command) -> bool:
    """Seconds ahead or back, at once; or the plug is pulled and the battery is empty."""
    seconds = command.number or 0.0
    match command.word:
        case "ahead":
            stand.timepiece.jump(seconds)
        case "back":
            stand.timepiece.jump(-seconds)
        case "lost":
            stand.cut()
            stand.timepiece.lose()
            return False
        case _:
            stand.timepiece.set_right()
    return stand.advance(1.0)


def _hang(bench: Bench, command: Command) -> None:
    assert command.key is not None, "@key names a key"
    (bench.matrix.jam if command.word == "stuck" else bench.matrix.free)(command.key)


def _tell_archive(stand: Stand, command: Command) -> None:
    """Write what the process that talks to the archive would; it has the folder both share."""
    Path(stand.config.paths.run).mkdir(parents=True, exist_ok=True)
    archive_file.write(stand.archive_status, told(command, stand.clock.now().utc))
