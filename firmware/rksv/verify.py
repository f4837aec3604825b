"""The examination of a DEP in sequence: chain, counter, times, numbers, outages.

RKSV § 7, § 8, § 17 Abs 4 and Anlage Z 4, 9, as the official tool and the tax office's mass check
examine them. The examination goes on after a fault and tells each fault once: whatever follows
from it is followed as the DEP has it. State runs on over groups and files, so that consecutive
exports are examined as one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from firmware.rksv.chain import first_link
from firmware.rksv.counter_check import CounterCheck
from firmware.rksv.dep import CertificateGroup
from firmware.rksv.entry import EntryExaminer, EntryFacts, UnreadableEntry
from firmware.rksv.errors import MalformedError
from firmware.rksv.number_runs import NumberRuns
from firmware.rksv.outage import Order, advance, mark
from firmware.rksv.receipt import ReceiptKind, local_time_text
from firmware.rksv.rules import SHOWN_CHARACTERS, Fault, Finding, Rule, shown
from firmware.rksv.steady import SteadyRun
from firmware.rksv.time_check import ClosingCheck, TimeCheck
from firmware.rksv.trust import HEX_SERIAL, GroupExaminer, serial_matches


class Component(Enum):
    """What was reported to FinanzOnline as failed (§ 17 Abs 1 and 2 RKSV)."""

    REGISTER = "register"
    SIGNATURE_DEVICE = "signature device"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedOutage:
    """An outage as FinanzOnline knows it, from `began_at_utc` until before `ended_at_utc`.

    `certificate_serial` (hex) names the device; None for a register. An outage without an end
    lasts.

    Raises:
        MalformedError: on construction, the serial is not hex.
    """

    component: Component
    certificate_serial: str | None
    began_at_utc: datetime
    ended_at_utc: datetime | None

    def __post_init__(self) -> None:
        serial = self.certificate_serial
        if serial is not None and HEX_SERIAL.fullmatch(serial) is None:
            raise MalformedError("certificate_serial", f"{shown(serial)} is not hex")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """How an examination is made.

    `is_strict`: also the doubled hour of October must not decrease, as in the official tool.
    `is_partial`: the DEP may begin after the start receipt (an export of a period).
    `now_utc`: receipts after this moment are in the future; None does not look.
    """

    is_strict: bool = False
    is_partial: bool = False
    now_utc: datetime | None = None
    reported_outages: tuple[ReportedOutage, ...] = ()


class Verifier:
    """Takes the entries of one register's DEP in order, over any number of groups and files."""

    def __init__(self, options: VerifyOptions) -> None:
        self._options = options
        self._outages = tuple(_OutageWindow(outage) for outage in options.reported_outages)
        self._numbers = NumberRuns()
        self._is_full_told = False
        self._groups_in_part = 0
        self._is_first_certificate_missing = False
        self._cluster_link: str | None = None
        self._start_link: str | None = None
        self.receipts = 0
        self.first_number: str | None = None
        self.last_number: str | None = None
        self._begin_sequence()

    def _begin_sequence(self) -> None:
        options = self._options
        self.register_id: str | None = None
        self._is_closed_system: bool | None = None
        self._expected_link: str | None = None
        self._is_begun = False
        self._order = Order.WHOLE
        self._counter = CounterCheck(start_cents=None if options.is_partial else 0)
        self._times = TimeCheck(is_strict=options.is_strict, now_utc=options.now_utc)
        self._closings = ClosingCheck()

    def begin_part(self) -> None:
        """Go on with a further file of the same register."""
        self._groups_in_part = 0

    def begin_register(self) -> None:
        """Go on with the next register of a closed system's cluster (§ 20 RKSV).

        Its start receipt is linked to that of the register before; numbers are unique over all.
        """
        self._cluster_link = self._start_link or ""
        self._begin_sequence()
        self.begin_part()

    def begin_group(self, *, has_certificate: bool, faults: Iterable[Fault]) -> list[Finding]:
        """Go on with a further group; `faults` are those of its certificates."""
        self._groups_in_part += 1
        position = self._groups_in_part
        if position == 1:
            self._is_first_certificate_missing = not has_certificate
        bare = [position] if position > 1 and not has_certificate else []
        if position == 2 and self._is_first_certificate_missing:
            bare.insert(0, 1)
        missing = (
            Fault(rule=Rule.GROUP_CERTIFICATE, detail=f"group {group} of several has none")
            for group in bare
        )
        found = [*faults, *missing]
        return [_finding(self.receipts, "", fault) for fault in found]

    def follow(self, entry: EntryFacts | UnreadableEntry) -> list[Finding]:
        """Take the next entry."""
        index = self.receipts
        self.receipts += 1
        self.last_number = entry.number
        if self.first_number is None:
            self.first_number = entry.number
        if isinstance(entry, UnreadableEntry):
            faults = [entry.fault]
            self._pass_over()
        else:
            faults = [*entry.faults]
            self._examine_in_sequence(entry, faults)
        self._expected_link = entry.own_link
        self._is_begun = True
        return [_finding(index, entry.number, fault) for fault in faults]

    def follow_run(self, run: SteadyRun) -> bool:
        """Take a whole steady run; false, and nothing is taken, where it must be looked into."""
        is_at_ease = self._is_begun and self._order is Order.WHOLE and not self._outages
        is_next = (
            is_at_ease
            and run.previous_link == self._expected_link
            and run.register_id == self.register_id
            and self._is_closed_system is False
            and self._times.takes_run(run.first_time, run.last_time)
            and self._numbers.takes_run(run.first_number, run.entries)
            and self._counter.takes_run(run.base_cents, run.counter_bytes)
            and self._closings.takes_run(
                run.first_time, has_sale=run.has_sale, has_zero_before=run.has_zero_before
            )
        )
        if is_next:
            self._times.take_run(run.last_time)
            self._numbers.take_run(run.first_number, run.entries)
            self._counter.take_run(run.base_cents, run.growth_cents, run.counter_bytes)
            self._closings.take_run(
                run.first_time, has_sale=run.has_sale, has_zero_after=run.has_zero_after
            )
            self.receipts += run.entries
            self.last_number = run.last_number
            self._expected_link = run.own_link
        return is_next

    def _pass_over(self) -> None:
        """Go on without holding against later entries what an unreadable one may have done."""
        self._counter.forget()
        self._order = Order.WHOLE

    def _examine_in_sequence(self, entry: EntryFacts, faults: list[Fault]) -> None:
        """Add what is wrong; lists, since generators would cost a third of this process' time."""
        if self._is_begun:
            self._examine_identity(entry, faults)
            self._examine_link(entry, faults)
            self._examine_outage(entry, faults)
            self._examine_counter(entry, faults)
        else:
            self._examine_first(entry, faults)
        faults += self._times.check(entry.local_time)
        self._examine_number(entry.number, faults)
        closing = self._closings.check(
            entry.kind, entry.local_time, is_zero=entry.is_zero, is_signed=entry.is_signed
        )
        if closing is not None:
            faults.append(closing)
        for outage in self._outages:
            if outage.contradicts(entry):
                detail = f"{outage.name} was reported as failed at {entry.local_time}"
                faults.append(Fault(rule=Rule.REPORTED_OUTAGE, detail=detail))

    def _examine_first(self, entry: EntryFacts, faults: list[Fault]) -> None:
        self.register_id = entry.register_id
        self._is_closed_system = entry.is_closed_system
        self._start_link = entry.own_link
        is_linked_to_id = entry.previous_link == first_link(entry.register_id)
        if self._options.is_partial and not is_linked_to_id:
            self._examine_counter(entry, faults)
            return
        if self._cluster_link is None:
            if not is_linked_to_id:
                detail = f"{entry.previous_link} does not hash {shown(entry.register_id)}"
                faults.append(Fault(rule=Rule.START_LINK, detail=detail))
        elif not entry.is_closed_system:
            faults.append(Fault(rule=Rule.CLUSTER_OPEN, detail="only closed systems form clusters"))
        elif entry.previous_link != self._cluster_link:
            detail = f"{entry.previous_link} does not hash the start receipt before"
            faults.append(Fault(rule=Rule.CLUSTER_LINK, detail=detail))
        self._examine_start(entry, faults)

    def _examine_start(self, entry: EntryFacts, faults: list[Fault]) -> None:
        if not entry.is_signed:
            faults.append(
                Fault(rule=Rule.START_SIGNED, detail="the start receipt is in failure form")
            )
        if entry.kind is not ReceiptKind.STANDARD:
            faults.append(Fault(rule=Rule.START_KIND, detail=f"is marked as {entry.kind.value}"))
        if not entry.is_zero:
            faults.append(
                Fault(rule=Rule.START_ZERO, detail=f"amounts sum to {entry.total_cents} cents")
            )
            self._examine_counter(entry, faults)
        elif entry.turnover_cents is not None and entry.turnover_cents != 0:
            detail = f"the counter opens to {entry.turnover_cents} cents"
            faults.append(Fault(rule=Rule.START_COUNTER, detail=detail))
            self._counter.forget()

    def _examine_identity(self, entry: EntryFacts, faults: list[Fault]) -> None:
        if self.register_id is None:  # what came before could not be read
            self.register_id = entry.register_id
            self._is_closed_system = entry.is_closed_system
        if entry.register_id != self.register_id:
            detail = f"{shown(entry.register_id)} instead of {shown(self.register_id)}"
            faults.append(Fault(rule=Rule.REGISTER_ID, detail=detail))
        if entry.is_closed_system is not self._is_closed_system:
            detail = "closed after open" if entry.is_closed_system else "open after closed"
            faults.append(Fault(rule=Rule.SYSTEM_KIND, detail=detail))

    def _examine_link(self, entry: EntryFacts, faults: list[Fault]) -> None:
        if entry.previous_link == self._expected_link:
            return
        if entry.previous_link == first_link(entry.register_id):
            faults.append(
                Fault(rule=Rule.START_ONCE, detail="linked to the Kassen-ID like a start receipt")
            )
            self._counter.forget()
            return
        detail = f"{entry.previous_link} instead of {self._expected_link}"
        faults.append(Fault(rule=Rule.LINK, detail=detail))

    def _examine_outage(self, entry: EntryFacts, faults: list[Fault]) -> None:
        if entry.is_signed and self._order is Order.WHOLE:
            return  # nothing is owed, and nothing begins to be
        is_marked = entry.kind is not ReceiptKind.STANDARD
        step = advance(
            self._order,
            mark(is_signed=entry.is_signed, is_zero=entry.is_zero, is_marked=is_marked),
        )
        self._order = step.order
        if step.is_violation:
            detail = "a signed zero receipt is owed since the outage before"
            faults.append(Fault(rule=Rule.SAMMELBELEG, detail=detail))
        if entry.is_zero and not entry.is_signed and not is_marked:
            detail = "does not count as Sammelbeleg or Jahresbeleg"
            faults.append(Fault(rule=Rule.ZERO_UNSIGNED, detail=detail))

    def _examine_counter(self, entry: EntryFacts, faults: list[Fault]) -> None:
        self._counter.add(entry.kind, entry.total_cents)
        if entry.counter_bytes:
            fault = self._counter.compare_length(entry.counter_bytes)
            if fault is not None:
                faults.append(fault)
        if entry.turnover_cents is not None:
            fault = self._counter.compare(entry.turnover_cents)
            if fault is not None:
                faults.append(fault)

    def _examine_number(self, number: str, faults: list[Fault]) -> None:
        if not self._numbers.add(number):
            detail = "was used before; the key stream of the counter repeats"
            faults.append(Fault(rule=Rule.NUMBER_UNIQUE, detail=detail))
        if self._numbers.is_full and not self._is_full_told:
            self._is_full_told = True
            detail = "numbers too irregular: from here on repetitions are not all seen"
            faults.append(Fault(rule=Rule.NUMBER_UNIQUE, detail=detail))


class _OutageWindow:
    """A reported outage in the time of the receipts."""

    def __init__(self, outage: ReportedOutage) -> None:
        self._outage = outage
        self._from = local_time_text(outage.began_at_utc)
        self._until = None if outage.ended_at_utc is None else local_time_text(outage.ended_at_utc)
        self.name = f"the {outage.component.value}"

    def contradicts(self, entry: EntryFacts) -> bool:
        if entry.local_time < self._from:
            return False
        if self._until is not None and entry.local_time >= self._until:
            return False
        match self._outage.component:
            case Component.REGISTER:
                return True
            case Component.SIGNATURE_DEVICE:
                serial = self._outage.certificate_serial
                is_its = serial is None or serial_matches(entry.serial, int(serial, 16))
                return entry.is_signed and is_its


def verify_groups(
    groups: Iterable[CertificateGroup], certificates: GroupExaminer, verifier: Verifier
) -> Iterator[Finding]:
    """Examine one part of a DEP in this process, entry by entry, and tell what is found."""
    verifier.begin_part()
    for group in groups:
        keys, faults = certificates.examine(group.certificate_der, group.chain)
        has_certificate = group.certificate_der is not None
        yield from verifier.begin_group(has_certificate=has_certificate, faults=faults)
        examiner = EntryExaminer(keys, certificates.aes_key)
        for compact in group.jws:
            yield from verifier.follow(examiner.examine(compact))


def _finding(index: int, number: str, fault: Fault) -> Finding:
    return Finding(
        index=index,
        number=number[:SHOWN_CHARACTERS],
        rule=fault.rule,
        severity=fault.severity,
        detail=fault.detail,
    )
