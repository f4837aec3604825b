"""The stall's part of the configuration: who sells what at which price, with which limits.

It is the first filling of the master data; from then on the rows in the book count, and the file
only where it is changed itself (see `firmware.app.stall`).
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, TypeVar

import msgspec

from firmware.till.stall import words
from firmware.till.stall.build import Fixture, build, check_rates, facts_of
from firmware.till.stall.catalog import (
    MAX_ARTICLE,
    MAX_GROUP,
    Article,
    Clerk,
    Counting,
    Group,
    Limits,
    Options,
    Profile,
    ReceiptForm,
    Role,
)
from firmware.till.stall.fault import StallError

Label = Annotated[str, msgspec.Meta(min_length=1, max_length=48)]
ShortName = Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]

_FORMS = {"papier": ReceiptForm.PAPER, "qr": ReceiptForm.QR, "fragen": ReceiptForm.ASK}
_T = TypeVar("_T")


class ConfigError(Exception):
    """The configuration cannot be used; the message names file and place."""


Uid = Annotated[str, msgspec.Meta(pattern=r"^(ATU[0-9]{8})?$")]
TaxNumber = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{2}[- ]?[0-9]{3}/?[0-9]{4})?$")]


class Company(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who sells: the lines above and below every receipt (§ 132a Abs 3 Z 1 BAO).

    `uid` or `tax_number` is what the signature certificate must name (§ 15 Abs 3 RKSV).
    """

    name: Label
    uid: Uid = ""
    tax_number: TaxNumber = ""
    lines: list[Label] = []
    footer: list[Label] = []


class LimitSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Above these the till asks back, or for the chief; an empty `void` never asks."""

    sale: str = "1000,00"
    change: str = "200,00"
    void: str = ""
    discount: Percent = 20
    refund: str = "0,00"


class OptionSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How this stall wants to work."""

    discount: Percent = 10
    lock_after_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 10
    void_reason: bool = False
    drawer_reason: bool = False
    shut_drawer: bool = False
    counting: Literal["stueckelung", "summe"] = "stueckelung"
    float: str = "100,00"
    z_for_chief: bool = False
    locked_after_z: bool = False
    receipt: Literal["papier", "qr", "fragen"] = "papier"
    receipt_series: Annotated[str, msgspec.Meta(max_length=words.MAX_SERIES)] = ""


class GroupSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One article group; exactly one VAT rate at a time."""

    number: Annotated[int, msgspec.Meta(ge=1, le=MAX_GROUP)]
    name: ShortName
    vat: str
    price: str = ""
    one_key_sale: bool = False
    ask_above: str = "200,00"
    refuse_below: str = "0,00"
    returnable: bool = False


class ArticleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One article (PLU); its rate is its group's."""

    number: Annotated[int, msgspec.Meta(ge=1, le=MAX_ARTICLE)]
    name: ShortName
    group: Annotated[int, msgspec.Meta(ge=1, le=MAX_GROUP)]
    price: str = ""
    weight: bool = False
    package: str = ""
    deposit: str = ""


class ClerkSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who may sell; "chef" may do more."""

    number: Annotated[int, msgspec.Meta(ge=1, le=99)]
    name: ShortName
    role: Literal["kassier", "chef", "techniker"] = "kassier"


class StallSections(msgspec.Struct, frozen=True, kw_only=True):
    """All sections about the stall."""

    company: Company
    group: Annotated[list[GroupSection], msgspec.Meta(min_length=1)]
    article: list[ArticleSection] = []
    clerk: list[ClerkSection] = []
    limits: LimitSection = LimitSection()
    options: OptionSection = OptionSection()


def stall_of(
    sections: StallSections, day: date, fixture: Fixture, *, has_drawer_reminder: bool
) -> Profile:
    """The stall as the sections say it, with the VAT rates in force on `day`.

    Raises:
        ConfigError: something cannot be read or cannot be; names the place.
    """
    options = _options(sections.options, has_drawer_reminder=has_drawer_reminder)
    stall = Profile(
        register_id=fixture.register_id,
        header=(sections.company.name, *sections.company.lines),
        footer=tuple(sections.company.footer),
        groups={one.number: _group(one) for one in sections.group},
        articles={one.number: _article(one) for one in sections.article},
        clerks={one.number: _clerk(one) for one in sections.clerk},
        limits=_limits(sections.limits),
        options=options,
        has_scale=fixture.has_scale,
        has_terminal=fixture.has_terminal,
    )
    try:
        built = build(facts_of(stall), fixture)
        check_rates(built, day)
    except StallError as error:
        raise ConfigError(str(error)) from error
    return built


def check_numbers(sections: StallSections) -> None:
    """Refuse a number that is given twice, and clerks without a chief.

    Raises:
        ConfigError: names the section.
    """
    for section, numbers in (
        ("group", [group.number for group in sections.group]),
        ("article", [article.number for article in sections.article]),
        ("clerk", [clerk.number for clerk in sections.clerk]),
    ):
        for number in numbers:
            if numbers.count(number) > 1:
                raise ConfigError(f"{section}: number {number} is given twice")
    if sections.clerk and all(one.role != "chef" for one in sections.clerk):
        raise ConfigError('clerk: nobody has role = "chef"')


def _read(place: str, read: Callable[[str], _T], text: str) -> _T:
    try:
        return read(text)
    except StallError as error:
        raise ConfigError(str(error.at(place))) from error


def _group(section: GroupSection) -> Group:
    place = f"group {section.number}"
    return Group(
        number=section.number,
        name=section.name,
        vat_per_mille=_read(f"{place}.vat", words.read_rate, section.vat),
        price_cents=_read(f"{place}.price", words.read_price, section.price),
        is_single_item_sale=section.one_key_sale,
        halo_cents=_read(f"{place}.ask_above", words.read_cents, section.ask_above),
        lalo_cents=_read(f"{place}.refuse_below", words.read_cents, section.refuse_below),
        is_returnable=section.returnable,
    )


def _article(section: ArticleSection) -> Article:
    place = f"article {section.number}"
    return Article(
        number=section.number,
        name=section.name,
        group=section.group,
        price_cents=_read(f"{place}.price", words.read_price, section.price),
        is_weight=section.weight,
        package=_read(f"{place}.package", words.read_package, section.package),
        deposit=_read(f"{place}.deposit", words.read_deposit, section.deposit),
    )


def _clerk(section: ClerkSection) -> Clerk:
    return Clerk(number=section.number, name=section.name, role=Role(section.role))


def _limits(section: LimitSection) -> Limits:
    return Limits(
        sale_cents=_read("limits.sale", words.read_cents, section.sale),
        change_cents=_read("limits.change", words.read_cents, section.change),
        void_cents=_read("limits.void", words.read_price, section.void),
        discount_percent=section.discount,
        refund_cents=_read("limits.refund", words.read_cents, section.refund),
    )


def _options(section: OptionSection, *, has_drawer_reminder: bool) -> Options:
    return Options(
        discount_percent=section.discount,
        lock_after_minutes=section.lock_after_minutes,
        has_void_reason=section.void_reason,
        has_drawer_reason=section.drawer_reason,
        has_drawer_reminder=has_drawer_reminder,
        must_shut_drawer=section.shut_drawer,
        counting=Counting(section.counting),
        float_cents=_read("options.float", words.read_cents, section.float),
        is_z_for_chief=section.z_for_chief,
        is_locked_after_z=section.locked_after_z,
        receipt_form=_FORMS[section.receipt],
        receipt_series=_read("options.receipt_series", words.read_series, section.receipt_series),
    )
