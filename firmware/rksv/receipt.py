"""What a receipt is: its kind, and the twelve fields that are signed (Anlage Z 4 and 5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from firmware.rksv.errors import NotUtcError
from firmware.rksv.vat import Buckets

# "Österreichische Ortszeit" (Anlage Z 4), named: the zone of the host must not matter.
VIENNA: Final = ZoneInfo("Europe/Vienna")


class ReceiptKind(Enum):
    """What a receipt is for. The signed text tells only Start, TRA and STO; the book keeps all."""

    STANDARD = "standard"
    STORNO = "storno"
    TRAINING = "training"
    STARTBELEG = "startbeleg"
    NULLBELEG = "nullbeleg"
    MONATSBELEG = "monatsbeleg"
    JAHRESBELEG = "jahresbeleg"
    SCHLUSSBELEG = "schlussbeleg"
    SAMMELBELEG = "sammelbeleg"

    @property
    def must_be_zero(self) -> bool:
        """Every amount is 0,00: all kinds but sale, cancellation and training."""
        return self not in _WITH_AMOUNTS

    @property
    def changes_counter(self) -> bool:
        """Its amounts are added to the turnover counter: all but training (§ 8 Abs 1 RKSV)."""
        return self is not ReceiptKind.TRAINING

    @property
    def counter_marker(self) -> str | None:
        """What stands in field 10 instead of the counter: "TRA", "STO" or nothing (Anlage Z 4)."""
        return _MARKERS.get(self)


_WITH_AMOUNTS: Final = frozenset({ReceiptKind.STANDARD, ReceiptKind.STORNO, ReceiptKind.TRAINING})
_MARKERS: Final = {ReceiptKind.TRAINING: "TRA", ReceiptKind.STORNO: "STO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The twelve signed fields in their order; the five amounts are in `buckets`.

    `turnover_field` and `previous_link` are the base64 texts of fields 10 and 12; `local_time` is
    Austrian local time "yyyy-MM-ddTHH:mm:ss".
    """

    rka: str
    register_id: str
    number_text: str
    local_time: str
    buckets: Buckets
    turnover_field: str
    certificate_serial: str
    previous_link: str


def require_utc(moment: datetime) -> datetime:
    """Return the moment, if it says itself that it is UTC.

    Raises:
        NotUtcError: it is naive or has another offset.
    """
    if moment.utcoffset() != timedelta(0):
        raise NotUtcError(f"{moment.isoformat()} is not a time with offset +00:00")
    return moment


def local_time_text(utc: datetime) -> str:
    """Write a UTC moment as field 4 wants it: Austrian local time, whole seconds (Anlage Z 4).

    In the doubled hour of October the text repeats; the order of receipts is their number.

    Raises:
        NotUtcError: the moment does not say that it is UTC.
    """
    local = require_utc(utc).astimezone(VIENNA)
    return local.replace(tzinfo=None).isoformat(timespec="seconds")
