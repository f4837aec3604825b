"""Everything a till has ever owed FinanzOnline, and what each order waits for; from the facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from firmware.finanzonline.facts import (
    CheckFact,
    Facts,
    OutageFact,
    RegisterOutageFact,
    UnitFact,
)
from firmware.finanzonline.order import Act, Order, Reason, Verdict
from firmware.rksv.duties import year_check_deadline
from firmware.rksv.outage import REPORT_AFTER
from firmware.rksv.receipt import VIENNA, ReceiptKind

#: The office's clock may be behind the till's: a receipt from the future is a wrong one.
CHECK_AFTER: Final = timedelta(seconds=60)
#: Registration, begin and end of an outage, decommissioning (§ 6 Abs 3 RKSV; decree BMF 3.6).
WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An order with what must come before it.

    Of each set in `needs` one order must be done; those in `follows` must be answered somehow.
    """

    order: Order
    needs: tuple[frozenset[str], ...] = ()
    follows: frozenset[str] = frozenset()


def owed_orders(facts: Facts, now_utc: datetime) -> tuple[Owed, ...]:
    """All of them, done or not; none stands before one it waits for."""
    return _Ledger(facts, now_utc).orders()


def is_temporary(began_utc: datetime, ended_utc: datetime) -> bool:
    """Whether an outage was too short to be told (decree BMF on tills, 3.6: up to 48 hours)."""
    return ended_utc - began_utc <= REPORT_AFTER


def _key(act: Act, about: object) -> str:
    return f"{act}:{about}"


def _needs(*keys: str) -> tuple[frozenset[str], ...]:
    """Each of them."""
    return tuple(frozenset({key}) for key in keys)


def _whole_seconds(moment_utc: datetime) -> datetime:
    """Never later than it was: an outage must have ended before the first signed receipt."""
    return moment_utc.replace(microsecond=0)


class _Ledger:
    """The facts laid out once; each method is one chapter of the life of a till."""

    def __init__(self, facts: Facts, now_utc: datetime) -> None:
        self._facts = facts
        self._now_utc = now_utc if facts.end is None else min(now_utc, facts.end.ended_utc)
        self._units = {unit.serial: unit for unit in facts.units}
        self._done = _done_keys(facts)
        self._till = _key(Act.REGISTRIERUNG_KASSE, facts.register_id)
        self._end = _key(Act.AUSSERBETRIEBNAHME_KASSE, facts.register_id)

    def orders(self) -> tuple[Owed, ...]:
        """All chapters, in the order in which they may be sent."""
        checks = tuple(self._checks())
        chapters = (
            *self._registrations(),
            *(one for one in checks if one.order.key in self._start_keys),
            *self._outages(),
            *self._register_outages(),
            *(one for one in checks if one.order.key not in self._start_keys),
            *(one for one in self._unit_ends() if not self._is_after_end(one)),
            *self._register_end(),
            *(one for one in self._unit_ends() if self._is_after_end(one)),
        )
        return tuple(_in_order(chapters))

    def _registrations(self) -> Iterator[Owed]:
        """Within a week (§ 6 Abs 3 RKSV); a till needs a unit that is registered already (B7)."""
        for unit in self._facts.units:
            yield Owed(
                order=Order(
                    key=self._of_unit(unit),
                    act=Act.REGISTRIERUNG_SE,
                    about=unit.serial,
                    not_before_utc=unit.entered_utc,
                    unit_kind=unit.kind,
                    vda_id=unit.vda_id,
                    due_utc=unit.entered_utc + WITHIN,
                )
            )
        begun_utc = self._facts.commissioned_utc
        yield Owed(
            order=Order(
                key=self._till,
                act=Act.REGISTRIERUNG_KASSE,
                about=self._facts.register_id,
                not_before_utc=begun_utc,
                due_utc=begun_utc + WITHIN,
            ),
            needs=(frozenset(self._of_unit(unit) for unit in self._facts.units),),
        )

    def _of_unit(self, unit: UnitFact) -> str:
        return _key(Act.REGISTRIERUNG_SE, unit.serial)

    def _checks(self) -> Iterator[Owed]:
        """The Startbeleg's check puts the till into operation; the others come after it."""
        for fact in self._facts.checks:
            needs = [self._till]
            if fact.serial in self._units:
                needs.append(_key(Act.REGISTRIERUNG_SE, fact.serial))
            if fact.kind is not ReceiptKind.STARTBELEG:
                needs += self._start_keys
            yield Owed(
                order=Order(
                    key=_key(Act.BELEGPRUEFUNG, fact.number),
                    act=Act.BELEGPRUEFUNG,
                    about=fact.code,
                    not_before_utc=fact.issued_utc + CHECK_AFTER,
                    due_utc=_check_due(fact),
                ),
                needs=_needs(*needs),
                # A unit or till that is told as failed passes no check.
                follows=frozenset(self._recoveries_before(fact)),
            )

    @property
    def _start_keys(self) -> list[str]:
        return [
            _key(Act.BELEGPRUEFUNG, fact.number)
            for fact in self._facts.checks
            if fact.kind is ReceiptKind.STARTBELEG
        ]

    def _recoveries_before(self, fact: CheckFact) -> Iterator[str]:
        if fact.kind is ReceiptKind.STARTBELEG:
            return  # the first receipt of all
        for outage in self._facts.outages:
            is_same = fact.serial == outage.serial and outage.began_utc <= fact.issued_utc
            if is_same and self._is_recovered(outage):
                yield _key(Act.WIEDERINBETRIEBNAHME_SE, outage.number)
        for till in self._facts.register_outages:
            is_over = till.ended_utc is not None and till.began_utc <= fact.issued_utc
            if is_over and self._is_till_told(till):
                yield _key(Act.WIEDERINBETRIEBNAHME_KASSE, till.number)

    def _checks_before(self, began_utc: datetime, serial: str | None = None) -> Iterator[str]:
        """Once the outage is told, FinanzOnline would pass none of these receipts."""
        for fact in self._facts.checks:
            if fact.issued_utc < began_utc and serial in (None, fact.serial):
                yield _key(Act.BELEGPRUEFUNG, fact.number)

    def _outages(self) -> Iterator[Owed]:
        """Told when they last longer than 48 hours (§ 17 Abs 2 RKSV), and then their end, too."""
        before: dict[str, str] = {}
        for outage in sorted(self._facts.outages, key=_begin):
            if not self._is_told(outage):
                continue
            follows = set(self._checks_before(outage.began_utc, outage.serial))
            if outage.serial in before:
                follows.add(before[outage.serial])
            begin = _key(Act.AUSFALL_SE, outage.number)
            yield Owed(
                order=_outage_order(begin, Act.AUSFALL_SE, outage.serial, outage),
                needs=_needs(_key(Act.REGISTRIERUNG_SE, outage.serial)),
                follows=frozenset(follows),
            )
            before[outage.serial] = begin
            if self._is_recovered(outage):
                end = _key(Act.WIEDERINBETRIEBNAHME_SE, outage.number)
                yield _recovery(end, Act.WIEDERINBETRIEBNAHME_SE, outage.serial, outage, begin)
                before[outage.serial] = end

    def _is_told(self, outage: OutageFact) -> bool:
        unit_end_utc = self._unit_end_utc(outage.serial)
        ends = (self._now_utc, outage.ended_utc, unit_end_utc)
        ended_utc = min(end for end in ends if end is not None)
        is_known = _key(Act.AUSFALL_SE, outage.number) in self._done
        return is_known or not is_temporary(outage.began_utc, ended_utc)

    def _is_recovered(self, outage: OutageFact) -> bool:
        """A unit that was replaced before the outage ended has not recovered: another one signs."""
        unit_end_utc = self._unit_end_utc(outage.serial)
        is_over = outage.ended_utc is not None and self._is_told(outage)
        return is_over and (unit_end_utc is None or _is_before(outage.ended_utc, unit_end_utc))

    def _unit_end_utc(self, serial: str) -> datetime | None:
        unit = self._units.get(serial)
        return None if unit is None else unit.ended_utc

    def _register_outages(self) -> Iterator[Owed]:
        before: set[str] = set()
        # A person may have entered an older one later.
        for outage in sorted(self._facts.register_outages, key=_begin):
            if not self._is_till_told(outage):
                continue
            about, begin = self._facts.register_id, _key(Act.AUSFALL_KASSE, outage.number)
            yield Owed(
                order=_outage_order(begin, Act.AUSFALL_KASSE, about, outage),
                needs=_needs(self._till, *self._start_keys),
                follows=frozenset({*before, *self._checks_before(outage.began_utc)}),
            )
            before = {begin}
            if outage.ended_utc is not None:
                end = _key(Act.WIEDERINBETRIEBNAHME_KASSE, outage.number)
                yield _recovery(end, Act.WIEDERINBETRIEBNAHME_KASSE, about, outage, begin)
                before = {end}

    def _is_till_told(self, outage: RegisterOutageFact) -> bool:
        is_known = _key(Act.AUSFALL_KASSE, outage.number) in self._done
        ended_utc = min(self._now_utc, outage.ended_utc or self._now_utc)
        return is_known or not is_temporary(outage.began_utc, ended_utc)

    def _unit_ends(self) -> Iterator[Owed]:
        """After another unit is registered, and after all that FinanzOnline checks of this one."""
        for unit in self._facts.units:
            if unit.ended_utc is None:
                continue
            needs = list(_needs(self._of_unit(unit)))
            others = [one for one in self._facts.units if one.ended_utc is None]
            if others:
                needs.append(frozenset(self._of_unit(one) for one in others))
            yield Owed(
                order=Order(
                    key=_key(Act.AUSSERBETRIEBNAHME_SE, unit.serial),
                    act=Act.AUSSERBETRIEBNAHME_SE,
                    about=unit.serial,
                    not_before_utc=unit.ended_utc,
                    reason=_end_reason(unit.end_reason),
                    due_utc=unit.ended_utc + WITHIN,
                ),
                needs=tuple(needs),
                follows=frozenset(self._before_end_of(unit)),
            )

    def _before_end_of(self, unit: UnitFact) -> Iterator[str]:
        for fact in self._facts.checks:
            if fact.serial == unit.serial:
                yield _key(Act.BELEGPRUEFUNG, fact.number)
        for outage in self._facts.outages:
            if outage.serial == unit.serial and self._is_told(outage):
                yield _key(Act.AUSFALL_SE, outage.number)
                if self._is_recovered(outage):
                    yield _key(Act.WIEDERINBETRIEBNAHME_SE, outage.number)
        if self._ends_with_till(unit):
            yield self._end

    def _ends_with_till(self, unit: UnitFact) -> bool:
        end = self._facts.end
        return end is not None and not _is_before(unit.ended_utc, end.ended_utc)

    def _is_after_end(self, owed: Owed) -> bool:
        return self._end in owed.follows

    def _register_end(self) -> Iterator[Owed]:
        """Final (§ 17 Abs 8 RKSV): whatever else is to be told or checked comes before."""
        end = self._facts.end
        if end is None:
            return
        earlier = (*self._outages(), *self._register_outages(), *self._checks())
        yield Owed(
            order=Order(
                key=self._end,
                act=Act.AUSSERBETRIEBNAHME_KASSE,
                about=self._facts.register_id,
                not_before_utc=end.ended_utc,
                reason=_end_reason(end.reason),
                due_utc=end.ended_utc + WITHIN,
            ),
            needs=_needs(self._till),
            follows=frozenset(one.order.key for one in earlier),
        )


def _begin(outage: OutageFact | RegisterOutageFact) -> datetime:
    return outage.began_utc


def _in_order(chapters: tuple[Owed, ...]) -> Iterator[Owed]:
    """As they are, but none before one it waits for."""
    waiting = list(chapters)
    while waiting:
        keys = frozenset(one.order.key for one in waiting)
        chosen = next((one for one in waiting if not _waits(one, keys)), waiting[0])
        waiting.remove(chosen)
        yield chosen


def _waits(owed: Owed, keys: frozenset[str]) -> bool:
    """Whether what it waits for is among these."""
    return bool(owed.follows & keys) or any(need <= keys for need in owed.needs)


def _done_keys(facts: Facts) -> frozenset[str]:
    last = {one.key: one.verdict for one in facts.settled}
    return frozenset(key for key, verdict in last.items() if verdict is Verdict.DONE)


def _is_before(moment_utc: datetime | None, end_utc: datetime) -> bool:
    return moment_utc is not None and moment_utc < end_utc


def _end_reason(reason: Reason | None) -> Reason:
    """Of the reasons there are for an end (6 planned, 7 irreparable) the one that fits."""
    return Reason.PLANNED if reason in (None, Reason.PLANNED) else Reason.IRREPARABLE


def _outage_order(key: str, act: Act, about: str, outage: OutageFact | RegisterOutageFact) -> Order:
    reported_utc = outage.began_utc + REPORT_AFTER
    return Order(
        key=key,
        act=act,
        about=about,
        not_before_utc=reported_utc,
        reason=outage.reason,
        moment_utc=_whole_seconds(outage.began_utc),
        due_utc=reported_utc + WITHIN,
    )


def _recovery(
    key: str, act: Act, about: str, outage: OutageFact | RegisterOutageFact, begin: str
) -> Owed:
    assert outage.ended_utc is not None, "only what has ended is over"
    order = Order(
        key=key,
        act=act,
        about=about,
        not_before_utc=outage.ended_utc,
        moment_utc=_whole_seconds(outage.ended_utc),
        due_utc=outage.ended_utc + WITHIN,
    )
    return Owed(order=order, needs=_needs(begin))


def _check_due(fact: CheckFact) -> datetime | None:
    """A Startbeleg with its registration, a Jahresbeleg by 15 February (§§ 6, 8 Abs 3 RKSV)."""
    if fact.kind is ReceiptKind.STARTBELEG:
        return fact.issued_utc + WITHIN
    if fact.kind is not ReceiptKind.JAHRESBELEG or fact.year is None:
        return None
    return datetime.combine(year_check_deadline(fact.year), time.max, VIENNA).astimezone(UTC)
