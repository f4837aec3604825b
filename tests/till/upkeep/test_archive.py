"""firmware.till.upkeep.archive: F 81, F 82 and F 83."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.accord import registration_key
from firmware.app.archive.view import found_of
from firmware.desk.archive_told import TILL_ID
from firmware.till.papers.paper import Pair, Words
from firmware.till.state import Phase
from firmware.till.upkeep.archive import archive_rows
from firmware.till.upkeep.archive_requests import NO_ARCHIVE, NetFound, NetLink
from hal.display.codec import render
from hal.display.port import Screen
from tests.till.playbook import Playbook

KEY = registration_key.to_text(bytes(range(16)))
GROUPS = KEY.split("-")
TYPED = " ".join(f"{one} BAR" for one in GROUPS)


def asked(archive: str = "new") -> Playbook:
    """A chief who has typed F 82."""
    return Playbook(clerk=1).play(f"@archive {archive}").type("F 82")


def test_the_short_form_fits_the_display() -> None:
    """Twelve signs, whatever they are."""
    for signs in ("WWWW WWWW WWWW", "MMMM MMMM MMMM", "IIII IIII IIII"):
        render(Screen(item="bis Bon 000411", main=signs, hint="BON=drucken  C=zurück"))


def test_sync_now_asks_the_app_once() -> None:
    """F 81 sends, and shows how it is; leaving it does nothing more."""
    book = Playbook().play("@archive behind 12").type("F 81")
    assert 1 == book.archive.pushes
    assert Phase.IDLE is book.type("BAR").phase
    assert 1 == book.archive.pushes


def test_the_alarm_on_paper() -> None:
    """With what to do, in a sentence."""
    book = Playbook().play("@archive refuses").type("F 81 BON")
    (paper,) = book.papers
    said = " ".join(one.text for one in paper.rows if isinstance(one, Words))
    assert "ALARM: Lücke" in said
    assert "Techniker rufen" in said


def test_who_the_till_is_there_on_paper() -> None:
    """The operator of the archive asks for it."""
    book = Playbook().play("@archive takes")
    rows = archive_rows(book.archive.found())
    assert TILL_ID in [one.text for one in rows if isinstance(one, Words)]


def test_a_till_without_an_archive() -> None:
    """One line says so, and F 82 cannot register it anywhere."""
    assert (Pair(left="Archiv", right="keines"),) == archive_rows(found_of(None, NO_ARCHIVE))
    book = Playbook(clerk=1).type("F 82")
    assert ("FEHLER E01", "Kein Archiv", "fehlt i. d. Einstell.") == book.zones


def test_a_key_is_handed_on_when_it_is_whole() -> None:
    """Not a group before the last."""
    book = asked().type(TYPED.rpartition(" BAR")[0])
    assert [] == book.archive.keys
    assert "Gruppe 8/8" == book.zones[0]
    book.type("BAR")
    assert ["".join(GROUPS)] == book.archive.keys


def test_a_key_stands_in_no_row() -> None:
    """Neither whole nor a group of it, right or wrong."""
    book = asked().type(f"123456 BAR C {TYPED}")
    rows = str(book.journal)
    assert not [one for one in (*GROUPS, "123456") if one in rows]


@given(number=st.integers(0, 7), place=st.integers(0, 5), digit=st.sampled_from("0123456789"))
def test_a_wrong_digit_costs_one_group(number: int, place: int, digit: str) -> None:
    """It is named at once; what was right before stays, and only that one is typed again."""
    group = GROUPS[number]
    wrong = group[:place] + digit + group[place + 1 :]
    book = asked().type(" ".join(f"{one} BAR" for one in GROUPS[:number]))
    if wrong == group:
        return
    book.type(f"{wrong} BAR")
    assert ("FEHLER E01", f"Gruppe {number + 1}/8", "falsch, noch einmal") == book.zones
    book.type("C").type(" ".join(f"{one} BAR" for one in GROUPS[number:]))
    assert ["".join(GROUPS)] == book.archive.keys


@pytest.mark.parametrize("typed", ["00000", "0000009", "00009,", "0"])
def test_no_six_digits_are_no_group(typed: str) -> None:
    """Fewer, more, a comma."""
    assert "Gruppe 1/8" == asked().type(f"{typed} BAR").zones[1]


def test_c_takes_a_group_back() -> None:
    """The last one is typed again; with the first, nothing has happened."""
    book = asked().type("000009 BAR 052337 BAR C")
    assert "Gruppe 2/8" == book.zones[0]
    book.type("C C")
    assert Phase.IDLE is book.phase
    assert [] == book.archive.keys


def test_groups_that_are_right_and_no_key() -> None:
    """Above 128 bits: named, and nothing is handed on."""
    nines = [
        "99999" + registration_key.check_digit(number, "99999")
        for number in range(registration_key.GROUPS)
    ]
    book = asked().type(" ".join(f"{one} BAR" for one in nines))
    assert ("FEHLER E01", "Schlüssel falsch", "neu: F 82") == book.zones
    assert [] == book.archive.keys


def test_a_key_that_cannot_be_handed_on() -> None:
    """The words of the app, and who helps."""
    book = asked()
    book.archive.is_disk_full = True
    assert ("FEHLER E01", "geht nicht", "Techniker rufen") == book.type(TYPED).zones


def test_who_is_in_already_is_asked() -> None:
    """After a change of hardware it is wanted; by mistake it is not."""
    book = asked("takes")
    assert ("schon im Archiv", "neu?") == book.zones[:2]
    assert Phase.IDLE is book.type("C").phase
    assert "Gruppe 1/8" == book.type("F 82 BAR").zones[0]
    book.type(TYPED)
    assert ["".join(GROUPS)] == book.archive.keys


def test_cashiers_register_nothing(book: Playbook) -> None:
    """C/T: the chief's PIN, or none."""
    for code in ("82", "83"):
        assert "E06 Chef-PIN ?" == book.type(f"F {code}").zones[0]
        book.type("C")


def test_the_net() -> None:
    """Way out by way out, address, archive; and honestly, that it is not set here."""
    book = Playbook(clerk=1).type("F 83")
    pages = [book.zones] + [book.type("ZW").zones for _ in range(5)]
    assert ["Netz eth0", "Netz wlan0", "Adresse", "Gateway", "Archiv", "WLAN ändern"] == [
        one[0] for one in pages
    ]
    assert ["Kabel ok", "Kabel aus", "192.168.1.42", "keines", "keines", "kassa.toml"] == [
        one[1] for one in pages
    ]
    assert Phase.IDLE is book.type("BAR").phase


@pytest.mark.parametrize(
    ("dbm", "hint"),
    [
        (None, "Empfang unbekannt"),
        (-58, "-58 dBm gut"),
        (-70, "-70 dBm mäßig"),
        (-80, "-80 dBm schwach"),
    ],
)
def test_the_radio(dbm: int | None, hint: str) -> None:
    """Which Wi-Fi, how strong; the way out; who vouches for the time."""
    book = Playbook(clerk=1)
    book.archive.net = replace(
        book.archive.net,
        wifi="Markt\x07 Gästenetzwerk",
        signal_dbm=dbm,
        gateway="192.168.1.1",
        clock="Uhr der Kassa",
    )
    book.type("F 83 ZW ZW")
    render(book.screen)
    assert ("WLAN", "Markt? Gästenetzw", hint) == book.zones
    assert ("Gateway", "192.168.1.1") == book.type("ZW ZW").zones[:2]
    assert ("Uhrzeit von", "Uhr der Kassa") == book.type("ZW").zones[:2]
    render(book.screen)


def test_a_machine_without_a_way_out() -> None:
    """Said, and not left out."""
    book = Playbook(clerk=1)
    book.archive.net = NetFound(archive=book.archive.found())
    assert ("Netz", "kein Gerät", "Techniker rufen") == book.type("F 83").zones


def test_a_long_name_of_a_device() -> None:
    """It is cut to its zone."""
    book = Playbook(clerk=1)
    link = NetLink(name="enx001122334455", is_up=True, is_wireless=True)
    book.archive.net = replace(book.archive.net, links=(link,))
    assert ("Netz enx00112233", "WLAN ok") == book.type("F 83").zones[:2]
