"""The office on the wire: forms of requests, sessions, slips and the DataBox."""

import base64
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.receipt import ReceiptKind
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.changes import TILL, UNIT, report_end, report_outage
from tests.finanzonline.emulator.grammar import GrammarError, check
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.requests import FORMS, RKDB, SESSION
from tests.finanzonline.emulator.schema import OwnSchema
from tests.finanzonline.receipts import SERIAL, Paper
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

KEY = Paper().user_key
CODE = (
    f"_R1-AT1_MARKT-01_1_2026-11-20T08:00:00{'_0,00' * 5}_ZxY5lcIP//U=_1a2b_wBcOZaEAjJU=_{'A' * 88}"
)
HEAD = "<paket_nr>1</paket_nr><ts_erstellung>2026-11-20T06:25:00Z</ts_erstellung>"
WHO = "<tid>123456789</tid><benid>KASSEWS1</benid><id>ABCDEFGHIJ12</id>"
LOGIN = (
    "<tid>123456789</tid><benid>KASSEWS1</benid><pin>secret12</pin>"
    "<herstellerid>ATU12345678</herstellerid>"
)
#: One of everything that a till says to the register service (§§ 16, 17 RKSV).
ITEMS = {
    "registrierung_se": register_unit(SERIAL),
    "registrierung_kasse": register_till("MARKT-01", KEY),
    "belegpruefung": check_receipt(CODE),
    "ausfall_se": fail(serial_of(SERIAL), "se", "2", "2026-11-20T09:00:00+01:00"),
    "wiederinbetriebnahme_se": recover(serial_of(SERIAL), "se", "2026-11-23T08:00:00+01:00"),
    "ausserbetriebnahme_se": end(serial_of(SERIAL), "se", "7"),
    "ausfall_kasse": fail(till_of("MARKT-01"), "kasse", "99", "2026-11-20T09:00:00.5Z"),
    "wiederinbetriebnahme_kasse": recover(till_of("MARKT-01"), "kasse", "2026-11-23T08:00:00"),
    "ausserbetriebnahme_kasse": end(till_of("MARKT-01"), "kasse", "6"),
}
SCHEMA = OwnSchema()


def packet(items: str) -> str:
    """A whole request in the default namespace."""
    inner = f"{WHO}<art_uebermittlung>T</art_uebermittlung><rkdb>{HEAD}{items}</rkdb>"
    return f'<rkdbRequest xmlns="{RKDB}">{inner}</rkdbRequest>'


def takes(request: str, namespace: str = RKDB) -> tuple[bool, bool]:
    """Whether the project's schema takes it, and whether the independent grammar does."""
    root = fromstring(request)
    form = FORMS[root.tag.rpartition("}")[2]][2]
    try:
        check(root, form, namespace)
        fits = True
    except GrammarError:
        fits = False
    return SCHEMA.errors(namespace, request.encode()) == [], fits


@pytest.mark.parametrize("act", ITEMS)
def test_the_examples_are_taken(act: str) -> None:
    """§§ 16, 17 RKSV: what the service asks for is what both readers take."""
    assert (True, True) == takes(packet(ITEMS[act]))


def test_session_and_query_examples_are_taken() -> None:
    """Login, logout, and queries beside the mode, not within the packet."""
    login = f'<loginRequest xmlns="{SESSION}">{LOGIN}</loginRequest>'
    logout = f'<logoutRequest xmlns="{SESSION}">{WHO}</logoutRequest>'
    query = f"<status_see>{HEAD}<satznr>1</satznr>{serial_of(SERIAL)}</status_see>"
    asked = packet("").replace(f"<rkdb>{HEAD}</rkdb>", query)

    assert (True, True) == takes(login, SESSION)
    assert (True, True) == takes(logout, SESSION)
    assert (True, True) == takes(asked)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<paket_nr>1<", "<paket_nr>0<"),
        ("<paket_nr>1<", "<paket_nr>1000000000<"),
        ("<paket_nr>1</paket_nr>", ""),
        ("<satznr>1</satznr>", ""),
        ("T06:25:00Z", " 06:25:00"),
        ("<tid>123456789<", "<tid>1234567<"),
        ("<id>ABCDEFGHIJ12<", "<id>ABCDEFGHI<"),
        ("<art_uebermittlung>T<", "<art_uebermittlung>X<"),
        ("<art_se>SIGNATURKARTE<", "<art_se>KARTE<"),
        ("<vda_id>AT1<", "<vda_id>AT100<"),
        (">1a2b3c4d<", ">0x1a2b3c4d<"),
        ("registrierung_se", "registrierung_rk"),
        ("<art_se>SIGNATURKARTE</art_se><vda_id>AT1</vda_id>", "<vda_id>AT1</vda_id>"),
        (f'xmlns="{RKDB}"', 'xmlns="https://finanzonline.bmf.gv.at/rkdb/"'),
        ("<satznr>1</satznr>", '<satznr xmlns="">1</satznr>'),
        ("<vda_id>AT1</vda_id>", "<vda_id>AT1</vda_id>AT1"),
        ('hex="true"', 'hexadecimal="true"'),
    ],
)
def test_wrong_forms_are_refused_by_both(old: str, new: str) -> None:
    """Order, namespaces and patterns: neither reader covers for the other."""
    good = packet(ITEMS["registrierung_se"])
    assert old in good

    assert (False, False) == takes(good.replace(old, new))


@pytest.mark.parametrize(
    ("act", "old", "new"),
    [
        ("registrierung_kasse", KEY, KEY[:-1]),
        ("registrierung_kasse", KEY, KEY.replace("+", "-").replace("/", "_")[:-2] + "-="),
        ("belegpruefung", CODE, CODE.rpartition("_")[0]),
        ("belegpruefung", CODE, CODE + "_1"),
        ("belegpruefung", CODE, CODE.replace("A" * 88, "A" * 920)),
        ("belegpruefung", CODE, "_1" * 13),
        ("ausfall_se", "beginn_ausfall>", "begin_ausfall>"),
        ("ausserbetriebnahme_kasse", "6</begruendung>", "6</begruendung><beginn_ausfall/>"),
        ("wiederinbetriebnahme_se", "<ende_ausfall>2", "<ende_ausfall>x"),
    ],
)
def test_wrong_items_are_refused_by_both(act: str, old: str, new: str) -> None:
    """Keys of 44 characters, codes of 13 fields, times only where there is one."""
    good = packet(ITEMS[act])
    assert old in good

    assert (False, False) == takes(good.replace(old, new))


@given(st.permutations(["satznr", "art_se", "vda_id", "zertifikatsseriennummer"]))
def test_only_one_order_is_right(order: list[str]) -> None:
    """xs:sequence is binding."""
    parts = {
        "satznr": one("satznr", "1"),
        "art_se": one("art_se", "SIGNATURKARTE"),
        "vda_id": one("vda_id", "AT1"),
        "zertifikatsseriennummer": serial_of(SERIAL),
    }
    inner = "".join(parts[name] for name in order)
    is_right = order == list(parts)

    taken = takes(packet(f"<registrierung_se>{inner}</registrierung_se>"))
    assert (is_right, is_right) == taken


def test_wrong_requests_are_faults(office: Office, speaker: Speaker) -> None:
    """HTTP 500 with a ValidationError that quotes what was wrong; nothing is done."""
    heard = speaker.tell(register_unit(SERIAL).replace("AT1", "Geheim"))

    assert 500 == heard.status
    assert ["Validation error"] == heard.texts("faultstring")
    assert "Geheim" in heard.texts("ValidationError")[0]
    assert {} == office.book().units
    assert ("?", ()) == (office.calls[-1].operation, office.calls[-1].rcs)


@pytest.mark.parametrize(
    ("path", "action", "body"),
    [
        ("/fonws/ws/rkdb", "rkdb", "no xml"),
        ("/fonws/ws/rkdb", "rkdb", "<a/>"),
        ("/fonws/ws/session", "rkdb", packet(ITEMS["registrierung_se"])),
        ("/fonws/ws/rkdb", "login", packet(ITEMS["registrierung_se"])),
    ],
)
def test_strange_posts_are_faults(office: Office, path: str, action: str, body: str) -> None:
    """Not XML, no envelope, wrong path, wrong SOAPAction."""
    if body.startswith("<rkdb"):
        body = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">'
            f"<e:Body>{body}</e:Body></e:Envelope>"
        )
    assert 500 == Speaker(office).post(path, action, body).status


def test_login_has_its_refusals(office: Office) -> None:
    """-4 for who is unknown or mistyped, -5 after three wrong PINs, -6, -7, -8 as entered."""
    speaker = Speaker(office)
    speaker.benid = "NOBODY"
    assert "-4" == speaker.login().rc
    speaker.benid = "KASSEWS1"
    for refusal in (-6, -7, -8):
        office.participant.refusal = refusal
        assert str(refusal) == speaker.login().rc
    office.participant.refusal = None
    speaker.pin = "mistyped1"
    assert ["-4", "-4", "-4", "-5"] == [speaker.login().rc for _ in range(4)]
    speaker.pin = office.participant.pin
    assert "-5" == speaker.login().rc


def test_sessions_end(office: Office, speaker: Speaker, clock: EmulatedClock) -> None:
    """By logout or by time: -1 as the code of a result, no fault."""
    assert "B33" == speaker.query("status_see", serial_of(SERIAL)).rc
    clock.advance(30 * 60)
    late = speaker.query("status_see", serial_of(SERIAL))
    assert (200, "-1") == (late.status, late.rc)

    speaker.login()
    assert "0" == speaker.logout().rc
    assert ["-1", "-1"] == [speaker.logout().rc, speaker.tell(register_unit(SERIAL)).rc]
    assert 0 == office.sessions.count_open


def test_sessions_are_personal(speaker: Speaker) -> None:
    """-4 for the session of another user."""
    speaker.benid = "KASSEWS2"

    assert "-4" == speaker.tell(register_unit(SERIAL)).rc


@pytest.mark.parametrize("is_forced", [True, False])
def test_packets_come_to_the_databox(office: Office, speaker: Speaker, *, is_forced: bool) -> None:
    """Forced or of two items: a slip of rc 0 now, the results as a letter without SOAP."""
    office.directory.is_reachable = False
    forced = one("erzwinge_asynchron", "true") if is_forced else ""
    items = [register_unit(SERIAL)] * (1 if is_forced else 2)
    slip = speaker.tell(*items, before=forced)
    assert (["0"], ["1"]) == (slip.texts("rc"), slip.texts("satznr"))

    window = one("erltyp", "P")
    listed = speaker.databox("getDataboxRequest", "getDatabox", window)
    (key,) = listed.texts("applkey")
    assert (["RKDB"], ["xml"]) == (listed.texts("anbringen"), listed.texts("fileart"))
    letter = speaker.databox("getDataboxEntryRequest", "getDataboxEntry", one("applkey", key))
    results = fromstring(base64.b64decode(letter.texts("result")[0]))

    assert f"{{{RKDB}}}rkdbResponse" == results.tag
    assert ["14"] * len(items) == [rc.text for rc in results.iter(f"{{{RKDB}}}rc")]
    again = speaker.databox("getDataboxRequest", "getDatabox", window)
    assert (["0"], []) == (again.texts("rc"), again.texts("applkey"))


def test_windows_of_the_databox(office: Office, speaker: Speaker, clock: EmulatedClock) -> None:
    """-4 half a window, -5 older than 31 days, -6 wider than 7; in one, read letters show, too."""
    office.databox().deliver(b"<x/>", clock.now().utc)
    office.databox().open("RKDB0000000001")

    def ask(since: timedelta | None, until: timedelta | None) -> tuple[str, int]:
        inner = one("erltyp", "P")
        for name, offset in (("ts_zust_von", since), ("ts_zust_bis", until)):
            if offset is not None:
                inner += one(name, (clock.now().utc + offset).isoformat(timespec="seconds"))
        heard = speaker.databox("getDataboxRequest", "getDatabox", inner)
        return heard.texts("rc")[0], len(heard.texts("applkey"))

    day = timedelta(days=1)
    assert ("-4", 0) == ask(-day, None)
    assert ("-5", 0) == ask(-32 * day, -30 * day)
    assert ("-6", 0) == ask(-8 * day, 0 * day)
    assert ("0", 1) == ask(-day, day)
    assert ("0", 0) == ask(-3 * day, -day)
    unknown = one("applkey", "RKDB9999999999")
    assert "-3" == speaker.databox("getDataboxEntryRequest", "getDataboxEntry", unknown).rc


def test_items_answer_by_their_numbers(office: Office, speaker: Speaker) -> None:
    """Satznr and kundeninfo come back."""
    told = register_unit(SERIAL).replace("<satznr>1</satznr>", "<satznr>42</satznr>")
    heard = speaker.tell(told.replace("</satznr>", "</satznr><kundeninfo>Stand 3</kundeninfo>"))

    assert (["42"], ["Stand 3"], ["7"]) == (
        heard.texts("satznr"),
        heard.texts("kundeninfo"),
        heard.texts("paket_nr"),
    )


def test_answers_fit_our_schema(speaker: Speaker, clock: EmulatedClock) -> None:
    """What the office says is what the project's schema knows, oddities and all."""
    paper = Paper()
    code = paper.start(clock.now().utc)
    answers = [
        speaker.tell(register_unit(SERIAL)),
        speaker.query("status_see", serial_of(SERIAL)),
        speaker.tell(check_receipt(code)),
        speaker.tell(register_till(paper.register_id, paper.user_key)),
        speaker.tell(check_receipt(code)),
        speaker.tell(check_receipt(paper.issue(ReceiptKind.NULLBELEG, clock.now().utc))),
    ]

    for heard in answers:
        begin = heard.body.index(b"<ns0:rkdb")
        root = heard.body[begin : heard.body.index(b"</SOAP-ENV:Body>")]
        assert [] == SCHEMA.errors(RKDB, root)


def test_missing_reasons_and_times_have_codes(clock: EmulatedClock) -> None:
    """B14 and B15: no schema lets them pass, so they are asked of the rule itself."""
    now = clock.now().utc

    assert "B14" == report_outage(None, UNIT, "", now.isoformat(), now)
    assert "B14" == report_end(None, TILL, "", now)
    assert "B15" == report_outage(None, TILL, "5", "", now)


def test_calls_are_recorded(office: Office, speaker: Speaker) -> None:
    """What was asked, in which mode, how it was answered; the end of a thing by its own name."""
    speaker.tell(ITEMS["ausserbetriebnahme_se"])

    assert ["login", "ausserbetriebnahme_se"] == [call.operation for call in office.calls]
    assert ("T", ("B18",)) == (office.calls[-1].mode, office.calls[-1].rcs)
    assert b"ausserbetriebnahme" in office.calls[-1].body
    assert (1, 0) == (office.count("ausserbetriebnahme_se"), office.count("ausfall_se"))
    assert office.clock() == office.calls[-1].at_utc


def test_kundeninfo_leads_every_item() -> None:
    """It may stand behind satznr and nowhere else."""
    good = ITEMS["registrierung_se"].replace("</satznr>", "</satznr><kundeninfo>x</kundeninfo>")
    wrong = ITEMS["registrierung_se"].replace("<satznr>", "<kundeninfo>x</kundeninfo><satznr>")

    assert (True, True) == takes(packet(good))
    assert (False, False) == takes(packet(wrong))
    assert (False, False) == takes(packet(item("belegpruefung", "")))
