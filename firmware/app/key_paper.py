"""The paper of a keypad, made for a stall: inlays for its caps, the card for its lid."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Final

from firmware.app.config import KeypadSection
from firmware.export.key_card import Card, Entry, Section, card_pages
from firmware.export.key_inlay import Cap, Paint
from firmware.export.key_sheet import InlaySheet, inlay_page
from firmware.export.pdf import About, Page, Ruler, render
from firmware.till.codes import FUNCTIONS
from firmware.till.papers.key_card import (
    FORMER_KEYS,
    SIGHTS,
    CardFunction,
    Pad,
    chapters,
    lessons,
    on_compact,
    remedies,
)
from firmware.till.stall.catalog import DEPOSIT_GROUP, Group, Profile
from firmware.till.texts import VIENNA, money
from hal.keypad.layout import LAYOUT_4X5, LAYOUT_ECR, NUMPAD, CompactKey
from hal.keypad.port import LAYOUT_5X6, Key

#: How many groups have a key of their own; as many again are reached through F.
GROUP_KEYS: Final = 8
#: Before the price of a group that one key sells.
ONE_KEY: Final = "»"


class Arrangement(Enum):
    """How the caps lie; the values are those of the command line."""

    STANDARD = "5x6"
    COMPACT = "4x5"
    REGISTER = "ecr"


_LARGE: Final = {Arrangement.STANDARD: LAYOUT_5X6, Arrangement.REGISTER: LAYOUT_ECR}

_PAINTS: Final[Mapping[Key, Paint]] = {
    Key.F: Paint.BLUE,
    Key.STO: Paint.RED,
    Key.C: Paint.YELLOW,
    Key.KARTE: Paint.GREEN_WHITE,
    Key.BAR: Paint.GREEN,
    **dict.fromkeys((Key.BON, Key.PERCENT, Key.TIMES, Key.PLU, Key.ZW), Paint.GREY),
    **{Key(f"WG{number}"): Paint(f"group {number}") for number in range(1, GROUP_KEYS + 1)},
}
#: What a key does after F (manual 5.2).
_SECOND: Final[Mapping[Key, str]] = {
    Key.F: "Menü",
    Key.BON: "QR-Code",
    Key.STO: "Rücknahme",
    Key.PERCENT: "€ Rabatt",
    Key.TIMES: "Tara",
    Key.PLU: "Preis?",
    Key.C: "Bonabbruch",
    Key.ZW: "Liste",
    Key.KARTE: "Terminal",
    Key.BAR: "Lade",
}
#: On twenty keys other keys stand behind some of them (manual 5.3).
_SECOND_COMPACT: Final[Mapping[CompactKey, str]] = {
    CompactKey.WG: "PLU",
    CompactKey.BAR: "KARTE",
    CompactKey.ZW: "%",
    CompactKey.BON: "Lade",
}
#: What is printed on a USB number pad, by the Linux code of the key.
_NUMPAD_LEGENDS: Final[Mapping[int, str]] = {
    69: "Num",
    55: "*",
    98: "/",
    74: "-",
    78: "+",
    96: "Enter",
    14: "Rück",
    15: "Tab",
}


def arrangement_of(section: KeypadSection) -> Arrangement | None:
    """How the caps of this keypad lie; None for a USB number pad, whose caps are its own."""
    if section.pins is None:
        return None
    if section.kind == "matrix-4x5":
        return Arrangement.COMPACT
    return Arrangement.REGISTER if section.layout == "ecr" else Arrangement.STANDARD


def key_paper(stall: Profile, arrangement: Arrangement | None, made_at: datetime) -> bytes:
    """The PDF: a page of inlays unless `arrangement` is None, then the card.

    Raises:
        LetterError: a name holds a sign that cannot be drawn.
    """
    day = made_at.astimezone(VIENNA).date()
    ruler = Ruler()
    subheading = f"Kassa {stall.register_id} · Stand {day:%d.%m.%Y}"
    pages: list[Page] = []
    if arrangement is not None:
        keys = caps(arrangement, stall)
        footer = "Klein darunter: was die Taste nach F tut."
        if any(ONE_KEY in cap.price + cap.second for row in keys for cap in row):
            footer += f"   {ONE_KEY} = Ein-Tasten-Verkauf: gebucht und bar bezahlt mit einer Taste."
        sheet = InlaySheet(
            heading="Tasteneinlagen",
            subheading=f"{stall.header[0]} · {subheading}",
            caps=keys,
            footer=footer,
        )
        pages.append(inlay_page(sheet, ruler))
    pages += card_pages(_card(stall, arrangement, subheading), ruler)
    title = f"Tasten und Bedienkarte {stall.register_id}"
    return render(pages, About(title=title, author=stall.header[0], made_at=made_at))


def caps(arrangement: Arrangement, stall: Profile) -> tuple[tuple[Cap, ...], ...]:
    """What stands on every key, row by row."""
    if arrangement is Arrangement.COMPACT:
        return tuple(tuple(_compact_cap(key) for key in row) for row in LAYOUT_4X5)
    return tuple(tuple(_cap(key, stall) for key in row) for row in _LARGE[arrangement])


def _cap(key: Key, stall: Profile) -> Cap:
    paint = _PAINTS.get(key, Paint.WHITE)
    if not key.value.startswith("WG"):
        return Cap(legend=key.value, paint=paint, second=_SECOND.get(key, ""))
    number = int(key.value.removeprefix("WG"))
    group, behind = stall.groups.get(number), stall.groups.get(number + GROUP_KEYS)
    second = str(number + GROUP_KEYS)
    if number + GROUP_KEYS == DEPOSIT_GROUP:
        second = "Pfand"
    elif behind is not None:
        second = f"{second} {behind.name}"
    if behind is not None:
        second = f"{second} {_price(behind)}".strip()
    if group is None:
        return Cap(legend=key.value, paint=paint, second=second)
    return Cap(legend=key.value, paint=paint, second=second, name=group.name, price=_price(group))


def _compact_cap(cap: CompactKey) -> Cap:
    if cap is CompactKey.WG:
        return Cap(legend="WG", paint=Paint.GROUP_2, second=_SECOND_COMPACT[cap])
    key = Key(cap.value)
    second = _SECOND_COMPACT.get(cap, _SECOND.get(key, ""))
    return Cap(legend=cap.value, paint=_PAINTS.get(key, Paint.WHITE), second=second)


def _price(group: Group) -> str:
    if group.price_cents is None:
        return ""
    return f"{ONE_KEY if group.is_single_item_sale else ''}{money(group.price_cents)}"


def _card(stall: Profile, arrangement: Arrangement | None, subheading: str) -> Card:
    pad = Pad.LARGE if arrangement in _LARGE else Pad.COMPACT
    numpad = [] if arrangement else [_numpad_section()]
    # In this order all of it fits one page, also with clerks and sixteen groups.
    front = (
        *_lesson_sections(stall, pad),
        *numpad,
        _sight_section(),
        _error_section(),
        _group_section(stall, pad),
    )
    back = tuple(
        Section(
            title=chapter.title,
            entries=tuple(_function_entry(one) for one in chapter.functions),
            lead_mm=11.0,
        )
        for chapter in chapters(FUNCTIONS.values())
    )
    former = ((_former_section(),),) if arrangement is Arrangement.REGISTER else ()
    return Card(
        heading=stall.header[0],
        subheading=f"Bedienkarte · {subheading}",
        sides=(front, back, *former),
        footer="Wer darf:  K Kassier   C Chef (Chef-PIN)   T Techniker   * auch ohne Anmeldung"
        "        F F zeigt alle Funktionen am Display.",
    )


def _lesson_sections(stall: Profile, pad: Pad) -> list[Section]:
    return [
        Section(
            title=lesson.title,
            entries=tuple(Entry(lead=step.keys, text=step.effect) for step in lesson.steps),
            lead_mm=33.0,
            has_caps=True,
        )
        for lesson in lessons(pad, is_anonymous=stall.is_anonymous)
    ]


def _group_section(stall: Profile, pad: Pad) -> Section:
    entries = []
    for number, group in sorted(stall.groups.items()):
        keys = f"WG{number}" if number <= GROUP_KEYS else f"F WG{number - GROUP_KEYS}"
        rate = f"{group.vat_per_mille // 10},{group.vat_per_mille % 10}".removesuffix(",0")
        entries.append(
            Entry(
                lead=keys if pad is Pad.LARGE else on_compact(keys),
                text=f"{number} {group.name} · {rate} %",
                note=_price(group),
            )
        )
    return Section(title="Warengruppen", entries=tuple(entries), lead_mm=20.0, has_caps=True)


def _former_section() -> Section:
    """Old keys and new ones, for who has laid the caps as on the register before."""
    entries = tuple(Entry(lead=keys, text=legend) for keys, legend in FORMER_KEYS)
    return Section(title="Von der alten Kassa", entries=entries, lead_mm=24.0, has_caps=True)


def _numpad_section() -> Section:
    """Which key of a USB number pad is which key of the till."""
    entries = tuple(
        Entry(lead=legend, text=f"= {NUMPAD[code].value}")
        for code, legend in _NUMPAD_LEGENDS.items()
    )
    return Section(title="Ziffernblock", entries=entries, lead_mm=20.0, has_caps=True)


def _error_section() -> Section:
    coded = tuple(
        Entry(lead=code.name, text=f"{code.value}: {remedy}") for code, remedy in remedies()
    )
    return Section(title="Wenn ein E am Display steht", entries=coded, lead_mm=9.0)


def _sight_section() -> Section:
    seen = tuple(Entry(lead=sight, text=remedy) for sight, remedy in SIGHTS)
    return Section(title="Und sonst", entries=seen, lead_mm=31.0)


def _function_entry(function: CardFunction) -> Entry:
    note = f"{function.right.value}{'*' if function.is_for_locked else ''}"
    return Entry(lead=function.keys, text=function.name, note=note)
