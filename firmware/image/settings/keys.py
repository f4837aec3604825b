"""What the technician's file may say: the sections and keys of the till's settings, and secrets.

The model is that of the till program itself (`firmware.app.config.Config`); nothing is listed a
second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args, get_origin, get_type_hints

import msgspec

from firmware.app.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of a section: the type of its value, as msgspec reads it, and whether it must be.

    `probe` holds such a value alone: msgspec ends with the first that it does not take.
    """

    hint: object
    probe: type[msgspec.Struct]
    is_required: bool

    def takes(self, value: object) -> bool:
        """Whether the program of the till takes `value` there."""
        try:
            msgspec.convert({"value": value}, self.probe)
        except msgspec.ValidationError:
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section, once or (`is_list`) as often as one likes."""

    kind: type[msgspec.Struct]
    keys: Mapping[str, Key]
    is_list: bool
    is_required: bool


#: Whoever reads these keys aloud gives something away.
SECRETS: Final = (("network", "passphrase"), ("archive", "key"))


def _sections() -> dict[str, Section]:
    hints = get_type_hints(Config, include_extras=True)
    found: dict[str, Section] = {}
    for field in msgspec.structs.fields(Config):
        kind, is_list = _struct_in(hints[field.name])
        found[field.encode_name] = Section(
            kind=kind, keys=_keys(kind), is_list=is_list, is_required=field.required
        )
    return found


def _keys(kind: type[msgspec.Struct]) -> dict[str, Key]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.encode_name: Key(
            hint=hints[field.name],
            probe=msgspec.defstruct("Probe", [("value", hints[field.name])]),
            is_required=field.required,
        )
        for field in msgspec.structs.fields(kind)
    }


def _struct_in(hint: object, *, is_list: bool = False) -> tuple[type[msgspec.Struct], bool]:
    """The section a field of the file holds: alone, in a list, or not at all times."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint, is_list
    is_list = is_list or get_origin(hint) is list
    for argument in get_args(hint):
        if argument is not type(None) and (get_args(argument) or isinstance(argument, type)):
            return _struct_in(argument, is_list=is_list)
    raise TypeError(f"{hint} is no section")


SECTIONS: Final[Mapping[str, Section]] = _sections()
#: Sections of which no value is repeated, not even of other keys: lines run together.
QUIET_SECTIONS: Final = frozenset(name for name, _ in SECRETS)
#: Keys whose text may be repeated to whoever wrote it.
OPEN_KEYS: Final[frozenset[str]] = frozenset(
    name for one, section in SECTIONS.items() if one not in QUIET_SECTIONS for name in section.keys
) - frozenset(name for one in QUIET_SECTIONS for name in SECTIONS[one].keys)
