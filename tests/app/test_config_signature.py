"""`[[signature]]`: which units may sign, in which order."""

import pytest

from firmware.app.config import ConfigError, parse
from firmware.app.config_signature import SignatureSection, has_card, in_order, services_in
from tests.app.test_config import SMALL

CARD = '[[signature]]\nkind = "card"\n'
ATRUST = '[[signature]]\nkind = "atrust-online"\nurl = "https://a.example/v2"\nuser = "u1"\n'
PRIMESIGN = '[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n'


def units(text: str) -> tuple[SignatureSection, ...]:
    """The units of a small stall with this besides."""
    return in_order(parse(SMALL + text).signature)


def test_without_a_section_there_is_the_card() -> None:
    """Most tills never hear of it."""
    assert ["card"] == [unit.kind for unit in units("")]
    assert ["card"] == [unit.kind for unit in units('[card]\nreader = "Omnikey"')]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (CARD + ATRUST, ["card", "atrust-online"]),
        (PRIMESIGN + CARD, ["primesign", "card"]),
        (ATRUST, ["atrust-online"]),
    ],
)
def test_order_is_that_of_the_file(text: str, kinds: list[str]) -> None:
    """The sections are all units there are, the preferred one first."""
    assert kinds == [unit.kind for unit in units(text)]


def test_what_needs_a_secret() -> None:
    """A card its PIN, each service a file of its own."""
    assert ((), True) == (services_in([]), has_card([]))
    both = parse(SMALL + CARD + ATRUST + PRIMESIGN).signature
    assert (("atrust-online", "primesign"), True) == (services_in(both), has_card(both))
    alone = parse(SMALL + PRIMESIGN).signature
    assert (("primesign",), False) == (services_in(alone), has_card(alone))


def test_provider_is_the_services_own_unless_it_is_said() -> None:
    """RKSV Anlage Z 2: AT1 is A-Trust, AT3 is PrimeSign."""
    assert ["AT1", "AT3"] == [unit.provider for unit in units(ATRUST + PRIMESIGN)]
    assert ["AT9"] == [unit.provider for unit in units(ATRUST + 'vda_id = "AT9"')]


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://a.example:8443/x/y",
        "http://127.0.0.1:9000/v2",
        "http://localhost",
        "http://[::1]:80",
    ],
)
def test_addresses_that_may_be(url: str) -> None:
    """TLS, or this machine."""
    assert [url] == [unit.url for unit in units(PRIMESIGN.replace("https://p.example", url))]


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://localhost@a.example",
        "https://user:word@a.example",
        "https://a.example/?x=1",
        "https://a.example/#x",
        "ftp://a.example",
        "a.example",
        "https://",
    ],
)
def test_addresses_that_may_not(url: str) -> None:
    """A secret never leaves in clear, and no address hides another."""
    with pytest.raises(ConfigError, match=r"signature\[0\]\.url"):
        parse(SMALL + PRIMESIGN.replace("https://p.example", url))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (CARD + CARD, "card is given twice"),
        (ATRUST + PRIMESIGN + ATRUST, "atrust-online is given twice"),
        (CARD + 'url = "https://a.example"', r"no other key: what the card is, says \[card\]"),
        (CARD + 'vda_id = "AT1"', "no other key"),
        (CARD + 'reader = "Omnikey"', "unknown field reader"),
        (ATRUST + 'password = "x"', "unknown field password"),
        ('[[signature]]\nkind = "primesign"', "primesign: url is missing"),
        (ATRUST.replace('user = "u1"', ""), "user is missing"),
        (PRIMESIGN + 'user = "u1"', "user is not given"),
        ('[[signature]]\nkind = "hsm"', r"signature\[0\]\.kind"),
        (ATRUST + 'vda_id = "XY"', r"signature\[0\]\.vda_id"),
        (ATRUST.replace('"u1"', '"u 1"'), r"signature\[0\]\.user"),
        ("[[signature]]\n", "kind"),
    ],
)
def test_refused_with_its_place(text: str, reason: str) -> None:
    """What cannot be meant is named."""
    with pytest.raises(ConfigError, match=reason):
        parse(SMALL + text)
