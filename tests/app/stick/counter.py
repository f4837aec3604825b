"""A till with a port, and the feeder that writes onto its sticks."""

from dataclasses import dataclass, field
from pathlib import Path

from firmware.app.inbox import ExportSaid, Message, StickTold
from firmware.app.stick.export import ExportFeeder
from firmware.export.package import manifest as manifests
from firmware.export.package.manifest import Manifest
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import (
    ExportResult,
    StickStanding,
    StickView,
)
from hal.stick.emulator import EmulatedPort, EmulatedStick
from tests.app.day import Day

OWNERS = StickView(standing=StickStanding.OWNER, is_writable=True, free_bytes=10**9)
STRANGE = StickView(standing=StickStanding.STRANGE, is_writable=True, free_bytes=10**9)
OUT = StickTold(view=None)


@dataclass
class Counter:
    """A till with a port, and what its feeder told."""

    day: Day
    port: EmulatedPort
    folder: Path
    feeder: ExportFeeder
    told: list[Message] = field(default_factory=list)

    def insert(self, *, is_write_protected: bool = False) -> None:
        self.folder.mkdir(exist_ok=True)
        self.port.insert(EmulatedStick(folder=self.folder, is_write_protected=is_write_protected))

    def serve(self) -> list[Message]:
        """What is told in rounds until there is nothing to do."""
        self.told.clear()
        while self.feeder.round() == 0.0:
            pass
        return list(self.told)

    def result(self) -> ExportResult:
        """How the export ended that goes on now."""
        *_, last = self.serve()
        assert isinstance(last, ExportSaid)
        assert isinstance(last.told, ExportResult)
        self.append(JournalKind.EXPORT, dict(last.row))
        return last.told

    def append(self, kind: JournalKind, content: dict[str, object]) -> None:
        """As the loop does."""
        now_utc = self.day.stand.clock.now().utc
        entry = Entry(kind=kind, clerk=None, content=content, at_utc=now_utc)  # type: ignore[arg-type]
        self.day.stand.book.append([entry])

    def fetch(self) -> ExportResult:
        """The owner puts the stick in, and it is served."""
        self.insert()
        self.feeder.hear(StickTold(view=OWNERS))
        ended = self.result()
        self.feeder.hear(OUT)
        self.day.stand.clock.advance(1)
        return ended

    def manifest(self, name: str) -> Manifest:
        text = (self.base / name / "MANIFEST.json").read_bytes()
        return manifests.from_bytes(text)

    @property
    def base(self) -> Path:
        return self.folder / "Registrierkasse" / "GRAZ-01"
