"""firmware.app.handout: what comes to the customer as paper, or in its place."""

from collections.abc import Callable

import pytest

from firmware.app.handout import Back, HandOut
from firmware.app.slips import Slips
from firmware.app.spool import MAX_WAITING, Job, Spool
from firmware.till.acts import JournalKind
from firmware.till.effects import DropPrint, FeedPaper, PrintPaper, PrintReceipt, ShowReceipt
from firmware.till.papers.paper import Paper, Title
from firmware.till.papers.slip import Mark
from tests.app.day import Day
from tests.till.playbook import STALL

Rows = list[tuple[JournalKind, dict[str, object]]]
#: The receipt whose link the archive would know.
KNOWN = 2
PAPER = Paper(name="Z 57", rows=(Title(text="Z 57"),))


class Tray:
    """A spool that prints nothing and remembers what it was given."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.dropped: list[int] = []

    def enqueue(self, job: Job) -> Job | None:
        """The oldest gives way where the real spool's would."""
        self.jobs.append(job)
        return self.jobs[0] if len(self.jobs) > MAX_WAITING else None

    def drop(self, number: int) -> None:
        """A slip is not wanted any more."""
        self.dropped.append(number)


@pytest.fixture
def rows() -> Rows:
    """What went into the journal."""
    return []


@pytest.fixture
def tray() -> Tray:
    """The spool."""
    return Tray()


@pytest.fixture
def handout(new_day: Callable[..., Day], tray: Tray, rows: Rows) -> HandOut:
    """Over the book of a till that has sold once (receipt 2)."""
    day = new_day()
    day.type("250 WG1 BAR")
    spool: Spool = tray  # type: ignore[assignment]
    slips = Slips(profile=STALL, columns=32, is_ocr=False)
    back = Back(
        journal=lambda kind, content: rows.append((kind, content)),
        secure=lambda: None,
        make_known=lambda number: number == KNOWN,
    )
    return HandOut(day.stand.book, spool, slips, back)


def test_the_last_receipt_again(handout: HandOut, tray: Tray, rows: Rows) -> None:
    """Without a number it is the last one; a copy is journalled and marked."""
    handout.serve(PrintReceipt(number=None, is_copy=True))
    assert [(2, Mark.COPY)] == [(job.slip, job.mark) for job in tray.jobs]
    assert [(JournalKind.KOPIE, {"number": 2})] == rows


@pytest.mark.parametrize(
    ("keys", "practice"),
    [("F 50 250 WG1 BAR BON", {"training": True}), ("250 WG1 BAR F 50 BON", {})],
)
def test_a_copy_is_practice_with_its_receipt(
    new_day: Callable[..., Day], keys: str, practice: dict[str, object]
) -> None:
    """What was practised is copied for practice, and never counted; a real copy always is."""
    day = new_day()
    day.type(keys)
    assert [{"number": 2, **practice}] == [row.content for row in day.rows("KOPIE")]


def test_a_first_print_is_no_copy(handout: HandOut, tray: Tray, rows: Rows) -> None:
    """Only what is asked for again is a copy."""
    handout.serve(PrintReceipt(number=1, is_copy=False))
    assert [(1, Mark.NONE)] == [(job.slip, job.mark) for job in tray.jobs]
    assert [] == rows


def test_other_slips_have_names(handout: HandOut, tray: Tray) -> None:
    """A report is queued under its name, an empty feed too."""
    handout.serve(PrintPaper(paper=PAPER))
    handout.serve(FeedPaper(lines=5))
    assert "Z 57" == tray.jobs[0].slip
    assert 2 == len(tray.jobs)


def test_shown_instead_of_printed(handout: HandOut, tray: Tray, rows: Rows) -> None:
    """A code on the display is journalled; a slip nobody wants leaves the spool."""
    handout.serve(ShowReceipt(number=2, is_instead=True))
    handout.serve(DropPrint(number=2))
    assert [JournalKind.BELEG_ANZEIGE] == [kind for kind, _ in rows]
    assert [2] == tray.dropped


def test_a_link_is_shown_only_if_it_is_known(handout: HandOut, rows: Rows) -> None:
    """Without its row nothing was shown, and nothing says so."""
    assert handout.serve(ShowReceipt(number=KNOWN, is_instead=True, is_link=True))
    shown = {"number": KNOWN, "instead": True, "link": True}
    assert [(JournalKind.BELEG_ANZEIGE, shown)] == rows
    assert not handout.serve(ShowReceipt(number=3, is_instead=True, is_link=True))
    assert 1 == len(rows)


def test_a_slip_that_gave_way_is_journalled(handout: HandOut, rows: Rows) -> None:
    """Too many slips wait: the oldest is named, so that a copy can be asked for."""
    for _ in range(MAX_WAITING + 1):
        handout.print_paper(PAPER, Mark.NONE)
    assert [(JournalKind.DRUCK_FEHLER, "Z 57", True)] == [
        (kind, content["paper"], content["given_up"]) for kind, content in rows
    ]
