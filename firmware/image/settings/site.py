"""Where a start of the till finds and leaves what belongs to the settings."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from firmware.app import image_state
from firmware.image.events import FOLDER
from firmware.image.settings.facts import built_utc
from firmware.image.settings.take import Rooms
from firmware.sync.whole_file import read_bounded
from firmware.till.texts import VIENNA

REPORT_NAME: Final = "kassa-report.txt"
REPORT_BYTES: Final = 256 * 1024
#: What a report says of a file that the till did not take, and no other one does.
REFUSED: Final = "NICHT übernommen"


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

    @property
    def has_good_report(self) -> bool:
        """Whether a report lies on the card that says of no file that it was refused."""
        try:
            said = read_bounded(self.rooms.boot / REPORT_NAME, REPORT_BYTES)
        except OSError:
            return False
        return REFUSED.encode() not in said

    def day(self, now_utc: datetime) -> date:
        """Today; a clock that was never set leads to no day before the image was made."""
        return max(now_utc, built_utc(self.root) or now_utc).astimezone(VIENNA).date()
