"""What stands on the card in the lid, in words: the functions, first steps, what to do at errors.

The card on paper, the list on the display and the slip of `F 80` are made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from firmware.till.function import Chapter, Function, Right
from firmware.till.texts import ErrorCode


class Pad(Enum):
    """Which caps lie before the cashier."""

    LARGE = "5x6"
    COMPACT = "4x5"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFunction:
    """One function: how it is typed, its name, who may, and whether before anybody signed on."""

    keys: str
    name: str
    right: Right
    is_for_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChapter:
    """Functions under a title, by their codes."""

    title: str
    functions: tuple[CardFunction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStep:
    """What is typed, as the manual writes it for thirty keys, and what happens."""

    keys: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLesson:
    """Steps under a title."""

    title: str
    steps: tuple[CardStep, ...]


def chapters(functions: Iterable[Function]) -> tuple[CardChapter, ...]:
    """`functions` in their chapters, as `F F` lists them; a chapter without any is left out."""
    known = sorted(functions, key=lambda function: function.code)
    listed = (
        CardChapter(
            title=chapter.value,
            functions=tuple(_listed(one) for one in known if one.chapter is chapter),
        )
        for chapter in Chapter
    )
    return tuple(chapter for chapter in listed if chapter.functions)


def _listed(function: Function) -> CardFunction:
    return CardFunction(
        keys=f"F {function.code:02}",
        name=function.name,
        right=function.right,
        is_for_locked=function.is_for_locked,
    )


def lessons(pad: Pad, *, is_anonymous: bool) -> tuple[CardLesson, ...]:
    """The first steps of a sale; without clerks nobody needs to sign on."""
    chosen = _LESSONS if is_anonymous else (_SIGNING_ON, *_LESSONS)
    if pad is Pad.LARGE:
        return chosen
    return tuple(
        CardLesson(
            title=lesson.title,
            steps=tuple(
                CardStep(keys=on_compact(step.keys), effect=step.effect) for step in lesson.steps
            ),
        )
        for lesson in chosen
    )


def on_compact(keys: str) -> str:
    """`keys` of the large pad as they are typed on twenty keys (manual 5.3)."""
    typed: list[str] = []
    words = keys.split()
    while words:
        pair = " ".join(words[:2])
        if pair in _COMPACT_PAIRS:
            typed.append(_COMPACT_PAIRS[pair])
            del words[:2]
            continue
        word = words.pop(0)
        typed.append(_COMPACT_WORDS.get(word, word))
    return " ".join(typed)


_COMPACT_WORDS = {
    **{f"WG{number}": f"WG {number}" for number in range(1, 9)},
    "KARTE": "F BAR",
    "PLU": "F WG",
    "%": "F ZW",
}
_COMPACT_PAIRS = {
    "F WG1": "WG 9",
    **{f"F WG{number}": f"WG , {number - 2}" for number in range(2, 8)},
    "F WG8": "F 39",
    "F BAR": "F BON",
    "F BON": "F 19",
    "F KARTE": "F 17",
    "F PLU": "F 16",
    "F ZW": "F 18",
    "F %": "F 37",
}

#: For fingers that come from another register: what is typed here, and the legend of the key there.
FORMER_KEYS = (
    ("WG1", "Sharp: Abteilung 1; Casio: DEPT 1"),
    ("F WG1", "Sharp: DEPT SHIFT und die Abteilung"),
    ("×", "Sharp: @/FOR oder ⊗; Casio: ×/DATE TIME"),
    ("PLU", "Sharp: PLU/SUB; Casio: PLU"),
    ("C", "Sharp: CL; Casio: C"),
    ("STO", "Sharp: VOID; Casio: ERR CORR"),
    ("F C BAR", "Sharp: SBTL und VOID; Casio: SUBTOTAL und CANCEL"),
    ("F STO", "Sharp: RFND; Casio: RF"),
    ("%", "Sharp: %1; Casio: %-"),
    ("ZW", "Sharp: #/TM/SBTL; Casio: SUBTOTAL"),
    ("BAR", "Sharp: CA/AT; Casio: CA/AMT TEND"),
    ("KARTE", "Sharp: CH oder CR; Casio: CH"),
    ("F BAR", "Sharp: NS (CA/AT ohne Bon); Casio: NS"),
    ("BON", "Sharp: RCPT; Casio: RECEIPT"),
    ("2 BAR", "Sharp: 2 CLK#; Casio: 2 CLK#"),
)

_SIGNING_ON = CardLesson(
    title="Anmelden",
    steps=(
        CardStep(keys="2 BAR", effect="Bediener 2; dann die PIN, wenn gefragt"),
        CardStep(keys="F 01", effect="abmelden; 3 F 01 wechselt zu Bediener 3"),
    ),
)
_LESSONS = (
    CardLesson(
        title="Verkaufen: Preis, dann Warengruppe",
        steps=(
            CardStep(keys="250 WG1", effect="2,50 in Warengruppe 1"),
            CardStep(keys="2,5 WG1", effect="dasselbe: mit Komma sind es Euro"),
            CardStep(keys="WG1", effect="fester Preis; gleich nochmals: eins mehr"),
            CardStep(keys="3 × 250 WG1", effect="drei Stück zu 2,50"),
            CardStep(keys="1,345 × WG2", effect="1,345 kg zum festen Kilopreis"),
            CardStep(keys="250 F WG2", effect="Warengruppe 10 (zweite Ebene)"),
            CardStep(keys="12 PLU", effect="Artikel 12"),
            CardStep(keys="F WG8", effect="Einwegpfand; F STO davor: zurück"),
            CardStep(keys="10 %", effect="10 % Rabatt; nach ZW auf alles"),
        ),
    ),
    CardLesson(
        title="Kassieren",
        steps=(
            CardStep(keys="ZW", effect="Zwischensumme"),
            CardStep(keys="BAR", effect="passend bezahlt"),
            CardStep(keys="2000 BAR", effect="20,00 gegeben: Rückgeld am Display"),
            CardStep(keys="KARTE", effect="Terminal; dann BAR = bezahlt, C = nicht"),
            CardStep(keys="1000 BAR KARTE", effect="10,00 bar, der Rest mit Karte"),
            CardStep(keys="2000 ZW", effect="nach dem Bon: Rückgeld ausrechnen"),
        ),
    ),
    CardLesson(
        title="Ausbessern",
        steps=(
            CardStep(keys="C", effect="Zahl löschen, Fehler verlassen"),
            CardStep(keys="STO", effect="letzte Position weg; nochmals: die davor"),
            CardStep(keys="2 × STO", effect="zwei Stück der letzten Position weg"),
            CardStep(keys="3 STO", effect="Zeile 3 weg"),
            CardStep(keys="F C BAR", effect="ganzer Bon abgebrochen"),
        ),
    ),
    CardLesson(
        title="Bon und Lade",
        steps=(
            CardStep(keys="BON", effect="Kopie des letzten Bons"),
            CardStep(keys="F BAR", effect="Lade öffnen (wird aufgezeichnet)"),
        ),
    ),
)

#: What to do, after the words of the code: also for those that no version shows yet. Where nothing
#: else is said, selling goes on.
REMEDIES = {
    "E01": "passt hier nicht; die Zahl ist noch da.",
    "E02": "wirklich? BAR = ja, C = nein.",
    "E03": "Nummer neu tippen.",
    "E04": "Preis tippen, dann die Taste.",
    "E05": "Nummer, dann BAR.",
    "E06": "Chef-PIN, dann BAR; C = lassen.",
    "E07": "zuerst etwas buchen.",
    "E08": "fertig kassieren oder F C.",
    "E09": "Lade schließen.",
    "E10": "neue Rolle; der Bon kommt nochmals ganz.",
    "E11": "Deckel, Kabel, Strom; die Bons warten.",
    "E12": "einstecken; weiterverkaufen (F 65).",
    "E13": "Chef: Karte tauschen (F 68).",
    "E14": "Chef: F 94; bis dahin oft kein Verkauf.",
    "E15": "F 72 auf Stick, dann Techniker rufen.",
    "E16": "anstecken, oder anderen Stick nehmen.",
    "E17": "Techniker fragen.",
    "E18": "1 bezahlt, 2 nicht, 3 nochmals fragen.",
    "E19": "mit den anderen weiter; Techniker rufen.",
    "E20": "F 20, oder weiterverkaufen.",
    "E21": "Techniker rufen; weiter, wenn es geht.",
    "E22": "die richtige einstecken; neue Karte: F 68.",
}

#: What needs a word and has no code: what is seen, and what to do.
SIGHTS = (
    ("S! AUSGEFALLEN", "Weiterverkaufen; Karte prüfen. F 65 druckt, was zu tun ist."),
    ("Ausfall melden", "F 65 druckt es; die Liste: F 69."),
    ("Prüfer am Stand", "F 60; was offen war, bleibt."),
    ("Strom war weg", "Einschalten. Der offene Bon ist noch da, der letzte wird gedruckt."),
    ("KASSE GESPERRT", "Techniker rufen; das Wort darunter vorlesen."),
)


def remedies() -> tuple[tuple[ErrorCode, str], ...]:
    """Every error code with what to do."""
    return tuple((code, REMEDIES[code.name]) for code in ErrorCode)
