"""Random lives of a till, as facts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from firmware.finanzonline.due import open_orders
from firmware.finanzonline.facts import (
    CheckFact,
    EndFact,
    Facts,
    OutageFact,
    RegisterOutageFact,
    SettledFact,
    UnitFact,
)
from firmware.finanzonline.order import Order, Reason, UnitKind, Verdict
from firmware.rksv.receipt import ReceiptKind

BEGIN = datetime(2027, 3, 1, 8, tzinfo=UTC)
LATE = BEGIN + timedelta(days=4000)


def unit(serial: str = "1a", **given: object) -> UnitFact:
    """A card of the first day, unless said otherwise."""
    usual = UnitFact(serial=serial, vda_id="AT1", kind=UnitKind.CARD, entered_utc=BEGIN)
    return replace(usual, **given)  # type: ignore[arg-type]


def start(serial: str = "1a") -> CheckFact:
    """The Startbeleg."""
    return CheckFact(
        number=1, kind=ReceiptKind.STARTBELEG, issued_utc=BEGIN, code="_start", serial=serial
    )


def life(**given: object) -> Facts:
    """A till with one card and its Startbeleg, and what is given."""
    usual = Facts(register_id="STAND-1", commissioned_utc=BEGIN, units=(unit(),), checks=(start(),))
    return replace(usual, **given)  # type: ignore[arg-type]


def settle(facts: Facts, key: str, verdict: Verdict = Verdict.DONE) -> Facts:
    """One row FON more."""
    row = SettledFact(key=key, verdict=verdict, at_utc=BEGIN, words="Wort", advice="Rat.")
    return replace(facts, settled=(*facts.settled, row))


def settle_all(facts: Facts, now_utc: datetime = LATE) -> tuple[list[Order], Facts]:
    """Answer DONE to the first open order until none is; all that were sent, in order."""
    sent: list[Order] = []
    while orders := open_orders(facts, now_utc):
        sent.append(orders[0])
        facts = settle(facts, orders[0].key)
        assert len(sent) < 500, "never ends"
    return sent, facts


_moments = st.integers(0, 3000).map(lambda hours: BEGIN + timedelta(hours=hours))
_reasons = st.sampled_from(Reason)


@st.composite
def _units(draw: st.DrawFn) -> tuple[UnitFact, ...]:
    count = draw(st.integers(1, 4))
    ends = [draw(st.none() | _moments) for _ in range(count)]
    return tuple(
        unit(
            f"{number:x}",
            entered_utc=BEGIN if number == 1 else draw(_moments),
            ended_utc=end,
            end_reason=None if end is None else draw(_reasons),
        )
        for number, end in enumerate(ends, start=1)
    )


@st.composite
def _span(draw: st.DrawFn) -> tuple[datetime, datetime | None]:
    began = draw(_moments)
    return began, draw(st.none() | st.integers(0, 200).map(lambda h: began + timedelta(hours=h)))


@st.composite
def lives(draw: st.DrawFn) -> Facts:
    """Units, checks, outages and perhaps an end, in any order of time."""
    units = draw(_units())
    serials = st.sampled_from([one.serial for one in units])
    kinds = st.sampled_from((ReceiptKind.JAHRESBELEG, ReceiptKind.SCHLUSSBELEG))
    checks = tuple(
        CheckFact(
            number=number,
            kind=draw(kinds),
            issued_utc=draw(_moments),
            code=f"_{number}",
            serial=draw(serials),
            year=2027,
        )
        for number in range(2, draw(st.integers(2, 5)))
    )
    outages = []
    for number in range(10, draw(st.integers(10, 14))):
        began, ended = draw(_span())
        outages.append(
            OutageFact(number=number, serial=draw(serials), began_utc=began, ended_utc=ended)
        )
    tills = []
    for number in range(100, draw(st.integers(100, 103))):
        began, ended = draw(_span())
        tills.append(
            RegisterOutageFact(
                number=number, reason=draw(_reasons), began_utc=began, ended_utc=ended
            )
        )
    end = EndFact(ended_utc=draw(_moments), reason=draw(_reasons), number=None)
    return life(
        units=units,
        checks=(start(units[0].serial), *checks),
        outages=tuple(outages),
        register_outages=tuple(tills),
        end=draw(st.sampled_from((None, end))),
    )
