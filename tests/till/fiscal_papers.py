"""The slips of a till's fiscal life that are kept as golden files, and how they are drawn.

`python -m tests.till.fiscal_papers` draws every file anew; look at the difference before committing
it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firmware.finanzonline.order import Act, Order, Reason, UnitKind
from firmware.finanzonline.steps import Till, steps
from firmware.till.fiscal.commission_slip import commission_slip
from firmware.till.fiscal.ending_papers import Ending, end_paper
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.office import order_paper
from firmware.till.fiscal.office_requests import FoundOrder, OrderState
from firmware.till.fiscal.outage import outage_paper
from firmware.till.fiscal.requests import FoundOutage
from firmware.till.papers.paper import Paper
from tests.till.papers import drawn
from tests.till.playbook import Playbook
from tests.till.slips import COLUMNS

FOLDER = Path(__file__).parent.parent / "golden" / "fiscal"

NOW_UTC = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
DUE_UTC = NOW_UTC + timedelta(days=7)
SERIAL = "5c74927499fbc59f"
OFFICE = Till(register_id="GRAZ-01", aes_key_check="qx6p")
CODE = (
    f"_R1-AT1_GRAZ-01_1_2026-11-20T10:42:00_0,00_0,00_0,00_0,00_0,00_{'x' * 12}_{SERIAL}_{'y' * 12}"
)
_ABOUT_UNIT = (
    Act.REGISTRIERUNG_SE,
    Act.AUSFALL_SE,
    Act.WIEDERINBETRIEBNAHME_SE,
    Act.AUSSERBETRIEBNAHME_SE,
)
_REASONS = {
    Act.AUSFALL_SE: Reason.SIGNATURE,
    Act.AUSFALL_KASSE: Reason.RECORDING,
    Act.AUSSERBETRIEBNAHME_SE: Reason.PLANNED,
    Act.AUSSERBETRIEBNAHME_KASSE: Reason.IRREPARABLE,
}
_WITH_MOMENT = (
    Act.AUSFALL_SE,
    Act.AUSFALL_KASSE,
    Act.WIEDERINBETRIEBNAHME_SE,
    Act.WIEDERINBETRIEBNAHME_KASSE,
)
_OUTAGE = FoundOutage(
    began_at_utc=NOW_UTC - timedelta(hours=2),
    first_number=400,
    last_number=411,
    count=12,
    serial=SERIAL,
    fault=DeviceFault.ABSENT,
)


def order(act: Act) -> Order:
    """An order of this kind, with all that it carries."""
    about = SERIAL if act in _ABOUT_UNIT else "GRAZ-01"
    return Order(
        key=f"{act}:1",
        act=act,
        about=CODE if act is Act.BELEGPRUEFUNG else about,
        not_before_utc=NOW_UTC,
        unit_kind=UnitKind.CARD if act is Act.REGISTRIERUNG_SE else None,
        vda_id="AT1" if act is Act.REGISTRIERUNG_SE else None,
        reason=_REASONS.get(act),
        moment_utc=NOW_UTC if act in _WITH_MOMENT else None,
        due_utc=DUE_UTC,
    )


def papers() -> Mapping[str, Paper]:
    """Every kept slip."""
    till = Playbook(clerk=1).till
    late = replace(till, now_utc=NOW_UTC + timedelta(days=3))
    begun = (order(Act.REGISTRIERUNG_SE), order(Act.REGISTRIERUNG_KASSE), order(Act.BELEGPRUEFUNG))
    end = Ending(register_id="GRAZ-01", reason=Reason.PLANNED, number=412, at_utc=NOW_UTC)
    refused = FoundOrder(
        key="registrierung_se:1",
        slip=steps(order(Act.REGISTRIERUNG_SE), OFFICE),
        state=OrderState.REFUSED,
        words="Karte ungültig",
        advice="Das Zertifikat der Karte ist nicht gültig: den Lieferanten fragen.",
    )
    return {
        "new_till": commission_slip(OFFICE, begun),
        "outage": outage_paper(till, _OUTAGE),
        "outage_of_one": outage_paper(till, replace(_OUTAGE, last_number=400, count=1)),
        "outage_to_report": outage_paper(late, _OUTAGE),
        "outage_reported": outage_paper(late, replace(_OUTAGE, is_settled=True)),
        "new_card": Playbook(clerk=1).play("@card new\nF 68 1 BAR BAR BAR").papers[-1],
        "inspection": Playbook(clerk=1).type("F 60").papers[-1],
        "inspection_in_outage": _in_trouble().type("F 60").papers[-1],
        "end": end_paper(end),
        "end_without_schlussbeleg": end_paper(replace(end, reason=Reason.IRREPARABLE, number=None)),
        "order_refused": order_paper(till, refused),
        **{f"order_{act}": order_paper(till, _open(act)) for act in Act},
    }


def _open(act: Act) -> FoundOrder:
    return FoundOrder(key=f"{act}:1", slip=steps(order(act), OFFICE), state=OrderState.OPEN)


def _in_trouble() -> Playbook:
    book = Playbook(clerk=1)
    book.book.outage = _OUTAGE
    book.book.status = replace(book.book.status, is_signing=False, is_clock_trusted=False)
    book.calendar.last_copy = None
    book.calendar.open_orders = ("Kartenausfall", "Bon 1 prüfen bis 15.02.2027")
    return book


def file_of(name: str, columns: int) -> Path:
    """Where the golden text of a slip is."""
    return FOLDER / f"{name}_{columns}.txt"


def main() -> None:
    """Draw all golden files."""
    FOLDER.mkdir(exist_ok=True)
    for name, one in papers().items():
        for columns in COLUMNS:
            file_of(name, columns).write_text(drawn(one, columns), encoding="utf-8")


if __name__ == "__main__":
    main()
