"""The signature units a till may use, in the order in which it prefers them.

Without a section `[[signature]]` there is one: the card. Where there are any, they are all of them,
and the card of section `[card]` is among them only if one says `kind = "card"`. Passwords and
tokens are credential files, never here.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from firmware.app.config_stall import ConfigError

#: Trust service providers: those of the law's list, and AT9 for tests.
VdaId = Annotated[str, msgspec.Meta(pattern=r"^(AT[1-9][0-9]?)?$")]
#: Nothing but this machine itself may be spoken to in clear.
Address = Annotated[
    str,
    msgspec.Meta(
        pattern=(
            r"^(|https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s?#]*)?"
            r"|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[^\s?#]*)?)$"
        )
    ),
]
User = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^\S*$")]
CARD = "card"
_PROVIDERS = {"atrust-online": "AT1", "primesign": "AT3"}


class SignatureSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One unit: the card of section `[card]`, or a service on the net.

    `vda_id` empty is the provider of that service; `ca_file` empty trusts whom the system trusts.
    """

    kind: Literal["card", "atrust-online", "primesign"]
    url: Address = ""
    user: User = ""
    vda_id: VdaId = ""
    ca_file: str = ""

    @property
    def is_service(self) -> bool:
        """Whether it is on the net."""
        return self.kind != CARD

    @property
    def provider(self) -> str:
        """The trust service provider of a service, for field 1 of its receipts."""
        return self.vda_id or _PROVIDERS[self.kind]


def in_order(sections: Sequence[SignatureSection]) -> tuple[SignatureSection, ...]:
    """The units as the file has them; the card alone when it has none."""
    return tuple(sections) or (SignatureSection(kind="card"),)


def services_in(sections: Sequence[SignatureSection]) -> tuple[str, ...]:
    """The kinds of the services among the units: each has a secret of its own."""
    return tuple(section.kind for section in in_order(sections) if section.is_service)


def has_card(sections: Sequence[SignatureSection]) -> bool:
    """Whether a card is among the units, and with it a PIN is needed."""
    return any(not section.is_service for section in in_order(sections))


def check_units(sections: Sequence[SignatureSection]) -> None:
    """Refuse a kind given twice, a service without address, keys a unit does not have.

    Raises:
        ConfigError: names the section.
    """
    kinds = [section.kind for section in sections]
    for section in sections:
        place = f"signature: {section.kind}"
        if kinds.count(section.kind) > 1:
            raise ConfigError(f"{place} is given twice; its secret is one file")
        if not section.is_service:
            if section != SignatureSection(kind="card"):
                raise ConfigError(f"{place} has no other key: what the card is, says [card]")
            continue
        if not section.url:
            raise ConfigError(f"{place}: url is missing")
        if bool(section.user) != (section.kind == "atrust-online"):
            needed = "is missing" if not section.user else "is not given: the token says who it is"
            raise ConfigError(f"{place}: user {needed}")
