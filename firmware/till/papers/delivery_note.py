"""The delivery note as a slip."""

from firmware.till import texts
from firmware.till.entry import ONE_MILLI
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.sales.basket import Line, merged
from firmware.till.state import Till


def delivery_note(till: Till) -> Paper:
    """What leaves without being paid, for whom, and room to sign for it."""
    now = till.now_utc.astimezone(texts.VIENNA)
    customer = till.basket.customer
    assert customer is not None, "somebody gets it"
    rows: list[Row] = [Title(text="ÜBUNG")] if till.is_training else []
    rows += [
        Title(text="LIEFERSCHEIN"),
        Words(text="kein Barumsatz, kein Beleg", is_centred=True),
        Pair(left=f"{now:%d.%m.%Y %H:%M}", right=f"Bed. {till.clerk}"),
        Words(text=f"An {customer.name}", is_bold=True),
    ]
    if customer.uid:
        rows.append(Words(text=f"UID {customer.uid}"))
    rows.append(Rule())
    for line in merged(till.basket.lines):
        rows += _position(line)
    total = texts.money(till.basket.total_cents, minus="-")
    rows += [Rule(), Pair(left="SUMME EUR", right=total, is_bold=True)]
    rows += [Words(text="Übernommen:"), Words(text=" "), Rule()]
    return Paper(name=f"Lieferschein {now:%d.%m. %H:%M}", rows=tuple(rows))


def _position(line: Line) -> list[Row]:
    price = texts.money(line.unit_cents, minus="-")
    named = Pair(left=line.name, right=texts.money(line.total_cents, minus="-"))
    if line.is_weight:
        weight = texts.kilograms(line.quantity_milli, minus="-")
        return [Words(text=f"{weight} kg × {price} €/kg"), named]
    pieces = line.quantity_milli // ONE_MILLI
    if abs(pieces) == 1:
        return [named]
    if line.package is not None:
        bundle = f"{line.package.pieces} um {texts.money(line.package.price_cents)}"
        return [Words(text=f"{pieces} × {price}, {bundle}"), named]
    return [Words(text=f"{pieces} × {price}"), named]
