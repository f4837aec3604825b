"""Where a start of the till finds and leaves what belongs to the settings."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from firmware.app import image_state
from firmware.image.events import FOLDER
from firmware.image.settings.facts import built_utc
from firmware.image.settings.take import Rooms
from firmware.till.texts import VIENNA


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where files in memory are, and the card."""

    rooms: Rooms = field(default_factory=Rooms)
    run: Path = Path("/run")
    root: Path = Path("/")
    events: Path = FOLDER

    @property
    def words(self) -> Path:
        """Root's words for kassad."""
        return self.run / image_state.RUN.name

    def day(self, now_utc: datetime) -> date:
        """Today; a clock that was never set leads to no day before the image was made."""
        return max(now_utc, built_utc(self.root) or now_utc).astimezone(VIENNA).date()
