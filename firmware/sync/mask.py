"""Stars in the place of secrets, wherever a message or an error might repeat one."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from firmware.sync.soap import pretty

STARS: Final = "***"
#: Of an answer that is no XML.
_RAW_MAX: Final = 10_000
#: What stands in these elements is secret before anybody knows it: a new session above all.
_SECRET_ELEMENT: Final = re.compile(
    r"(<(?:[\w.-]+:)?(?:tid|benid|pin|id|benutzerschluessel)(?:\s[^<>]*)?>)[^<]+"
)


@dataclass(frozen=True, slots=True)
class Mask:
    """Knows the secrets that must not be written down."""

    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def also(self, *secrets: str) -> "Mask":
        """With these besides."""
        return Mask(self.secrets | {secret for secret in secrets if secret})

    def over(self, text: str) -> str:
        """The text with stars for each of them, as it is and as XML writes it."""
        return _SECRET_ELEMENT.sub(rf"\g<1>{STARS}", _without(text, self.secrets))

    def shown(self, body: bytes) -> str:
        """A message for people: indented where it is XML, without secrets."""
        text = pretty(body)
        if text is not None:
            return self.over(text)
        # Masked before it is cut: of a secret at the edge a part would stay.
        raw = self.over(body.decode("utf-8", "replace"))
        is_coded = any(secret in html.unescape(raw) for secret in self.secrets)
        return STARS if is_coded else raw[:_RAW_MAX]


def _without(text: str, secrets: Iterable[str]) -> str:
    forms = {form for secret in secrets for form in (secret, escape(secret))}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, STARS)
    return text
