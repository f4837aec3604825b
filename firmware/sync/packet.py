"""An order as the register service takes it: one item a call, so that the answer is its result.

The names are those of the service; the schema (wsdl/rkdb.xsd) has the last word on order and form.
"""

from datetime import UTC, datetime
from typing import Final, TypeVar, assert_never

from firmware.finanzonline.order import Act, Order
from firmware.sync.fault import SchemaError

Fields = dict[str, object]
_T = TypeVar("_T")

PACKET_NUMBER_MAX: Final = 999_999_999
_ITEM_NUMBER: Final = 1
_REGISTER: Final = "kassenidentifikationsnummer"
_SERIAL: Final = "zertifikatsseriennummer"


class PacketNumbers:
    """Numbers of packets, each different from the last; they go on after a restart by the time."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, now_utc: datetime) -> int:
        """A number from 1 to 999999999."""
        number = int(now_utc.timestamp()) % PACKET_NUMBER_MAX + 1
        self._last = number if number > self._last else self._last % PACKET_NUMBER_MAX + 1
        return self._last


def telling(order: Order, number: int, now_utc: datetime, register_key: str | None) -> Fields:
    """What stands beside the session in the request that carries `order` out.

    `register_key` is the AES key as base64; only the registration of a till has one.

    Raises:
        SchemaError: the order lacks what its act needs.
    """
    item = {"satznr": _ITEM_NUMBER, **_item(order, register_key)}
    return {"rkdb": {**_packet(number, now_utc), _element(order.act): [item]}}


def asking(order: Order, number: int, now_utc: datetime) -> Fields:
    """What stands beside the session in the request how the thing of `order` is registered."""
    packet = {**_packet(number, now_utc), "satznr": _ITEM_NUMBER}
    if order.act is Act.REGISTRIERUNG_KASSE:
        return {"status_kasse": {**packet, _REGISTER: order.about}}
    return {"status_see": {**packet, _SERIAL: _hex(order.about)}}


def _packet(number: int, now_utc: datetime) -> Fields:
    return {"paket_nr": number, "ts_erstellung": _second(now_utc)}


def _element(act: Act) -> str:
    """The element that carries it: the end of a thing is told as a failure without return."""
    match act:
        case Act.AUSSERBETRIEBNAHME_SE:
            return Act.AUSFALL_SE.value
        case Act.AUSSERBETRIEBNAHME_KASSE:
            return Act.AUSFALL_KASSE.value
        case _:
            return act.value


def _item(order: Order, register_key: str | None) -> Fields:
    match order.act:
        case Act.REGISTRIERUNG_SE:
            kind = _needed(order, order.unit_kind).value
            vda_id = _needed(order, order.vda_id)
            return {"art_se": kind, "vda_id": vda_id, _SERIAL: _hex(order.about)}
        case Act.REGISTRIERUNG_KASSE:
            return {_REGISTER: order.about, "benutzerschluessel": _needed(order, register_key)}
        case Act.BELEGPRUEFUNG:
            return {"beleg": order.about}
        case Act.AUSFALL_SE:
            return {_SERIAL: _hex(order.about), "ausfall": _outage(order)}
        case Act.AUSFALL_KASSE:
            return {_REGISTER: order.about, "ausfall": _outage(order)}
        case Act.AUSSERBETRIEBNAHME_SE:
            return {_SERIAL: _hex(order.about), "ausserbetriebnahme": _end(order)}
        case Act.AUSSERBETRIEBNAHME_KASSE:
            return {_REGISTER: order.about, "ausserbetriebnahme": _end(order)}
        case Act.WIEDERINBETRIEBNAHME_SE:
            return {_SERIAL: _hex(order.about), "ende_ausfall": _moment(order)}
        case Act.WIEDERINBETRIEBNAHME_KASSE:
            return {_REGISTER: order.about, "ende_ausfall": _moment(order)}
        case _:
            assert_never(order.act)


def _hex(serial: str) -> Fields:
    return {"_value_1": serial, "hex": True}


def _outage(order: Order) -> Fields:
    return {**_end(order), "beginn_ausfall": _moment(order)}


def _end(order: Order) -> Fields:
    return {"begruendung": _needed(order, order.reason).value}


def _moment(order: Order) -> datetime:
    return _second(_needed(order, order.moment_utc))


def _second(moment_utc: datetime) -> datetime:
    return moment_utc.astimezone(UTC).replace(microsecond=0)


def _needed(order: Order, value: _T | None) -> _T:
    if value is None:
        raise SchemaError(f"{order.key}: incomplete")
    return value
