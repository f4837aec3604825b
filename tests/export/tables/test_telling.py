"""What rows say to people: samples of each form, and nothing that makes it stumble."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.tables.kinds import KINDS
from firmware.export.tables.telling import UNREADABLE, Told, tell

LINE = {
    "group": 2,
    "name": "Käse",
    "vat_per_mille": 100,
    "quantity_milli": 1345,
    "unit_cents": 2490,
    "is_weight": True,
}
PIECE = {
    **LINE,
    "name": "Obst",
    "quantity_milli": -3000,
    "unit_cents": 250,
    "is_weight": False,
    "plu": 17,
}
TENDER = {"means": "bar", "amount_cents": 250, "given_cents": 500}
RECEIPT = {"number": 7, "kind": "standard", "total_cents": 250, "tenders": [TENDER], "lines": []}


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        (
            "POS",
            {"line": LINE, "weighed": "W"},
            Told("1,345 kg Käse zu 24,90", article="WG2", cents=3349),
        ),
        (
            "POS",
            {"line": PIECE, "training": True, "reopened": 4},
            Told(
                "-3 × Obst zu 2,50, wieder offen aus Beleg 4",
                article="WG2 PLU17",
                cents=-750,
                is_training=True,
            ),
        ),
        (
            "POS_STORNO",
            {"line": LINE, "position": 2, "amount_cents": -3350, "reason": "vertippt"},
            Told("1,345 kg Käse zu 24,90, Position 2, Grund: vertippt", article="WG2", cents=-3350),
        ),
        (
            "RABATT",
            {
                "line": {
                    **PIECE,
                    "group": 0,
                    "kind": "sale discount",
                    "name": "Rabatt 10 %",
                    "quantity_milli": 1000,
                    "unit_cents": -30,
                },
                "amount_cents": -99,
            },
            Told("Rabatt 10 %", cents=-30),
        ),
        ("ZAHLUNG", {"tender": TENDER}, Told("BAR, gegeben 5,00, Rückgeld 2,50", cents=250)),
        (
            "ZAHLUNG",
            {"tender": {**TENDER, "means": "gutschein", "given_cents": 250, "voucher": "17"}},
            Told("GUTSCHEIN G-17", cents=250),
        ),
        ("BELEG", RECEIPT, Told("Standardbeleg, BAR", receipt=7, cents=250)),
        (
            "BELEG",
            {**RECEIPT, "kind": "storno", "original": 6, "is_signed": False},
            Told("Stornobeleg, BAR, zu Beleg 6, ohne Signatur", receipt=7, cents=250),
        ),
        (
            "BELEG",
            {**RECEIPT, "kind": "training"},
            Told("Trainingsbeleg, BAR", receipt=7, cents=250, is_training=True, is_business=False),
        ),
        (
            "BELEG",
            {**RECEIPT, "kind": "nullbeleg", "tenders": [], "total_cents": 0, "note": "Prüfung"},
            Told("Nullbeleg, Prüfung", receipt=7, cents=0, is_business=False),
        ),
        (
            "STORNO",
            {"number": 7, "original": 6, "reason": "falsch", "total_cents": -250, "part": True},
            Told("Teil von Beleg 6, Grund: falsch", receipt=7, cents=-250),
        ),
        ("Z", {"number": 3, "figures": {}}, Told("Z 3", closes=3)),
        ("book.receipt", {"number": 7, "jws_sha256": "ab"}, Told(receipt=7)),
        (
            "KUNDE",
            {"customer": {"uid": "ATU12345678", "invoice": "17", "name": "Huber"}},
            Told(customer="Huber, UID ATU12345678, Rechnung 17"),
        ),
        ("KUNDE", {"customer": None}, Told("entfernt")),
        (
            "STAMM",
            {"type": "group", "key": "1", "old": None, "new": {}, "source": "keys"},
            Told("Warengruppe 1, Anlage"),
        ),
        ("EIN", {"number": 2, "name": "Anna"}, Told("Anna, Nr: 2")),
        ("DRUCK", {"number": 7, "mark": "copy"}, Told("Vermerk: Kopie", receipt=7)),
        ("DRUCK", {"number": 7, "mark": "none"}, Told(receipt=7)),
        (
            "ENTNAHME",
            {"cents": 1200, "reason": "Einkauf", "is_skim": False},
            Told("Grund: Einkauf, Betrag: 12,00, Abschöpfung: nein", cents=1200),
        ),
        (
            "AUSFALL_KASSE",
            {"reason": "1", "began_utc": "2026-10-30T07:00:00Z", "ended_utc": "gestern"},
            Told("Grund: 1, Beginn: 2026-10-30 08:00:00, Ende: gestern"),
        ),
        ("EXPORT", {"files": [{"name": "a"}, {"name": "b"}]}, Told("Dateien: 2")),
        ("START", {"problems": ["Papier", "Uhr"]}, Told("Probleme: Papier Uhr")),
        ("FEHLER", {"words": "x" * 99}, Told("x" * 79 + "…")),
        ("HOLOGRAMM", {"training": True, "neu": 1}, Told(is_training=True)),
    ],
)
def test_rows_at_a_glance(kind: str, content: dict[str, object], told: Told) -> None:
    """One sample of each form."""
    assert told == tell(kind, json.dumps(content))


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("POS", '{"line":{"name":"Obst"},"reason":"alt"}', "Grund: alt"),
        ("BELEG", '{"number":7,"kind":"neuartig"}', "Art: neuartig, Nr: 7"),
        ("STAMM", '{"type":"ship","key":"1"}', "Art: ship, Schlüssel: 1"),
        ("POS", "[]", UNREADABLE),
        ("POS", "{", UNREADABLE),
        ("START", "", UNREADABLE),
        ("START", "[" * 100_000, UNREADABLE),
    ],
)
def test_a_row_nobody_wrote_so_is_told_as_far_as_it_goes(
    kind: str, content: str, text: str
) -> None:
    """A journal somebody meddled with leaves the till all the same, and says so."""
    assert text == tell(kind, content).text


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_NAMES = (
    *("line", "number", "kind", "tender", "tenders", "customer", "type", "new", "old", "mark"),
    *("total_cents", "began_utc", "files", "training", "reason", "position"),
)
_FIELDS = st.sampled_from(_NAMES)


@given(
    st.sampled_from([*KINDS, "HOLOGRAMM"]),
    st.text() | st.dictionaries(_FIELDS | st.text(), _JSON).map(json.dumps),
)
def test_nothing_makes_it_stumble(kind: str, content: str) -> None:
    """Any content of any kind has a line."""
    told = tell(kind, content)
    assert isinstance(told.text, str)
    assert told.receipt is None or type(told.receipt) is int
    assert told.cents is None or type(told.cents) is int
