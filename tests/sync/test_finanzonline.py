"""Orders carried to an emulated FinanzOnline, over the net of this machine."""

import ssl
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from firmware.finanzonline.codes import rule
from firmware.finanzonline.order import Act, Order, Reason, Status, Verdict
from firmware.rksv.receipt import ReceiptKind
from firmware.sync import transcript
from firmware.sync.account import Account, AccountError, Secrets
from firmware.sync.endpoint import Endpoint
from firmware.sync.exchange import Exchange, Line
from firmware.sync.fault import LoginError, SchemaError, WireError, WireFault
from firmware.sync.finanzonline import Finanzonline
from firmware.sync.post import HttpPost
from firmware.sync.transcript import Transcript
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.emulator.tricks import Trick
from tests.finanzonline.emulator.writing import fault
from tests.finanzonline.receipts import Paper
from tests.sync import calling

HOUR = timedelta(hours=1)


def start_up(finanzonline: Finanzonline, secrets: Secrets, paper: Paper) -> None:
    """Register card and till and have the Startbeleg checked."""
    for order in (calling.unit(), calling.till(), check(paper.start(calling.NOW))):
        assert Verdict.DONE is rule(order, finanzonline.deliver(order, secrets)).verdict


def check(code: str) -> Order:
    """The check of a receipt."""
    return calling.order(Act.BELEGPRUEFUNG, code)


def test_a_till_begins(
    finanzonline: Finanzonline, office: Office, secrets: Secrets, paper: Paper
) -> None:
    """§ 16 RKSV: card, till, Startbeleg; what is registered is asked for its status."""
    unit = finanzonline.deliver(calling.unit(), secrets)
    till = finanzonline.deliver(calling.till(), secrets)
    start = finanzonline.deliver(check(paper.start(calling.NOW)), secrets)

    assert (("0",), Status.IN_BETRIEB) == (unit.codes, unit.status)
    assert (("0",), Status.REGISTRIERT) == (till.codes, till.status)
    assert (("0",), True, ()) == (start.codes, start.is_passed, start.failed_checks)
    assert 0 == office.sessions.count_open


def test_a_life_of_outages_and_its_end(
    finanzonline: Finanzonline, office: Office, secrets: Secrets, paper: Paper
) -> None:
    """§§ 17, 6 RKSV: both failures, both returns, both ends; each reaches its status."""
    start_up(finanzonline, secrets, paper)
    begin = calling.NOW
    office.clock = lambda: begin + 9 * HOUR
    steps = (
        calling.unit_outage(begin + HOUR),
        calling.order(Act.WIEDERINBETRIEBNAHME_SE, calling.SERIAL, moment_utc=begin + 2 * HOUR),
        calling.order(
            Act.AUSFALL_KASSE,
            calling.REGISTER,
            reason=Reason.RECORDING,
            moment_utc=begin + 3 * HOUR,
        ),
        calling.order(
            Act.WIEDERINBETRIEBNAHME_KASSE, calling.REGISTER, moment_utc=begin + 4 * HOUR
        ),
        calling.order(Act.AUSSERBETRIEBNAHME_KASSE, calling.REGISTER, reason=Reason.PLANNED),
        calling.order(Act.AUSSERBETRIEBNAHME_SE, calling.SERIAL, reason=Reason.IRREPARABLE),
    )
    codes = [finanzonline.deliver(order, secrets).codes for order in steps]

    assert [("0",)] * len(steps) == codes
    assert ["AUSSER_BETRIEB"] * 2 == [
        office.till(calling.REGISTER).status.name,
        office.unit(int(calling.SERIAL, 16)).status.name,
    ]


def test_what_is_known_already_is_asked_for(finanzonline: Finanzonline, secrets: Secrets) -> None:
    """B10 and B1 mean what the status says: done when it is registered."""
    for order in (calling.unit(), calling.till()):
        finanzonline.deliver(order, secrets)
        again = finanzonline.deliver(order, secrets)
        assert Verdict.DONE is rule(order, again).verdict
        assert {"B10", "B1"} & set(again.codes)


def test_a_lost_answer_is_made_good(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """The office registered, the answer was lost: the second try hears "known already"."""
    office.misbehave(Trick.LOST, operation="registrierung_se")
    with pytest.raises(WireError):
        finanzonline.deliver(calling.unit(), secrets)

    answer = finanzonline.deliver(calling.unit(), secrets)
    assert (("B10",), Status.IN_BETRIEB) == (answer.codes, answer.status)


def test_a_receipt_that_fails_names_the_check(
    finanzonline: Finanzonline, secrets: Secrets, paper: Paper
) -> None:
    """Code 43: the innermost checks that failed are in the answer."""
    start_up(finanzonline, secrets, paper)
    code = paper.issue(ReceiptKind.JAHRESBELEG, calling.NOW + HOUR, is_signed=False)
    answer = finanzonline.deliver(check(code), secrets)

    assert (("43",), False) == (answer.codes, answer.is_passed)
    assert answer.failed_checks


def test_a_session_that_lapsed_is_opened_again_once(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Code -1 in the middle: one more login, the same order, the answer counts."""
    office.misbehave(Trick.SESSION_GONE, operation="registrierung_se")
    answer = finanzonline.deliver(calling.unit(), secrets)

    assert ("0",) == answer.codes
    assert 2 == office.count("login")


def test_a_session_that_lapses_again_and_again_is_left(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Two logins are enough for one order; the rest is for later."""
    office.force("-1", calls=9, operation="registrierung_se")
    order = calling.unit()
    answer = finanzonline.deliver(order, secrets)

    assert (("-1",), Verdict.LATER) == (answer.codes, rule(order, answer).verdict)
    assert 2 == office.count("login")


def test_a_question_that_is_put_off_puts_off_the_order(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """B10 without a status would be refused; while the question meets maintenance it is later."""
    order = calling.unit()
    finanzonline.deliver(order, secrets)
    office.misbehave(Trick.MAINTENANCE, operation="status_see")
    answer = finanzonline.deliver(order, secrets)

    assert (("-2",), Verdict.LATER) == (answer.codes, rule(order, answer).verdict)


def test_a_lost_question_takes_nothing_back(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Code 0 has been heard: a status that cannot be asked for changes nothing."""
    office.misbehave(Trick.GARBAGE, operation="status_see")
    answer = finanzonline.deliver(calling.unit(), secrets)
    assert (("0",), None) == (answer.codes, answer.status)


def test_a_question_without_form_takes_nothing_back(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """What code 0 said stands, though nobody can ask; B10 alone waits for a person."""
    for codes, verdict in (("0",), Verdict.DONE), (("B10",), Verdict.REFUSED):
        office.say(fault(["no such element"]), status=500, operation="status_see")
        said = finanzonline.deliver(calling.unit(), secrets)
        assert (codes, None) == (said.codes, said.status)
        assert verdict is rule(calling.unit(), said).verdict


def test_a_question_nobody_is_let_in_for_takes_nothing_back(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """The session lapsed after the registration, and the next login is refused."""

    def clock() -> datetime:
        if office.count("registrierung_se") == 1 == office.count("login"):
            office.force("-4", operation="login")
        return calling.NOW

    office.clock = clock
    office.misbehave(Trick.SESSION_GONE, operation="status_see")
    answer = finanzonline.deliver(calling.unit(), secrets)
    assert (("0",), None) == (answer.codes, answer.status)


def test_a_slip_for_a_registration_is_asked_for(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Code 0 for „received": the unit is not there, so the order is told again, and then it is."""
    office.force("0", operation="registrierung_se")
    slip, answer = (finanzonline.deliver(calling.unit(), secrets) for _ in range(2))
    assert (("0", "B33"), Verdict.LATER) == (slip.codes, rule(calling.unit(), slip).verdict)
    assert (("0",), Status.IN_BETRIEB) == (answer.codes, answer.status)


def test_a_lost_question_about_what_is_known_is_asked_again(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """B10 alone decides nothing."""
    finanzonline.deliver(calling.unit(), secrets)
    office.misbehave(Trick.GARBAGE, operation="status_see")
    with pytest.raises(WireError):
        finanzonline.deliver(calling.unit(), secrets)


@pytest.mark.parametrize("code", ["-2", "-3", "-4", "-5", "-6", "-7", "-8"])
def test_a_refused_login(
    code: str, finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Nothing is told without a session, and nobody logs out who was not let in."""
    office.force(code, operation="login")
    with pytest.raises(LoginError) as refused:
        finanzonline.deliver(calling.unit(), secrets)

    assert code == refused.value.code
    assert ["login"] == [call.operation for call in office.calls]


def test_the_test_of_the_account(finanzonline: Finanzonline, office: Office) -> None:
    """Logs in and out, and tells nothing."""
    finanzonline.try_login(calling.account_of(office))
    assert ["login", "logout"] == [call.operation for call in office.calls]


def test_a_till_is_not_registered_without_its_key(
    finanzonline: Finanzonline, office: Office, tmp_path: Path
) -> None:
    """The key is not laid down by kassad yet: nobody is called."""
    with pytest.raises(WireError) as error:
        finanzonline.deliver(calling.till(), calling.secrets_of(office, tmp_path, key=None))
    assert (WireFault.NO_KEY, []) == (error.value.fault, office.calls)


def test_a_key_that_others_may_read_is_not_used(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """The key is no key any more."""
    secrets.register_key_file.chmod(0o644)
    with pytest.raises(AccountError):
        finanzonline.deliver(calling.till(), secrets)
    assert [] == office.calls


def test_what_the_schema_forbids_is_never_sent(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """A receipt of twelve fields is refused here, by the name of its element."""
    with pytest.raises(SchemaError, match="rkdbRequest/rkdb/belegpruefung/beleg"):
        finanzonline.deliver(check("_R1-AT1" + "_x" * 11 + "x" * 100), secrets)
    assert ["login", "logout"] == [call.operation for call in office.calls]


STRANGE = {
    Trick.UNAVAILABLE: WireFault.STATUS,
    Trick.RESET: WireFault.UNREACHABLE,
    Trick.LOST: WireFault.UNREACHABLE,
    Trick.REDIRECT: WireFault.STATUS,
    Trick.TRUNCATED: WireFault.UNREACHABLE,
    Trick.GARBAGE: WireFault.NOT_XML,
    Trick.PAGE: WireFault.NOT_XML,
    Trick.EMPTY: WireFault.NOT_XML,
    Trick.HUGE: WireFault.LARGE,
    Trick.WRONG_NAMESPACE: WireFault.STRANGE,
    Trick.WRONG_TYPES: WireFault.STRANGE,
    Trick.ENTITY_BOMB: WireFault.NOT_XML,
    Trick.ENTITY_FILE: WireFault.NOT_XML,
    Trick.WRONG_PAKET_NR: WireFault.STRANGE,
    Trick.DUPLICATE: WireFault.STRANGE,
}


@pytest.mark.parametrize(("trick", "fault"), STRANGE.items(), ids=lambda one: one.name)
def test_an_answer_that_does_not_count(
    trick: Trick, fault: WireFault, finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """Each bad day has its name, means later, and the next try is a good one."""
    finanzonline.deliver(calling.unit(), secrets)
    office.misbehave(trick, operation="ausfall_se")
    order = calling.unit_outage(calling.NOW)
    with pytest.raises(WireError) as error:
        finanzonline.deliver(order, secrets)

    assert fault is error.value.fault
    answer = finanzonline.deliver(order, secrets)
    assert Verdict.DONE is rule(order, answer).verdict


@pytest.mark.parametrize("trick", [Trick.SILENT, Trick.DRIP])
def test_one_deadline_over_all_of_it(
    trick: Trick, office: Office, secrets: Secrets, tmp_path: Path
) -> None:
    """Whoever says nothing, or a byte now and then, is left at the deadline."""
    finanzonline = Finanzonline(calling.exchange_with(office, tmp_path, deadline_s=0.5))
    office.misbehave(trick, operation="login")
    with pytest.raises(WireError) as error:
        finanzonline.deliver(calling.unit(), secrets)

    assert WireFault.SLOW is error.value.fault
    (call,) = transcript.read(tmp_path / "transcript.ndjson")
    assert 500 <= call.took_ms < 3000


def test_a_request_the_office_finds_malformed(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """HTTP 500 with fon:ValidationError: to try again would not change it."""
    body = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        b"<faultcode>s:Client</faultcode><faultstring>Validation error</faultstring><detail>"
        b'<fon:ValidationError xmlns:fon="https://finanzonline.bmf.gv.at">cvc-type.3.1.3'
        b"</fon:ValidationError></detail></s:Fault></s:Body></s:Envelope>"
    )
    office.say(body, status=500, operation="registrierung_se")
    with pytest.raises(SchemaError, match=r"cvc-type\.3\.1\.3"):
        finanzonline.deliver(calling.unit(), secrets)


def test_a_fault_of_another_kind_is_for_later(
    finanzonline: Finanzonline, office: Office, secrets: Secrets
) -> None:
    """A SOAP fault is no verdict."""
    body = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        b"<faultcode>s:Server</faultcode><faultstring>down</faultstring></s:Fault></s:Body>"
        b"</s:Envelope>"
    )
    office.say(body, status=500, operation="registrierung_se")
    with pytest.raises(WireError) as error:
        finanzonline.deliver(calling.unit(), secrets)
    assert WireFault.FAULT is error.value.fault


def test_no_secret_leaves(
    finanzonline: Finanzonline, office: Office, secrets: Secrets, tmp_path: Path
) -> None:
    """Not in the transcript, not where the office repeats it, not in an error, not in a repr."""
    who = secrets.account
    echo = f"wrong: {calling.KEY} {who.pin} {who.participant}".encode()
    office.say(
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        b"<faultstring>" + echo + b"</faultstring><detail>ValidationError</detail>"
        b"</s:Fault></s:Body></s:Envelope>",
        status=500,
        operation="registrierung_kasse",
    )
    with pytest.raises(SchemaError) as error:
        finanzonline.deliver(calling.till(), secrets)
    told = (tmp_path / "transcript.ndjson").read_text(encoding="utf-8")

    (session,) = {call.body for call in office.calls if call.operation == "logout"}
    assert b"<ns0:id>" in session
    session_id = session.partition(b"<ns0:id>")[2].partition(b"<")[0].decode()
    for secret in (calling.KEY, who.pin, who.participant, who.user, session_id):
        assert secret not in told
        assert secret not in f"{error.value!r} {error.value} {secrets!r}"
    assert "***" in told


def test_the_transcript_holds_every_call(
    finanzonline: Finanzonline, office: Office, secrets: Secrets, tmp_path: Path
) -> None:
    """Login, telling, question, logout: each with its request, its answer and its mode."""
    finanzonline.deliver(calling.unit(), secrets)
    calls = list(transcript.read(tmp_path / "transcript.ndjson"))

    assert ["login", "rkdb", "rkdb", "logout"] == [call.operation for call in calls]
    assert {"T"} == {call.mode for call in calls}
    assert [True] * 4 == [call.status == 200 and "Response" in call.answer for call in calls]


def test_over_tls(secrets: Secrets, tmp_path: Path) -> None:
    """A certificate that is trusted is spoken to; any other is not, and hears nothing."""
    with running_office(lambda: calling.NOW, tls_folder=tmp_path) as office:
        account = Account(
            participant=office.participant.tid,
            user=office.participant.benid,
            pin=office.participant.pin,
        )
        trust = ssl.create_default_context(cafile=office.ca_file)
        Finanzonline(_over(office, tmp_path, HttpPost(5.0, trust=trust))).try_login(account)
        calls = len(office.calls)
        with pytest.raises(WireError) as error:
            Finanzonline(_over(office, tmp_path, HttpPost(5.0))).try_login(account)

    assert (WireFault.UNTRUSTED, 2, 2) == (error.value.fault, calls, len(office.calls))


def _over(office: Office, folder: Path, post: HttpPost) -> Exchange:
    endpoint = Endpoint(
        mode="T",
        manufacturer=calling.MANUFACTURER,
        session_url=f"{office.url}/fonws/ws/session",
        register_url=f"{office.url}/fonws/ws/rkdb",
    )
    transcript_of_it = Transcript(folder / "tls.ndjson")
    return Exchange(endpoint, Line(post=post, transcript=transcript_of_it, now_utc=office.clock))
