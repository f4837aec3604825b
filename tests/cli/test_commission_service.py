"""`kassa commission` where no card signs: a till with a signature service alone."""

import pytest

from firmware.app import credentials
from firmware.app.config import load
from firmware.desk.keys import parse_keys
from firmware.desk.services import SECRET
from firmware.desk.stand import Stand
from firmware.finanzonline.due import open_orders
from firmware.finanzonline.order import Act, UnitKind
from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from firmware.store.reader import Reader
from firmware.sync.dossier import gather
from hal.remote.emulator import RemoteFaults
from tests.cli.workshop import ALL, NOW_UTC, Workshop

SERVICE_ALONE = '\n[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n'


@pytest.fixture
def workshop(workshop: Workshop) -> Workshop:
    """The settings name a service and no card; its token lies there."""
    with workshop.settings.open("a", encoding="utf-8") as file:
        file.write(SERVICE_ALONE)
    token = workshop.folder / "credentials" / credentials.SERVICE_FILES["primesign"]
    token.parent.mkdir(mode=0o700)
    token.touch(mode=0o600)
    token.write_text(SECRET, "ascii")
    return workshop


def unit_serial(workshop: Workshop) -> str:
    """Of the service's certificate."""
    assert workshop.bench is not None
    return workshop.bench.services.unit("primesign").serial


def nothing_is_made(workshop: Workshop) -> bool:
    """Neither book nor key nor PIN."""
    names = (credentials.AES_KEY, credentials.CARD_PIN)
    made = (workshop.folder / "credentials" / name for name in names)
    return not workshop.book.exists() and not any(path.exists() for path in made)


def test_a_service_signs_the_startbeleg(workshop: Workshop) -> None:
    """§ 6, § 5 Abs 2 RKSV: no PIN is asked for, and the receipt names provider and certificate."""
    ran = workshop.commission(**ALL, card_pin_file="")
    assert (ran.code, ran.err) == (0, "")
    serial = unit_serial(workshop)
    assert f"  certificate serial (hex)  {serial}" in ran.out.splitlines()
    with Reader.open_read_only(workshop.book) as book:
        (startbeleg,) = book.receipts()
        (row,) = book.journal(kind="ZERTIFIKAT")
    fields = parse(jws.split(startbeleg.jws).payload)
    assert ("R1-AT3", serial, True) == (
        fields.rka,
        fields.certificate_serial,
        startbeleg.is_signed,
    )
    expected = {"place": "primesign", "kind": "HSM_DIENSTLEISTER", "serial": serial}
    assert expected == {name: row.content[name] for name in expected}
    assert not credentials.has_card_pin(workshop.folder / "credentials")
    assert workshop.bench is not None
    _, slip = workshop.bench.printer.slips
    assert "NEUE KASSE" in "\n".join(slip.text)


def test_at_a_terminal_no_pin_is_asked(workshop: Workshop) -> None:
    """Id, company, name: what a service is opened with lies in a file."""
    ran = workshop.attended("GRAZ-07", "ATU12345678", "A. Huber")
    assert ran.code == 0
    assert workshop.typed == []
    assert f"primesign: certificate {unit_serial(workshop)} of ATU12345678" in ran.err


def test_finanzonline_is_told_of_a_service(workshop: Workshop) -> None:
    """Reference § 11.3: `art_se` is HSM_DIENSTLEISTER, and AT3 its provider."""
    workshop.commission(**ALL, card_pin_file="")
    with Reader.open_read_only(workshop.book) as book:
        facts = gather(book)
    assert facts is not None
    orders = open_orders(facts, NOW_UTC)
    (order,) = (one for one in orders if one.act is Act.REGISTRIERUNG_SE)
    told = (order.about, order.unit_kind, order.vda_id)
    assert (unit_serial(workshop), UnitKind.SERVICE, "AT3") == told


def test_then_the_till_sells(workshop: Workshop) -> None:
    """The same folder boots: the service signs, and no reader is looked for."""
    workshop.commission(**ALL, card_pin_file="")
    stand = Stand(workshop.folder, load(workshop.settings), NOW_UTC)
    stand.bench.reader.pull()
    assert stand.boot()
    assert stand.press(parse_keys("250 WG1 BAR"))
    sold = list(stand.book.receipts())[-1]
    assert (unit_serial(workshop), True) == (sold.certificate_serial, sold.is_signed)
    assert "S✓" in stand.screen.status
    stand.shut_down()


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
@pytest.mark.parametrize(
    ("state", "faults", "sentence"),
    [
        ("away", None, "signature service: absent"),
        ("up", RemoteFaults(status=401, path="sign"), "the primesign does not sign: pin wrong"),
        ("up", RemoteFaults(flips_signature=True), "the primesign does not sign"),
    ],
)
def test_a_service_that_does_not_sign_makes_nothing(
    workshop: Workshop,
    state: str,
    faults: RemoteFaults | None,
    sentence: str,
    flags: list[str],
) -> None:
    """No net, a wrong token, a bad signature: said, and the folder is as it was."""
    ran = workshop.commission(**{**ALL, "register_id": "GRAZ-08"}, card_pin_file="")
    assert ran.code == 2
    workshop.wire(load(workshop.settings), b"", {})
    assert workshop.bench is not None
    workshop.bench.services.set_all(state)
    if faults is not None:
        workshop.bench.services.unit("primesign").faults = faults
    ran = workshop.commission(**ALL, card_pin_file="", flags=flags)
    assert ran.code == 2
    assert sentence in ran.refusal
    assert nothing_is_made(workshop)
