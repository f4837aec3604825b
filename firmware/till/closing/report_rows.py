"""The parts of X and Z as rows of paper; each part is empty when there is nothing to say.

The order is the manual's (6.10). Amounts stand in columns that fit 32 characters.
"""

from collections.abc import Iterable, Mapping

from firmware.till import texts
from firmware.till.closing.figures import (
    ClerkFigures,
    Drawer,
    Figures,
    ItemFigures,
    Movement,
    Tallied,
    Tally,
)
from firmware.till.papers.paper import Pair, Row, Rule, Words
from firmware.till.sales.basket import Means

#: What stands beside its sum on paper; the others are only counted.
_SUMMED = (
    Tallied.SALE,
    Tallied.VOID,
    Tallied.ABORT,
    Tallied.REFUND,
    Tallied.DISCOUNT,
    Tallied.SURCHARGE,
    Tallied.TRAINING,
)
_ACTS = (
    Tallied.DISCOUNT,
    Tallied.SURCHARGE,
    Tallied.VOID,
    Tallied.ABORT,
    Tallied.REFUND,
    Tallied.DRAWER,
    Tallied.COPY,
    Tallied.CHANGE,
    Tallied.TRAINING,
)


def amount(cents: int) -> str:
    """On paper the minus is a hyphen."""
    return texts.money(cents, minus="-")


def headed(title: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    """A part with its title and a rule above; nothing when it has no rows."""
    found = tuple(rows)
    return (Rule(), Words(text=title, is_bold=True), *found) if found else ()


def rates(figures: Figures) -> tuple[Row, ...]:
    """Turnover by rate: gross, net, tax."""
    if not figures.rates:
        return headed("Umsatz", [Pair(left="kein Umsatz", right=amount(0))])
    rows: list[Row] = [Pair(left="Satz", right=_three("brutto", "netto", "USt"))]
    for one in figures.rates:
        cells = _three(amount(one.gross_cents), amount(one.net_cents), amount(one.vat_cents))
        rows.append(Pair(left=_percent(one.per_mille), right=cells))
    vat_cents = sum(one.vat_cents for one in figures.rates)
    net_cents = figures.turnover_cents - vat_cents
    total = _three(amount(figures.turnover_cents), amount(net_cents), amount(vat_cents))
    return headed("Umsatz je Steuersatz", [*rows, Pair(left="Summe", right=total, is_bold=True)])


def groups(figures: Figures, names: Mapping[int, str]) -> tuple[Row, ...]:
    """Quantity and amount of each group, before discounts, which stand below.

    A receipt names the article and not its group: a group that has no name is called as its goods.
    """
    rows = [_item(f"{one.number} {names.get(one.number, one.name)}", one) for one in figures.groups]
    return headed("Warengruppen", rows)


def articles(figures: Figures) -> tuple[Row, ...]:
    """Quantity and amount of each article."""
    return headed("Artikel", [_item(f"{one.number} {one.name}", one) for one in figures.articles])


def tenders(figures: Figures) -> tuple[Row, ...]:
    """How was paid; cash is what stayed in the drawer."""
    rows = [_counted(_means_name(name), tally) for name, tally in figures.tenders.items()]
    return headed("Zahlungsmittel", rows)


def passed_through(figures: Figures) -> tuple[Row, ...]:
    """Deposit and vouchers: money that is no turnover."""
    rows: list[Row] = []
    if figures.deposit_out.count or figures.deposit_back.count:
        rows.append(_counted("Pfand ein", figures.deposit_out))
        rows.append(_counted("Pfand aus", figures.deposit_back))
    if figures.vouchers.count:
        rows.append(_counted("Gutscheine verkauft", figures.vouchers))
    return headed("Kein Umsatz", rows)


def acts(figures: Figures) -> tuple[Row, ...]:
    """Discounts, then what was no sale: corrections, drawer, copies, practice."""
    rows = [_act(one, figures.tally(one)) for one in _ACTS if figures.tally(one).count]
    return headed("Rabatte und Vorgänge", rows)


def clerks(figures: Figures, names: Mapping[int, str]) -> tuple[Row, ...]:
    """Each clerk: sum, and how often what."""
    rows: list[Row] = []
    for one in figures.clerks:
        rows += _clerk(one, names)
    return headed("Bediener", rows)


def hours(figures: Figures) -> tuple[Row, ...]:
    """Sales by hour of the day."""
    rows = [_counted(f"{hour}-{(int(hour) + 1) % 24:02}", t) for hour, t in figures.hours.items()]
    return headed("Stunden", rows)


def days(figures: Figures) -> tuple[Row, ...]:
    """Sales by calendar day, when there is more than one."""
    if len(figures.days) < 2:
        return ()
    rows = [_counted(_day(day), tally) for day, tally in figures.days.items()]
    return headed("Je Kalendertag", rows)


def movements(figures: Figures, *, is_listed: bool = True) -> tuple[Row, ...]:
    """Paid in and out, one by one, and the sums."""
    rows: list[Row] = []
    if is_listed:
        rows += [_movement(one) for one in figures.movements]
    drawer = figures.drawer
    if drawer.paid_in.count:
        rows.append(_counted("Summe Einlagen", drawer.paid_in))
    if drawer.paid_out.count:
        rows.append(_counted("Summe Entnahmen", drawer.paid_out))
    return headed("Einlagen und Entnahmen", rows)


def drawer_rows(drawer: Drawer) -> list[Row]:
    """How the Soll is made."""
    opening = "Anfangsbestand" if drawer.is_declared else "Anfang (Vortrag)"
    return [
        Pair(left=opening, right=amount(drawer.opening_cents)),
        Pair(left="+ Barumsatz", right=amount(drawer.cash_cents)),
        Pair(left="+ Einlagen", right=amount(drawer.paid_in.cents)),
        Pair(left="- Entnahmen", right=amount(drawer.paid_out.cents)),
        Pair(left="= Soll", right=amount(drawer.expected_cents), is_bold=True),
    ]


def signing(figures: Figures) -> tuple[Row, ...]:
    """Outages of the signature device (§ 17 RKSV)."""
    counts = (
        ("Ausfälle", figures.outages),
        ("Bons ohne Signatur", figures.unsigned),
        ("Sammelbelege", figures.sammelbelege),
    )
    rows = [Pair(left=name, right=str(count)) for name, count in counts if count]
    return headed("Signatureinheit", rows)


def _clerk(one: ClerkFigures, names: Mapping[int, str]) -> list[Row]:
    name = "ohne Bediener" if one.clerk is None else f"{one.clerk} {names.get(one.clerk, '')}"
    rows: list[Row] = [Pair(left=name.strip(), right=amount(one.total_cents), is_bold=True)]
    return rows + [_act(what, one.tallies[what]) for what in Tallied if what in one.tallies]


def _act(what: Tallied, tally: Tally) -> Pair:
    if what in _SUMMED:
        return _counted(what.value, tally)
    return Pair(left=what.value, right=f"{tally.count}×{'':>10}")


def _counted(name: str, tally: Tally) -> Pair:
    return Pair(left=name, right=f"{tally.count}× {amount(tally.cents):>9}")


def _item(name: str, one: ItemFigures) -> Pair:
    quantities = [f"{one.pieces} Stk"] if one.pieces or not one.grams else []
    quantities += [f"{texts.kilograms(one.grams)} kg"] if one.grams else []
    return Pair(left=name, right=f"{' + '.join(quantities)} {amount(one.cents):>9}")


def _movement(one: Movement) -> Pair:
    sign = "(storniert) " if one.is_cancelled else ""
    return Pair(left=f"{one.kind.name_de} {one.reason}", right=f"{sign}{amount(one.cents)}")


def _three(first: str, second: str, third: str) -> str:
    return f"{first:>9}{second:>9}{third:>8}"


def _percent(per_mille: int) -> str:
    percent, tenth = divmod(per_mille, 10)
    return f"{percent},{tenth}%"


def _means_name(name: str) -> str:
    names = {means.value: means.name_de for means in Means}
    return names.get(name, name.upper())


def _day(day: str) -> str:
    year, month, number = day.split("-")
    return f"{number}.{month}.{year}"
