"""The end of the day: count, difference, skimming, Z; and the count without a Z (Kassensturz).

Every step is a journal row before the next is asked, so the Z goes on where it was left, by the
cashier or by the mains. The Z's number is the last one's plus one, read right before it is written.
"""

from dataclasses import replace

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Amount, Choice, Confirm, Wanting, Wrong
from firmware.till.closing.cash import with_slip
from firmware.till.closing.count_dialogue import count_again, go_on
from firmware.till.closing.counting import PRACTICE_Z, CashCount, Purpose
from firmware.till.closing.report_papers import count_paper, z_papers
from firmware.till.closing.zreport import Anchor, Period, ZReport, closed, to_content
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper
from firmware.till.exports.by_itself import fetch_after_z
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import FindPeriod, FindZ, FoundPeriod, FoundZ
from firmware.till.rights import require
from firmware.till.sales.parking import slots
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.update_news import reminded

SKIM = "Abschöpfung"
DIFFERENCE_REASONS = {
    1: "Wechselfehler",
    2: "Tippfehler",
    3: "Bon vergessen",
    4: "Falschgeld",
    5: "Privatgeld",
    6: "Trinkgeld",
    7: "Diebstahl",
    8: "unbekannt",
    9: "sonstiges",
}


def close_day(till: Till) -> Step:
    """F 20: the Z, between sales and with nothing laid aside."""
    if slots(till):
        return complain(till, ErrorCode.E08, words="Bon geparkt", hint="F 07 holen, dann F 20")
    right = Right.CHIEF if till.profile.options.is_z_for_chief else Right.CASHIER
    return require(till, right, _begin_z)


def audit(till: Till) -> Step:
    """F 21: count the drawer without closing the day."""
    return open_dialogue(till, _begin, Purpose.AUDIT)


def _begin_z(till: Till) -> Step:
    return open_dialogue(till, _begin, Purpose.Z)


def _begin(till: Till, answers: Answers) -> Next:
    """Ask once; a count that was left goes on at once."""
    match answers:
        case (Purpose(),):
            return _period(till)
        case (Purpose() as purpose, FoundPeriod() as found):
            count = found.period.count
            if count is not None and count.purpose is purpose and count.steps:
                return go_on(till, count, _result)
            return _ask(till, purpose, found.period)
        case (Purpose() as purpose, FoundPeriod(), True):
            return go_on(till, CashCount(purpose=purpose), _result)
        case _:
            raise AssertionError(answers)


def _period(till: Till) -> Wanting:
    return Wanting(FindPeriod(is_training=till.is_training))


def _ask(till: Till, purpose: Purpose, period: Period) -> Confirm:
    if purpose is Purpose.AUDIT:
        return Confirm(title="Kassensturz?", main="zählen")
    main = "Übung" if till.is_training else f"Z {period.number}"
    if till.is_signature_working:
        return Confirm(title="Z-Abschluss?", main=main)
    # The Z is no receipt: it is written in an outage too, but somebody should know of it.
    return Confirm(title="Z-Abschluss?", main=main, hint="Ausfall! BAR=Ja C")


def _result(till: Till, answers: Answers) -> Next:
    """Soll, Ist and difference, now that the drawer is counted."""
    match answers:
        case (CashCount(),):
            return _period(till)
        case (CashCount() as count, FoundPeriod() as found, *more):
            drawer = found.period.figures.drawer
            if count.purpose is Purpose.AUDIT:
                return _audited(till, count, drawer.expected_cents)
            if count.reason or count.skimmed_cents is not None:
                return open_dialogue(till, _skim, count)
            return _judged(till, count, drawer.expected_cents, tuple(more))
        case _:
            raise AssertionError(answers)


def _judged(till: Till, count: CashCount, expected_cents: int, answers: Answers) -> Next:
    difference_cents = count.total_cents - expected_cents
    title, main = _soll(expected_cents), texts.money(difference_cents)
    match answers:
        case () if difference_cents == 0:
            return Confirm(title=title, main=main, hint="BAR = weiter")
        case ():
            options = {1: "nochmals", 2: "buchen"}
            return Choice(title=title, main=main, options=options, hint="1=nochmals 2=buchen")
        case (True,):
            return open_dialogue(till, _skim, count)
        case (1,):
            return count_again(till, count, _result)
        case (2,):
            return Choice(title="DIFFERENZ WARUM?", options=DIFFERENCE_REASONS)
        case (2, int(number)):
            return _booked(till, count, expected_cents, DIFFERENCE_REASONS[number])
        case _:
            raise AssertionError(answers)


def _soll(expected_cents: int) -> str:
    """„Diff Soll 483,70", without the first word where the sum is long."""
    soll = f"Soll {texts.money(expected_cents)}"
    return f"Diff {soll}" if len(soll) <= 11 else soll


def _booked(till: Till, count: CashCount, expected_cents: int, reason: str) -> Step:
    row = record(
        till,
        JournalKind.DIFFERENZ,
        expected_cents=expected_cents,
        counted_cents=count.total_cents,
        difference_cents=count.total_cents - expected_cents,
        reason=reason,
    )
    after, effects = open_dialogue(till, _skim, replace(count, reason=reason))
    return after, (row, BOOKED, *effects)


def _skim(till: Till, answers: Answers) -> Next:
    """What is more than the float goes to the bank; how much, the cashier says."""
    match answers:
        case (CashCount() as count,):
            proposal_cents = count.total_cents - till.profile.options.float_cents
            if count.skimmed_cents is not None or proposal_cents <= 0:
                return open_dialogue(till, _finish, count)
            return Amount(
                title="Abschöpfen ?",
                proposal_cents=proposal_cents,
                is_zero_allowed=True,
                hint="BAR=Ja 0 BAR=nichts",
            )
        case (CashCount() as count, int(cents)):
            if cents > count.total_cents:
                words = f"Nur {texts.money(count.total_cents)} da"
                return Wrong(code=ErrorCode.E01, words=words)
            return _skimmed(till, count, cents)
        case _:
            raise AssertionError(answers)


def _skimmed(till: Till, count: CashCount, cents: int) -> Step:
    after, effects = open_dialogue(till, _finish, replace(count, skimmed_cents=cents))
    if not cents:
        return after, effects
    row = record(till, JournalKind.ENTNAHME, cents=cents, reason=SKIM, is_skim=True)
    return after, (row, *with_slip(till, SKIM, cents, "Z-Abschluss"), *effects)


def _finish(till: Till, answers: Answers) -> Next:
    match answers:
        case (CashCount(),):
            return _period(till)
        case (CashCount() as count, FoundPeriod() as found):
            return _closed(till, closed(found.period, count, till.now_utc, found.archive))
        case _:
            raise AssertionError(answers)


def _closed(till: Till, report: ZReport) -> Step:
    """The period ends with its Z row; paper is printed from that row, now or after a boot.

    In training nothing ends: no number is used, and the row says only that it was practised.
    """
    if till.is_training:
        report = replace(report, number=0)
        row = record(till, JournalKind.BERICHT, what=PRACTICE_Z)
        told, papers = _put_on_paper(till, report, None)
        return told, (row, BOOKED, *papers)
    row = record(till, JournalKind.Z, **to_content(report))
    day = till.now_utc.astimezone(texts.VIENNA).date()
    # Whoever sold before anything was looked at does not read that over the end of the day.
    ended = replace(till, last_done=None, closed_day=day, looked_day=till.looked_day or day)
    # The slip names the row's hash, which there is when the row is written and not before.
    after, effects = open_dialogue(ended, _written)
    return after, (row, BOOKED, *effects)


def _written(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindZ(number=None))
        case (FoundZ() as found,):
            told, papers = _put_on_paper(till, found.report, found.anchor)
            fetching, effects = fetch_after_z(reminded(told))
            return fetching, (*papers, *effects)
        case _:
            raise AssertionError(answers)


def _put_on_paper(till: Till, report: ZReport, anchor: Anchor | None) -> Step:
    turnover = texts.money(report.figures.turnover_cents)
    papers = tuple(PrintPaper(paper=one) for one in z_papers(report, anchor, till.profile))
    done = f"{report.name} fertig ✓" if report.number else "ÜBUNGS-Z ✓"
    return say(till, done, turnover), papers


def _audited(till: Till, count: CashCount, expected_cents: int) -> Step:
    difference_cents = count.total_cents - expected_cents
    row = record(
        till,
        JournalKind.KASSENSTURZ,
        expected_cents=expected_cents,
        counted_cents=count.total_cents,
        difference_cents=difference_cents,
        pieces={str(unit): pieces for unit, pieces in count.pieces.items()},
    )
    paper = count_paper(count, count.purpose.value, till.now_utc, expected_cents)
    told = say(till, _soll(expected_cents), texts.money(difference_cents))
    return told, (row, BOOKED, PrintPaper(paper=paper))


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=20,
        name="Z-Abschluss",
        chapter=Chapter.REPORT,
        # The option asks for the chief; see close_day.
        right=Right.CASHIER,
        run=close_day,
    ),
    Function(code=21, name="Kassensturz", chapter=Chapter.REPORT, right=Right.CHIEF, run=audit),
)
