"""What may go wrong between kassa-sync and FinanzOnline, as kinds; no message carries a secret."""

from enum import Enum


class WireFault(Enum):
    """What is wrong with the line or with what came over it."""

    UNREACHABLE = "not reached"
    UNTRUSTED = "certificate not trusted"
    SLOW = "deadline passed"
    LARGE = "answer too large"
    STATUS = "HTTP status"
    NOT_XML = "no well-formed XML"
    STRANGE = "not the answer to this request"
    FAULT = "SOAP fault"
    NO_KEY = "AES key not handed over yet"


class WireError(Exception):
    """No answer that counts: nothing is known of the order, so it is tried again later."""

    def __init__(self, fault: WireFault, detail: str) -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail


class SchemaError(Exception):
    """The message has not the form the service asks for; trying again would not change that."""


class LoginError(Exception):
    """The session service let nobody in; `code` is its return code."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"login answered {code} {words}".rstrip())
        self.code = code
        self.words = words
