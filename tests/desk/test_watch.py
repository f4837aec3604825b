"""A page is told what it has not seen, once."""

import json

from firmware.desk.protocol import Switch
from firmware.desk.watch import MAX_SLIPS, Watch
from hal.buzzer.port import Tone
from tests.desk.fake_desk import FakeDesk, panel, slip

TICK = Tone(hertz=2000, milliseconds=5)


def told(watch: Watch, desk: FakeDesk) -> list[str]:
    """The news, one short word each."""
    news = [json.loads(text) for text in watch.news(desk.view())]
    return [f"slip {each['index']}" if each["type"] == "slip" else each["type"] for each in news]


def test_the_greeting_tells_everything_but_the_old_tune() -> None:
    """Slips, display and at last the view; a tune of before has long sounded."""
    desk = FakeDesk()
    desk.print(slip(0), slip(1))
    desk.play(TICK)
    assert told(Watch(desk), desk) == ["slip 0", "slip 1", "display", "view"]


def test_nothing_new_is_nothing_told() -> None:
    """A page that is up to date is left alone."""
    desk = FakeDesk()
    watch = Watch(desk)
    assert watch.is_stale(desk.view())
    watch.news(desk.view())
    assert not watch.is_stale(desk.view())
    assert watch.news(desk.view()) == ()


def test_each_change_is_told_by_its_own_message() -> None:
    """A key that only changes the display sends only the display, and so on."""
    desk = FakeDesk()
    watch = Watch(desk)
    watch.news(desk.view())
    desk.show(panel((1, 1)))
    assert told(watch, desk) == ["display"]
    desk.play(TICK)
    assert told(watch, desk) == ["sound"]
    desk.switch(Switch.PAPER, "out")
    assert told(watch, desk) == ["view"]
    desk.open_drawer()
    assert told(watch, desk) == ["view"]


def test_a_growing_slip_is_told_again_until_it_is_torn_off() -> None:
    """The slip in the printer may change; a complete one never comes twice."""
    desk = FakeDesk()
    watch = Watch(desk)
    desk.print(slip(0, "Kopf", is_complete=False))
    assert told(watch, desk) == ["slip 0", "display", "view"]
    desk.print(slip(0, "Kopf\nSumme"))
    assert told(watch, desk) == ["slip 0"]
    desk.print(slip(1))
    assert told(watch, desk) == ["slip 1"]


def test_a_slip_cut_short_is_not_told_for_ever() -> None:
    """Once another slip has begun, the unfinished one before it is history."""
    desk = FakeDesk()
    watch = Watch(desk)
    desk.print(slip(0, is_complete=False), slip(1, is_complete=False))
    watch.news(desk.view())
    desk.print(slip(1))
    assert told(watch, desk) == ["slip 1"]


def test_a_torn_slip_is_told_once_while_the_printer_talks() -> None:
    """Answers about its status move bytes but no paper: nobody is called to an old slip again."""
    desk = FakeDesk()
    watch = Watch(desk)
    desk.print(slip(0, "Kopf", is_complete=False))
    watch.news(desk.view())
    desk.print()
    assert told(watch, desk) == []


def test_a_new_page_gets_the_newest_slips_only() -> None:
    """A long day's roll does not flood a page that has just been opened."""
    desk = FakeDesk()
    desk.print(*(slip(index) for index in range(MAX_SLIPS + 5)))
    assert told(Watch(desk), desk)[:-2] == [f"slip {index}" for index in range(5, MAX_SLIPS + 5)]
