"""A technician before a new till whose hardware is emulated, at a terminal or without one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from firmware.app.boot import BOOK_NAME
from firmware.app.config import Config
from firmware.app.credentials import NO_SECRETS
from firmware.app.devices import Devices
from firmware.desk.bench import Bench, Passage
from firmware.desk.power import Plug
from hal.card.emulator import await_emulated_end
from hal.clock.emulator import EmulatedClock
from tests.cli.calling import Ran, kassa

NOW_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
RIGHT_PIN = "123456"
#: What a technician says who has thought of everything.
ALL = {"register_id": "GRAZ-07", "company": "ATU12345678", "technician": "A. Huber"}


class Workshop:
    """A technician before a new till whose hardware is emulated."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = folder / "kassa.toml"
        self.book = folder / BOOK_NAME
        self.has_terminal = False
        self.settings.write_text(
            f"""
            [company]
            name = "MARKTSTAND HUBER"
            uid = "ATU12345678"
            [register]
            id = "GRAZ-07"
            [paths]
            data = "{folder}"
            credentials = "{folder}/credentials"
            secrets = "{folder}/credentials"
            [[group]]
            number = 1
            name = "Obst"
            vat = "10"
            """,
            "utf-8",
        )
        self.bench: Bench | None = None
        self.closed = 0
        self.wired = 0
        self.services: dict[str, bytes] = {}
        self.typed: list[str] = []

    def wire(
        self, config: Config, pin: bytes, services: Mapping[str, bytes] = NO_SECRETS
    ) -> Devices:
        """In place of the Raspberry Pi's devices."""
        self.wired += 1
        self.services = dict(services)
        if self.bench is None:
            clock = EmulatedClock(NOW_UTC)
            passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
            self.bench = Bench(config, passage, Plug(self.folder / BOOK_NAME))
        return replace(self.bench.devices(pin), close=self._close)

    def prompt(self, *_: object, **__: object) -> str:
        """What the technician types when asked for the PIN."""
        return self.typed.pop(0)

    def answers(self, said: Mapping[str, object], pin: str | None = RIGHT_PIN) -> Path:
        """The file of answers, and beside it that of the PIN."""
        path, pin_path = self.folder / "answers.toml", self.folder / "pin"
        if pin is not None:
            pin_path.touch(mode=0o600)
            pin_path.write_text(pin, "utf-8")
        with_pin = {"card_pin_file": str(pin_path), **said}
        lines = (f"{name} = {json.dumps(value)}" for name, value in with_pin.items())
        path.write_text("\n".join(lines), "utf-8")
        return path

    def commission(
        self, *, pin: str | None = RIGHT_PIN, flags: Sequence[str] = (), **said: object
    ) -> Ran:
        """The command, unattended, with these answers."""
        self.has_terminal = False
        path = self.answers(said, pin)
        return kassa("commission", "--config", self.settings, "--answers", path, *flags)

    def attended(self, *typed: str, **said: object) -> Ran:
        """The command, with a technician who types."""
        self.typed, self.has_terminal = list(typed), True
        path = self.answers({"card_pin_file": "", **said})
        return kassa("commission", "--config", self.settings, "--answers", path)

    def _close(self) -> None:
        self.closed += 1
