"""X, Z, counts and cash slips as paper. None of them is a receipt, and each says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from firmware.till import texts
from firmware.till.closing import report_rows as parts
from firmware.till.closing.counting import CashCount, Purpose
from firmware.till.closing.figures import Figures
from firmware.till.closing.report_rows import amount
from firmware.till.closing.zreport import Anchor, Confirmed, ZReport
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.stall.catalog import Profile

NOT_SIGNED = "kein Umsatz, nicht signiert"
NO_RECEIPT = "kein Beleg, nicht signiert"
PRACTICE = "=== TRAINING ==="
COPY = "KOPIE"


class Report(Enum):
    """What an X report is about; the value is its title. F 10 to F 14, in this order."""

    CASH = "Kasse"
    CLERKS = "Bediener"
    GROUPS = "Warengruppen"
    ARTICLES = "Artikel"
    HOURS = "Stunden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An X: whose figures (None: all), when they were taken, and whether they are practice."""

    figures: Figures
    clerk: int | None
    now_utc: datetime
    is_training: bool = False


def x_paper(report: Report, reading: Reading, profile: Profile) -> Paper:
    """An X report: reads, resets nothing."""
    title = "ÜBUNGS-X" if reading.is_training else "X-BERICHT"
    whose = "alle Bediener"
    if reading.clerk is not None:
        whose = f"nur {clerk_name(profile, reading.clerk)}"
    rows = (
        *_practice(is_training=reading.is_training),
        Title(text=title),
        Words(text=f"{report.value} - {whose}", is_centred=True),
        Words(text=NO_RECEIPT, is_centred=True),
        Pair(left=moment(reading.now_utc), right=f"Kasse {profile.register_id}"),
        *_numbers(reading.figures),
        *(x_rows(report, reading, profile) or (Rule(), Words(text="nichts verkauft"))),
    )
    return Paper(name=f"X {report.value}", rows=rows)


def x_rows(report: Report, reading: Reading, profile: Profile) -> tuple[Row, ...]:
    """What an X report is about, without its head."""
    figures = reading.figures
    match report:
        case Report.CASH:
            # The count at the Z is blind: what should be there is for those who see everything.
            drawer = parts.drawer_rows(figures.drawer) if reading.clerk is None else []
            return (
                *parts.rates(figures),
                *parts.tenders(figures),
                *parts.passed_through(figures),
                *parts.acts(figures),
                *parts.movements(figures),
                *parts.headed("Lade", drawer),
                *parts.signing(figures),
            )
        case Report.CLERKS:
            return parts.clerks(figures, names_of(profile))
        case Report.GROUPS:
            return parts.groups(figures, groups_of(profile))
        case Report.ARTICLES:
            return parts.articles(figures)
        case Report.HOURS:
            return parts.hours(figures)


def z_paper(report: ZReport, anchor: Anchor | None, profile: Profile, mark: str = "") -> Paper:
    """The Z slip, from its row alone; the order is the manual's (6.10). Practice has no anchor."""
    figures = report.figures
    rows: tuple[Row, ...] = (
        *_marked(mark),
        *(Words(text=line, is_centred=True) for line in profile.header[1:]),
        *_practice(is_training=not report.number),
        Title(text=report.name),
        Words(text="Tagesabschluss", is_centred=True),
        Words(text=NO_RECEIPT, is_centred=True),
        Words(text=f"Kasse {profile.register_id}"),
        Pair(left="von", right=moment(report.began_utc)),
        Pair(left="bis", right=moment(report.ended_utc)),
        *_numbers(figures),
        *parts.rates(figures),
        *parts.groups(figures, groups_of(profile)),
        *parts.tenders(figures),
        *parts.passed_through(figures),
        *parts.acts(figures),
        *parts.clerks(figures, names_of(profile)),
        *parts.days(figures),
        *parts.movements(figures),
        *parts.headed("Lade", [*parts.drawer_rows(figures.drawer), *_result(report)]),
        *parts.signing(figures),
        *_journal(report, anchor),
        *_archive(report.archive),
        *_marked(mark),
    )
    return Paper(name=f"{report.name} {mark}".strip(), rows=rows)


def z_papers(report: ZReport, anchor: Anchor | None, profile: Profile) -> tuple[Paper, Paper]:
    """The count, and the Z slip, which is on top then."""
    expected_cents = report.figures.drawer.expected_cents
    count = count_paper(report.count, report.name, report.ended_utc, expected_cents)
    return count, z_paper(report, anchor, profile)


def count_paper(count: CashCount, name: str, now_utc: datetime, expected_cents: int) -> Paper:
    """The Zählprotokoll: what lay in the drawer, by denomination; `name` is what it is for."""
    rows: list[Row] = [
        Title(text="ZÄHLPROTOKOLL"),
        Words(text=name, is_centred=True),
        Words(text=NOT_SIGNED, is_centred=True),
        Words(text=moment(now_utc)),
        Rule(),
    ]
    for unit_cents, pieces in count.pieces.items():
        rows.append(
            Pair(left=f"{pieces:>4} × {amount(unit_cents)}", right=amount(unit_cents * pieces))
        )
    if count.is_total_only:
        rows.append(Words(text="ohne Stückelung"))
    rows += [Rule(), *_balance(count.total_cents, expected_cents)]
    return Paper(name=f"Zählung {name}" if count.purpose is Purpose.Z else name, rows=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class CashSlip:
    """Money put in, taken out or declared, for its slip: `title` says which."""

    title: str
    cents: int
    reason: str
    clerk: int | None
    now_utc: datetime
    is_training: bool = False


def cash_paper(slip: CashSlip, profile: Profile) -> Paper:
    """A slip about money that is no sale; whoever handed it over signs it."""
    rows = (
        *_practice(is_training=slip.is_training),
        Title(text=slip.title.upper()),
        Words(text=NOT_SIGNED, is_centred=True),
        Pair(left=moment(slip.now_utc), right=f"Kasse {profile.register_id}"),
        Rule(),
        Pair(left="EUR", right=amount(slip.cents), is_bold=True),
        Pair(left="Grund", right=slip.reason or "-"),
        Pair(left="Bediener", right=clerk_name(profile, slip.clerk)),
        Words(text=""),
        Pair(left="Unterschrift", right="." * 18),
    )
    return Paper(name=slip.title, rows=rows)


def days_paper(figures: Figures, profile: Profile, first: date, last: date) -> Paper:
    """The report of calendar days (Z2): a month, or from one day to another."""
    rows: tuple[Row, ...] = (
        Title(text="PERIODENBERICHT"),
        Words(text=f"{first:%d.%m.%Y} bis {last:%d.%m.%Y}", is_centred=True),
        Words(text=NO_RECEIPT, is_centred=True),
        Words(text=f"Kasse {profile.register_id}"),
        *_numbers(figures),
        *parts.rates(figures),
        *parts.groups(figures, groups_of(profile)),
        *parts.tenders(figures),
        *parts.passed_through(figures),
        *parts.acts(figures),
        *parts.clerks(figures, names_of(profile)),
        *parts.days(figures),
        *parts.movements(figures, is_listed=False),
        *_period_drawer(figures),
        *parts.signing(figures),
    )
    return Paper(name=f"Bericht {first:%d.%m.%y}-{last:%d.%m.%y}", rows=rows)


def names_of(profile: Profile) -> Mapping[int, str]:
    """Who the clerks are."""
    return {number: clerk.name for number, clerk in profile.clerks.items()}


def groups_of(profile: Profile) -> Mapping[int, str]:
    """What the groups of goods are called."""
    return {number: group.name for number, group in profile.groups.items()}


def clerk_name(profile: Profile, clerk: int | None) -> str:
    """A clerk by number and name."""
    return "-" if clerk is None else f"{clerk} {names_of(profile).get(clerk, '')}".strip()


def moment(at_utc: datetime) -> str:
    """Austrian local time to the minute."""
    return f"{at_utc.astimezone(texts.VIENNA):%d.%m.%Y %H:%M}"


def _practice(*, is_training: bool) -> tuple[Row, ...]:
    return (Title(text=PRACTICE),) if is_training else ()


def _marked(mark: str) -> tuple[Row, ...]:
    return (Words(text=mark, is_bold=True, is_centred=True),) if mark else ()


def _numbers(figures: Figures) -> tuple[Row, ...]:
    """The receipts the figures are of."""
    if not figures.last_number:
        return (Pair(left="Bons", right="keine"),)
    first, last = map(texts.receipt_number, (figures.first_number, figures.last_number))
    return (
        Pair(left="Bon-Nr.", right=f"{first} - {last}"),
        Pair(
            left="Summe Bons",
            right=f"{figures.total.count}× {amount(figures.total.cents):>9}",
        ),
    )


def _result(report: ZReport) -> list[Row]:
    drawer = report.figures.drawer
    rows: list[Row] = [
        Pair(left="Ist", right=amount(report.counted_cents), is_bold=True),
        Pair(left="Differenz", right=amount(report.difference_cents), is_bold=True),
    ]
    if report.count.reason:
        rows.append(Pair(left="Grund", right=report.count.reason))
    if drawer.skimmed.count:
        rows.append(Pair(left="Abschöpfung", right=amount(-drawer.skimmed.cents)))
    return [*rows, Pair(left="bleibt in der Lade", right=amount(report.left_cents))]


def _balance(counted_cents: int, expected_cents: int) -> list[Row]:
    return [
        Pair(left="Ist", right=amount(counted_cents), is_bold=True),
        Pair(left="Soll", right=amount(expected_cents)),
        Pair(left="Differenz", right=amount(counted_cents - expected_cents), is_bold=True),
    ]


def _journal(report: ZReport, anchor: Anchor | None) -> tuple[Row, ...]:
    """The journal up to here, so that a book that was changed later does not fit its paper."""
    rows = (Rule(), Pair(left="Journalzeilen", right=f"{report.first_seq} - {report.last_seq}"))
    if anchor is None:
        return rows
    return (*rows, Pair(left=f"Journal {anchor.seq}", right=anchor.text, is_bold=True))


def _archive(confirmed: Confirmed | None) -> tuple[Row, ...]:
    """How far an archive vouches for the book: against this paper it can be held to that."""
    if confirmed is None:
        return ()
    number = texts.receipt_number(confirmed.receipts)
    return (
        Words(text=f"Archiv bestätigt bis Bon {number}"),
        Pair(left=f"Archiv {confirmed.rows}", right=confirmed.text, is_bold=True),
    )


def _period_drawer(figures: Figures) -> tuple[Row, ...]:
    skimmed, differences = figures.drawer.skimmed, figures.differences
    rows = [
        Pair(left=name, right=f"{tally.count}× {amount(tally.cents):>9}")
        for name, tally in (("Abschöpfungen", skimmed), ("Differenzen", differences))
        if tally.count
    ]
    return parts.headed("Lade", rows)
