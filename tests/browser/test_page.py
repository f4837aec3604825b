"""The page as a visitor of the fair uses it: fingers, keyboard, links, switches, paper."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from firmware.desk.keys import format_keys, parse_keys
from firmware.desk.protocol import Switch
from hal.buzzer.port import Tone
from hal.keypad.port import Key
from tests.browser.conftest import PHONE, TABLE, Complaints, PageFor, serving
from tests.desk.fake_desk import FakeDesk, panel, slip

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: Longer than what the page needs for it, in the page's own time.
REPLAY_MS = 10_000
DRAWER_MS = 5_000

SIZES = pytest.mark.parametrize("size", [TABLE, PHONE], ids=["table", "phone"])


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def cap(page: Page, legend: str) -> Locator:
    """The cap with this legend."""
    return page.locator(f'.cap[data-key="{legend}"]')


@SIZES
def test_clicked_caps_arrive_in_order(desk: FakeDesk, page_for: PageFor, size: dict) -> None:
    """2 5 0 WG1 BAR by mouse is 2 5 0 WG1 BAR on the till, each once."""
    page = page_for(desk, size=size)
    for legend in ("2", "5", "0", "WG1", "BAR"):
        cap(page, legend).click()
    assert desk.wait_for_presses(5) == list(parse_keys("250 WG1 BAR"))


def test_a_cap_counts_when_it_goes_down(desk: FakeDesk, page_for: PageFor) -> None:
    """The finger need not leave the cap, and leaving it presses nothing again."""
    page = page_for(desk)
    cap(page, "7").hover()
    page.mouse.down()
    assert desk.wait_for_presses(1) == [Key.DIGIT_7]
    expect(cap(page, "7")).to_have_class(re.compile("is-down"))
    page.mouse.up()
    cap(page, "8").click()
    assert desk.wait_for_presses(2) == [Key.DIGIT_7, Key.DIGIT_8]


def test_the_keyboard_is_a_keypad_too(desk: FakeDesk, page_for: PageFor) -> None:
    """Every shortcut of the help presses its cap."""
    page = page_for(desk)
    shortcuts = {
        **{digit: Key(digit) for digit in "0123456789,"},
        ".": Key.COMMA,
        "Enter": Key.BAR,
        "k": Key.KARTE,
        "z": Key.ZW,
        "Backspace": Key.C,
        "Escape": Key.C,
        "s": Key.STO,
        "x": Key.TIMES,
        "*": Key.TIMES,
        "p": Key.PLU,
        "f": Key.F,
        "b": Key.BON,
        "%": Key.PERCENT,
        "r": Key.PERCENT,
        **{f"F{number}": Key[f"WG{number}"] for number in range(1, 9)},
        **{f"Shift+Digit{number}": Key[f"WG{number}"] for number in range(1, 9)},
    }
    for shortcut in shortcuts:
        page.keyboard.press(shortcut)
    assert desk.wait_for_presses(len(shortcuts)) == list(shortcuts.values())


def test_a_held_key_counts_once(desk: FakeDesk, page_for: PageFor) -> None:
    """The till has no auto-repeat, so the page has none either."""
    page = page_for(desk)
    for _ in range(4):
        page.keyboard.down("5")
    page.keyboard.up("5")
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    assert desk.wait_for_presses(2) == [Key.DIGIT_5, Key.C]


def test_the_browser_keeps_its_own_shortcuts(desk: FakeDesk, page_for: PageFor) -> None:
    """Ctrl+F searches the page; it does not press F."""
    page = page_for(desk)
    page.keyboard.press("Control+f")
    page.keyboard.press("Alt+b")
    page.keyboard.press("b")
    assert desk.wait_for_presses(1) == [Key.BON]


def test_tab_and_enter_press_the_cap_in_focus(desk: FakeDesk, page_for: PageFor) -> None:
    """Without a mouse: Enter on a cap is that cap, and after a click it is BAR again."""
    page = page_for(desk)
    cap(page, "WG2").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.locator("body").evaluate("document.activeElement.blur()")
    cap(page, "3").click()
    page.keyboard.press("Enter")
    assert desk.wait_for_presses(4) == [Key.WG2, Key.WG2, Key.DIGIT_3, Key.BAR]


def test_several_fingers_count_each(browser: Browser, desk: FakeDesk) -> None:
    """Two touches that overlap press both caps, each once."""
    with serving(desk) as served:
        context = browser.new_context(viewport=PHONE, has_touch=True)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{served.port}/")
        cap(page, "BAR").and_(page.locator(":enabled")).wait_for()
        devtools = context.new_cdp_session(page)
        points = []
        for number, legend in enumerate(("4", "6")):
            box = cap(page, legend).bounding_box()
            assert box is not None
            points.append({"x": box["x"] + 9, "y": box["y"] + 9, "id": number})
        for kind, touches in (
            ("touchStart", points[:1]),
            ("touchStart", points),
            ("touchEnd", []),
        ):
            devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
        cap(page, "C").tap()
        assert desk.wait_for_presses(3) == [Key.DIGIT_4, Key.DIGIT_6, Key.C]
        context.close()


def test_a_link_replays_its_keys(desk: FakeDesk, page_for: PageFor) -> None:
    """`?keys=…` presses them one by one, says so, and records them."""
    page = page_for(desk)
    page.clock.install()
    page.goto(f"{page.url}?keys=3 x 250 WG1 BAR")
    expect(page.locator("#replay")).to_contain_text("3 × 250 WG1 BAR")
    page.clock.run_for(REPLAY_MS)
    assert desk.wait_for_presses(7) == list(parse_keys("3 × 250 WG1 BAR"))
    expect(page.locator("#tape")).to_have_text("3 × 250 WG1 BAR")
    expect(page.locator("#replay")).to_be_hidden()


def test_a_hand_takes_over_from_a_replay(desk: FakeDesk, page_for: PageFor) -> None:
    """The first own press ends the replay."""
    page = page_for(desk)
    page.clock.install()
    page.goto(f"{page.url}?keys=1111111111")
    desk.wait_for_presses(1)
    cap(page, "C").click()
    expect(page.locator("#replay")).to_be_hidden()
    page.clock.run_for(REPLAY_MS)
    cap(page, "STO").click()
    pressed = desk.wait_for_presses(3)
    desk.wait_for_presses(pressed.index(Key.C) + 2)
    assert desk.pressed[desk.pressed.index(Key.C) :] == [Key.C, Key.STO]


def test_a_wrong_link_is_explained(desk: FakeDesk, page_for: PageFor) -> None:
    """The page shows the sentence with the word; nothing is pressed."""
    complaints = Complaints()
    page = page_for(desk, keys="250 WG99 BAR", complaints=complaints)
    expect(page.locator("#toast")).to_contain_text("WG99")
    assert desk.pressed == []
    # The browser notes the refusal (400) by itself; nothing else may be there.
    assert len(complaints.texts) == 1
    assert "400" in complaints.texts[0]


def test_the_pressed_keys_become_a_link(desk: FakeDesk, page_for: PageFor) -> None:
    """The link of the tape is the sequence in the notation of the desk."""
    page = page_for(desk)
    keys = parse_keys("1,345 × 490 WG2 ZW 10 % 00 BAR")
    for key in keys:
        cap(page, key.value).click()
    desk.wait_for_presses(len(keys))
    expect(page.locator("#tape")).to_have_text(format_keys(keys))
    page.get_by_role("button", name="Link zu dieser Tastenfolge").click()
    link = page.locator("#link-text").input_value()
    page.goto(link)
    expect(page.locator("#replay-text")).to_have_text(format_keys(keys))


def test_switches_move_the_bench_and_follow_it(desk: FakeDesk, page_for: PageFor) -> None:
    """A moved switch reaches the bench; one moved elsewhere moves on the page."""
    page = page_for(desk)
    card = page.get_by_role("group", name="Signaturkarte")
    card.get_by_label("fehlt").check()
    assert desk.wait_for_moves(1) == [(Switch.CARD, "out")]
    desk.switch(Switch.PAPER, "out")
    expect(page.get_by_role("group", name="Papier").get_by_label("leer")).to_be_checked()
    expect(page.locator("#paper-text")).to_have_text("Papier Ende")


@SIZES
def test_what_befalls_a_card(desk: FakeDesk, page_for: PageFor, size: dict) -> None:
    """Slider and chips are one choice, and each chip can be hit."""
    page = page_for(desk, size=size)
    if size is PHONE:
        page.locator("#dock-bench").click()
    card = page.get_by_role("group", name="Signaturkarte")
    chips = {
        "PIN gesperrt": "locked",
        "falsche Karte": "wrong",
        "fremde Firma": "foreign",
        "Leser ab": "unplugged",
        "neue Karte": "new",
        "alte Karte": "old",
        "steckt": "in",
    }
    for label in chips:
        card.get_by_label(label, exact=True).check()
    moved = [(Switch.CARD, position) for position in chips.values()]
    assert moved == desk.wait_for_moves(len(chips))
    expect(card.get_by_role("radio", checked=True)).to_have_count(1)


def test_the_network_waits_for_the_archive(desk: FakeDesk, page_for: PageFor) -> None:
    """A switch that the bench does not have is there, says why, and cannot be moved."""
    page = page_for(desk)
    network = page.locator('[data-switch="network"]')
    for radio in network.get_by_role("radio").all():
        expect(radio).to_be_disabled()
    expect(network).to_have_attribute("title", "Das Netz zwischen Kassa und Archiv")


def test_the_display_is_drawn_pixel_by_pixel(desk: FakeDesk, page_for: PageFor) -> None:
    """A lit pixel of the panel is bright at its place, and dark once the power is cut."""
    desk.show(panel((0, 0), (127, 63), (64, 32)))
    page = page_for(desk)

    def bright() -> set[tuple[int, int]]:
        image = Image.open(BytesIO(page.locator("#oled").screenshot())).convert("L")
        scale = image.width // 128
        return {
            (x, y)
            for x in range(128)
            for y in range(64)
            if image.getpixel((x * scale + 1, y * scale + 1)) > 128
        }

    assert bright() == {(0, 0), (127, 63), (64, 32)}
    desk.switch(Switch.POWER, "cut")
    expect(page.locator("#power-lamp")).to_have_attribute("data-colour", "off")
    assert bright() == set()


def test_the_display_is_read_aloud(desk: FakeDesk, page_for: PageFor) -> None:
    """The picture carries its words; the status line with the clock is not called out."""
    desk.show(panel((0, 0)), "B1   S✓P✓10:43\nÄpfel\n2,90\nSUMME      2,90")
    page = page_for(desk)
    label = "Anzeige: B1 S✓P✓10:43, Äpfel, 2,90, SUMME 2,90"
    expect(page.get_by_role("img", name=label)).to_be_visible()
    expect(page.locator("#oled-text")).to_have_text("Äpfel, 2,90, SUMME 2,90")
    desk.show(panel())
    expect(page.get_by_role("img", name="Anzeige dunkel")).to_be_visible()
    expect(page.locator("#oled-text")).to_have_text("")


def test_a_slip_appears_at_the_edge(desk: FakeDesk, page_for: PageFor) -> None:
    """Picture and words; the slip grows in its place, the next one comes below it."""
    page = page_for(desk)
    slips = page.locator(".slip img")
    desk.print(slip(0, "BELEG 000412\nSUMME", is_complete=False))
    expect(slips).to_have_count(1)
    expect(slips.first).to_have_attribute("alt", "BELEG 000412\nSUMME")
    desk.print(slip(0, "BELEG 000412\nSUMME 7,50"))
    expect(slips.first).to_have_attribute("alt", "BELEG 000412\nSUMME 7,50")
    desk.print(slip(1, "BELEG 000413"))
    expect(slips).to_have_count(2)
    expect(slips.last).to_have_attribute("alt", "BELEG 000413")
    expect(slips.last).to_be_in_viewport()


def test_who_reads_an_old_slip_is_not_torn_away(desk: FakeDesk, page_for: PageFor) -> None:
    """Above the edge a button tells of a new slip, and goes there."""
    desk.print(*(slip(index, f"BELEG {index}") for index in range(8)))
    page = page_for(desk)
    expect(page.locator(".slip img")).to_have_count(8)
    page.locator("#roll").evaluate("roll => roll.scrollTo(0, -900)")
    desk.print(slip(8, "BELEG 8"))
    page.get_by_role("button", name="Neuer Bon").click()
    expect(page.get_by_role("img", name="BELEG 8")).to_be_in_viewport()


def test_the_drawer_lights_up(desk: FakeDesk, page_for: PageFor) -> None:
    """An opening is seen and, by those who do not see, heard."""
    page = page_for(desk)
    page.clock.install()
    desk.open_drawer()
    expect(page.locator("#drawer-text")).to_have_text("Lade offen")
    page.clock.run_for(DRAWER_MS)
    expect(page.locator("#drawer-text")).to_have_text("Lade zu · 1× geöffnet")


def test_sound_waits_for_a_hand(desk: FakeDesk, page_for: PageFor) -> None:
    """The page is silent until the sound is switched on, then plays without complaint."""
    page = page_for(desk)
    button = page.locator("#sound")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_text("Ton an")
    desk.play(Tone(hertz=2700, milliseconds=5), Tone(hertz=0, milliseconds=5))
    desk.open_drawer()
    expect(page.locator("#drawer-text")).to_have_text("Lade offen")


def test_help_opens_by_question_mark_and_takes_no_keys(desk: FakeDesk, page_for: PageFor) -> None:
    """While help is open, Escape closes it and digits go nowhere."""
    page = page_for(desk)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("5")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("6")
    assert desk.wait_for_presses(1) == [Key.DIGIT_6]


def test_every_example_of_the_help_is_a_sequence(desk: FakeDesk, page_for: PageFor) -> None:
    """What the help offers to try can be parsed and is written in its proper form."""
    page = page_for(desk)
    texts = page.locator(".examples a").all_text_contents()
    assert texts
    assert texts == [format_keys(parse_keys(text)) for text in texts]


def test_a_lost_till_is_said_and_found_again(
    browser: Browser, desk: FakeDesk, page_for: PageFor
) -> None:
    """Banner and dead caps while the server is away; afterwards keys count again, once."""
    context = browser.new_context(viewport=TABLE)
    page = context.new_page()
    with serving(desk) as served:
        page.goto(f"http://127.0.0.1:{served.port}/")
        cap(page, "BAR").click()
        desk.wait_for_presses(1)
    expect(page.locator("#lost")).to_contain_text("Verbindung zur Kasse verloren")
    expect(cap(page, "5")).to_be_disabled()
    page.keyboard.press("5")
    desk.print(slip(0))
    with serving(desk, port=served.port):
        expect(page.locator("#lost")).to_be_hidden(timeout=20_000)
        expect(page.locator(".slip img")).to_have_count(1)
        cap(page, "6").click()
        assert desk.wait_for_presses(2) == [Key.BAR, Key.DIGIT_6]
        context.close()


@SIZES
def test_nothing_overflows_and_all_caps_are_in_sight(
    desk: FakeDesk, page_for: PageFor, size: dict
) -> None:
    """No sideways scrolling; display and every cap are on the screen without scrolling."""
    page = page_for(desk, size=size)
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    for locator in (page.locator("#oled"), *page.locator(".cap").all()):
        expect(locator).to_be_in_viewport(ratio=1)


def test_the_dock_of_a_phone_hides_nothing_of_the_till(desk: FakeDesk, page_for: PageFor) -> None:
    """The till starts at the top of the screen and ends above the dock."""
    page = page_for(desk, size=PHONE)
    till = page.locator(".till").bounding_box()
    dock = page.locator(".dock").bounding_box()
    assert till is not None
    assert dock is not None
    assert till["y"] == 0
    assert till["y"] + till["height"] <= dock["y"]


def test_on_a_phone_paper_and_switches_are_sheets(desk: FakeDesk, page_for: PageFor) -> None:
    """The sheets open over the till and close again; the count tells of new slips."""
    page = page_for(desk, size=PHONE)
    expect(page.locator("#paper-sheet")).to_be_hidden()
    desk.print(slip(0))
    expect(page.locator("#slip-count")).to_have_text("1")
    page.get_by_role("button", name="Papier 1").click()
    expect(page.locator(".slip img")).to_be_in_viewport()
    page.get_by_role("button", name="Schalter").click()
    expect(page.locator("#paper-sheet")).to_be_hidden()
    page.get_by_role("group", name="Strom").get_by_label("weg").check()
    assert desk.wait_for_moves(1) == [(Switch.POWER, "cut")]
    page.locator("#bench-sheet").get_by_role("button", name="Schließen").click()
    expect(page.locator("#bench-sheet")).to_be_hidden()
