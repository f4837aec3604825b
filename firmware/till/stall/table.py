"""The columns of master data in files: how each is called and written, in TOML and in tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

import msgspec

from firmware.till.stall import words
from firmware.till.stall.catalog import ArticleDeposit, Counting, Package, ReceiptForm
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import Sort

_RECEIPTS: Mapping[str, Enum] = {
    "papier": ReceiptForm.PAPER,
    "qr": ReceiptForm.QR,
    "fragen": ReceiptForm.ASK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `key` in TOML, `title` in a table, `name` in the rows of the journal."""

    key: str
    title: str
    name: str
    read: Callable[[str], object]
    write: Callable[[object], str]


def _column(
    key: str, title: str, name: str, read: Callable[[str], object], write: Callable[..., str] = str
) -> Column:
    return Column(key=key, title=title, name=name, read=read, write=write)


def _flag(value: object) -> str:
    return words.write_flag(is_so=bool(value))


def _package(text: str) -> object:
    return msgspec.to_builtins(words.read_package(text))


def _write_package(value: object) -> str:
    return words.write_package(msgspec.convert(value, Package | None))


def _deposit(text: str) -> object:
    return msgspec.to_builtins(words.read_deposit(text))


def _write_deposit(value: object) -> str:
    return words.write_deposit(msgspec.convert(value, ArticleDeposit | None))


def _role(text: str) -> object:
    return words.read_role(text).value


NAME = _column("name", "Name", "name", words.read_name)
PRICE = _column("price", "Preis", "price_cents", words.read_price, words.write_price)
RATE = _column("vat", "USt", "per_mille", words.read_rate, words.write_rate)

GROUP_COLUMNS: tuple[Column, ...] = (
    NAME,
    PRICE,
    _column("one_key_sale", "Ein-Tasten", "is_single_item_sale", words.read_flag, _flag),
    _column("ask_above", "Fragen ab", "halo_cents", words.read_cents, words.write_cents),
    _column("refuse_below", "Nicht unter", "lalo_cents", words.read_cents, words.write_cents),
    _column("returnable", "Rücknahme", "is_returnable", words.read_flag, _flag),
)
ARTICLE_COLUMNS: tuple[Column, ...] = (
    NAME,
    _column("group", "WG", "group", words.read_number),
    PRICE,
    _column("weight", "je kg", "is_weight", words.read_flag, _flag),
    _column("package", "Packung", "package", _package, _write_package),
    _column("deposit", "Pfand", "deposit", _deposit, _write_deposit),
)
CLERK_COLUMNS: tuple[Column, ...] = (NAME, _column("role", "Recht", "role", _role))
#: What a file may say of each sort of numbered things; a group's rate has rows of its own.
COLUMNS: Mapping[Sort, tuple[Column, ...]] = {
    Sort.GROUP: GROUP_COLUMNS,
    Sort.VAT: (RATE,),
    Sort.ARTICLE: ARTICLE_COLUMNS,
    Sort.CLERK: CLERK_COLUMNS,
}
#: What each sort is called in a table.
SORT_TITLES: Mapping[Sort, str] = {
    Sort.GROUP: "WG",
    Sort.ARTICLE: "PLU",
    Sort.CLERK: "Bediener",
}


def _word(choices: Mapping[str, Enum]) -> Callable[[str], object]:
    def read(text: str) -> object:
        chosen = choices.get(text.strip().casefold())
        if chosen is None:
            raise StallError(Fault.CHOICE, text=text)
        return chosen.value

    return read


def _unword(choices: Mapping[str, Enum]) -> Callable[[object], str]:
    # A row of another program may hold what no file of ours says: it is told as it stands.
    return lambda value: next(
        (text for text, one in choices.items() if one.value == value), str(value)
    )


_COUNTINGS: Mapping[str, Enum] = {one.value: one for one in Counting}


def _upto(largest: int) -> Callable[[str], object]:
    def read(text: str) -> object:
        number = words.read_number(text)
        if number > largest:
            raise StallError(Fault.NUMBER, text=text)
        return number

    return read


_percent = _upto(100)
_minutes = _upto(24 * 60)


#: [limits] and [options]: the section, then as any column; rows know them as „section.name".
OPTION_COLUMNS: tuple[tuple[str, Column], ...] = (
    ("limits", _column("sale", "", "sale_cents", words.read_cents, words.write_cents)),
    ("limits", _column("change", "", "change_cents", words.read_cents, words.write_cents)),
    ("limits", _column("void", "", "void_cents", words.read_price, words.write_price)),
    ("limits", _column("discount", "", "discount_percent", _percent)),
    ("limits", _column("refund", "", "refund_cents", words.read_cents, words.write_cents)),
    ("options", _column("discount", "", "discount_percent", _percent)),
    ("options", _column("lock_after_minutes", "", "lock_after_minutes", _minutes)),
    ("options", _column("void_reason", "", "has_void_reason", words.read_flag, _flag)),
    ("options", _column("drawer_reason", "", "has_drawer_reason", words.read_flag, _flag)),
    ("options", _column("drawer_reminder", "", "has_drawer_reminder", words.read_flag, _flag)),
    ("options", _column("shut_drawer", "", "must_shut_drawer", words.read_flag, _flag)),
    ("options", _column("counting", "", "counting", _word(_COUNTINGS), _unword(_COUNTINGS))),
    ("options", _column("float", "", "float_cents", words.read_cents, words.write_cents)),
    ("options", _column("z_for_chief", "", "is_z_for_chief", words.read_flag, _flag)),
    ("options", _column("locked_after_z", "", "is_locked_after_z", words.read_flag, _flag)),
    ("options", _column("receipt", "", "receipt_form", _word(_RECEIPTS), _unword(_RECEIPTS))),
    ("options", _column("receipt_series", "", "receipt_series", words.read_series)),
)
