"""Answers as values, and what is none."""

import pytest

from firmware.finanzonline.order import Answer, Status
from firmware.sync.fault import WireError, WireFault
from firmware.sync.reply import answer_of, code_of, login_of
from firmware.sync.soap import Node, tree

RC = "<rkdbMessage><rc>0</rc><msg/></rkdbMessage>"


def node(text: str) -> Node:
    """XML as a node."""
    found = tree(text)
    assert found is not None
    return found


def response(result: str, head: str = "<paket_nr>7</paket_nr>") -> Node:
    """An rkdbResponse with one result."""
    return node(f"<rkdbResponse>{head}<result><satznr>1</satznr>{result}</result></rkdbResponse>")


def check(name: str, state: str, inner: str = "") -> str:
    """One verificationResult."""
    within = f"<verificationResultList>{inner}</verificationResultList>" if inner else ""
    return (
        f"<verificationResult><verificationId>X</verificationId>"
        f"<verificationName>{name}</verificationName><verificationState>{state}"
        f"</verificationState>{within}</verificationResult>"
    )


def checks(*results: str) -> Node:
    """A receipt check with these results on top."""
    inner = f"<verificationResultList>{''.join(results)}</verificationResultList>"
    return response(RC.replace(">0<", ">43<") + inner)


def test_codes_with_their_words() -> None:
    """All of them, in order."""
    two = "<rkdbMessage><rc>B7</rc><msg>keine SEE</msg></rkdbMessage>"
    assert Answer(codes=("0", "B7"), messages=("", "keine SEE")) == answer_of(
        response(RC + two), 7, "T"
    )


def test_a_status_without_namespace() -> None:
    """As seen on the wire, beside elements that have one."""
    inner = (
        '<abfrage_ergebnis xmlns="urn:r"><ts_registrierung xmlns=""/><status xmlns="">IN_BETRIEB'
        '</status><ts_status xmlns=""/></abfrage_ergebnis>'
    )
    assert Status.IN_BETRIEB is answer_of(response(RC + inner), 7, "T").status


def test_a_check_that_passed() -> None:
    """Flat, one result."""
    answer = answer_of(checks(check("VERIFICATION_FROM_CASHBOX", "PASS")), 7, "T")
    assert (True, ()) == (answer.is_passed, answer.failed_checks)


def test_a_check_that_failed() -> None:
    """The innermost failures are named, what only holds them is not."""
    inner = check("EXISTS_CASHBOX", "FAIL") + check("SIGNATURE", "NOT_EXECUTED")
    answer = answer_of(checks(check("TOP", "FAIL", inner)), 7, "T")
    assert (False, ("EXISTS_CASHBOX",)) == (answer.is_passed, answer.failed_checks)


def test_a_check_that_was_not_made() -> None:
    """Neither passed nor failed is not passed."""
    answer = answer_of(checks(check("TOP", "NOT_EXECUTED")), 7, "T")
    assert (False, ()) == (answer.is_passed, answer.failed_checks)


@pytest.mark.parametrize(
    "wrong",
    [
        response(RC, head="<paket_nr>8</paket_nr>"),
        response(RC, head=""),
        response(RC, head="<paket_nr>7</paket_nr><paket_nr>7</paket_nr>"),
        response(RC, head="<paket_nr>7</paket_nr><art_uebermittlung>P</art_uebermittlung>"),
        response(""),
        response(RC * 101),
        response("<rkdbMessage><msg/></rkdbMessage>"),
        response("<rkdbMessage><rc/><msg/></rkdbMessage>"),
        response("<rkdbMessage><rc>0123456789012</rc></rkdbMessage>"),
        response("<rkdbMessage><rc><b>0</b></rc></rkdbMessage>"),
        response(RC + "<abfrage_ergebnis/>"),
        response(RC + "<abfrage_ergebnis><status>WIRD_SCHON</status></abfrage_ergebnis>"),
        response(RC + "<verificationResultList/>"),
        checks(check("TOP", "PERHAPS")),
        checks(check("TOP", "PASS", check("IN", "PERHAPS"))),
        node("<rkdbResponse><paket_nr>7</paket_nr></rkdbResponse>"),
    ],
)
def test_what_is_no_answer_to_the_order(wrong: Node) -> None:
    """Another packet, another mode, nothing, too much, unknown words."""
    with pytest.raises(WireError) as error:
        answer_of(wrong, 7, "T")
    assert WireFault.STRANGE is error.value.fault


def test_two_results_for_one_item() -> None:
    """Which would count?"""
    result = f"<result><satznr>1</satznr>{RC}</result>"
    with pytest.raises(WireError):
        answer_of(node(f"<r><paket_nr>7</paket_nr>{result}{result}</r>"), 7, "T")


def test_logins() -> None:
    """Code, words, session."""
    good = node("<loginResponse><id>ABCDEFGHIJ</id><rc>0</rc></loginResponse>")
    bad = node("<loginResponse><id/><rc>-4</rc><msg>falsch</msg></loginResponse>")
    assert [("0", "", "ABCDEFGHIJ"), ("-4", "falsch", "")] == [login_of(good), login_of(bad)]


@pytest.mark.parametrize(
    "text", ["<a><rc>0</rc></a>", "<a><id/><rc>0</rc></a>", "<a><rc>x</rc></a>"]
)
def test_a_login_that_is_none(text: str) -> None:
    """Code 0 without a session, a code that is no number."""
    with pytest.raises(WireError):
        login_of(node(text))


@pytest.mark.parametrize(
    "text", ["<a/>", "<a><rc/></a>", "<a><rc>--1</rc></a>", "<a><rc>²</rc></a>"]
)
def test_a_code_that_is_none(text: str) -> None:
    """A number of a few digits, or nothing."""
    with pytest.raises(WireError):
        code_of(node(text))
