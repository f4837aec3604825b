"""The manual beside the till: rows are shown, exercises are done, by mouse, keyboard and thumb."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from firmware.desk.manual.tasks import TASKS
from firmware.desk.protocol import Outcome
from firmware.desk.stage import Stage, open_stage
from firmware.desk.stall import demo_config, in_folder
from firmware.till.stall.catalog import Profile
from tests.browser.conftest import PHONE, TABLE, PageFor, Scheme
from tests.desk.fake_desk import PROFILE, FakeDesk
from tests.desk.living import until
from tests.logged import capture_logs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(120),
]

#: A till that boots on a loaded machine, and keys typed as slowly as an eye follows.
PATIENCE_MS = 30_000
#: WCAG 2.2, 1.4.3.
CONTRAST = 4.5

SIZES = pytest.mark.parametrize("size", [TABLE, PHONE], ids=["table", "phone"])


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The visitor's own till, and room behind it."""
    folder = tmp_path_factory.mktemp("own")
    with (
        capture_logs(),
        open_stage(in_folder(demo_config(), folder), folder) as stage,
    ):
        until(stage.display_text, "a display that shows something")
        yield stage


@pytest.fixture(autouse=True)
def own_till(stage: Stage) -> Iterator[None]:
    """Each test begins on the visitor's own till."""
    stage.end()
    yield
    stage.end()


class FakePractice:
    """Knows no row at all."""

    profile: Profile = PROFILE

    def begin(self, number: str) -> None:
        """See `Practice.begin`."""
        raise ValueError(number)

    def befall(self, line: int) -> None:
        """See `Practice.befall`."""
        raise ValueError(line)

    def outcome(self) -> Outcome | None:
        """See `Practice.outcome`."""
        return None

    def end(self) -> None:
        """See `Practice.end`."""


def open_page(
    page_for: PageFor, stage: Stage, size: ViewportSize = TABLE, scheme: Scheme = "light"
) -> Page:
    """The page of the stage, with the manual loaded."""
    page = page_for(stage, profile=stage.profile, size=size, practice=stage, scheme=scheme)
    page.locator("#mission-rows .row").first.wait_for(state="attached")
    return page


def open_tab(page: Page, name: str, size: ViewportSize = TABLE) -> None:
    """One of the three tabs; on a phone the sheet comes first."""
    if size == PHONE:
        page.locator("#dock-manual").click()
    page.get_by_role("tab", name=name).click()


def verdict(page: Page, words: str, of: str = "#manual-verdict") -> None:
    """Wait until the verdict says `words`."""
    expect(page.locator(of)).to_have_text(re.compile(re.escape(words)), timeout=PATIENCE_MS)


@SIZES
def test_a_clicked_row_is_typed_and_compared(
    stage: Stage, page_for: PageFor, size: ViewportSize
) -> None:
    """On a till of its own: caps with its groups, its display; then back to the own till."""
    page = open_page(page_for, stage, size)
    open_tab(page, "Handbuch", size)
    page.locator("#manual-rows .row[data-number=R4a]").click()
    verdict(page, "Anzeige und Journal wie im Handbuch")
    expect(page.locator("#manual-display")).to_have_text(re.compile("BEZAHLT\\n7,50\\nBon 000412"))
    expect(page.get_by_role("img", name=re.compile("BEZAHLT, 7,50"))).to_be_visible()
    expect(page.locator("#practice")).to_contain_text("Übung R4a")
    expect(page.locator('.cap[data-key="WG3"] .name')).to_have_text("Korb")
    expect(page.locator("#tape")).to_have_text("3 × 250 WG1 BAR")
    page.get_by_role("button", name="Beenden").click()
    expect(page.locator("#practice")).to_be_hidden()
    expect(page.locator('.cap[data-key="WG3"] .name')).to_have_text("Honig")
    if size == PHONE:
        expect(page.locator("#bar")).to_be_hidden()


def test_an_exercise_by_keyboard_alone(stage: Stage, page_for: PageFor) -> None:
    """Tabs and lists by arrows, Enter begins, the till's shortcuts do the rest; the score stays."""
    page = open_page(page_for, stage)
    page.locator("#tab-switches").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-missions")).to_be_focused()
    expect(page.locator("#panel-missions")).to_be_visible()
    page.locator("#mission-rows .row").first.focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#mission-rows .row").nth(1)
    expect(chosen).to_be_focused()
    expect(chosen).to_contain_text(TASKS["R1a"])
    page.keyboard.press("Enter")
    verdict(page, "Du bist dran", "#mission-verdict")
    page.keyboard.press("2")
    page.keyboard.press(",")
    page.keyboard.press("5")
    page.keyboard.press("F1")
    page.locator("body").evaluate("document.activeElement.blur()")
    page.keyboard.press("Enter")
    verdict(page, "Geschafft! 3 Punkte", "#mission-verdict")
    expect(page.locator("#mission-display")).to_have_attribute("data-done", "true")
    page.reload()
    expect(page.locator("#points")).to_contain_text(f"1/{len(TASKS)} geschafft · 3 Punkte")
    open_tab(page, "Aufgaben")
    page.get_by_role("button", name="Auf null").click()
    expect(page.locator("#points")).to_contain_text("0 Punkte")


@pytest.mark.heavy
def test_hints_cost_points(stage: Stage, page_for: PageFor) -> None:
    """What it is about, how it begins, how it goes; who needs all three has done it for nothing."""
    page = open_page(page_for, stage)
    open_tab(page, "Aufgaben")
    page.locator("#mission-rows .row[data-number=R6]").click()
    verdict(page, "Du bist dran", "#mission-verdict")
    hint = page.locator("#mission-hint")
    for words in ("Es geht um", "So fängt es an", "So geht es: WG1"):
        hint.click()
        expect(page.locator("#mission-hint-text")).to_contain_text(words)
    expect(hint).to_be_disabled()
    page.keyboard.press("F1")
    verdict(page, "Geschafft! 0 Punkte", "#mission-verdict")
    page.get_by_role("button", name="Nächste Aufgabe").click()
    expect(page.locator("#mission-title")).to_have_text("Aufgabe R7")
    verdict(page, "Du bist dran", "#mission-verdict")


@pytest.mark.heavy
def test_a_wrong_way_is_not_the_outcome(stage: Stage, page_for: PageFor) -> None:
    """Another amount is no solution; from the beginning again it is."""
    page = open_page(page_for, stage)
    open_tab(page, "Aufgaben")
    page.locator("#mission-rows .row[data-number=R6]").click()
    verdict(page, "Du bist dran", "#mission-verdict")
    page.keyboard.press("F2")
    expect(page.locator("#mission-journal")).to_have_attribute("data-done", "true")
    expect(page.locator("#mission-display")).to_have_attribute("data-done", "false")
    page.get_by_role("button", name="Von vorne").click()
    verdict(page, "vorbereitet", "#mission-verdict")
    verdict(page, "Du bist dran", "#mission-verdict")
    page.keyboard.press("F1")
    verdict(page, "Geschafft", "#mission-verdict")


def test_on_a_phone_the_task_stands_above_the_till(stage: Stage, page_for: PageFor) -> None:
    """The sheet goes away, the task, its hint and its end are in sight with every cap."""
    page = open_page(page_for, stage, PHONE)
    open_tab(page, "Aufgaben", PHONE)
    page.locator("#mission-rows .row[data-number=R6]").click()
    expect(page.locator("#bench-sheet")).to_be_hidden()
    bar = page.locator("#bar")
    expect(bar).to_contain_text(TASKS["R6"])
    expect(bar).to_contain_text("Du bist dran", timeout=PATIENCE_MS)
    bar.get_by_role("button", name="Hinweis").click()
    expect(bar).to_contain_text("Es geht um")
    for locator in (bar, page.locator("#oled"), *page.locator(".cap").all()):
        expect(locator).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.locator('.cap[data-key="WG1"]').click()
    expect(bar).to_contain_text("Geschafft! 2 Punkte", timeout=PATIENCE_MS)
    bar.get_by_role("button", name="Nächste Aufgabe").click()
    expect(bar).to_contain_text(TASKS["R7"])
    expect(bar).to_contain_text("Du bist dran", timeout=PATIENCE_MS)


@pytest.mark.heavy
def test_f_lights_the_second_layer(stage: Stage, page_for: PageFor) -> None:
    """As long as the till waits for the key of the second layer, whoever pressed F."""
    page = open_page(page_for, stage)
    keypad = page.locator("#keypad")
    page.keyboard.press("f")
    expect(keypad).to_have_class(re.compile("is-shifted"), timeout=PATIENCE_MS)
    page.keyboard.press("c")
    expect(keypad).not_to_have_class(re.compile("is-shifted"), timeout=PATIENCE_MS)


@pytest.mark.heavy
def test_a_hand_stops_the_typing(stage: Stage, page_for: PageFor) -> None:
    """The row is not compared then; the till is the trainee's."""
    page = open_page(page_for, stage)
    open_tab(page, "Handbuch")
    page.locator("#manual-rows .row[data-number=R4a]").click()
    expect(page.locator("#replay")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Anhalten").click()
    verdict(page, "Angehalten")


def test_chapters_and_paper(stage: Stage, page_for: PageFor) -> None:
    """Another chapter has other rows; letters typed in the list of chapters press no key."""
    page = open_page(page_for, stage)
    open_tab(page, "Handbuch")
    page.locator("#chapter").focus()
    page.keyboard.press("Z")
    expect(page.locator("#manual-rows .row").first).to_contain_text("B1")
    expect(page.locator("#tape")).to_have_text("")


def test_a_row_that_cannot_be_set_up(page_for: PageFor) -> None:
    """The desk's sentence stands where the verdict would."""
    page = page_for(FakeDesk(), practice=FakePractice())
    open_tab(page, "Handbuch")
    page.locator("#manual-rows .row").first.click()
    verdict(page, "Das gibt es im Handbuch nicht: R1")
    open_tab(page, "Aufgaben")
    page.locator("#mission-rows .row").first.click()
    verdict(page, "Das gibt es im Handbuch nicht: R1", "#mission-verdict")


def test_a_desk_without_the_manual(page_for: PageFor) -> None:
    """It has its switches and no tabs."""
    page = page_for(FakeDesk(), size=PHONE)
    expect(page.locator("#tabs")).to_be_hidden()
    expect(page.locator("#dock-manual")).to_be_hidden()
    expect(page.get_by_role("button", name="Schalter")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_can_be_read(stage: Stage, page_for: PageFor, scheme: Scheme) -> None:
    """Contrast of the small words, by daylight and at a night market."""
    page = open_page(page_for, stage, scheme=scheme)
    contrast = """elements => {
        const rgb = text => text.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b]
            .map(value => value / 255)
            .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
            .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
        const behind = element => {
            const colour = rgb(getComputedStyle(element).backgroundColor);
            const image = getComputedStyle(element).backgroundImage.match(/rgb\\([^)]*\\)/);
            if (colour[3] !== 0) { return colour; }
            return image ? rgb(image[0]) : behind(element.parentElement);
        };
        return elements.map(element => {
            const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        });
    }"""
    for tab, words in (
        (
            "Handbuch",
            "#manual-rows .row-number, #manual-rows kbd, #panel-manual .note, .tabs button",
        ),
        ("Aufgaben", "#mission-rows .row-effect, #points, #panel-missions .note"),
        ("Schalter", ".slot span, .switch small, .disclaimer, .tools button:enabled"),
    ):
        open_tab(page, tab)
        found = page.locator(words).evaluate_all(contrast)
        assert found
        assert min(found) >= CONTRAST, (tab, scheme)
