"""The figures of every Z once more, from an export: `python recompute.py journal/journal.csv`.

Written for somebody who trusts the CSV and not the firmware: nothing of it is imported, and of a Z
row nothing is taken but its place and number. docs/zbericht.md says what each figure is.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DEPOSIT_GROUP = 16
KINDS_THAT_COUNT = ("standard", "storno")
DISCOUNTS = ("line discount", "sale discount")


class Row(NamedTuple):
    """A row of the CSV."""

    seq: int
    clerk: str
    kind: str
    content: dict


class Sums(NamedTuple):
    """Sums by name, such as ("gross", 200); a figure that is nothing is not there."""

    number: int
    sums: dict


def half_up(numerator: int, denominator: int) -> int:
    """Round half away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def read(path: Path) -> list[Row]:
    """All rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Row(int(row["seq"]), row["clerk"], row["kind"], json.loads(row["content"]))
            for row in csv.DictReader(file, delimiter=";")
        ]


def closings(rows: list[Row]) -> Iterator[Sums]:
    """What each Z should say."""
    carried = 0
    first = 1
    for row in rows:
        if row.kind != "Z":
            continue
        period = [one for one in rows if first <= one.seq < row.seq]
        sums = period_sums(period, carried)
        yield Sums(row.content["number"], sums)
        carried = sums.get(("counted",), 0) - sums.get(("skimmed",), 0)
        first = row.seq + 1


def period_sums(rows: list[Row], carried: int) -> dict:
    """Every figure of a period, zeros left out."""
    sums: Counter = Counter({("opening",): carried})
    counted: list[int] = []
    skims: list[int] = []
    cancelled = {one.content["movement"] for one in rows if one.kind == "GELD_STORNO"}
    for row in rows:
        if row.kind == "BELEG":
            add_receipt(sums, row)
        elif not row.content.get("training"):
            add_correction(sums, row)
            add_money(sums, row, is_cancelled=row.seq in cancelled)
            if row.kind == "ZAEHLUNG":
                count(counted, row.content["step"])
            if row.kind == "ENTNAHME" and row.content.get("is_skim"):
                skims.append(row.content["cents"])
        if moves_money(row):
            counted.clear()
        if skims and is_recount(row):
            # Of a count that is of no use any more: the money is gone all the same.
            sums[("skimmed",)] -= sum(skims)
            sums[("moved",)] -= sum(skims)
            skims.clear()
    sums[("expected",)] = sums.pop(("opening",)) + sums[("tender", "bar")] + sums[("moved",)]
    sums[("counted",)] = sum(counted)
    return {name: amount for name, amount in sums.items() if amount}


def moves_money(row: Row) -> bool:
    """Whether a count before this row is of no use any more."""
    content = row.content
    if row.kind == "BELEG":
        return content["kind"] in KINDS_THAT_COUNT
    is_moved = row.kind in ("EINLAGE", "ENTNAHME", "ANFANGSBESTAND", "GELD_STORNO", "KASSENSTURZ")
    return is_moved and not content.get("is_skim") and not content.get("training")


def is_recount(row: Row) -> bool:
    """Whether what was skimmed before this row was of a count that does not hold."""
    is_step = row.kind == "ZAEHLUNG" and not row.content.get("training")
    return is_step or moves_money(row)


def add_money(sums: Counter, row: Row, *, is_cancelled: bool) -> None:
    """Money that is no sale."""
    if row.kind == "ANFANGSBESTAND":
        sums[("opening",)] = row.content["cents"]
    elif row.kind == "ENTNAHME" and row.content.get("is_skim"):
        sums[("skimmed",)] += row.content["cents"]
    elif row.kind in ("EINLAGE", "ENTNAHME") and not is_cancelled:
        sums[("moved",)] += row.content["cents"] * (1 if row.kind == "EINLAGE" else -1)


def add_correction(sums: Counter, row: Row) -> None:
    """What was no sale, by the clerk who did it."""
    content = row.content
    if row.kind == "POS_STORNO" and content["line"]["kind"] == "item":
        add_act(sums, row, "void", content["amount_cents"])
    elif row.kind == "BON_ABBRUCH":
        add_act(sums, row, "abort", content["total_cents"])
    elif row.kind == "LADE" and "reason" in content:
        add_act(sums, row, "drawer", 0)


def line_cents(line: dict) -> int:
    """What a line costs: whole packages at their price, everything else by the unit."""
    package = line.get("package")
    if package is None:
        return half_up(line["unit_cents"] * line["quantity_milli"], 1000)
    pieces = abs(line["quantity_milli"]) // 1000
    packages, singles = divmod(pieces, package["pieces"])
    cents = packages * package["price_cents"] + singles * line["unit_cents"]
    return cents if line["quantity_milli"] > 0 else -cents


def count(counted: list[int], step: dict) -> None:
    """One step of a count; what is counted is what is left in the list."""
    if step["move"] == "back":
        counted.pop()
    elif step["move"] == "again":
        counted.clear()
    else:
        counted.append(step["unit_cents"] * step["pieces"])


def add_act(sums: Counter, row: Row, name: str, cents: int) -> None:
    """A correction, by the clerk who made it."""
    sums[(name, "count", row.clerk)] += 1
    sums[(name, "cents", row.clerk)] += cents


def add_receipt(sums: Counter, row: Row) -> None:
    """A receipt's lines and tenders."""
    content = row.content
    if content["kind"] == "training":
        add_act(sums, row, "training", content["total_cents"])
    if content["kind"] not in KINDS_THAT_COUNT:
        return
    sums[("receipts",)] += 1
    sums[("day", content["day"])] += content["total_cents"]
    gross: Counter = Counter()
    for line in content["lines"]:
        cents = line_cents(line)
        sums[("total",)] += cents
        if line["group"] == DEPOSIT_GROUP:
            sums[("deposit", "back" if line["quantity_milli"] < 0 else "out")] += cents
        elif line["kind"] == "voucher":
            sums[("vouchers",)] += cents
        else:
            gross[line["vat_per_mille"]] += cents
            if line["kind"] == "item":
                sums[("group", line["group"])] += cents
            else:
                sums[("discount" if line["kind"] in DISCOUNTS else "surcharge",)] += cents
    for rate, cents in gross.items():
        sums[("gross", rate)] += cents
        sums[("vat", rate)] += half_up(cents * rate, 1000 + rate)
    for tender in content["tenders"]:
        sums[("tender", tender["means"])] += tender["amount_cents"]


def main() -> int:
    """Print every figure of every Z."""
    for closing in closings(read(Path(sys.argv[1]))):
        print(f"Z {closing.number}")  # noqa: T201 - a program of its own
        for name, amount in sorted(closing.sums.items(), key=str):
            print(f"  {' '.join(map(str, name)):<28}{amount:>12}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
