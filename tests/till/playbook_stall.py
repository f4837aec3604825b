"""The stall of a playbook: rows folded, days come, files answered, as firmware.app.stall does."""

from collections.abc import Mapping
from datetime import datetime

from firmware.app.answers_stall import _bad
from firmware.app.sheet import SheetError, plan_sheet
from firmware.app.sheet_csv import read_csv
from firmware.app.sheet_toml import read_toml
from firmware.app.stall import NEW_PRICES
from firmware.till.events import StallChanged
from firmware.till.requests import Found, Stored
from firmware.till.stall.build import build, facts_of
from firmware.till.stall.catalog import Profile
from firmware.till.stall.masterdata import Source, days_of_change, differences, fold, from_content
from firmware.till.stall.plan import Way, fixture_of
from firmware.till.stall.requests import (
    FindHistory,
    FoundHistory,
    FoundSheets,
    ListSheets,
    PlannedSheet,
    PlanSheet,
    StallWanted,
)
from firmware.till.texts import VIENNA


class PlayStall:
    """Master data by rows; `files` are what lies in the folder of imports, text by name."""

    def __init__(self, profile: Profile, opened_utc: datetime) -> None:
        self.day = opened_utc.astimezone(VIENNA).date()
        self.fixture = fixture_of(profile)
        begin = differences({}, facts_of(profile))
        self.history = tuple(one.on(self.day, Source.CONFIG) for one in begin)
        self.files: dict[str, str] = {}
        self.exports = 0

    def note(self, content: Mapping[str, object], at_utc: datetime) -> None:
        """A STAMM row was written."""
        self.day = at_utc.astimezone(VIENNA).date()
        self.history += (from_content(content, self.day),)

    def pass_to(self, at_utc: datetime) -> StallChanged | None:
        """Time went on; a day may have come."""
        before, self.day = self.day, max(self.day, at_utc.astimezone(VIENNA).date())
        if any(day <= self.day for day in days_of_change(self.history, before)):
            return self.changed(NEW_PRICES, at_utc)
        return None

    def changed(self, words: str, at_utc: datetime) -> StallChanged:
        """The stall as it is now."""
        profile = build(fold(self.history, self.day), self.fixture)
        return StallChanged(profile=profile, words=words, at_utc=at_utc)

    def answer(self, wanted: StallWanted) -> Found:
        """As firmware.app.answers_stall does, from texts in place of files."""
        match wanted:
            case FindHistory():
                return FoundHistory(changes=self.history)
            case ListSheets():
                return FoundSheets(names=tuple(sorted(self.files)))
            case PlanSheet():
                return self._planned(wanted)
            case _:
                self.exports += 1
                return Stored()

    def _planned(self, wanted: PlanSheet) -> Found:
        reader = read_toml if wanted.name.endswith(".toml") else read_csv
        way = Way(today=self.day, source=Source.FILE, valid_from=wanted.valid_from)
        try:
            sheet = reader(self.files[wanted.name])
            return PlannedSheet(changes=plan_sheet(sheet, self.history, way, self.fixture))
        except SheetError as error:
            return _bad(error)
