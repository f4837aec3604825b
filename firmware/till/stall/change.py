"""How every dialogue about the stall ends: from which day on, and the rows that say so."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from firmware.till.acts import JournalKind
from firmware.till.asks import Ask, Digits, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Record
from firmware.till.refuse import complain
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import Change, Source, Thing, to_content
from firmware.till.stall.plan import Saying, Way, fixture_of, plan
from firmware.till.stall.requests import FindHistory, FoundHistory
from firmware.till.state import BOOKED, Answers, Next, Script, Step, Till, record, say
from firmware.till.texts import VIENNA, ErrorCode

DATE_FORMAT = "%d%m%y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is to change, said with the first `used` answers."""

    sayings: tuple[Saying, ...]
    used: int


#: The part of a dialogue that asks what is to change.
Part = Callable[[Till, Answers], Ask | Wrong | Said]


def opened(script: Script) -> Callable[[Till], Step]:
    """What a function does that opens `script`; in training no real price is changed."""

    def run(till: Till) -> Step:
        if till.is_training:
            return complain(till, ErrorCode.E01, words="Nicht im Training")
        return open_dialogue(till, script)

    return run


def dated(part: Part) -> Script:
    """`part`, then the first day, then the rows."""

    def script(till: Till, answers: Answers) -> Next:
        said = part(till, answers)
        if not isinstance(said, Said):
            return said
        match answers[said.used :]:
            case ():
                return ask_day()
            case (str(text),):
                day = day_of(text)
                if text and (day is None or day < today(till)):
                    return Wrong(code=ErrorCode.E01, words="Datum prüfen", hint="TTMMJJ, ab heute")
                return Wanting(FindHistory())
            case (str(text), FoundHistory() as found):
                return finish(till, found, said.sayings, day_of(text))
            case _:
                raise AssertionError(answers)

    return script


def ask_day() -> Digits:
    """From which day on."""
    return Digits(title="GÜLTIG AB ?", hint="TTMMJJ   BAR = sofort", is_empty_allowed=True)


def day_of(text: str) -> date | None:
    """The day of „010127"; None when there is none."""
    try:
        moment = datetime.strptime(text, DATE_FORMAT) if len(text) == 6 else None  # noqa: DTZ007
    except ValueError:
        return None
    return None if moment is None else moment.date()


def today(till: Till) -> date:
    """The Austrian calendar day."""
    return till.now_utc.astimezone(VIENNA).date()


def finish(
    till: Till, found: FoundHistory, sayings: Iterable[Saying], valid_from: date | None
) -> Wrong | Step:
    """The rows, if the stall can be like that; nothing is half done."""
    way = Way(today=today(till), source=Source.KEYS, valid_from=valid_from)
    try:
        changes = plan(found.changes, sayings, way, fixture_of(till.profile))
    except StallError as error:
        return Wrong(code=ErrorCode.E01, words=error.fault.german, hint=error.place[:21])
    return done(till, changes, valid_from)


def done(till: Till, changes: Sequence[Change], valid_from: date | None) -> Step:
    """The end: so many rows, and from when they count."""
    if not changes:
        return say(till, "Stammdaten", "unverändert"), ()
    when = "ab sofort" if valid_from is None else f"ab {valid_from:%d.%m.}"
    return say(till, "Geändert", when), (*rows(till, changes), BOOKED)


def rows(till: Till, changes: Iterable[Change]) -> tuple[Record, ...]:
    """One journal row for each change."""
    return tuple(record(till, JournalKind.STAMM, **to_content(change)) for change in changes)


def saying(thing: Thing, **fields: object) -> Saying:
    """Some fields of one thing."""
    return Saying(thing=thing, fields=fields)


def by_file(till: Till, changes: Sequence[Change]) -> tuple[Record, ...]:
    """The rows of an import."""
    return rows(till, (replace(change, source=Source.FILE) for change in changes))
