"""The words of the portal in English; a room that adds pages adds its part here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archive.portal import (
    texts_en_access,
    texts_en_account,
    texts_en_exports,
    texts_en_names,
    texts_en_pages,
    texts_en_rules,
)

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **texts_en_pages.TEXTS,
        **texts_en_rules.TEXTS,
        **texts_en_access.TEXTS,
        **texts_en_account.TEXTS,
        **texts_en_exports.TEXTS,
        **texts_en_names.TEXTS,
    }
)
