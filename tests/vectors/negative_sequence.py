"""Negative vectors of the sequence: start, chain, counter, times, numbers, outages, clusters."""

from base64 import urlsafe_b64decode
from typing import Any

from tests.vectors import forge
from tests.vectors.forge import Document, Forge, document, group
from tests.vectors.negative_build import (
    CARD,
    COMPANY_KEY,
    OTHER,
    field,
    found,
    fresh,
    keys,
    options,
    simple,
    vector,
)


def start_counter() -> Document:
    till = Forge(CARD)
    till.add(fields={"counter": till.false_counter(1)})
    till.sell(100)
    till.sell(200)
    return simple(
        "the counter of the start receipt opens to one cent",
        "§ 6 Abs 4 RKSV",
        till,
        found("start-counter", 0, 1),
    )


def start_once() -> Document:
    till = fresh()
    till.add(fields={"link": forge.hash_link(till.register_id)})
    till.sell(100)
    return simple(
        "a later zero receipt is linked to the Kassen-ID",
        "§ 6 Abs 4 RKSV",
        till,
        found("start-once", 2, 3),
    )


def link() -> Document:
    till = fresh()
    till.link = forge.hash_link(till.entries[0])
    till.sell(100, 200)
    return simple("a receipt skips its predecessor", "Anlage Z 4", till, found("link", 2, 3))


def counter() -> Document:
    till = fresh()
    till.add(-200, mark="STO")
    till.add(300, fields={"counter": till.false_counter(200, added=300)})
    till.sell(100)
    return simple(
        "the counter leaves a cancellation out; later ones are right",
        "§ 8 Abs 1 RKSV",
        till,
        found("counter", 3, 4),
    )


def counter_length() -> Document:
    till = fresh()
    till.add(100, counter_bytes=5)
    return simple(
        "the counter has five bytes after eight",
        "Anlage Z 9",
        till,
        found("counter-length", 2, 3, "notice"),
    )


def register_id() -> Document:
    return field(
        "a receipt of another till", "Anlage Z 4", "register-id", "register_id", "VEKTOR-2"
    )


def system_kind() -> Document:
    till = fresh()
    till.signer = OTHER
    till.add(100, fields={"rka": "R1-AT0", "serial": COMPANY_KEY})
    return vector(
        "a receipt of a closed system in the chain of an open one",
        "§ 20 RKSV",
        [[document(group(None, till.entries))]],
        [found("system-kind", 2, 3)],
        keys=keys(CARD, company=OTHER),
    )


def _timed(about: str, law: str, text: str, *expected: dict[str, object], **more: Any) -> Document:
    till = fresh()
    till.add(fields={"time": text})
    return simple(about, law, till, *expected) | more


def time_order() -> Document:
    return _timed(
        "a receipt one second before its predecessor",
        "Anlage Z 4",
        "2026-11-20T08:06:59",
        found("time-order", 2, 3),
    )


def time_order_doubled_hour() -> Document:
    return simple(
        "the hour that October repeats is excused once; a further decrease is not",
        "Anlage Z 4",
        _october(),
        found("time-order", 3, 4, "notice"),
        found("time-order", 4, 5),
    )


def time_order_strict() -> Document:
    return simple(
        "the official tool does not excuse the hour that October repeats",
        "Anlage Z 4",
        _october(),
        found("time-order", 3, 4),
        found("time-order", 4, 5),
    ) | {"options": options(is_strict=True)}


def _october() -> Forge:
    till = fresh()
    for text in ("2027-10-31T02:59:59", "2027-10-31T02:30:00", "2027-10-31T02:29:59"):
        till.add(fields={"time": text})
    return till


def code_length() -> Document:
    till = fresh()
    number = "9" * 900
    till.add(fields={"number": number})
    till.sell(100)
    return simple(
        "the machine readable code has more than 1000 characters",
        "Anlage Z 12",
        till,
        found("code-length", 2, number[:60]),
    )


def time_range() -> Document:
    return _timed(
        "a receipt one second ahead of the moment of the examination",
        "Anlage Z 4",
        "2026-11-20T08:14:00",
        found("time-range", 2, 3),
        options=options(now_utc="2026-11-20T07:13:59+00:00"),
    )


def time_gap() -> Document:
    return _timed(
        "a time within the hour that March leaves out",
        "Anlage Z 4",
        "2027-03-28T02:30:00",
        found("time-gap", 2, 3, "notice"),
    )


def number_unique() -> Document:
    till = fresh()
    till.number = 2
    till.add(100)
    till.number = 3
    till.add(100)
    return simple("a number stands twice", "Anlage Z 9", till, found("number-unique", 2, 2))


def number_unique_second_file() -> Document:
    till = fresh()
    till.number = 2
    till.add(100)
    parts = [document(group(CARD, till.entries[:2])), document(group(CARD, till.entries[2:]))]
    return vector(
        "a number stands in two consecutive export files",
        "Anlage Z 9",
        [parts],
        [found("number-unique", 2, 2)],
    )


def sammelbeleg() -> Document:
    till = fresh()
    till.add(100, is_signed=False)
    till.sell(200, 300)
    till.add()
    return simple(
        "two sales are signed after an outage before the zero receipt",
        "§ 17 Abs 4 RKSV",
        till,
        found("sammelbeleg", 4, 5),
    )


def sammelbeleg_failing_anew() -> Document:
    till = fresh()
    till.add(100, mark="TRA", is_signed=False)
    till.sell(200)
    till.add(300, is_signed=False)
    till.add()
    return simple(
        "the device fails anew before the zero receipt for the failed training",
        "§ 17 Abs 4 RKSV",
        till,
        found("sammelbeleg", 4, 5),
    )


def zero_unsigned() -> Document:
    till = fresh()
    till.add(is_signed=False)
    till.add()
    return simple(
        "a zero receipt in failure form, then a signed one",
        "§ 8 Abs 3 RKSV",
        till,
        found("zero-unsigned", 2, 3, "notice"),
    )


def month_end() -> Document:
    till = fresh()
    till.time = till.time.replace(month=12)
    till.sell(100)
    return simple(
        "no zero receipt between the sales of two months",
        "§ 8 Abs 2 RKSV",
        till,
        found("month-end", 2, 3, "notice"),
    )


def year_end() -> Document:
    till = fresh()
    till.add(is_signed=False)
    till.time = till.time.replace(year=2027, month=1)
    till.sell(100)
    return simple(
        "the zero receipt between two years is in failure form",
        "§ 8 Abs 3 RKSV",
        till,
        found("zero-unsigned", 2, 3, "notice"),
        found("year-end", 3, 4, "notice"),
    )


def reported_outage() -> Document:
    outage = {
        "component": "signature device",
        "certificate_serial": CARD.serial.upper(),
        "began_at_utc": "2026-11-20T07:05:00+00:00",
        "ended_at_utc": "2026-11-20T07:14:00+00:00",
    }
    till = fresh()
    till.sell(100)
    return simple(
        "a signed receipt while the device was reported as failed",
        "§ 17 Abs 6 RKSV",
        till,
        found("reported-outage", 1, 2),
    ) | {"options": options(reported_outages=[outage])}


def _cluster(till: Forge) -> list[object]:
    return [document(group(None, till.entries))]


def cluster_open() -> Document:
    one = fresh()
    two = Forge(CARD, register_id="VEKTOR-2", first_number=9)
    two.link = forge.hash_link(one.entries[0])
    two.add()
    return vector(
        "two registers of an open system as a cluster",
        "§ 20 RKSV",
        [_cluster(one), _cluster(two)],
        [found("cluster-open", 2, 9)],
    )


def cluster_link() -> Document:
    one = Forge(CARD, rka="R1-AT0", serial=COMPANY_KEY)
    one.add()
    one.sell(100)
    two = Forge(CARD, register_id="VEKTOR-2", rka="R1-AT0", serial=COMPANY_KEY, first_number=9)
    two.add()
    two.sell(100)
    return vector(
        "the second register of a cluster is linked to its own Kassen-ID",
        "§ 20 RKSV",
        [_cluster(one), _cluster(two)],
        [found("cluster-link", 2, 9)],
        keys=keys(company=CARD),
    )


def code_match() -> Document:
    till = fresh()
    other = Forge(CARD)
    other.add()
    other.add(561, besonders=1234)
    payload = _text(other.entries[1].split(".")[1])
    return simple(
        "the QR text is that of a receipt of one cent more", "Anlage Z 12", till,
        found("code-match", 1, 2),
    ) | {"codes": {"entry": 1, "qr": f"{payload}_{_standard(other.entries[1])}"}}  # fmt: skip


def _text(segment: str) -> str:
    """Read the payload of a JWS."""
    return urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode()


def _standard(entry: str) -> str:
    segment = entry.split(".")[2]
    return segment.replace("-", "+").replace("_", "/") + "=" * (-len(segment) % 4)
