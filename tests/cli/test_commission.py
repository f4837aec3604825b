"""`kassa commission`: attended and unattended, checked before anything is made."""

from pathlib import Path

import pytest

from firmware.app import wiring
from firmware.app.boot import BOOK_NAME
from firmware.app.devices import Devices
from firmware.cli import commission
from firmware.desk.services import SECRET
from firmware.store.reader import Reader
from hal.card.emulator import PIN_TRIES, EmulatedCard
from hal.errors import Fault, HalError
from hal.printer.port import Paper
from tests.cli.calling import command, kassa, process
from tests.cli.workshop import ALL, RIGHT_PIN, Workshop


def receipts(folder: Path) -> list[str]:
    """The kinds of the receipts in the book."""
    with Reader.open_read_only(folder / BOOK_NAME) as book:
        return [receipt.kind.value for receipt in book.receipts()]


def test_a_register_is_put_into_operation(workshop: Workshop) -> None:
    """§ 6 RKSV: signed and printed Startbeleg, and the values FinanzOnline asks for."""
    ran = workshop.commission(**ALL)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "register GRAZ-07 is in operation, Startbeleg printed"
    assert "  register id               GRAZ-07" in lines
    with Reader.open_read_only(workshop.book) as book:
        (certificate,) = book.certificates()
        identity, row = book.identity(), book.last_journal("INBETRIEBNAHME")
    assert f"  certificate serial (hex)  {certificate.serial}" in lines
    assert identity is not None
    assert f"  AES key check value       {identity.aes_key_check}" in lines
    assert row is not None
    assert ("A. Huber", "command line") == (row.content["by"], row.content["way"])
    assert receipts(workshop.folder) == ["startbeleg"]
    assert workshop.bench is not None
    startbeleg, slip = workshop.bench.printer.slips
    assert "STARTBELEG" in "\n".join(startbeleg.text)
    assert "NEUE KASSE" in "\n".join(slip.text)
    assert workshop.closed == workshop.wired


def test_at_a_terminal_it_asks(workshop: Workshop) -> None:
    """What no file says is asked, the PIN last, after the certificate was shown."""
    ran = workshop.attended("GRAZ-07", "ATU12345678", "A. Huber", RIGHT_PIN)
    assert ran.code == 0
    assert "certificate" in ran.err
    assert receipts(workshop.folder) == ["startbeleg"]
    assert workshop.typed == []


def test_nobody_is_there_to_ask(workshop: Workshop) -> None:
    """In a script everything that is missing is named at once, and nothing is touched."""
    ran = workshop.commission(company="ATU12345678", card_pin_file="")
    assert ran.code == 2
    assert ran.refusal.endswith("--answers lacks: register_id, technician, card_pin_file")
    assert workshop.wired == 0


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"card_pin": "123456"}, "card_pin"),
        ({"mode": "test"}, "mode"),
        ({"register_id": 7}, "register_id"),
        ({"register_id": "GRAZ-08"}, "register_id: confirmed was GRAZ-08, the settings say"),
        ({"company": "ATU87654321"}, "company: confirmed was ATU87654321, the settings say ATU"),
        ({"certificate_serial": "abc"}, "certificate_serial: confirmed was abc, here is"),
        ({"mode": "again"}, 'mode: expected was "again", but this would be "new"'),
        ({"mode": "continue"}, 'but this would be "new"'),
        ({"used_ids": ["GRAZ-07"]}, "GRAZ-07 was used before"),
        ({"card_pin_file": "/nowhere/pin"}, "/nowhere/pin: missing"),
    ],
)
def test_answers_that_are_refused(
    workshop: Workshop, answers: dict[str, object], sentence: str
) -> None:
    """By name, before anything is made."""
    ran = workshop.commission(**{**ALL, **answers})
    assert ran.code == 2
    assert sentence in ran.refusal
    assert not workshop.book.exists()
    assert not (workshop.folder / "credentials" / "aes-key").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff", "not UTF-8"),
        (b"= 1", "not TOML"),
        (b"#" * 70_000, "larger than"),
        (None, "cannot be read"),
    ],
)
def test_files_that_hold_no_answers(
    workshop: Workshop, content: bytes | None, sentence: str
) -> None:
    """The path and what is wrong with it."""
    path = workshop.folder / "bad.toml"
    if content is not None:
        path.write_bytes(content)
    ran = kassa("commission", "--config", workshop.settings, "--answers", path)
    assert ran.code == 2
    assert f"{path}: " in ran.refusal
    assert sentence in ran.refusal


def test_confirmed_certificate(workshop: Workshop) -> None:
    """As it stands on the card's papers, in either case and with zeros before it."""
    serial = EmulatedCard().serial
    ran = workshop.commission(**ALL, certificate_serial=f"00{serial.upper()}")
    assert ran.code == 0


def test_dry_run_writes_nothing(workshop: Workshop) -> None:
    """Everything is checked, the card signs a text that is no receipt, and that is all."""
    before = sorted(one.name for one in workshop.folder.iterdir())
    ran = workshop.commission(**ALL, flags=["--dry-run"])
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert "register GRAZ-07 of MARKTSTAND HUBER: checked" == lines[0]
    assert "of ATU12345678, valid until 2035-01-01, issuers 0" in lines[1]
    assert ["  a new till", "nothing was written"] == lines[-2:]
    after = sorted(one.name for one in workshop.folder.iterdir())
    assert {*after} - {*before} == {"answers.toml", "pin"}
    assert workshop.commission(**ALL, flags=["--dry-run"]).code == 0


def test_dry_run_finds_what_is_wrong(workshop: Workshop) -> None:
    """A card of another company, a wrong PIN: as without it."""
    ran = workshop.commission(**ALL, pin="9999", flags=["--dry-run"])
    assert ran.code == 2
    assert "pin wrong, tries left for its PIN: 2" in ran.refusal


def test_a_register_with_a_service_needs_its_secret(workshop: Workshop) -> None:
    """Without the token nothing is begun, and nobody is asked for a PIN in vain."""
    with workshop.settings.open("a", encoding="utf-8") as file:
        file.write('\n[[signature]]\nkind = "card"\n')
        file.write('[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n')
    ran = workshop.commission(**ALL)
    assert ran.code != 0
    assert "primesign-token: missing" in ran.err
    assert workshop.wired == 0
    token = workshop.folder / "credentials" / "primesign-token"
    token.parent.mkdir(mode=0o700)
    token.write_bytes(SECRET.encode())
    token.chmod(0o600)
    ran = workshop.commission(**ALL)
    assert (ran.code, ran.err) == (0, "")
    assert workshop.services == {"primesign": SECRET.encode()}
    with Reader.open_read_only(workshop.book) as book:
        assert len(book.certificates()) == 2


def test_a_register_in_operation_is_left_alone(workshop: Workshop) -> None:
    """§ 6 Abs 4 RKSV: there is one Startbeleg; nobody is asked for the PIN again."""
    workshop.commission(**ALL)
    ran = workshop.commission(**ALL)
    assert ran.code == 2
    assert "in operation already" in ran.refusal
    assert receipts(workshop.folder) == ["startbeleg"]
    assert workshop.closed == workshop.wired


def test_again_after_another_register(workshop: Workshop) -> None:
    """§ 5 Abs 4 RKSV: a new id; the old book is put aside because its id was said aloud."""
    workshop.commission(**ALL)
    text = workshop.settings.read_text("utf-8").replace("GRAZ-07", "GRAZ-08")
    workshop.settings.write_text(text, "utf-8")
    again = {**ALL, "register_id": "GRAZ-08", "former": "GRAZ-07"}
    assert 'but this would be "again"' in workshop.commission(**again).refusal
    ran = workshop.commission(**again, mode="again")
    assert (ran.code, ran.err) == (0, "")
    assert (workshop.folder / "former" / "GRAZ-07" / BOOK_NAME).exists()


def test_a_wrong_pin_is_not_kept(workshop: Workshop) -> None:
    """It costs one try; the till would otherwise show it to the card until that is blocked."""
    ran = workshop.commission(**ALL, pin="9999")
    assert ran.code == 2
    assert "pin wrong" in ran.refusal
    assert "nothing was kept" in ran.refusal
    assert workshop.bench is not None
    assert workshop.bench.card.pin_tries_left == PIN_TRIES - 1
    assert not workshop.book.exists()
    assert not (workshop.folder / "credentials").exists()
    assert workshop.commission(**ALL).code == 0


@pytest.mark.parametrize("typed", ["", "123", "12345678901", "geheim", "12 34", "١٢٣٤"])
def test_what_is_no_pin_never_reaches_the_card(workshop: Workshop, typed: str) -> None:
    """Refused before it costs a try; the refusal does not repeat it."""
    ran = workshop.attended(typed, **ALL)
    assert ran.code == 2
    assert ran.err.endswith("kassa: a card PIN has 4 to 8 digits\n")
    ran = workshop.commission(**ALL, pin=typed)
    assert ran.code == 2
    assert ran.refusal == f"kassa: {workshop.folder / 'pin'}: a card PIN has 4 to 8 digits"


def test_a_pin_file_that_others_may_read(workshop: Workshop) -> None:
    """A secret that is none any more."""
    (workshop.folder / "pin").write_bytes(RIGHT_PIN.encode())
    (workshop.folder / "pin").chmod(0o644)
    ran = workshop.commission(**ALL, pin=None)
    assert "others may read" in ran.refusal


def test_a_printer_without_paper_is_told_beside_the_result(workshop: Workshop) -> None:
    """The register is in operation; the values are shown, the exit code is 1."""
    workshop.wire(commission.load(workshop.settings), b"1234")
    assert workshop.bench is not None
    workshop.bench.set_paper(Paper.OUT)
    ran = workshop.commission(**ALL)
    assert ran.code == 1
    assert "Startbeleg NOT printed (printer: paper out" in ran.out
    assert "AES key check value" in ran.out
    assert receipts(workshop.folder) == ["startbeleg"]


def test_missing_hardware_is_named_before_the_pin_is_asked(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear line; no secret is typed for nothing, none is kept."""

    def refuse(*_: object) -> Devices:
        raise HalError(Fault.ABSENT, "keypad", "no chip")

    monkeypatch.setattr(wiring, "wire", refuse)
    ran = workshop.attended(**ALL)
    assert ran.code == 2
    assert ran.refusal == "kassa: keypad: absent: no chip"


def test_a_desktop_computer_is_no_till(workshop: Workshop) -> None:
    """The real wiring, as a process of its own, where there is no such hardware."""
    answers = workshop.answers(ALL)
    ran = process(command("commission", "--config", workshop.settings, "--answers", answers))
    assert ran.code == 2
    assert "absent" in ran.refusal
    assert not workshop.book.exists()


def test_missing_settings_are_named(tmp_path: Path) -> None:
    """The path, as it was given."""
    ran = kassa("commission", "--config", tmp_path / "none.toml")
    assert ran.code == 2
    assert ran.refusal == (
        f"kassa: {tmp_path / 'none.toml'}: cannot be read: No such file or directory"
    )


def test_the_folder_of_another_user(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What root makes, the till could not read: said before anything is made."""
    monkeypatch.setattr(commission.os, "geteuid", lambda: 4711)
    ran = workshop.commission(**ALL)
    assert ran.code == 2
    assert "run it as that user (sudo -u " in ran.refusal
