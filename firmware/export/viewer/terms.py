"""The German terms of the house for the page: one thing has one name in tables, papers and page."""

import json
from typing import Final

from firmware.export.tables.history import ACTIONS, SOURCES, THINGS
from firmware.export.tables.kinds import KINDS
from firmware.export.tables.labels import LABELS, WORDS
from firmware.till.sales.basket import Means
from firmware.till.texts import KIND_NAMES, MONTH_NAMES

#: Nothing in a term may end the program that holds it.
_LESS_THAN: Final = "\\u003c"


def terms() -> str:
    """JavaScript that declares `TERMS`: names of kinds, fields, values, things and months."""
    values: dict[str, dict[str, str]] = {}
    for (field, value), word in WORDS.items():
        values.setdefault(field, {})[value] = word
    told = {
        "journalKinds": {kind: [words.name, words.is_business] for kind, words in KINDS.items()},
        "receiptKinds": {kind.value: name for kind, name in KIND_NAMES.items()},
        "means": {means.value: means.name_de for means in Means},
        "fields": {field: label for field, label in LABELS.items() if label},
        "values": values,
        "things": {thing.value: name for thing, name in THINGS.items()},
        "actions": {action.value: word for action, word in ACTIONS.items()},
        "sources": {source.value: name for source, name in SOURCES.items()},
        "months": MONTH_NAMES,
    }
    text = json.dumps(told, ensure_ascii=False, indent=1).replace("<", _LESS_THAN)
    return f"const TERMS = {text};\n"
