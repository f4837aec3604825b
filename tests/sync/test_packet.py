"""Orders as the service takes them."""

import itertools
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.finanzonline.order import Act, Order, Reason, UnitKind
from firmware.sync.fault import SchemaError
from firmware.sync.packet import PACKET_NUMBER_MAX, PacketNumbers, asking, telling
from firmware.sync.soap import Contract, Service
from tests.sync import calling

MOMENT = datetime(2026, 11, 20, 9, 0, 0, 999, tzinfo=timezone(timedelta(hours=1)))
WHO = {
    "tid": "123456789",
    "benid": "KASSEWS1",
    "id": "0123456789AB",
    "art_uebermittlung": "T",
}
CODE = f"_R1-AT1_MARKT-01_1_2026-11-20T08:00:00{'_0,00' * 5}_QLSULaIS_1a2b_mDUJ_{'a' * 88}"
SERIAL = '<zertifikatsseriennummer hex="true">1a2b3c4d</zertifikatsseriennummer>'
REGISTER = "<kassenidentifikationsnummer>MARKT-01</kassenidentifikationsnummer>"

ORDERS = [
    (
        calling.unit(),
        (
            f"<registrierung_se><satznr>1</satznr><art_se>SIGNATURKARTE</art_se><vda_id>AT1</vda_id>"
            f"{SERIAL}</registrierung_se>"
        ),
    ),
    (
        calling.order(Act.REGISTRIERUNG_SE, "1a2b3c4d", unit_kind=UnitKind.SERVICE, vda_id="AT3"),
        (
            f"<registrierung_se><satznr>1</satznr><art_se>HSM_DIENSTLEISTER</art_se>"
            f"<vda_id>AT3</vda_id>{SERIAL}</registrierung_se>"
        ),
    ),
    (
        calling.till(),
        (
            f"<registrierung_kasse><satznr>1</satznr>{REGISTER}<benutzerschluessel>{calling.KEY}"
            "</benutzerschluessel></registrierung_kasse>"
        ),
    ),
    (
        calling.order(Act.BELEGPRUEFUNG, CODE),
        f"<belegpruefung><satznr>1</satznr><beleg>{CODE}</beleg></belegpruefung>",
    ),
    (
        calling.unit_outage(MOMENT),
        (
            f"<ausfall_se><satznr>1</satznr>{SERIAL}<ausfall><begruendung>2</begruendung>"
            "<beginn_ausfall>2026-11-20T08:00:00Z</beginn_ausfall></ausfall></ausfall_se>"
        ),
    ),
    (
        calling.order(Act.WIEDERINBETRIEBNAHME_SE, "1a2b3c4d", moment_utc=MOMENT),
        (
            f"<wiederinbetriebnahme_se><satznr>1</satznr>{SERIAL}"
            "<ende_ausfall>2026-11-20T08:00:00Z</ende_ausfall></wiederinbetriebnahme_se>"
        ),
    ),
    (
        calling.order(Act.AUSSERBETRIEBNAHME_SE, "1a2b3c4d", reason=Reason.IRREPARABLE),
        (
            f"<ausfall_se><satznr>1</satznr>{SERIAL}<ausserbetriebnahme>"
            "<begruendung>7</begruendung></ausserbetriebnahme></ausfall_se>"
        ),
    ),
    (
        calling.order(Act.AUSFALL_KASSE, "MARKT-01", reason=Reason.THEFT, moment_utc=MOMENT),
        (
            f"<ausfall_kasse><satznr>1</satznr>{REGISTER}<ausfall><begruendung>1</begruendung>"
            "<beginn_ausfall>2026-11-20T08:00:00Z</beginn_ausfall></ausfall></ausfall_kasse>"
        ),
    ),
    (
        calling.order(Act.WIEDERINBETRIEBNAHME_KASSE, "MARKT-01", moment_utc=MOMENT),
        (
            f"<wiederinbetriebnahme_kasse><satznr>1</satznr>{REGISTER}"
            "<ende_ausfall>2026-11-20T08:00:00Z</ende_ausfall></wiederinbetriebnahme_kasse>"
        ),
    ),
    (
        calling.order(Act.AUSSERBETRIEBNAHME_KASSE, "MARKT-01", reason=Reason.PLANNED),
        (
            f"<ausfall_kasse><satznr>1</satznr>{REGISTER}<ausserbetriebnahme>"
            "<begruendung>6</begruendung></ausserbetriebnahme></ausfall_kasse>"
        ),
    ),
]


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The register service."""
    return Contract(Service.RKDB)


def _bare(envelope: bytes) -> str:
    return envelope.decode().replace("ns0:", "")


@pytest.mark.parametrize(
    ("order", "item"), ORDERS, ids=[f"{order.act.value}-{order.about[:6]}" for order, _ in ORDERS]
)
def test_every_act_as_an_item(contract: Contract, order: Order, item: str) -> None:
    """One packet, one item, in the order of the schema; moments in whole seconds of UTC."""
    key = calling.KEY if order.act is Act.REGISTRIERUNG_KASSE else None
    fields = telling(order, 7, calling.NOW, key)
    packet = (
        f"<rkdb><paket_nr>7</paket_nr><ts_erstellung>2026-11-20T07:00:00Z</ts_erstellung>{item}"
    )
    assert packet in _bare(contract.write("rkdb", {**WHO, **fields}))


def test_every_act_is_here() -> None:
    """The table above leaves none out."""
    assert set(Act) == {order.act for order, _ in ORDERS}


def test_questions(contract: Contract) -> None:
    """They stand beside the mode, not within `rkdb`."""
    head = "<paket_nr>7</paket_nr><ts_erstellung>2026-11-20T07:00:00Z</ts_erstellung>"
    unit = contract.write("rkdb", {**WHO, **asking(calling.unit(), 7, calling.NOW)})
    till = contract.write("rkdb", {**WHO, **asking(calling.till(), 7, calling.NOW)})
    assert f"<status_see>{head}<satznr>1</satznr>{SERIAL}</status_see>" in _bare(unit)
    assert f"<status_kasse>{head}<satznr>1</satznr>{REGISTER}</status_kasse>" in _bare(till)


@pytest.mark.parametrize(
    "order",
    [
        calling.order(Act.REGISTRIERUNG_SE, "1a", vda_id="AT1"),
        calling.order(Act.REGISTRIERUNG_SE, "1a", unit_kind=UnitKind.CARD),
        calling.till(),
        calling.order(Act.AUSFALL_SE, "1a", moment_utc=MOMENT),
        calling.order(Act.AUSFALL_KASSE, "K", reason=Reason.THEFT),
        calling.order(Act.WIEDERINBETRIEBNAHME_SE, "1a"),
        calling.order(Act.AUSSERBETRIEBNAHME_KASSE, "K"),
    ],
    ids=lambda order: order.act.value,
)
def test_an_incomplete_order(order: Order) -> None:
    """Named by its key, never sent half."""
    with pytest.raises(SchemaError, match=order.key):
        telling(order, 7, calling.NOW, None)


@given(
    st.lists(
        st.datetimes(datetime(2026, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - made UTC
            lambda moment: moment.replace(tzinfo=UTC)
        ),
        min_size=2,
        max_size=20,
    )
)
def test_numbers_of_packets(moments: list[datetime]) -> None:
    """Each in the range of the schema and other than the one before, whatever the clock does."""
    numbers = PacketNumbers()
    found = [numbers.next(moment) for moment in moments]
    assert all(1 <= number <= PACKET_NUMBER_MAX for number in found)
    assert all(one != other for one, other in itertools.pairwise(found))
