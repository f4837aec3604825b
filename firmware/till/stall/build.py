"""From master data to the stall the counter knows, and back; what cannot be is refused by name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from firmware.rksv.errors import UnknownRateError
from firmware.rksv.vat import rate_on
from firmware.till.stall.catalog import (
    DEPOSIT_GROUP,
    MAX_ARTICLE,
    MAX_GROUP,
    Article,
    Clerk,
    Group,
    Limits,
    Options,
    Profile,
    Role,
)
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import (
    ONLY,
    Change,
    Fields,
    Sort,
    State,
    Thing,
    days_of_change,
    fold,
)

MAX_CLERK = 99
MAX_NAME = 16
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """What no row says: who the register is, and which devices hang on it."""

    register_id: str
    has_scale: bool = False
    has_terminal: bool = False


def facts_of(profile: Profile) -> State:
    """Everything of `profile` that rows can say."""
    state: dict[Thing, Fields] = {
        (Sort.HEADER, ONLY): {"lines": list(profile.header)},
        (Sort.FOOTER, ONLY): {"lines": list(profile.footer)},
    }
    for group in profile.groups.values():
        state[Sort.GROUP, str(group.number)] = group_fields(group)
        state[Sort.VAT, str(group.number)] = {"per_mille": group.vat_per_mille}
    for article in profile.articles.values():
        state[Sort.ARTICLE, str(article.number)] = plain_fields(article, "number")
    for clerk in profile.clerks.values():
        state[Sort.CLERK, str(clerk.number)] = plain_fields(clerk, "number")
    for section, part in (("limits", profile.limits), ("options", profile.options)):
        for name, value in plain_fields(part).items():
            state[Sort.OPTION, f"{section}.{name}"] = {"value": value}
    return state


def group_fields(group: Group) -> Fields:
    """What a row says of a group; its rate has rows of its own."""
    return plain_fields(group, "number", "vat_per_mille")


def plain_fields(value: object, *names: str) -> dict[str, object]:
    """What a row says of `value`: plain values by name, without `names`."""
    plain: dict[str, object] = msgspec.to_builtins(value)
    return {name: one for name, one in plain.items() if name not in names}


def build(state: State, fixture: Fixture) -> Profile:
    """The stall of `state`.

    Raises:
        StallError: something in it cannot be; the place names it.
    """
    if not _lines(state, Sort.HEADER):
        raise StallError(Fault.HEADER, "company.name")
    profile = Profile(
        register_id=fixture.register_id,
        header=_lines(state, Sort.HEADER),
        footer=_lines(state, Sort.FOOTER),
        groups={group.number: group for group in _groups(state)},
        articles={one.number: one for one in _numbered(state, Sort.ARTICLE, Article)},
        clerks={one.number: one for one in _numbered(state, Sort.CLERK, Clerk)},
        limits=_options(state, "limits", Limits),
        options=_options(state, "options", Options),
        has_scale=fixture.has_scale,
        has_terminal=fixture.has_terminal,
    )
    _check(profile)
    return profile


def check(history: Iterable[Change], fixture: Fixture, today: date) -> None:
    """Refuse a history that leads to a stall that cannot be, today or on an announced day.

    Raises:
        StallError: as `build`, or a rate that is no law on its day.
    """
    rows = tuple(history)
    for day in (today, *days_of_change(rows, today)):
        check_rates(build(fold(rows, day), fixture), day)


def check_rates(profile: Profile, day: date) -> None:
    """Refuse rates that are not in force (§ 10 UStG).

    Raises:
        StallError: LAW, naming group, rate and day.
    """
    for group in profile.groups.values():
        try:
            rate_on(group.vat_per_mille, day)
        except UnknownRateError as error:
            whole, tenth = divmod(group.vat_per_mille, 10)
            text = f"{whole},{tenth}% {day.isoformat()}"
            raise StallError(Fault.LAW, f"group {group.number}.vat", text) from error


def _lines(state: State, sort: Sort) -> tuple[str, ...]:
    return _converted(state.get((sort, ONLY), {}).get("lines", ()), tuple[str, ...], sort.value)


def _numbered(state: State, sort: Sort, kind: type[_T]) -> Iterator[_T]:
    found = ((int(key), known) for (one, key), known in state.items() if one is sort)
    for number, known in sorted(found, key=lambda one: one[0]):
        yield _converted({**known, "number": number}, kind, f"{sort.value} {number}")


def _groups(state: State) -> Iterator[Group]:
    rates: dict[str, Fields] = {
        key: known for (sort, key), known in state.items() if sort is Sort.VAT
    }
    with_rates: State = {
        (sort, key): {**known, "vat_per_mille": rates[key].get("per_mille")}
        if key in rates
        else known
        for (sort, key), known in state.items()
        if sort is Sort.GROUP
    }
    for (_, key), known in with_rates.items():
        if "vat_per_mille" not in known:
            raise StallError(Fault.MISSING, f"group {key}.vat")
    yield from _numbered(with_rates, Sort.GROUP, Group)


def _options(state: State, section: str, kind: type[_T]) -> _T:
    """What the till does not know (any more) is left out, what is not said is as ever."""
    values = {
        key.removeprefix(f"{section}."): known.get("value")
        for (sort, key), known in state.items()
        if sort is Sort.OPTION and key.startswith(f"{section}.")
    }
    return _converted(values, kind, section)


def _converted(value: object, kind: type[_T], place: str) -> _T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise StallError(Fault.FORM, f"{place}: {error}") from error


def _check(profile: Profile) -> None:
    for group in profile.groups.values():
        _check_group(group)
    for article in profile.articles.values():
        _check_article(article, profile)
    for clerk in profile.clerks.values():
        _check_number(clerk.number, MAX_CLERK, f"clerk {clerk.number}")
        _check_name(clerk.name, f"clerk {clerk.number}.name")
    if profile.clerks and all(one.role is not Role.CHIEF for one in profile.clerks.values()):
        raise StallError(Fault.CHIEF, "clerk")


def _check_group(group: Group) -> None:
    place = f"group {group.number}"
    _check_number(group.number, MAX_GROUP, place)
    _check_name(group.name, f"{place}.name")
    if group.is_single_item_sale and not group.price_cents:
        raise StallError(Fault.PRICE, f"{place}.one_key_sale")
    if group.is_deposit and group.vat_per_mille:
        raise StallError(Fault.DEPOSIT, f"{place}.vat")


def _check_article(article: Article, profile: Profile) -> None:
    place = f"article {article.number}"
    _check_number(article.number, MAX_ARTICLE, place)
    _check_name(article.name, f"{place}.name")
    if article.group not in profile.groups or article.group == DEPOSIT_GROUP:
        raise StallError(Fault.GROUP, f"{place}.group", str(article.group))
    deposit, package = article.deposit, article.package
    if deposit is not None and deposit.group not in profile.groups:
        raise StallError(Fault.GROUP, f"{place}.deposit", str(deposit.group))
    if package is not None and (article.price_cents is None or article.is_weight):
        raise StallError(Fault.PRICE, f"{place}.package")


def _check_number(number: int, largest: int, place: str) -> None:
    if not 1 <= number <= largest:
        raise StallError(Fault.NUMBER, place, str(number))


def _check_name(name: str, place: str) -> None:
    if not 0 < len(name) <= MAX_NAME:
        raise StallError(Fault.NAME, place, name)
