"""The paper of a keypad says what the settings say."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import pypdf
import pytest

from firmware.app.config import KeypadSection, parse, profile
from firmware.app.key_paper import Arrangement, arrangement_of, caps, key_paper
from firmware.export.key_inlay import Cap, Paint
from firmware.export.pdf import LetterError
from firmware.till.codes import FUNCTIONS
from firmware.till.stall.catalog import MAX_GROUP, Clerk, Profile
from firmware.till.texts import ErrorCode
from hal.keypad.layout import LAYOUT_4X5, LAYOUT_ECR
from hal.keypad.port import LAYOUT_5X6

MADE_AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
SETTINGS = """
company.name = "MARKTSTAND HUBER"
register.id = "GRAZ-01"
group = [
    { number = 1, name = "Obst", vat = "4,9", price = "2,50" },
    { number = 4, name = "Lebkuchenherz", vat = "10", price = "3,00", one_key_sale = true },
    { number = 8, name = "Kerzen", vat = "20" },
    { number = 9, name = "Blumen", vat = "13" },
    { number = 10, name = "Käse kg", vat = "10", price = "24,90" },
    { number = 16, name = "Pfand", vat = "0", price = "0,25" },
]
"""
STALL = profile(parse(SETTINGS), MADE_AT.date())


def texts(arrangement: Arrangement | None, stall: Profile = STALL) -> list[str]:
    """The text of each page, on one line."""
    document = key_paper(stall, arrangement, MADE_AT)
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def cap(legend: str, arrangement: Arrangement = Arrangement.STANDARD) -> Cap:
    """The cap with this legend."""
    return next(one for one in chain(*caps(arrangement, STALL)) if one.legend == legend)


@pytest.mark.parametrize(
    ("arrangement", "layout"),
    [
        (Arrangement.STANDARD, LAYOUT_5X6),
        (Arrangement.REGISTER, LAYOUT_ECR),
        (Arrangement.COMPACT, LAYOUT_4X5),
    ],
)
def test_caps_lie_as_the_keys_lie(arrangement: Arrangement, layout: tuple) -> None:
    """The inlays are made from the tables the keypad is read by."""
    legends = [[one.legend for one in row] for row in caps(arrangement, STALL)]
    assert [[key.value for key in row] for row in layout] == legends


@pytest.mark.parametrize(
    ("legend", "paint"),
    [
        ("F", Paint.BLUE),
        ("BON", Paint.GREY),
        ("STO", Paint.RED),
        ("C", Paint.YELLOW),
        ("7", Paint.WHITE),
        ("00", Paint.WHITE),
        (",", Paint.WHITE),
        ("ZW", Paint.GREY),
        ("KARTE", Paint.GREEN_WHITE),
        ("BAR", Paint.GREEN),
        ("WG1", Paint.GROUP_1),
        ("WG8", Paint.GROUP_8),
    ],
)
def test_caps_have_the_colours_of_the_manual(legend: str, paint: Paint) -> None:
    """5.2, the same in both arrangements of thirty keys."""
    assert paint is cap(legend).paint
    assert paint is cap(legend, Arrangement.REGISTER).paint


def test_a_group_has_name_price_and_second_layer() -> None:
    """What is sold, for how much, and what stands behind F."""
    assert ("Obst", "2,50", "9 Blumen") == (cap("WG1").name, cap("WG1").price, cap("WG1").second)


def test_a_group_that_sells_with_one_key_says_so() -> None:
    """Whoever presses it has sold."""
    assert "»3,00" == cap("WG4").price


def test_an_open_price_is_not_printed() -> None:
    """There is none to print."""
    assert "" == cap("WG8").price


def test_the_deposit_stands_behind_the_eighth() -> None:
    """With its price, and as a word when the stall has set none."""
    assert "Pfand 0,25" == cap("WG8").second
    bare = profile(parse(SETTINGS.replace("16", "15")), MADE_AT.date())
    by_legend = {one.legend: one for one in chain(*caps(Arrangement.STANDARD, bare))}
    assert "Pfand" == by_legend["WG8"].second
    assert "15 Pfand 0,25" == by_legend["WG7"].second


def test_a_group_that_is_not_sold_keeps_its_legend() -> None:
    """The key is there; the second layer may be used."""
    assert ("", "", "10 Käse kg 24,90") == (cap("WG2").name, cap("WG2").price, cap("WG2").second)
    assert "11" == cap("WG3").second


@pytest.mark.parametrize(
    ("legend", "second"), [("BAR", "KARTE"), ("WG", "PLU"), ("ZW", "%"), ("BON", "Lade")]
)
def test_twenty_keys_have_other_keys_behind_f(legend: str, second: str) -> None:
    """5.3; the others keep theirs."""
    assert second == cap(legend, Arrangement.COMPACT).second
    assert "Bonabbruch" == cap("C", Arrangement.COMPACT).second == cap("C").second


@pytest.mark.parametrize(
    ("section", "arrangement"),
    [
        (KeypadSection(), Arrangement.STANDARD),
        (KeypadSection(layout="ecr"), Arrangement.REGISTER),
        (KeypadSection(kind="matrix-4x5"), Arrangement.COMPACT),
        (KeypadSection(kind="evdev"), None),
    ],
)
def test_the_settings_know_their_keypad(
    section: KeypadSection, arrangement: Arrangement | None
) -> None:
    """Nobody has to say it again."""
    assert arrangement is arrangement_of(section)


def test_inlays_come_before_the_card() -> None:
    """One page of keys, then front and back of the card; each says which till and which day."""
    pages = texts(Arrangement.STANDARD)
    assert 3 == len(pages)
    assert "Tasteneinlagen" in pages[0]
    for page in pages:
        assert "MARKTSTAND HUBER" in page
        assert "Kassa GRAZ-01 · Stand 21.11.2026" in page, "the day in Vienna"


def test_every_function_is_on_the_card_with_its_right() -> None:
    """Read back from the paper."""
    back = texts(Arrangement.STANDARD)[2]
    for code, function in FUNCTIONS.items():
        right = function.right.value + ("*" if function.is_for_locked else "")
        assert f"F {code:02} {function.name} {right}" in back
    for letter in ("K Kassier", "C Chef", "T Techniker", "* auch ohne Anmeldung"):
        assert letter in back


def test_every_error_and_group_is_on_the_card() -> None:
    """The front: what is sold at which rate and price, and what to do."""
    front = texts(Arrangement.STANDARD)[1]
    for code in ErrorCode:
        assert f"{code.name} {code.value}" in front
    for line in ("1 Obst · 4,9 %", "10 Käse kg · 10 %", "16 Pfand · 0 %", "KASSE GESPERRT"):
        assert line in front


@pytest.mark.parametrize("arrangement", [None, Arrangement.STANDARD, Arrangement.COMPACT], ids=str)
def test_the_card_is_one_sheet(arrangement: Arrangement | None) -> None:
    """Front and back, also for a stall with clerks and all sixteen groups."""
    groups = {
        number: replace(STALL.groups[1], number=number, name="Schafwollsocken")
        for number in range(1, MAX_GROUP + 1)
    }
    largest = replace(STALL, groups=groups, clerks={2: Clerk(number=2, name="Anna")})
    pages = texts(arrangement, largest)
    assert ["1/2", "2/2"] == [number for page in pages for number in page.split() if "/2" in number]


def test_a_register_layout_comes_with_old_keys_and_new() -> None:
    """One page more, for who knows the other register; nobody else gets it."""
    pages = texts(Arrangement.REGISTER)
    assert 4 == len(pages)
    assert "Von der alten Kassa" in pages[3]
    assert "STO Sharp: VOID; Casio: ERR CORR" in pages[3]
    for arrangement in (None, Arrangement.STANDARD, Arrangement.COMPACT):
        assert not any("alten Kassa" in page for page in texts(arrangement))


def test_the_sign_of_a_one_key_sale_is_explained_where_it_stands() -> None:
    """And only there."""
    assert "» = Ein-Tasten-Verkauf" in texts(Arrangement.STANDARD)[0]
    assert "»" not in texts(Arrangement.COMPACT)[0]


def test_signing_on_is_taught_where_there_are_clerks() -> None:
    """A stall of one has no clerk dialogue."""
    with_clerk = replace(STALL, clerks={2: Clerk(number=2, name="Anna")})
    assert "Bediener 2" not in texts(Arrangement.STANDARD)[1]
    assert "Anmelden 2 BAR Bediener 2" in texts(Arrangement.STANDARD, with_clerk)[1]


def test_twenty_keys_are_taught_with_their_keys() -> None:
    """`F WG2` of the large pad is `WG , 0`."""
    front = texts(Arrangement.COMPACT)[1]
    assert "250 WG , 0 Warengruppe 10" in front
    assert "KARTE" not in front


def test_a_number_pad_has_no_inlays() -> None:
    """Its card says which of its keys is which."""
    pages = texts(None)
    assert 2 == len(pages)
    assert "Ziffernblock" in pages[0]
    assert "Enter = BAR" in pages[0]
    assert "Ziffernblock" not in texts(Arrangement.COMPACT)[1]


def test_the_same_settings_are_the_same_bytes() -> None:
    """Drawn at the same moment."""
    first, second = (key_paper(STALL, Arrangement.STANDARD, MADE_AT) for _ in range(2))
    assert first == second


def test_a_name_without_letters_is_refused() -> None:
    """No key gets an empty frame."""
    carrots = replace(STALL, groups={1: replace(STALL.groups[1], name="\N{CARROT}")})
    with pytest.raises(LetterError, match=r"U\+1F955"):
        key_paper(carrots, Arrangement.STANDARD, MADE_AT)
