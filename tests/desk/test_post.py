"""kassa-sync on the bench: it tells an emulated office what the till owes, and nobody else."""

from pathlib import Path

import msgspec
import pytest

from firmware.desk import post
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.sync.config import FinanzonlineSection
from firmware.till.acts import JournalKind
from tests.app.day import MORNING, utc
from tests.finanzonline.emulator.books import Status
from tests.finanzonline.emulator.server import running_office


def test_a_new_till_is_registered(tmp_path: Path) -> None:
    """§ 6 RKSV: card, till, Startbeleg, an order every half minute; each answer is a row."""
    config = in_folder(demo_config(), tmp_path)
    with running_office() as office:
        stand = Stand(tmp_path, post.with_office(config, office.url), utc(MORNING))
        office.clock = lambda: stand.timepiece.true_utc
        office.directory.publish(stand.bench.card.certificate, issuer=stand.bench.card.chain[0])
        stand.commission()
        stand.boot()
        stand.advance(150)
        rows = [str(row.content["order"]) for row in stand.book.journal(kind=JournalKind.FON)]
        stand.shut_down()
    serial = stand.bench.card.serial
    assert [f"registrierung_se:{serial}", "registrierung_kasse:GRAZ-01", "belegpruefung:1"] == rows
    assert Status.IN_BETRIEB is office.till("GRAZ-01", "P").status


def test_nobody_but_this_machine_is_spoken_to() -> None:
    """The receipts of a bench are nobody's."""
    real = FinanzonlineSection(mode="test", manufacturer="ATU12345678")
    here = "http://127.0.0.1:8800/x"
    assert not post.is_emulated(real)
    assert not post.is_emulated(msgspec.structs.replace(real, session_url=here))
    both = msgspec.structs.replace(real, session_url=here, register_url=here)
    assert post.is_emulated(both)
    elsewhere = "https://finanzonline.bmf.gv.at/fon/ws/databox"
    assert not post.is_emulated(msgspec.structs.replace(both, databox_url=elsewhere))


@pytest.mark.parametrize(
    "url", ["https://finanzonline.bmf.gv.at", "http://192.0.2.1:80", "http://localhost.at", ""]
)
def test_an_office_elsewhere_is_refused(tmp_path: Path, url: str) -> None:
    """Before anything is written."""
    with pytest.raises(ValueError, match="not on this machine"):
        post.with_office(in_folder(demo_config(), tmp_path), url)
    assert [] == list(tmp_path.iterdir())
