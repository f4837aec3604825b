"""What each answer means for each order."""

from datetime import UTC, datetime

import pytest

from firmware.finanzonline.codes import LONGEST_PAUSE_S, USER_CODES, pause_s, rule, rule_session
from firmware.finanzonline.order import Act, Answer, Order, Ruling, Status, Verdict
from firmware.finanzonline.reading import READINGS

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def _order(act: Act) -> Order:
    return Order(key=f"{act}:1", act=act, about="x", not_before_utc=NOW)


def _rule(act: Act, *codes: str, status: Status | None = None) -> Ruling:
    return rule(_order(act), Answer(codes=codes, status=status))


@pytest.mark.parametrize("act", Act)
def test_every_code_means_something_for_every_act(act: Act) -> None:
    """Words fit the display, the advice is a whole sentence, and only what waits has a pause."""
    for code in READINGS:
        ruling = _rule(act, code)
        assert 1 <= len(ruling.words) <= 16, (act, code, ruling.words)
        assert ruling.advice.endswith("."), (act, code)
        assert (ruling.verdict is Verdict.LATER) == (ruling.wait_s > 0), (act, code)


@pytest.mark.parametrize("act", Act)
def test_a_code_nobody_knows_refuses_and_is_named(act: Act) -> None:
    """Nothing is guessed; whoever reads it can look the code up."""
    ruling = _rule(act, "B99")
    assert (Verdict.REFUSED, "Code B99") == (ruling.verdict, ruling.words)
    assert "B99" in ruling.advice


def test_a_strange_code_is_shortened_for_the_display() -> None:
    """What comes over the net may be long, and hold characters no paper takes."""
    ruling = _rule(Act.AUSFALL_SE, "\x1b" + "9" * 40)
    assert "Code " + "9" * 11 == ruling.words
    assert "\x1b" not in ruling.advice
    assert "Code leer" == _rule(Act.AUSFALL_SE, "\n").words


@pytest.mark.parametrize("act", [one for one in Act if one is not Act.BELEGPRUEFUNG])
def test_zero_is_done(act: Act) -> None:
    """Code 0 of a message that is no check: it stands there."""
    assert Verdict.DONE is _rule(act, "0").verdict


def test_a_check_is_done_only_when_the_receipt_passed() -> None:
    """§ 6 Abs 4 RKSV: code 0 says that the call went well, the tree whether the receipt did."""
    order = _order(Act.BELEGPRUEFUNG)
    passed = rule(order, Answer(codes=("0",), is_passed=True))
    failed = rule(order, Answer(codes=("0",), is_passed=False, failed_checks=("EXISTS_CASHBOX",)))
    silent = rule(order, Answer(codes=("0",)))
    assert (Verdict.DONE, Verdict.REFUSED, Verdict.REFUSED) == (
        passed.verdict,
        failed.verdict,
        silent.verdict,
    )
    assert "EXISTS_CASHBOX" in failed.advice
    assert "aufbewahren" in passed.advice


def test_a_faulty_receipt_names_what_failed() -> None:
    """Code 43 with its tree; whoever is called knows at once what to look at."""
    answer = Answer(codes=("43",), is_passed=False, failed_checks=("A", "B"))
    ruling = rule(_order(Act.BELEGPRUEFUNG), answer)
    assert (Verdict.REFUSED, "Beleg fehlerhaft") == (ruling.verdict, ruling.words)
    assert "(A, B)" in ruling.advice


def test_a_receipt_that_passed_with_a_fault_did_not_pass() -> None:
    """Of two things said the graver counts."""
    answer = Answer(codes=("0", "43"), is_passed=True)
    assert Verdict.REFUSED is rule(_order(Act.BELEGPRUEFUNG), answer).verdict


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        (
            "B13",
            {
                Act.AUSFALL_SE,
                Act.AUSFALL_KASSE,
                Act.WIEDERINBETRIEBNAHME_SE,
                Act.WIEDERINBETRIEBNAHME_KASSE,
            },
        ),
        ("B6", {Act.AUSSERBETRIEBNAHME_SE, Act.AUSSERBETRIEBNAHME_KASSE}),
    ],
)
def test_what_is_so_already_is_reached_only_where_it_was_the_aim(
    code: str, reached: set[Act]
) -> None:
    """A decommissioned unit is what a decommission wants, and the end of every recovery."""
    assert reached == {act for act in Act if _rule(act, code).verdict is Verdict.DONE}


@pytest.mark.parametrize(
    ("act", "code"), [(Act.REGISTRIERUNG_KASSE, "B1"), (Act.REGISTRIERUNG_SE, "B10")]
)
def test_known_already_is_decided_by_how_it_stands(act: Act, code: str) -> None:
    """An answer that a power cut swallowed is „known already" the next time."""
    verdicts = {status: _rule(act, code, status=status).verdict for status in (*Status, None)}
    registered = {status for status, verdict in verdicts.items() if verdict is Verdict.DONE}
    assert {Status.AKTIVIERT, Status.REGISTRIERT, Status.IN_BETRIEB} == registered
    assert Verdict.REFUSED is verdicts[Status.AUSFALL]
    assert Verdict.REFUSED is verdicts[None]


def test_known_already_reaches_only_its_own_registration() -> None:
    """B1 is about a till, B10 about a unit; elsewhere they are no aim."""
    assert Verdict.REFUSED is _rule(Act.REGISTRIERUNG_SE, "B1", status=Status.IN_BETRIEB).verdict
    assert (
        Verdict.REFUSED is _rule(Act.REGISTRIERUNG_KASSE, "B10", status=Status.REGISTRIERT).verdict
    )


@pytest.mark.parametrize("act", Act)
def test_what_passes_by_itself_is_tried_again(act: Act) -> None:
    """Maintenance, faults of the office and a silent directory say nothing about the order."""
    passing = ("-1", "-2", "-3", "14", "1336", "1337", "B4", "C1", "B22")
    for code in (*passing, *(f"V{number}" for number in range(1, 17))):
        assert Verdict.LATER is _rule(act, code).verdict, code


@pytest.mark.parametrize("act", Act)
def test_a_user_who_cannot_log_in_needs_a_person(act: Act) -> None:
    """To try again would lock the user."""
    assert {Verdict.REFUSED} == {_rule(act, code).verdict for code in USER_CODES}
    assert {Verdict.REFUSED} == {rule_session(code).verdict for code in USER_CODES}


def test_a_locked_check_waits_a_day() -> None:
    """B38: never in a loop."""
    ruling = _rule(Act.BELEGPRUEFUNG, "B38")
    assert (Verdict.LATER, 24 * 3600) == (ruling.verdict, ruling.wait_s)
    assert LONGEST_PAUSE_S == pause_s(ruling, 1) == pause_s(ruling, 9)


def test_pauses_grow_up_to_a_day() -> None:
    """An office that is silent all night is not asked all night."""
    ruling = _rule(Act.AUSFALL_SE, "-3")
    assert [600, 600, 1200, 2400] == [pause_s(ruling, tries) for tries in (0, 1, 2, 3)]
    assert LONGEST_PAUSE_S == pause_s(ruling, 1000)


def test_no_code_at_all_is_no_answer() -> None:
    """An answer without a message says nothing about the order."""
    ruling = _rule(Act.AUSFALL_SE)
    assert (Verdict.LATER, "Leere Antwort") == (ruling.verdict, ruling.words)


def test_of_several_codes_the_gravest_counts() -> None:
    """A refusal is never hidden behind a code 0."""
    assert "B7" in READINGS
    assert Verdict.REFUSED is _rule(Act.REGISTRIERUNG_KASSE, "0", "B7", "-3").verdict
    assert Verdict.LATER is _rule(Act.REGISTRIERUNG_KASSE, "0", "-3").verdict


def test_a_login_is_ruled_by_the_codes_of_its_own_service() -> None:
    """What 43 says of a receipt it does not say of a login."""
    assert (Verdict.DONE, Verdict.LATER) == (rule_session("0").verdict, rule_session("-2").verdict)
    for code in ("43", "14", "B38", "7"):
        ruling = rule_session(code)
        assert (Verdict.REFUSED, f"Code {code}") == (ruling.verdict, ruling.words)


@pytest.mark.parametrize(
    ("act", "code"), [(Act.REGISTRIERUNG_KASSE, "B32"), (Act.REGISTRIERUNG_SE, "B33")]
)
def test_a_slip_for_a_registration_is_no_registration(act: Act, code: str) -> None:
    """Code 0 may only say „received": what the question then does not find is told again later."""
    ruling = _rule(act, "0", code)
    assert (Verdict.LATER, "Noch nicht dort") == (ruling.verdict, ruling.words)
    assert Verdict.REFUSED is _rule(act, code).verdict
    assert Verdict.REFUSED is _rule(Act.AUSFALL_SE, "0", code).verdict
