"""The words of the portal in German; a room that adds pages adds its part here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archive.portal import (
    texts_de_access,
    texts_de_account,
    texts_de_exports,
    texts_de_names,
    texts_de_pages,
    texts_de_rules,
)

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **texts_de_pages.TEXTS,
        **texts_de_rules.TEXTS,
        **texts_de_access.TEXTS,
        **texts_de_account.TEXTS,
        **texts_de_exports.TEXTS,
        **texts_de_names.TEXTS,
    }
)
