"""The slip of a new register: what must be told to FinanzOnline, in which order, until when.

§ 6 Abs 3 RKSV: signature unit and register are registered within one week; Abs 4: the Startbeleg is
checked at once after that. Whoever stands there with this slip needs nothing else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.texts import VIENNA

NAME: Final = "FinanzOnline neu"
WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegister:
    """What FinanzOnline asks for.

    `units` are serials, in hex as on receipts, each with its provider; `key_check` has 4 signs.
    """

    register_id: str
    units: tuple[tuple[str, str], ...]
    key_check: str
    commissioned_at_utc: datetime


def commission_slip(new: NewRegister) -> Paper:
    """The slip."""
    until = (new.commissioned_at_utc + WITHIN).astimezone(VIENNA)
    return Paper(name=NAME, rows=(*_head(new, f"{until:%d.%m.%Y}"), *_steps(new)))


def _head(new: NewRegister, until: str) -> tuple[Row, ...]:
    return (
        Title(text="NEUE KASSE"),
        Words(text=f"In FinanzOnline anmelden bis {until}", is_bold=True),
        Words(text="(§ 6 RKSV: binnen einer Woche)"),
        Rule(),
        Pair(left="Kassen-ID", right=new.register_id, is_bold=True),
        *(row for serial, vda_id in new.units for row in _unit(serial, vda_id)),
        Pair(left="AES-Prüfwert", right=new.key_check, is_bold=True),
        Rule(),
    )


def _unit(serial: str, vda_id: str) -> tuple[Row, ...]:
    return (
        Pair(left="Zertifikat (hex)", right=serial, is_bold=True),
        Pair(left="Anbieter (VDA)", right=vda_id),
    )


def _steps(new: NewRegister) -> tuple[Row, ...]:
    register = f"Registrierkasse registrieren: Kassen-ID {new.register_id}"
    key = "den AES-Schlüssel gibt die Technik, sein Prüfwert steht oben"
    check = "Startbeleg prüfen: seinen QR-Code mit der App BMF Belegcheck lesen"
    serials = " und ".join(serial for serial, _ in new.units)
    steps = (
        f"Signatur registrieren: Seriennummer {serials}, hexadezimal",
        f"{register}; {key}",
        f"{check}, frühestens eine Minute nach dem Druck",
        "Startbeleg und diesen Zettel sieben Jahre aufheben",
    )
    return tuple(Words(text=f"{number}. {step}") for number, step in enumerate(steps, start=1))
