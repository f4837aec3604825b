"""Everything the law can refuse, in one tree.

Callers react to the class and its attributes; the message is for the log. No message carries a
key or a signature.
"""

from datetime import datetime


class RksvError(Exception):
    """Root of all refusals of this package."""


class MalformedError(RksvError):
    """A text or value does not have the form the regulation gives it.

    `field` names the place (a field of the payload, or "jws", "header", "signature" ...),
    `text` says what is wrong there.
    """

    def __init__(self, field: str, text: str) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field
        self.text = text


class AlgorithmError(MalformedError):
    """A JWS header that is well coded but names anything else than ES256 (Anlage Z 6)."""


class UnknownRateError(RksvError):
    """A VAT rate that did not exist on the day asked for (§ 10 UStG)."""


class NotUtcError(RksvError):
    """A time without offset, or with another offset than UTC, where the book's time is needed."""


class ClockBackwardsError(RksvError):
    """The clock stands before the last receipt: nothing may be issued until it has caught up."""

    def __init__(self, last_utc: datetime, now_utc: datetime) -> None:
        super().__init__(
            f"clock stands at {now_utc.isoformat()}, last receipt was at {last_utc.isoformat()}"
        )
        self.last_utc = last_utc
        self.now_utc = now_utc


class ImplausibleTimeError(RksvError):
    """A time before receipts of this regulation can exist: the clock was never set."""


class ReceiptOrderError(RksvError):
    """A Startbeleg that is not the first receipt, or a first receipt that is none (§ 6 Abs 4)."""


class NotZeroError(RksvError):
    """A receipt that must be zero carries an amount (§ 6 Abs 4, § 8 Abs 2, § 17 Abs 4 and 8)."""


class MustBeSignedError(RksvError):
    """A Startbeleg without a signature: the security device was never put into operation."""


class NumberOverflowError(RksvError):
    """The turnover no longer fits the counter's bytes (Anlage Z 9)."""


class SelfCheckError(RksvError):
    """A receipt just made fails its own examination; `rule` names which one."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"self-check of {rule} failed: {text}")
        self.rule = rule
        self.text = text
