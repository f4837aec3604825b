"""The archive's side of kassa-sync against an archive on a real socket, turn by turn."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.accord.registration_key import to_text
from firmware.sync.archive.keep import Keep
from firmware.sync.archive.pace import DOUBT_REST_S
from firmware.sync.archive_file import ArchiveFile
from tests.sync.archive.fake import FakeArchive, Heard, Reply, problem
from tests.sync.archive.stall import KEY, Stall


def test_before_a_key_was_typed(stall: Stall) -> None:
    """Nothing goes out; the display can say that there is no registration."""
    stall.after(600)
    assert [] == stall.archive.heard
    assert ("unregistered", stall.rows, 0) == (
        stall.status.state,
        stall.status.pending,
        stall.status.confirmed,
    )


def test_from_the_key_to_equal_roots(stall: Stall) -> None:
    """The key is used and gone, every row is there, and both reckon the same root."""
    stall.register()
    till = stall.archive.till
    assert stall.rows == len(till.hashes)
    assert not stall.paths.archive_key.exists()
    status = stall.status
    assert ("ok", 0, stall.rows, 1, "", "") == (
        status.state,
        status.pending,
        status.confirmed,
        status.receipts,
        status.alarm,
        status.words,
    )
    assert status.checkpoint == stall.archive.checkpoint(till)
    assert (till.id, "https://bon.test/") == (status.till_id, status.links)


def test_secrets_are_files_of_its_own(stall: Stall) -> None:
    """Nobody else reads them, and the status says none."""
    stall.register()
    folder = stall.paths.archive_folder
    assert 0o700 == folder.stat().st_mode & 0o777
    assert {0o600} == {one.stat().st_mode & 0o777 for one in folder.iterdir() if one.is_file()}
    assert stall.archive.till.password not in Path(stall.paths.archive_status).read_text()


def test_rows_gather_for_a_few_seconds(stall: Stall) -> None:
    """Not each row alone, but none waits for half a minute."""
    stall.register()
    before = len(stall.archive.paths("/batches"))
    stall.sell()
    stall.after(5.0)
    assert before == len(stall.archive.paths("/batches"))
    stall.sell()
    stall.after(15.0)
    assert before + 1 == len(stall.archive.paths("/batches"))
    assert stall.rows == len(stall.archive.till.hashes)


def test_at_once_when_somebody_waits(stall: Stall) -> None:
    """A Z, a recovery, a receipt to be shown, F 81: the file is taken, and the row is there."""
    stall.register()
    stall.sell()
    stall.hurry()
    stall.turns()
    assert stall.rows == len(stall.archive.till.hashes)
    assert not stall.paths.archive_now.exists()


def test_somebody_waits_and_there_is_nothing_to_send(stall: Stall) -> None:
    """F 81 asks the archive in any case, so that the display can say when it answered."""
    stall.register()
    before = len(stall.archive.heard)
    stall.pass_s(3)
    stall.hurry()
    stall.turns()
    assert ["status"] == [one.path.rpartition("/")[2] for one in stall.archive.heard[before:]]
    assert stall.now_utc.isoformat(timespec="seconds") == stall.status.last_contact_utc


def test_an_idle_till_shows_that_it_lives(stall: Stall) -> None:
    """Every ten minutes, or as often as the archive asks for."""
    stall.register()
    stall.archive.heartbeat_s = 300
    told = stall.archive.till.statuses
    assert 1 == len(told)
    stall.after(565)
    assert 1 == len(told)
    stall.after(10)
    assert 2 == len(told)
    stall.after(300)
    assert 3 == len(told)


def test_something_grave_is_told_within_a_minute(stall: Stall) -> None:
    """What kassad lays down of printer, card and what is due."""
    stall.register()
    stall.after(61)
    stall.paths.till_report.write_text('{"printer": "paper out", "due": ["jahresbeleg"]}')
    stall.after(61)
    (_, last) = stall.archive.till.statuses
    assert ("paper out", ("jahresbeleg",)) == (last.printer, last.due)


def test_weeks_offline_go_out_batch_after_batch(
    stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a pause, each as large as may be, while the till goes on selling."""
    monkeypatch.setattr("firmware.sync.archive.rows.TARGET_PLAIN_BYTES", 8192)
    stall.register()
    before = len(stall.archive.paths("/batches"))
    stall.sell(60)
    stall.hurry()
    stall.turns()
    sent = stall.archive.paths("/batches")[before:]
    assert len(sent) > 5
    assert stall.rows == len(stall.archive.till.hashes)


def test_a_till_without_a_book_waits(stall: Stall) -> None:
    """No book now is a normal answer, not the end of anything."""
    stall.register()
    stall.book.close()
    aside = stall.paths.book.with_name("aside")
    stall.paths.book.rename(aside)
    stall.after(30)
    aside.rename(stall.paths.book)
    stall.after(300)
    assert ("ok", 0) == (stall.status.state, stall.status.pending)


def refuse(status: int, kind: str, *headers: tuple[str, str]) -> Reply:
    """What a trick answers."""
    return problem(status, kind, *headers)


def only(end: str, reply: Reply) -> object:
    """A trick for requests of one path."""

    def trick(heard: Heard) -> Reply | None:
        return reply if heard.path.endswith(end) else None

    return trick


def test_a_lost_answer_to_a_registration(stall: Stall) -> None:
    """The archive has let the till in, the till does not know: the same key once more."""
    archive = stall.archive

    def lose(heard: Heard) -> Reply:
        archive.honest(heard)
        return Reply(status=0, raw=b" ")

    archive.tricks.append(lose)
    stall.register()
    for _ in range(3):
        stall.after(30)
    assert 1 == len(archive.tills)
    assert ("ok", 0) == (stall.status.state, stall.status.pending)


@pytest.mark.parametrize(
    ("text", "words"),
    [("123456", "Schlüssel falsch getippt"), ("ü" * 48, "falsch"), (KEY, "gilt nicht")],
)
def test_a_key_that_is_none(stall: Stall, text: str, words: str) -> None:
    """Said in words, taken away, and nothing is tried again by itself."""
    stall.paths.archive_key.write_text(text, encoding="utf-8")
    stall.turns()
    assert words in stall.status.words
    assert "unregistered" == stall.status.state
    assert not stall.paths.archive_key.exists()
    count = len(stall.archive.heard)
    stall.after(600)
    assert count == len(stall.archive.heard)


def test_a_password_that_is_not_taken_any_more(stall: Stall) -> None:
    """The device key gets another one; rows go on."""
    stall.register()
    stall.archive.till.password = "forgotten"
    stall.sell()
    stall.hurry()
    stall.turns()
    assert 1 == len(stall.archive.paths("/password"))
    assert stall.rows == len(stall.archive.till.hashes)
    stall.restart()
    stall.sell()
    stall.hurry()
    stall.turns()
    assert stall.rows == len(stall.archive.till.hashes)


def test_a_password_and_a_clock_that_is_wrong(stall: Stall) -> None:
    """The proof is good within minutes only: the second one is by the archive's clock."""
    stall.register()
    stall.archive.till.password = "forgotten"
    asked: list[str] = []

    def strict(heard: Heard) -> Reply | None:
        stall.archive.tricks.append(strict)
        if not heard.path.endswith("/password"):
            return None
        asked.append(json.loads(heard.body)["at_utc"])
        is_right = asked[-1].startswith("2031-05-06T07:08")
        date = ("Date", "Tue, 06 May 2031 07:08:09 GMT")
        return None if is_right else problem(425, "clock", date)

    stall.archive.tricks.append(strict)
    stall.sell()
    stall.hurry()
    stall.after(30)
    assert ["2026-11-20", "2031-05-06"] == [one[:10] for one in asked]
    assert stall.rows == len(stall.archive.till.hashes)


def test_a_key_ends_what_only_a_person_may_end(stall: Stall) -> None:
    """An archive set back for good: registered anew, the till sends again what is missing there."""
    stall.register()
    stall.archive.till.hashes.clear()
    stall.hurry()
    stall.turns()
    assert "rollback" == stall.status.alarm
    stall.type_key()
    stall.after(30)
    assert ("", "ok", 0) == (stall.status.alarm, stall.status.state, stall.status.pending)
    assert [*(stall.paths.archive_folder / "doubts").glob("before-*")]


def test_packages_of_an_archive_set_back_go_again(stall: Stall) -> None:
    """What was lost there with the rows; after any other key they are not brought twice."""
    stall.register()
    keep = Keep(stall.paths.archive_folder)
    origin = stall.status.origin
    keep.keep_packages(origin, 2)
    stall.type_key()
    stall.after(30)
    assert 2 == keep.packages(origin)
    stall.archive.till.hashes.clear()
    stall.hurry()
    stall.turns()
    stall.restart()
    stall.type_key()
    stall.after(30)
    assert 0 == keep.packages(origin)


def test_a_register_that_another_one_is(stall: Stall) -> None:
    """409: the key is good, and the Kassen-ID belongs to another installation."""
    stall.archive.tricks.append(lambda _: problem(409, "register"))
    stall.type_key()
    stall.after(2)
    assert ("unregistered", "Kassen-ID vergeben") == (stall.status.state, stall.status.words)


def test_a_revoked_till_stops_and_says_so(stall: Stall) -> None:
    """It asks again now and then, and goes on when it is let in again."""
    stall.register()
    stall.archive.till.is_revoked = True
    stall.sell()
    stall.hurry()
    stall.turns()
    assert "refused" == stall.status.state
    count = len(stall.archive.heard)
    stall.after(DOUBT_REST_S - 10)
    assert count == len(stall.archive.heard)
    stall.archive.till.is_revoked = False
    stall.after(30)
    assert ("ok", 0) == (stall.status.state, stall.status.pending)


def test_a_new_key_is_another_log(stall: Stall, archive: FakeArchive) -> None:
    """Other hardware: a new folder is a new installation, and its book goes out from row 1."""
    stall.register()
    first = archive.till.id
    for one in stall.paths.archive_folder.iterdir():
        one.unlink()
    other = KEY.replace("-", " ")
    stall.restart()
    archive.keys = {KEY: ""}
    stall.type_key(other)
    stall.after(30)
    assert 2 == len(archive.tills)
    assert first != stall.status.till_id
    assert stall.rows == len(archive.tills[stall.status.till_id].hashes)


def test_a_restart_asks_for_the_head_and_goes_on(stall: Stall) -> None:
    """No mark in the book: what follows is what the archive says."""
    stall.register()
    stall.sell(3)
    stall.restart()
    assert (3 * 1, "offline") == (_pending(stall), stall.status.state)
    stall.after(30)
    assert ("ok", 0) == (stall.status.state, stall.status.pending)
    assert stall.rows == len(stall.archive.till.hashes)


def _pending(stall: Stall) -> int:
    stall.archive.tricks += [lambda _: Reply(status=503)]
    stall.turns()
    return stall.status.pending


def test_a_clock_that_jumps_changes_nothing(stall: Stall) -> None:
    """Pauses are of the clock that never jumps."""
    stall.register()
    stall.now_utc -= timedelta(days=4000)
    stall.sell()
    stall.after(30)
    assert stall.rows == len(stall.archive.till.hashes)


def test_the_status_is_written_again_where_it_is_gone(stall: Stall) -> None:
    """Whoever empties the folder in memory finds it again."""
    stall.register()
    Path(stall.paths.archive_status).unlink()
    stall.turns()
    assert isinstance(stall.status, ArchiveFile)


def test_receipts_are_shown_elsewhere(stall: Stall) -> None:
    """The base of links is that of the last answer, also after a start without a net; or none."""
    stall.register()
    for base in ("https://neu.test/", ""):
        stall.archive.links = base
        stall.hurry()
        stall.turns()
        assert base == stall.status.links
        stall.archive.tricks = [lambda _: Reply(status=0, raw=b" ")] * 50
        stall.restart()
        stall.turns()
        assert base == stall.status.links
        stall.archive.tricks.clear()
        stall.after(30)


def test_a_key_from_the_technicians_file(stall: Stall) -> None:
    """It waits on the disk until it is used, and is used once."""
    stall.archive.keys[KEY] = ""
    stall.paths.archive_key_kept.parent.mkdir(exist_ok=True)
    stall.paths.archive_key_kept.write_text(KEY, encoding="ascii")
    stall.restart()
    stall.after(30)
    assert ("ok", False) == (stall.status.state, stall.paths.archive_key_kept.exists())


def test_a_key_from_the_technicians_file_that_nobody_takes(stall: Stall) -> None:
    """It is gone, as one that was typed; what is typed goes before it."""
    stall.paths.archive_key_kept.parent.mkdir(exist_ok=True)
    stall.paths.archive_key_kept.write_text(to_text(bytes(16)), encoding="ascii")
    stall.register()
    assert ("ok", True) == (stall.status.state, stall.paths.archive_key_kept.exists())
    stall.restart()
    stall.after(30)
    assert not stall.paths.archive_key_kept.exists()
