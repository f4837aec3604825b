"""Amounts, rates, packages, deposits as people write them in files, read and written.

Each `read_*` undoes its `write_*`; what cannot be read is refused with its text, never guessed.
"""

import re

from firmware.till import texts
from firmware.till.entry import price_cents
from firmware.till.stall.catalog import DEPOSIT_GROUP, ArticleDeposit, Package, Role
from firmware.till.stall.fault import Fault, StallError

_THOUSANDS = re.compile(r"^\d{1,3}(\.\d{3})+(,\d*)?$", re.ASCII)
_PLAIN = re.compile(r"^\d*(,\d*)?$", re.ASCII)
_PACKAGE = re.compile(r"^(\d{1,3})\s*(?:um|=|/)\s*(\S+)$", re.ASCII)
_DEPOSIT = re.compile(r"^(\S+?)(?:\s+(?:auf\s+)?WG\s*(\d{1,2}))?$", re.ASCII)
_YES = frozenset({"ja", "j", "x", "1", "true", "wahr", "yes"})
_NO = frozenset({"", "nein", "n", "0", "false", "falsch", "no"})
MAX_NAME = 16
MAX_LINE = 48
MAX_SERIES = 8


def read_cents(text: str) -> int:
    """Cents of „2,50", „1.234,50", „2,50 €".

    Raises:
        StallError: AMOUNT.
    """
    cleaned = text.strip().removesuffix("€").removesuffix("EUR").strip()
    if _THOUSANDS.match(cleaned):
        cleaned = cleaned.replace(".", "")
    is_number = _PLAIN.match(cleaned) is not None and cleaned not in ("", ",")
    cents = price_cents(cleaned if "," in cleaned else f"{cleaned},") if is_number else None
    if cents is None:
        raise StallError(Fault.AMOUNT, text=text)
    return cents


def write_cents(cents: int) -> str:
    """„2,50"."""
    return f"{cents // 100},{cents % 100:02}"


def read_price(text: str) -> int | None:
    """As `read_cents`; nothing is an open price."""
    return read_cents(text) if text.strip() else None


def write_price(cents: int | None) -> str:
    """As `write_cents`."""
    return "" if cents is None else write_cents(cents)


def read_rate(text: str) -> int:
    """Per mille of „10", „4,9", „4,9 %".

    Raises:
        StallError: RATE.
    """
    whole, _, tenth = text.strip().removesuffix("%").strip().partition(",")
    tenth = tenth or "0"
    if not (whole.isascii() and whole.isdigit() and tenth.isascii() and tenth.isdigit()):
        raise StallError(Fault.RATE, text=text)
    if len(whole) > 2 or len(tenth) != 1:
        raise StallError(Fault.RATE, text=text)
    return int(whole) * 10 + int(tenth)


def write_rate(per_mille: int) -> str:
    """„4,9", „10"."""
    percent, tenth = divmod(per_mille, 10)
    return f"{percent},{tenth}" if tenth else str(percent)


def read_number(text: str) -> int:
    """A whole number.

    Raises:
        StallError: NUMBER.
    """
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdigit()) or len(cleaned) > 8:
        raise StallError(Fault.NUMBER, text=text)
    return int(cleaned)


def read_name(text: str) -> str:
    """A name as display and slip take it.

    Raises:
        StallError: NAME.
    """
    name = " ".join(text.split())
    if not 0 < len(name) <= MAX_NAME or not name.isprintable():
        raise StallError(Fault.NAME, text=text)
    return name


def read_series(text: str) -> str:
    """What stands before the number on the slip: „2026-", or nothing.

    Raises:
        StallError: NAME.
    """
    if len(text) > MAX_SERIES or not text.isprintable() or text != text.strip():
        raise StallError(Fault.NAME, text=text)
    return text


def read_line(text: str) -> str:
    """A line of header or footer.

    Raises:
        StallError: LINE.
    """
    line = " ".join(text.split())
    if not 0 < len(line) <= MAX_LINE or not line.isprintable():
        raise StallError(Fault.LINE, text=text)
    return line


def read_flag(text: str) -> bool:
    """„ja" or „nein"; nothing is no.

    Raises:
        StallError: FLAG.
    """
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise StallError(Fault.FLAG, text=text)
    return word in _YES


def write_flag(*, is_so: bool) -> str:
    """„ja" or „nein"."""
    return "ja" if is_so else "nein"


def read_package(text: str) -> Package | None:
    """„3 um 1,00"; nothing is none.

    Raises:
        StallError: PACKAGE, AMOUNT.
    """
    if not text.strip():
        return None
    match = _PACKAGE.match(text.strip())
    if match is None or int(match[1]) < 2:
        raise StallError(Fault.PACKAGE, text=text)
    return Package(pieces=int(match[1]), price_cents=read_cents(match[2]))


def write_package(package: Package | None) -> str:
    """„3 um 1,00"."""
    return "" if package is None else f"{package.pieces} um {write_cents(package.price_cents)}"


def read_deposit(text: str) -> ArticleDeposit | None:
    """„0,25" on the deposit's own group, „2,00 WG 12" on that of a cup; nothing is none.

    Raises:
        StallError: AMOUNT.
    """
    if not text.strip():
        return None
    match = _DEPOSIT.match(text.strip())
    if match is None:
        raise StallError(Fault.AMOUNT, text=text)
    group = int(match[2]) if match[2] else DEPOSIT_GROUP
    return ArticleDeposit(group=group, cents=read_cents(match[1]))


def write_deposit(deposit: ArticleDeposit | None) -> str:
    """„0,25" or „2,00 WG 12"."""
    if deposit is None:
        return ""
    group = "" if deposit.group == DEPOSIT_GROUP else f" WG {deposit.group}"
    return write_cents(deposit.cents) + group


def read_role(text: str) -> Role:
    """„kassier", „chef", „techniker"; nothing is a cashier.

    Raises:
        StallError: ROLE.
    """
    try:
        return Role(text.strip().casefold() or Role.CASHIER.value)
    except ValueError as error:
        raise StallError(Fault.ROLE, text=text) from error


def preview(added: int, changed: int, removed: int) -> str:
    """`+12 ~3 −0`, as the display shows an import before it is done."""
    return f"+{added} ~{changed} {texts.MINUS}{removed}"
