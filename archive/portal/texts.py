"""The words of the pages in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.requests import Request

from archive.accounts.visitor import visitor_of
from archive.portal.texts_de import TEXTS as GERMAN
from archive.portal.texts_en import TEXTS as ENGLISH

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"de": GERMAN, "en": ENGLISH})
#: Set by whoever chooses a language; it says nothing else.
LANGUAGE_COOKIE: Final = "portal_language"
_DEFAULT: Final = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with `values` in its places.

        Raises:
            KeyError: there is no such text.
        """
        text = self.texts[key]
        return text.format(**values) if values else text

    def known(self, area: str, word: str) -> str:
        """The text of `area.word`; a word of a newer program stands as it is."""
        return self.texts.get(f"{area}.{word}", word)


def words_in(language: str) -> Words:
    """The words of a language; of one that there is not, German."""
    known = language if language in LANGUAGES else _DEFAULT
    return Words(language=known, texts=LANGUAGES[known])


def words_of(request: Request) -> Words:
    """As the reader chose, as the account says, as the browser asks; in this order."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return words_in(chosen)
    visitor = visitor_of(request)
    if visitor is not None and visitor.language in LANGUAGES:
        return words_in(visitor.language)
    return words_in(_asked(request.headers.get("accept-language", "")))


def _asked(header: str) -> str:
    """The language of an Accept-Language that the browser likes best of ours."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:200].split(",")):
        name, _, quality = part.partition(";")
        language = name.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            found.append((-_quality(quality), place, language))
    return min(found)[2] if found else _DEFAULT


def _quality(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q="))
    except ValueError:
        return 1.0
