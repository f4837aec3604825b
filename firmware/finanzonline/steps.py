"""What a person does in FinanzOnline for an order: steps in German with the exact values.

A till without the web service prints these, and so does one whose order was refused. Every value
is the one the web service would send, in the form in which the office's pages take it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from firmware.finanzonline.order import Act, Order, Reason, UnitKind
from firmware.rksv.receipt import VIENNA, local_time_text

_PAGES: Final = "FinanzOnline: Eingaben, Registrierkassen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A step, or what it is for."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What is typed or chosen; `text` is exact to the character."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A machine readable code for the app Belegcheck."""

    code: str


Row = Sentence | Value | Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """One slip: `title` for the head and the display (16 characters), then the rows."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """What the orders do not carry: the register's id and the check value of its AES key."""

    register_id: str
    aes_key_check: str


TITLES: Final[dict[Act, str]] = {
    Act.REGISTRIERUNG_SE: "Karte anmelden",
    Act.REGISTRIERUNG_KASSE: "Kasse anmelden",
    Act.BELEGPRUEFUNG: "Beleg prüfen",
    Act.AUSFALL_SE: "Kartenausfall",
    Act.WIEDERINBETRIEBNAHME_SE: "Karte wieder da",
    Act.AUSSERBETRIEBNAHME_SE: "Karte abmelden",
    Act.AUSFALL_KASSE: "Kassenausfall",
    Act.WIEDERINBETRIEBNAHME_KASSE: "Kasse wieder da",
    Act.AUSSERBETRIEBNAHME_KASSE: "Kasse abmelden",
}

#: The item zone of the display.
TITLE_WIDTH: Final = 16

KINDS: Final[dict[UnitKind, str]] = {
    UnitKind.CARD: "Signaturkarte",
    UnitKind.OWN_HSM: "eigenes HSM",
    UnitKind.SERVICE: "HSM eines Dienstleisters",
}

REASONS: Final[dict[Reason, str]] = {
    Reason.THEFT: "Diebstahl oder sonstiger Verlust",
    Reason.SIGNATURE: "Signatur nicht möglich oder fehlerhaft",
    Reason.RECORDING: "Aufzeichnung oder Belegerstellung nicht richtig möglich",
    Reason.PLANNED: "geplante Außerbetriebnahme",
    Reason.IRREPARABLE: "nicht behebbarer Ausfall",
    Reason.OTHER: "Sonstiges",
}


def steps(order: Order, till: Till) -> Steps:
    """The slip for `order`; a deadline, where there is one, stands at its end."""
    rows = [*_rows(order, till)]
    if order.due_utc is not None:
        rows.append(Value(label="Spätestens", text=f"{order.due_utc.astimezone(VIENNA):%d.%m.%Y}"))
    return Steps(title=title_of(order), rows=tuple(rows))


def title_of(order: Order) -> str:
    """What the order is called on display and paper; of several checks each names its receipt."""
    if order.act is not Act.BELEGPRUEFUNG:
        return TITLES[order.act]
    title = f"Bon {_number(order)} prüfen"
    return title if len(title) <= TITLE_WIDTH else TITLES[order.act]


def _number(order: Order) -> str:
    """The receipt a check is about."""
    return order.key.partition(":")[2]


def _rows(order: Order, till: Till) -> tuple[Row, ...]:
    match order.act:
        case Act.REGISTRIERUNG_SE:
            return _unit(order)
        case Act.REGISTRIERUNG_KASSE:
            return (
                Sentence(text=f"{_PAGES}, Registrierung einer Registrierkasse."),
                Value(label="Kassen-ID", text=order.about),
                Sentence(text="Benutzerschlüssel (AES): steht auf dem Schlüsselblatt der Kasse."),
                Value(label="Prüfwert", text=till.aes_key_check),
                Sentence(text="Der Prüfwert muss derselbe sein, den FinanzOnline zeigt."),
            )
        case Act.BELEGPRUEFUNG:
            return (
                Sentence(
                    text="App BMF Belegcheck am Handy öffnen. Den Authentifizierungscode dafür "
                    "gibt es in FinanzOnline unter Eingaben, Registrierkassen."
                ),
                Value(label="Kassen-ID", text=till.register_id),
                Value(label="Bon", text=_number(order)),
                Sentence(text="Diesen Code scannen:"),
                Scan(code=order.about),
                Sentence(text="Das Ergebnis mit dem Bon sieben Jahre aufheben."),
            )
        case Act.AUSFALL_SE | Act.WIEDERINBETRIEBNAHME_SE | Act.AUSSERBETRIEBNAHME_SE:
            return (
                Sentence(text=f"{_PAGES}, Signatureinheit: {_what(order.act)}."),
                Value(label="Zertifikats-Seriennummer (hex)", text=serial_text(order.about)),
                *_reason_and_moment(order),
            )
        case Act.AUSFALL_KASSE | Act.WIEDERINBETRIEBNAHME_KASSE | Act.AUSSERBETRIEBNAHME_KASSE:
            return (
                Sentence(text=f"{_PAGES}, Registrierkasse: {_what(order.act)}."),
                Value(label="Kassen-ID", text=order.about),
                *_reason_and_moment(order),
            )
        case _:
            assert_never(order.act)


def _unit(order: Order) -> tuple[Row, ...]:
    assert order.unit_kind is not None, "a registration names the kind of its unit"
    assert order.vda_id is not None, "and its provider"
    return (
        Sentence(text=f"{_PAGES}, Registrierung einer Signatureinheit."),
        Value(label="Art", text=KINDS[order.unit_kind]),
        Value(label="Vertrauensdiensteanbieter", text=order.vda_id),
        Value(label="Zertifikats-Seriennummer (hex)", text=serial_text(order.about)),
    )


def _what(act: Act) -> str:
    if act in (Act.AUSFALL_SE, Act.AUSFALL_KASSE):
        return "Ausfall melden"
    if act in (Act.WIEDERINBETRIEBNAHME_SE, Act.WIEDERINBETRIEBNAHME_KASSE):
        return "Wiederinbetriebnahme melden"
    return "Außerbetriebnahme melden (endgültig)"


def _reason_and_moment(order: Order) -> tuple[Row, ...]:
    rows: list[Row] = []
    if order.reason is not None:
        text = f"{order.reason.value} {REASONS[order.reason]}"
        rows.append(Value(label="Begründung", text=text))
    if order.moment_utc is not None:
        is_begin = order.act in (Act.AUSFALL_SE, Act.AUSFALL_KASSE)
        label = "Beginn des Ausfalls" if is_begin else "Ende des Ausfalls"
        rows.append(Value(label=label, text=moment_text(order.moment_utc)))
    return tuple(rows)


def serial_text(serial: str) -> str:
    """Lower case, no 0x, no leading zeros: field 11 of the receipts, to the character."""
    return serial.lower().removeprefix("0x").lstrip("0") or "0"


def moment_text(moment_utc: datetime) -> str:
    """Austrian local time, „20.11.2026 10:00:00"."""
    local = local_time_text(moment_utc)
    return f"{local[8:10]}.{local[5:7]}.{local[:4]} {local[11:19]}"
