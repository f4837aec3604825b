"""Every return code that the office's books can lead to, asked for in plain XML."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest
from cryptography import x509

from hal.card.emulator_pki import Flaw, issue_card_credential
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.books import Status
from tests.finanzonline.emulator.directory import Company
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.sessions import Participant
from tests.finanzonline.receipts import COMPANY_ID, SERIAL, Paper, card
from tests.finanzonline.speaker import (
    Speaker,
    check_receipt,
    end,
    fail,
    item,
    one,
    recover,
    register_till,
    register_unit,
    serial_of,
    till_of,
)

PAPER = Paper()
CARD = serial_of(SERIAL)
TILL = till_of("MARKT-01")
SIX = "2026-11-20T06:00:00Z"
NOON = "2026-11-20T12:00:00Z"
TOMORROW = "2026-11-21T12:00:00Z"


def register_both(speaker: Speaker) -> None:
    """Card and till are entered."""
    assert "0" == speaker.tell(register_unit(SERIAL)).rc
    assert "0" == speaker.tell(register_till("MARKT-01", PAPER.user_key)).rc


def start_up(speaker: Speaker, clock: EmulatedClock) -> None:
    """Card and till are in operation, since seven; now it is one o'clock."""
    register_both(speaker)
    code = Paper().start(clock.now().utc)
    assert "0" == speaker.tell(check_receipt(code)).rc
    clock.advance(6 * 3600)
    speaker.login()


def test_start_up_leads_to_operation(
    office: Office, speaker: Speaker, clock: EmulatedClock
) -> None:
    """§ 6 Abs 4, § 16 RKSV: unit, till, Startbeleg; the till works once the receipt is checked."""
    register_both(speaker)
    assert ["REGISTRIERT"] == speaker.query("status_kasse", TILL).texts("status")
    assert ["IN_BETRIEB"] == speaker.query("status_see", CARD).texts("status")

    checked = speaker.tell(check_receipt(Paper().start(clock.now().utc)))

    assert (["0"], ["PASS"]) == (checked.texts("rc"), checked.texts("verificationState"))
    assert ["IN_BETRIEB"] == speaker.query("status_kasse", TILL).texts("status")
    assert [True] == [receipt.is_start for receipt in office.till("MARKT-01").checked]


def test_what_stands_is_not_registered_again(speaker: Speaker) -> None:
    """B10 for a unit, B1 for a till."""
    register_both(speaker)

    assert "B10" == speaker.tell(register_unit(SERIAL)).rc
    assert "B1" == speaker.tell(register_till("MARKT-01", PAPER.user_key)).rc


def test_a_till_needs_a_unit_in_operation(office: Office, speaker: Speaker) -> None:
    """B7 without one, and while its certificate is still being examined; then B18 and B19, too."""
    assert "B7" == speaker.tell(register_till("MARKT-01", PAPER.user_key)).rc
    office.book().is_certificate_check_slow = True
    assert "0" == speaker.tell(register_unit(SERIAL)).rc

    assert ["AKTIVIERT"] == speaker.query("status_see", CARD).texts("status")
    assert "B7" == speaker.tell(register_till("MARKT-01", PAPER.user_key)).rc
    assert "B18" == speaker.tell(end(CARD, "se", "6")).rc
    assert "B19" == speaker.tell(fail(CARD, "se", "2", SIX)).rc
    office.book().activate(office.clock())
    assert ["IN_BETRIEB"] == speaker.query("status_see", CARD).texts("status")


def test_serials_are_hexadecimal_and_have_no_leading_zero(office: Office, speaker: Speaker) -> None:
    """4: the marked number is found, the same digits unmarked or with a zero are another's."""
    office.directory.publish(card(0x10000017).certificate)
    unmarked = register_unit(0x10000017).replace('hex="true"', 'hex="false"')

    assert "4" == speaker.tell(unmarked).rc
    padded = register_unit(0x10000017).replace(">10000017<", ">010000017<")
    assert "4" == speaker.tell(padded).rc
    assert "0" == speaker.tell(register_unit(0x10000017)).rc


def test_providers_have_names(office: Office, speaker: Speaker) -> None:
    """36 for an unknown provider, 4 for a known one without the card; AT9 only in test (999)."""
    office.directory.publish(card().certificate, "AT9")

    assert "36" == speaker.tell(register_unit(SERIAL, "AT7")).rc
    assert "4" == speaker.tell(register_unit(SERIAL, "AT2")).rc
    speaker.mode = "P"
    assert "999" == speaker.tell(register_unit(SERIAL, "AT9")).rc
    speaker.mode = "T"
    assert "0" == speaker.tell(register_unit(SERIAL, "AT9")).rc


@pytest.mark.parametrize(
    ("flaw", "code"),
    [
        (Flaw.EXPIRED, "41"),
        (Flaw.OF_THE_FUTURE, "41"),
        (Flaw.NO_HOLDER, "6"),
        (Flaw.STRANGE_HOLDER, "8"),
        (Flaw.RSA_KEY, "9"),
    ],
)
def test_bad_certificates_are_refused(
    office: Office, speaker: Speaker, flaw: Flaw, code: str
) -> None:
    """§ 15 Abs 3 RKSV: each flaw by its name."""
    credential = issue_card_credential("flawed", COMPANY_ID, SERIAL, flaw)
    office.directory.publish(credential.certificate)

    assert code == speaker.tell(register_unit(SERIAL)).rc


def test_certificates_of_others_are_refused(office: Office, speaker: Speaker) -> None:
    """7: another undertaking; 8: no way to name one."""
    office.directory.publish(card(2, "ATU87654321").certificate)
    office.directory.publish(card(3, "12 Greengrocers").certificate)

    assert "7" == speaker.tell(register_unit(2)).rc
    assert "8" == speaker.tell(register_unit(3)).rc


def test_broken_and_withdrawn_certificates_are_refused(office: Office, speaker: Speaker) -> None:
    """9 where it cannot be read, 5 once it is withdrawn, 31 under a strange authority."""
    office.directory.publish(card(4).certificate[:-100], serial=4)
    office.directory.publish(card(5).certificate)
    office.directory.revoke("AT1", 5)
    office.directory.publish(card(6).certificate, issuer=card(7).certificate)

    assert "9" == speaker.tell(register_unit(4)).rc
    assert "5" == speaker.tell(register_unit(5)).rc
    assert "31" == speaker.tell(register_unit(6)).rc


def test_a_certificate_may_be_sent_whole(office: Office, speaker: Speaker) -> None:
    """Instead of its number; nonsense is 9."""
    der = x509.load_der_x509_certificate(card(9).certificate)
    encoded = PAPER.user_key  # base64, and no certificate
    head = one("art_se", "SIGNATURKARTE") + one("vda_id", "AT1")
    assert "9" == speaker.tell(item("registrierung_se", head + one("zertifikat", encoded))).rc
    whole = b64encode(card(9).certificate).decode()
    assert "0" == speaker.tell(item("registrierung_se", head + one("zertifikat", whole))).rc
    assert Status.IN_BETRIEB is office.unit(der.serial_number).status


def test_an_unreachable_directory_is_named(office: Office, speaker: Speaker) -> None:
    """14: nothing is entered, and later it works."""
    office.directory.is_reachable = False
    assert "14" == speaker.tell(register_unit(SERIAL)).rc

    office.directory.is_reachable = True
    assert "0" == speaker.tell(register_unit(SERIAL)).rc


def test_a_company_without_numbers_registers_nothing(office: Office) -> None:
    """13 for a unit, B3 for a till."""
    nobody = Company(uid="", fastnr="", gln="")
    office.participant.company = nobody
    speaker = Speaker(office)
    speaker.login()

    assert "13" == speaker.tell(register_unit(SERIAL)).rc
    assert "B3" == speaker.tell(register_till("MARKT-01", PAPER.user_key)).rc


def test_only_a_representative_names_a_tax_number(speaker: Speaker) -> None:
    """32 without power of attorney; one's own number is no harm."""
    strange = f"<rkdb>{one('fastnr', '123456789')}{speaker.head}{register_unit(SERIAL)}</rkdb>"
    own = strange.replace("123456789", "911234567")

    assert "32" == speaker.ask(strange).rc
    assert "0" == speaker.ask(own).rc


def test_test_and_production_never_mix(office: Office, speaker: Speaker) -> None:
    """What is registered in T is unknown in P."""
    register_both(speaker)
    speaker.mode = "P"

    assert "B32" == speaker.query("status_kasse", TILL).rc
    assert "B33" == speaker.query("status_see", CARD).rc
    assert {} == office.book("P").tills


def test_companies_never_mix(office: Office, speaker: Speaker) -> None:
    """The same register id may live in two undertakings (§ 5 Abs 4 RKSV)."""
    register_both(speaker)
    company = Company(uid="ATU99999999", fastnr="991234567")
    office.sessions.admit(Participant(tid="987654321", company=company))
    other = Speaker(office)
    other.tid = "987654321"
    other.login()
    office.directory.publish(card(8, "ATU99999999").certificate)

    assert "B32" == other.query("status_kasse", TILL).rc
    assert "0" == other.tell(register_unit(8)).rc
    assert "0" == other.tell(register_till("MARKT-01", PAPER.user_key)).rc


def test_outage_of_a_card_and_its_end(
    office: Office, speaker: Speaker, clock: EmulatedClock
) -> None:
    """§ 17 Abs 2 and 6 RKSV: reported, asked for, ended; what is so already is B13."""
    start_up(speaker, clock)

    assert "B13" == speaker.tell(recover(CARD, "se", NOON)).rc
    assert "0" == speaker.tell(fail(CARD, "se", "2", "2026-11-20T08:00:00Z")).rc
    assert ["AUSFALL"] == speaker.query("status_see", CARD).texts("status")
    assert "B13" == speaker.tell(fail(CARD, "se", "2", NOON)).rc
    assert "B5" == speaker.tell(recover(CARD, "se", SIX)).rc
    assert "0" == speaker.tell(recover(CARD, "se", "2026-11-20T13:00:00+01:00")).rc
    assert datetime(2026, 11, 20, 12, tzinfo=UTC) == office.unit(SERIAL).outages[0].ended_utc


def test_outage_of_a_till_and_its_end(speaker: Speaker, clock: EmulatedClock) -> None:
    """The same for the till, with its own reasons."""
    start_up(speaker, clock)

    assert "0" == speaker.tell(fail(TILL, "kasse", "5", NOON)).rc
    assert ["AUSFALL"] == speaker.query("status_kasse", TILL).texts("status")
    assert "0" == speaker.tell(recover(TILL, "kasse", NOON)).rc


def test_only_what_works_can_fail(speaker: Speaker) -> None:
    """B9, B19: a till without Startbeleg, and what nobody knows; B2: nor can it recover."""
    assert "B9" == speaker.tell(fail(TILL, "kasse", "5", SIX)).rc
    assert "B19" == speaker.tell(fail(CARD, "se", "2", SIX)).rc
    register_both(speaker)

    assert "B9" == speaker.tell(fail(TILL, "kasse", "5", SIX)).rc
    assert "B2" == speaker.tell(recover(TILL, "kasse", SIX)).rc


def test_times_of_an_outage_are_examined(speaker: Speaker, clock: EmulatedClock) -> None:
    """B5 before the last change, B21 in the future; a time without zone is Austria's."""
    start_up(speaker, clock)

    assert "B5" == speaker.tell(fail(CARD, "se", "2", SIX)).rc
    assert "B21" == speaker.tell(fail(CARD, "se", "2", TOMORROW)).rc
    assert "B21" == speaker.tell(fail(CARD, "se", "2", "2026-11-20T14:00:01")).rc
    assert "0" == speaker.tell(fail(CARD, "se", "2", "2026-11-20T14:00:00")).rc
    assert "B21" == speaker.tell(recover(CARD, "se", TOMORROW)).rc


def test_reasons_belong_to_what_failed(speaker: Speaker, clock: EmulatedClock) -> None:
    """B20 for a reason of something else, B35 for one nobody knows."""
    start_up(speaker, clock)

    assert "B20" == speaker.tell(fail(CARD, "se", "5", NOON)).rc
    assert "B20" == speaker.tell(fail(TILL, "kasse", "2", NOON)).rc
    assert "B20" == speaker.tell(end(TILL, "kasse", "99")).rc
    assert "B20" == speaker.tell(fail(TILL, "kasse", "6", NOON)).rc
    assert "B35" == speaker.tell(fail(CARD, "se", "42", NOON)).rc


def test_the_end_is_final(office: Office, speaker: Speaker, clock: EmulatedClock) -> None:
    """§ 17 RKSV: out of service; B6 from then on, and unknown to a query (B32, B33)."""
    start_up(speaker, clock)

    assert "0" == speaker.tell(end(TILL, "kasse", "6")).rc
    assert "0" == speaker.tell(end(CARD, "se", "7")).rc

    assert "B6" == speaker.tell(end(TILL, "kasse", "6")).rc
    assert "B6" == speaker.tell(end(CARD, "se", "7")).rc
    assert "B6" == speaker.tell(recover(CARD, "se", NOON)).rc
    assert "B6" == speaker.tell(fail(TILL, "kasse", "5", NOON)).rc
    assert "B6" == speaker.tell(register_till("MARKT-01", PAPER.user_key)).rc
    assert "B32" == speaker.query("status_kasse", TILL).rc
    assert "B33" == speaker.query("status_see", CARD).rc
    assert (6, 7) == (office.till("MARKT-01").end_reason, office.unit(SERIAL).end_reason)


def test_a_card_may_come_back(speaker: Speaker, clock: EmulatedClock) -> None:
    """Re-use of a unit within the undertaking: registered again, it works."""
    start_up(speaker, clock)
    speaker.tell(end(CARD, "se", "6"))

    assert "0" == speaker.tell(register_unit(SERIAL)).rc
    assert ["IN_BETRIEB"] == speaker.query("status_see", CARD).texts("status")


def test_what_nobody_knows_cannot_end_or_recover(speaker: Speaker) -> None:
    """B8 and B18, B32 and B33."""
    assert "B8" == speaker.tell(end(TILL, "kasse", "6")).rc
    assert "B18" == speaker.tell(end(CARD, "se", "6")).rc
    assert "B32" == speaker.tell(recover(TILL, "kasse", SIX)).rc
    assert "B33" == speaker.tell(recover(CARD, "se", SIX)).rc


def test_queries_have_their_own_refusals(office: Office, speaker: Speaker) -> None:
    """998 asynchronous, B22 while the status is not to be had."""
    register_both(speaker)
    office.book().is_status_available = False

    assert "B22" == speaker.query("status_kasse", TILL).rc
    forced = one("erzwinge_asynchron", "true")
    assert "998" == speaker.query("status_kasse", TILL, before=forced).rc
