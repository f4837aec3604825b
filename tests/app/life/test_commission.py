"""Putting a register into operation: once, whole, and with one key whatever is cut."""

import base64
import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.app import credentials
from firmware.app.config import Config, ConfigError
from firmware.app.credentials import CredentialError
from firmware.app.exports import export_dep
from firmware.app.issue import RefusedError
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Commissioned, Wish, commission_register, plan
from firmware.app.life.first_papers import Way
from firmware.desk.power import PowerCutError
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.process import medium
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from firmware.store.reader import Reader
from hal.card.emulator import EmulatedCard
from hal.card.emulator_pki import Flaw
from hal.card.emulator_profile import CardFaults
from hal.errors import Fault, HalError
from tests.app.day import MORNING, utc
from tests.app.life.cutting_os import CuttingOs

#: The emulated card's certificate is of 2025 to 2034.
YEARS_9 = timedelta(days=9 * 365)
YEARS_2 = timedelta(days=2 * 365)


@pytest.fixture
def stand(tmp_path: Path, config: Config) -> Stand:
    """A till that was never commissioned."""
    folder = tmp_path / "till"
    folder.mkdir()
    return Stand(folder, config, utc(MORNING))


def key_text(stand: Stand) -> bytes | None:
    """The AES key's file as it is; None before it was made."""
    path = stand.secrets / credentials.AES_KEY
    return path.read_bytes() if path.exists() else None


def test_happy_path(stand: Stand) -> None:
    """§ 6 Abs 1 RKSV: identity, certificate and a signed Startbeleg of zero, linked to the id."""
    result = stand.commission()
    assert result.register_id == stand.config.register.id
    assert result.certificate_serial == stand.bench.card.serial
    with Reader.open_read_only(stand.book_path) as book:
        identity = book.identity()
        assert identity is not None
        assert identity.aes_key_check == result.aes_key_check
        (receipt,) = book.receipts()
        assert (receipt.kind, receipt.is_signed, receipt.turnover_cents) == (
            ReceiptKind.STARTBELEG,
            True,
            0,
        )
        assert integrity.check(book, integrity.FULL) == ()
        kinds = [row.kind for row in book.journal() if not row.kind.startswith("book.")]
    assert kinds == ["INBETRIEBNAHME", "ZERTIFIKAT", "BELEG"]


def test_refuses_a_second_time(stand: Stand) -> None:
    """§ 6 RKSV: a register in operation is not put into operation again, card or no card."""
    stand.commission()
    stand.bench.set_card("out")
    with pytest.raises(CommissionError, match="in operation already"):
        stand.commission()


def test_refuses_an_untrusted_clock(stand: Stand) -> None:
    """A Startbeleg with a wrong time fails its check: the clock comes first, nothing is made."""
    stand.clock.is_trusted = False
    with pytest.raises(CommissionError, match="clock"):
        stand.commission()
    assert not stand.book_path.exists()
    assert key_text(stand) is None


@pytest.mark.parametrize("shift", [YEARS_9, -YEARS_2])
def test_refuses_a_certificate_that_is_not_valid_now(stand: Stand, shift: timedelta) -> None:
    """Rc 41: a certificate is valid at its registration, neither expired nor of the future."""
    # Settings without a dated rate, so that only the certificate can be wrong.
    group = msgspec.structs.replace(stand.config.group[0], vat="20")
    stand.config = msgspec.structs.replace(stand.config, group=[group], article=[])
    stand.clock.jump(shift.total_seconds())
    with pytest.raises(CommissionError, match="not today"):
        stand.commission()
    assert key_text(stand) is None


def test_refuses_settings_that_cannot_be_printed(stand: Stand) -> None:
    """Bad settings show before anything is made that cannot be taken back."""
    group = msgspec.structs.replace(stand.config.group[0], vat="21")
    stand.config = msgspec.structs.replace(stand.config, group=[group], article=[])
    with pytest.raises(ConfigError, match=r"group 1\.vat"):
        stand.commission()
    assert not stand.book_path.exists()


def test_no_card(stand: Stand) -> None:
    """Without a card nothing is promised; with one the same try goes on."""
    stand.bench.set_card("out")
    with pytest.raises(HalError) as caught:
        stand.commission()
    assert caught.value.fault is Fault.ABSENT
    assert key_text(stand) is None
    stand.bench.set_card("in")
    stand.commission()


def test_startbeleg_must_be_signed(stand: Stand) -> None:
    """§ 6 Abs 4 RKSV: a Startbeleg in failure form is none; the same text is signed later."""
    stand.bench.card.faults = CardFaults(flips_signature=True)
    with pytest.raises(RefusedError):
        stand.commission()
    with Reader.open_read_only(stand.book_path) as book:
        assert book.tail() is None
        intent = book.intent()
    assert intent is not None
    key = key_text(stand)
    stand.clock.advance(60)
    stand.bench.card.faults = CardFaults()
    result = stand.commission()
    assert key_text(stand) == key
    assert result.startbeleg.receipt.issued_at_utc == intent.draft.issued_at_utc
    stand.boot()


def test_goes_on_only_with_the_same_card(stand: Stand) -> None:
    """The text of the Startbeleg names a certificate: another card could never sign it."""
    stand.bench.card.faults = CardFaults(flips_signature=True)
    with pytest.raises(RefusedError):
        stand.commission()
    stand.bench.reader.insert(EmulatedCard(seed=2))
    with pytest.raises(CommissionError, match=stand.bench.card.serial):
        stand.commission()
    stand.bench.set_card("in")
    assert stand.commission().certificate_serial == stand.bench.card.serial


def test_refuses_a_key_without_its_book(stand: Stand) -> None:
    """Anlage Z 9 RKSV: a lost book is not begun anew under the old key and the old id."""
    stand.commission()
    for file in stand.book_path.parent.glob("book.sqlite*"):
        file.unlink()
    with pytest.raises(CommissionError, match="restore the book"):
        stand.commission()
    assert not stand.book_path.exists()


def test_refuses_a_book_without_its_key(stand: Stand) -> None:
    """Anlage Z 9 RKSV: a lost key is never replaced by a new one."""
    stand.bench.card.faults = CardFaults(flips_signature=True)
    with pytest.raises(RefusedError):
        stand.commission()
    (stand.secrets / credentials.AES_KEY).unlink()
    with pytest.raises(CommissionError, match="restore the key"):
        stand.commission()
    assert key_text(stand) is None


def test_refuses_another_id_half_way(stand: Stand) -> None:
    """A try that was cut is not carried on under another register id."""
    stand.bench.card.faults = CardFaults(flips_signature=True)
    with pytest.raises(RefusedError):
        stand.commission()
    register = msgspec.structs.replace(stand.config.register, id="OTHER-1")
    stand.config = msgspec.structs.replace(stand.config, register=register)
    with pytest.raises(CommissionError, match="GRAZ-01"):
        stand.commission()


def new_stand(tmp_path: Path, config: Config, name: str) -> Stand:
    """A till in a folder of its own."""
    folder = tmp_path / name
    folder.mkdir()
    return Stand(folder, in_folder(config, folder), utc(MORNING))


def cut_and_go_on(stand: Stand, edge: int) -> None:
    """Pull the plug at an edge of the commissioning, try again, and look at what came of it."""
    stand.plug.arm(edge)
    with pytest.raises(PowerCutError):
        stand.commission()
    key = key_text(stand)
    # Cut behind the last commit, the register is in operation: the next try says so.
    with suppress(CommissionError):
        stand.commission()
    assert key in (None, key_text(stand))
    assert key_text(stand) is not None
    stand.boot()
    assert [one.number for one in stand.book.receipts()] == [1]
    assert integrity.check(stand.book, integrity.FULL) == ()
    stand.shut_down()


def test_cut_around_commits(tmp_path: Path, config: Config) -> None:
    """§ 6 RKSV: cut at a commit or a signature, the next try ends with one id and one key."""
    whole = new_stand(tmp_path, config, "whole")
    whole.commission()
    edges = [
        number
        for number, name in enumerate(whole.plug.trace, start=1)
        if name.endswith("COMMIT") or name in ("card: after 002a", "card: before connect")
    ]
    assert len(edges) > 12
    for edge in edges:
        cut_and_go_on(new_stand(tmp_path, config, f"cut{edge}"), edge)


@pytest.mark.heavy
def test_cut_at_every_edge(tmp_path: Path, config: Config) -> None:
    """§ 6 RKSV: cut anywhere between disk and card, the next try ends with one id and one key."""
    whole = new_stand(tmp_path, config, "whole")
    whole.commission()
    for edge in range(1, len(whole.plug.trace) + 1):
        cut_and_go_on(new_stand(tmp_path, config, f"cut{edge}"), edge)


def test_cut_while_the_key_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is there whole or not at all, and a key that is there is never made anew."""
    made = 0
    for calls in range(40):
        folder = tmp_path / f"keys{calls}"
        with monkeypatch.context() as patch:
            cutting = CuttingOs(calls)
            patch.setattr(credentials, "os", cutting)
            patch.setattr(medium, "os", cutting)
            try:
                credentials.create_aes_key(folder)
            except PowerCutError:
                is_cut = True
            else:
                is_cut = False
        if credentials.has_aes_key(folder):
            made += 1
            key = credentials.read_aes_key(folder)
            with pytest.raises(CredentialError, match="never overwritten"):
                credentials.create_aes_key(folder)
            assert credentials.read_aes_key(folder) == key
        else:
            assert is_cut
            credentials.create_aes_key(folder)
        assert len(credentials.read_aes_key(folder)) == credentials.AES_KEY_BYTES
        if not is_cut:
            break
    assert not is_cut
    assert 1 <= made < calls


def begin_with(stand: Stand, **words: object) -> Commissioned:
    """Put into operation with what a technician says beside the settings."""
    wish = Wish(way=Way.BENCH, **words)
    return commission_register(stand.config, stand.bench.devices(), stand.secrets, wish)


def test_record_says_who_with_what_by_which_clock(stand: Stand) -> None:
    """§ 6 Abs 4 RKSV, E131: what a record of the commissioning must say stands in its row."""
    begin_with(stand, by="A. Techniker")
    with Reader.open_read_only(stand.book_path) as book:
        row, entered = book.last_journal("INBETRIEBNAHME"), book.last_journal("ZERTIFIKAT")
    assert row is not None
    assert entered is not None
    content = row.content
    assert ("A. Techniker", "bench", "ntp", "") == tuple(
        content[name] for name in ("by", "way", "clock_source", "former")
    )
    assert "ATU12345678" == content["company"]
    assert content["version"]
    (unit,) = content["units"]
    card = stand.bench.card
    assert (card.serial, card.card_number, "ATU12345678", "2035-01-01", 0) == tuple(
        unit[name] for name in ("serial", "cin", "holder", "valid_until", "issuers")
    )
    assert {"place": "card", "kind": "SIGNATURKARTE", **unit} == entered.content


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        (EmulatedCard(company_id="ATU87654321"), "rc 7"),
        (EmulatedCard(flaw=Flaw.NO_HOLDER), "rc 6"),
        (EmulatedCard(flaw=Flaw.STRANGE_HOLDER), "rc 8"),
        (EmulatedCard(flaw=Flaw.EXPIRED), "rc 41"),
        (EmulatedCard(flaw=Flaw.RSA_KEY), "P-256"),
    ],
    ids=["other company", "no holder", "strange holder", "expired", "rsa"],
)
def test_cards_that_cannot_be_registered(stand: Stand, card: EmulatedCard, sentence: str) -> None:
    """§ 15 Abs 3 RKSV: read at the wire, refused with its own sentence, nothing made."""
    stand.bench.reader.insert(card)
    with pytest.raises((CommissionError, HalError), match=sentence):
        begin_with(stand)
    assert not stand.book_path.exists()
    assert key_text(stand) is None


def test_company_must_be_known(stand: Stand) -> None:
    """Rc 7 cannot be foreseen without UID or tax number: the settings are asked for it."""
    company = msgspec.structs.replace(stand.config.company, uid="")
    stand.config = msgspec.structs.replace(stand.config, company=company)
    with pytest.raises(CommissionError, match=r"company\.uid"):
        begin_with(stand)


def test_issuers_go_into_every_dep(stand: Stand, tmp_path: Path) -> None:
    """Anlage Z 3 RKSV: Zertifizierungsstellen from the issuer up to the root."""
    names = []
    for index, der in enumerate(stand.bench.card.chain):
        path = tmp_path / f"{index}.der"
        path.write_bytes(der)
        names.append(str(path))
    card = msgspec.structs.replace(stand.config.card, issuers=names)
    stand.config = msgspec.structs.replace(stand.config, card=card)
    begin_with(stand)
    out = tmp_path / "dep.json"
    with Reader.open_read_only(stand.book_path) as book:
        export_dep(book, out)
    (group,) = json.loads(out.read_text())["Belege-Gruppe"]
    assert [base64.b64encode(der).decode() for der in stand.bench.card.chain] == group[
        "Zertifizierungsstellen"
    ]


def test_plan_makes_nothing(stand: Stand) -> None:
    """Everything is checked, and the folder stays as it was."""
    planned = plan(stand.config, stand.bench.devices(), stand.secrets, Wish())
    assert (None, False) == (planned.former, planned.is_begun)
    assert stand.bench.card.serial == planned.units[0].identity.serial
    assert not stand.book_path.exists()
    assert not credentials.has_aes_key(stand.secrets)
    stand.commission()
    with pytest.raises(CommissionError, match="in operation already"):
        plan(stand.config, stand.bench.devices(), stand.secrets, Wish())
