"""What a value must be, in German: from the types of the settings, and in what it differs."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import inspect

from firmware.image.settings.keys import QUIET_SECTIONS, SECRETS, Key

_ADDRESS: Final = "eine Adresse, die mit https:// beginnt"
_AT: Final = 'ein Vertrauensdiensteanbieter wie "AT1"'
#: What a pattern asks for.
PATTERNS: Final[Mapping[tuple[str, str], str]] = {
    ("company", "uid"): 'die UID wie "ATU12345678" (oder "", wenn es keine gibt)',
    ("company", "tax_number"): 'die Steuernummer wie "68 123/4567" (oder "")',
    ("register", "id"): (
        "die Kassen-ID: Buchstaben ohne Umlaut, Ziffern, Bindestrich, höchstens 20 Zeichen"
    ),
    ("card", "vda_id"): _AT,
    ("signature", "url"): _ADDRESS,
    ("signature", "user"): "der Benutzer des Dienstes, ohne Leerzeichen",
    ("signature", "vda_id"): _AT,
    ("mirror", "folder"): "ein Ordner, der mit / beginnt",
    ("finanzonline", "manufacturer"): "die UID des Herstellers, ohne Leerzeichen",
    ("finanzonline", "session_url"): _ADDRESS,
    ("finanzonline", "register_url"): _ADDRESS,
    ("finanzonline", "databox_url"): _ADDRESS,
    ("archive", "url"): _ADDRESS,
    ("archive", "fingerprint"): "der Fingerabdruck: 64 Zeichen 0–9 und A–F",
    ("archive", "key"): "der Schlüssel aus dem Archiv: 48 Ziffern",
    ("network", "passphrase"): "das WLAN-Passwort: 8 bis 63 Zeichen ohne Umlaute",
    ("network", "country"): 'ein Land in zwei Großbuchstaben wie "AT"',
    ("network", "ntp"): "Namen oder Adressen von Zeitservern",
}
_SHOWN: Final = 40


def expected(hint: object, path: tuple[str, str]) -> str:
    """What is to stand at `path` (section, key)."""
    return _expected(inspect.type_info(hint), path)


def sentence_about(value: object, key: Key, path: tuple[str, str]) -> str:
    """What is wrong with `value`, which msgspec does not take."""
    wanted = inspect.type_info(key.hint)
    name = path[1]
    if path in SECRETS:
        return f"Richtig ist in Anführungszeichen {PATTERNS[path]}."
    if value == "" and path in PATTERNS:
        return f"Hier fehlt {PATTERNS[path]}."
    if path[0] in QUIET_SECTIONS:
        return f"Das geht hier nicht; richtig ist {_expected(wanted, path)}."
    if isinstance(value, str):
        return _about_text(value, wanted, path)
    if isinstance(value, bool):
        return f"true und false gehen hier nicht; richtig ist {_expected(wanted, path)}."
    if isinstance(value, int | float) and _takes(wanted, inspect.StrType):
        return f'Das gehört in Anführungszeichen: {name} = "{_comma(value)}".'
    return f"Das geht hier nicht; richtig ist {_expected(wanted, path)}."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """„Meinten Sie …?", or nothing."""
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f" Meinten Sie „{near[0]}“?" if near else ""


def shown(text: str) -> str:
    """A text from the file, so that it does no harm on display or in the report."""
    clean = "".join(sign if sign.isprintable() else "?" for sign in text)
    return clean if len(clean) <= _SHOWN else f"{clean[: _SHOWN - 1]}…"


def _about_text(value: str, wanted: inspect.Type, path: tuple[str, str]) -> str:
    name, text = path[1], value.strip()
    if _takes(wanted, inspect.IntType) and text.isascii() and text.isdigit():
        return f"Zahlen stehen ohne Anführungszeichen: {name} = {text[:9]}."
    if isinstance(wanted, inspect.BoolType):
        return f"Hier steht true oder false, ohne Anführungszeichen: {name} = true."
    choices = _choices(wanted)
    if choices:
        hint = did_you_mean(value, choices)
        return f"„{shown(value)}“ geht hier nicht, nur {_one_of(choices)}.{hint}"
    if isinstance(wanted, inspect.StrType) and not wanted.pattern:
        return _about_length(value, wanted)
    if isinstance(wanted, inspect.ListType):
        return f'Hier gehört eine Liste in eckigen Klammern hin: {name} = ["…"].'
    return f"„{shown(value)}“ geht hier nicht; richtig ist {_expected(wanted, path)}."


def _about_length(value: str, wanted: inspect.StrType) -> str:
    if not value:
        return f"Hier fehlt noch ein Text (höchstens {wanted.max_length} Zeichen)."
    return f"Der Text ist zu lang: {len(value)} Zeichen, höchstens {wanted.max_length}."


def _expected(wanted: inspect.Type, path: tuple[str, str]) -> str:
    match wanted:
        case inspect.StrType():
            longest = f", höchstens {wanted.max_length} Zeichen" if wanted.max_length else ""
            return PATTERNS.get(path, f"ein Text in Anführungszeichen{longest}")
        case inspect.IntType():
            limits = f" von {wanted.ge} bis {wanted.le}" if wanted.le is not None else ""
            return f"eine ganze Zahl{limits} ohne Anführungszeichen"
        case inspect.BoolType():
            return "true oder false"
        case inspect.LiteralType():
            return _one_of(_choices(wanted))
        case inspect.ListType():
            return f"eine Liste in eckigen Klammern ({_expected(wanted.item_type, path)})"
        case inspect.UnionType():
            some = [one for one in wanted.types if not isinstance(one, inspect.NoneType)]
            return " oder ".join(_expected(one, path) for one in some)
        case _:
            raise TypeError(f"no words for {wanted}")


def _choices(wanted: inspect.Type) -> tuple[str, ...]:
    return tuple(map(str, wanted.values)) if isinstance(wanted, inspect.LiteralType) else ()


def _one_of(choices: Iterable[str]) -> str:
    return " oder ".join(f'"{one}"' for one in choices)


def _takes(wanted: inspect.Type, kind: type[inspect.Type]) -> bool:
    kinds = wanted.types if isinstance(wanted, inspect.UnionType) else (wanted,)
    return any(isinstance(one, kind) for one in kinds)


def _comma(value: float) -> str:
    return str(value).replace(".", ",")
