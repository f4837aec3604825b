"""Screens become the frames of the manual."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from hal.display.codec import render
from hal.display.emulator_picture import picture
from hal.display.port import HEIGHT, WIDTH, Frame, Screen, ScreenError
from hal.display.qr import QrTooLongError
from tests.golden.display.mockups import FOLDER, MACHINE_CODE, MOCKUPS, SHORT_LINK, to_text

ERROR_WORDS = (
    "Tastenfolge",
    "Betrag zu hoch – sicher?",
    "PLU 47 unbekannt",
    "Preis fehlt",
    "Bediener fehlt",
    "Nicht erlaubt – Chef-PIN",
    "Rest offen 7,30",
    "Drucker aus / Deckel offen",
    "Signaturkarte fehlt",
    "Karte gesperrt (PIN)",
    "Uhrzeit unsicher",
    "Stick voll / nicht lesbar",
    "Update ungültig",
    "Terminal unklar",
    "Taste klemmt WG3",
    "Z nötig – 48 h",
    "Selbsttest Kette",
    "Karte falsch (Serie)",
)


def _image(frame: Frame) -> Image.Image:
    return Image.frombytes("1", (WIDTH, HEIGHT), frame.bits)


def _decoded(frame: Frame) -> list[str]:
    codes = decode(picture(frame, scale=4).convert("L"), symbols=[ZBarSymbol.QRCODE])
    return [code.data.decode() for code in codes]


@pytest.mark.parametrize("name", MOCKUPS)
def test_a_mockup_is_drawn_as_kept(name: str) -> None:
    """The frame equals the golden one, pixel by pixel."""
    golden = (FOLDER / f"{name}.txt").read_text(encoding="ascii")
    assert golden == to_text(render(MOCKUPS[name]))


def test_every_golden_frame_has_its_mockup() -> None:
    """No frame is kept that nothing draws any more."""
    assert set(MOCKUPS) == {path.stem for path in FOLDER.glob("*.txt")}


def test_an_empty_screen_is_dark() -> None:
    """Nothing said, nothing lit."""
    assert Frame(bytes(1024)) == render(Screen())


@given(cents=st.integers(min_value=-999_999, max_value=9_999_999))
def test_amounts_are_large_and_flush_right(cents: int) -> None:
    """Each amount up to eight places is 24 pixels high and ends at the right rim."""
    euros, rest = divmod(abs(cents), 100)
    text = f"{'−' if cents < 0 else ''}{euros:,},{rest:02d}"
    text = text[:-3].replace(",", ".") + text[-3:]
    box = _image(render(Screen(main=text))).getbbox()
    assert box is not None
    # The foot of the 1 ends a pixel before the other digits.
    assert box[2] in (WIDTH - 2, WIDTH - 3)
    assert box[1] == 52 - 24


def test_a_clock_stands_in_the_middle() -> None:
    """The idle screen's time is no amount."""
    box = _image(render(Screen(main="10:42"))).getbbox()
    assert box is not None
    assert abs(box[0] - (WIDTH - box[2])) <= 2


def test_a_number_too_long_for_large_digits_is_set_smaller() -> None:
    """Ten places still fit, as words do."""
    box = _image(render(Screen(main="12.345.678,90"))).getbbox()
    assert box is not None
    assert box[3] - box[1] < 20


@pytest.mark.parametrize("words", ERROR_WORDS)
def test_error_words_fit_between_item_and_hint(words: str) -> None:
    """Every reason of the manual (5.6) fits, inside its zone, at least 8 pixels high."""
    box = _image(render(Screen(main=words))).getbbox()
    assert box is not None
    assert box[1] >= 27
    assert box[3] <= 55
    assert box[3] - box[1] >= 8


def test_shorter_words_are_larger() -> None:
    """The largest letters that fit are taken."""
    heights = []
    for words in ("OK", "AUSGEFALLEN", "Bon 000413 OK wird gedruckt"):
        box = _image(render(Screen(main=words.upper().split()[0]))).getbbox()
        assert box is not None
        heights.append(box[3] - box[1])
    assert heights[0] > heights[1]


def test_training_turns_only_the_status_bar() -> None:
    """The first ten lines change sides, the rest stays."""
    plain = _image(render(Screen(status="TRAINING", item="Äpfel", main="2,50")))
    turned = _image(render(Screen(status="TRAINING", item="Äpfel", main="2,50", is_inverted=True)))
    for y in range(HEIGHT):
        is_bar = y < 10
        row = [plain.getpixel((x, y)) != turned.getpixel((x, y)) for x in range(WIDTH)]
        assert [is_bar] * WIDTH == row


@pytest.mark.parametrize("text", [SHORT_LINK, MACHINE_CODE, "7", "Ä€ß", "HTTPS://A.AT/" + "B" * 64])
def test_a_code_is_read_from_the_panel(text: str) -> None:
    """A reader finds the very text in the picture of the glass."""
    frame = render(Screen(qr=text, item="Bon 412", main="7,50 EUR", hint="Scannen BON=Papier"))
    assert [text] == _decoded(frame)


def test_training_shows_beside_a_code() -> None:
    """Without a status bar the item beside the code is turned."""
    plain = render(Screen(qr=SHORT_LINK, item="Bon 412"))
    turned = render(Screen(qr=SHORT_LINK, item="Bon 412", is_inverted=True))
    assert plain != turned
    assert _decoded(turned) == [SHORT_LINK]


@pytest.mark.parametrize("main", ["999.999,99", "−199.999,98", "−999.999,99"])
def test_the_largest_sum_fits_beside_a_code(main: str) -> None:
    """No sale is above 999.999,99, nor what is given back; it stands beside its code."""
    narrow = render(Screen(qr=SHORT_LINK, item="BEZAHLT", main=main, hint="Bon 412"))
    assert narrow != render(Screen(qr=SHORT_LINK, item="BEZAHLT", hint="Bon 412"))


@pytest.mark.parametrize(
    ("screen", "zone"),
    [
        (Screen(status="x" * 22), "status"),
        (Screen(item="x" * 17), "item"),
        (Screen(hint="x" * 22), "hint"),
        (Screen(main="Donaudampfschifffahrtsgesellschaft"), "main"),
        (Screen(main="viele Worte " * 9), "main"),
        (Screen(qr="A", item="ElfZeichen11"), "item"),
        (Screen(qr="A", hint="drei Zeilen sind hier zu viel"), "hint"),
        (Screen(qr="A", main="Sicherheitseinrichtung"), "main"),
    ],
)
def test_too_much_text_is_refused_by_name(screen: Screen, zone: str) -> None:
    """A cut amount would lie, so nothing is cut: the error names the zone."""
    with pytest.raises(ScreenError) as caught:
        render(screen)
    assert zone == caught.value.zone


def test_too_long_a_code_is_refused() -> None:
    """The codec passes the code's own error on."""
    with pytest.raises(QrTooLongError):
        render(Screen(qr="x" * 400))


def test_long_items_beside_a_code_take_two_small_lines() -> None:
    """Up to ten characters a line."""
    render(Screen(qr="A", item="Bon 000412 Kopie"))


@given(
    status=st.text(max_size=21),
    item=st.text(max_size=16),
    hint=st.text(max_size=21),
)
def test_any_characters_give_a_frame(status: str, item: str, hint: str) -> None:
    """Names come from files and people: no character in them stops the display."""
    assert len(render(Screen(status=status, item=item, hint=hint)).bits) == 1024


@pytest.mark.parametrize("name", MOCKUPS)
def test_a_frame_takes_less_than_five_milliseconds(name: str) -> None:
    """With fonts and code at hand; the best of several, so that load does not count."""
    durations_s = []
    for _ in range(5):
        before_s = time.perf_counter()
        render(MOCKUPS[name])
        durations_s.append(time.perf_counter() - before_s)
    assert min(durations_s) < 0.005
