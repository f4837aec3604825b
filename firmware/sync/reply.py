"""The answers of both services as values; what is missing or of another type is strange.

What is strange is named without its text, which may repeat a secret; the transcript shows it.
"""

import re
from typing import Final

from firmware.finanzonline.order import Answer, Status
from firmware.sync.fault import WireError, WireFault
from firmware.sync.soap import Node

#: The call went well.
OK: Final = "0"
_CODE_MAX: Final = 12
#: With any other no request could be written; what is wrong then is the login, not the order.
_SESSION: Final = r"[0-9A-Za-z]{10,24}"
#: More is no answer to one item.
_MESSAGES_MAX: Final = 100
_PASS: Final = "PASS"  # noqa: S105 - the state of a check
_FAIL: Final = "FAIL"
_STATES: Final = frozenset({_PASS, _FAIL, "NOT_EXECUTED"})


def login_of(response: Node) -> tuple[str, str, str]:
    """Return code, words and session id (empty unless the code is 0) of a login.

    Raises:
        WireError: STRANGE.
    """
    code, words = code_of(response)
    session = response.text_of("id") or ""
    if code == OK and not re.fullmatch(_SESSION, session):
        raise strange("a login without a session")
    return code, words, session


def code_of(response: Node) -> tuple[str, str]:
    """Return code and words of a session answer.

    Raises:
        WireError: STRANGE, the code is no number.
    """
    code = response.text_of("rc")
    if code is None or len(code) > _CODE_MAX or not code.removeprefix("-").isdecimal():
        raise strange("no return code")
    return code, response.text_of("msg") or ""


def answer_of(response: Node, number: int, mode: str) -> Answer:
    """The answer to packet `number` in `mode` ("T" or "P").

    Raises:
        WireError: STRANGE, it answers another packet, another mode, several items, or is not whole.
    """
    if response.text_of("paket_nr") != str(number):
        raise strange("it answers another packet")
    if response.text_of("art_uebermittlung") not in {None, mode}:
        raise strange("it answers in another mode")
    results = response.all("result")
    if len(results) != 1:
        raise strange(f"{len(results)} results for one item")
    (result,) = results
    messages = result.all("rkdbMessage")
    if not 0 < len(messages) <= _MESSAGES_MAX:
        raise strange(f"{len(messages)} messages")
    is_passed, failed = _checks(result)
    return Answer(
        codes=tuple(_rc(message) for message in messages),
        messages=tuple(_words(message) for message in messages),
        is_passed=is_passed,
        failed_checks=failed,
        status=_status(result),
    )


def _rc(message: Node) -> str:
    code = message.text_of("rc")
    if not code or len(code) > _CODE_MAX:
        raise strange("no return code")
    return code


def _words(message: Node) -> str:
    return message.text_of("msg") or ""


def _checks(result: Node) -> tuple[bool | None, tuple[str, ...]]:
    """Whether the receipt passed, and the innermost checks that it failed."""
    tree = result.find("verificationResultList")
    if tree is None:
        return None, ()
    top = tree.all("verificationResult")
    if not top:
        raise strange("a check without results")
    failed = [
        node
        for node in tree.walk()
        if node.name == "verificationResult" and _state(node) == _FAIL and not _fails_within(node)
    ]
    return all(_state(one) == _PASS for one in top), tuple(map(_check_name, failed))


def _fails_within(check: Node) -> bool:
    inner = (node for node in check.walk() if node.name == "verificationResult")
    return any(_state(node) == _FAIL for node in inner if node is not check)


def _state(check: Node) -> str:
    state = check.text_of("verificationState")
    if state not in _STATES:
        raise strange("a check in an unknown state")
    return state


def _check_name(check: Node) -> str:
    return check.text_of("verificationName") or check.text_of("verificationId") or "unnamed"


def _status(result: Node) -> Status | None:
    found = result.find("abfrage_ergebnis")
    if found is None:
        return None
    try:
        return Status(found.text_of("status") or "")
    except ValueError:
        raise strange("an unknown status") from None


def strange(detail: str) -> WireError:
    """An answer that cannot be what it should be."""
    return WireError(WireFault.STRANGE, detail)
