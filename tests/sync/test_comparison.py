"""Two transcripts side by side."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from firmware.sync import transcript
from firmware.sync.account import Secrets
from firmware.sync.comparison import differences, shape
from firmware.sync.finanzonline import Finanzonline
from firmware.sync.transcript import Call
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.office import Office
from tests.sync import calling


def recorded(folder: Path) -> list[Call]:
    """The calls noted in a folder."""
    return list(transcript.read(folder / "transcript.ndjson"))


def test_two_runs_of_the_same_speak_alike(
    office: Office, secrets: Secrets, clock: EmulatedClock, tmp_path: Path
) -> None:
    """Times, sessions, numbers of packets: all other, and none of it counts."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        clock.advance(timedelta(hours=1).total_seconds())
        office.book().units.clear()
        client = Finanzonline(calling.exchange_with(office, tmp_path / name))
        client.deliver(calling.unit(), secrets)
    one, two = recorded(tmp_path / "one"), recorded(tmp_path / "two")
    assert one[1].answer != two[1].answer
    assert [] == list(differences(one, two))


def test_what_differs_is_shown(
    finanzonline: Finanzonline, secrets: Secrets, tmp_path: Path
) -> None:
    """Another code, another namespace, another HTTP status, a call too few."""
    finanzonline.deliver(calling.unit(), secrets)
    calls = recorded(tmp_path)
    code = replace(calls[1], answer=calls[1].answer.replace(">0<", ">B7<"))
    found = list(differences(calls, [calls[0], code, calls[2], calls[3]]))
    assert ("call 2:", True, True) == (
        found[0],
        any(line.startswith("-") and "rc = 0" in line for line in found),
        any(line.startswith("+") and "rc = B7" in line for line in found),
    )
    space = replace(calls[1], answer=calls[1].answer.replace("gv.at/rkdb", "gv.at/other"))
    assert list(differences([calls[1]], [space]))
    assert list(differences([calls[1]], [replace(calls[1], status=500)]))
    assert "+no call" in list(differences(calls, calls[:3]))


def test_calls_without_an_answer(
    finanzonline: Finanzonline, secrets: Secrets, tmp_path: Path
) -> None:
    """Nothing, and what is no XML, have a form, too."""
    finanzonline.try_login(secrets.account)
    call = recorded(tmp_path)[0]
    assert ["status none", "answer: nothing"] == shape(replace(call, status=None, answer=""))[-2:]
    assert "answer: no XML" == shape(replace(call, answer="<html><br>"))[-1]
