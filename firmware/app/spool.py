"""Printing in the background: whole slips, one after the other, again until they are on paper.

One worker calls `step`; the loop only enqueues. A slip that failed is printed again as a whole
when the printer is ready, with a line that says why; nothing is ever printed that is not stored.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event, Lock

from firmware.app.inbox import DrawerFailed, Message, Printed, PrinterSeen, PrintFailed
from firmware.process.logs import get_logger
from firmware.till.papers.slip import Mark
from hal.drawer.port import Drawer
from hal.errors import Fault, HalError
from hal.printer.port import Document, Feed, Printer, PrinterStatus

log = get_logger()

#: Deadlines are the printer's: what bytes take on a slow serial line comes on top of them.
#: A slip with a QR code takes two to three seconds.
PRINT_DEADLINE_S = 15.0
STATUS_DEADLINE_S = 1.0
DRAWER_DEADLINE_S = 1.0
#: Slips that may wait; beyond, the oldest is left to a copy on demand.
MAX_WAITING = 50
#: A printer that calls itself ready and never confirms a slip would use up the roll.
MAX_TRIES = 3
#: What a cashier mends, however often it happens.
_MENDABLE = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.ABSENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A slip to print: `render` makes the document for a mark, so that a second try can say so.

    `slip` is the number of a receipt, or the name of any other slip.
    `tries` counts those that failed although the printer had called itself ready.
    """

    slip: int | str
    mark: Mark
    render: Callable[[Mark], Document]
    tries: int = 0


def feed_job(lines: int) -> Job:
    """Empty lines, nothing else."""
    document = Document(blocks=(Feed(lines=lines),))
    return Job(slip="Vorschub", mark=Mark.NONE, render=lambda _mark: document)


class Spool:
    """The jobs waiting for the printer, and the drawer on its port."""

    def __init__(self, printer: Printer, drawer: Drawer, post: Callable[[Message], None]) -> None:
        self._printer = printer
        self._drawer = drawer
        self._post = post
        self._jobs: deque[Job] = deque()
        self._is_kicked = False
        self._is_failing = False
        self._lock = Lock()
        #: Rings for a slip and for the drawer.
        self.bell = Event()
        #: What the printer said when it was asked last; None: nothing.
        self.seen: PrinterStatus | None = None

    def enqueue(self, job: Job) -> Job | None:
        """Add a slip; returns the oldest waiting one if that had to give way."""
        with self._lock:
            dropped = self._jobs.popleft() if len(self._jobs) >= MAX_WAITING else None
            self._jobs.append(job)
        self.bell.set()
        return dropped

    def drop(self, number: int) -> None:
        """Forget a receipt that waits; one that is being printed comes out."""
        with self._lock:
            self._jobs = deque(job for job in self._jobs if job.slip != number)

    def kick(self) -> None:
        """Open the drawer before the next slip."""
        with self._lock:
            self._is_kicked = True
        self.bell.set()

    @property
    def waiting(self) -> int | None:
        """The number of the first receipt in the queue."""
        with self._lock:
            numbers = [job.slip for job in self._jobs if isinstance(job.slip, int)]
        return numbers[0] if numbers else None

    @property
    def is_failing(self) -> bool:
        """Whether the last try failed; ask the printer before the next."""
        return self._is_failing

    def serve_drawer(self) -> bool:
        """Open the drawer if that was asked for, once; whether it was."""
        with self._lock:
            is_kicked, self._is_kicked = self._is_kicked, False
        if is_kicked:
            self._open_drawer()
        return is_kicked

    def step(self) -> bool:
        """Print one slip; false when there was none, or it did not come out."""
        with self._lock:
            job = self._jobs[0] if self._jobs else None
        if job is None:
            # Nobody waits for the printer any more: asking it now and then is enough.
            self._is_failing = False
            return False
        self._print(job)
        return not self._is_failing

    def ask(self) -> bool:
        """Ask for the printer's status, tell the loop; whether it could print now."""
        try:
            self.seen = status = self._printer.status(STATUS_DEADLINE_S)
        except HalError as error:
            self.seen = None
            log.info("printer silent", fault=error.fault.value, detail=error.detail)
            self._post(PrinterSeen(status=None))
            return False
        self._post(PrinterSeen(status=status))
        return status.is_ready

    def _open_drawer(self) -> None:
        try:
            self._drawer.open(DRAWER_DEADLINE_S)
        except HalError as error:
            log.warning("drawer", fault=error.fault.value, detail=error.detail)
            self._post(DrawerFailed(detail=error.detail))

    def _print(self, job: Job) -> None:
        try:
            self._printer.print(job.render(job.mark), PRINT_DEADLINE_S)
        except HalError as error:
            self._is_failing = True
            is_given_up = self._keep_or_give_up(job, error.fault)
            failure = PrintFailed(
                slip=job.slip, fault=error.fault, detail=error.detail, is_given_up=is_given_up
            )
            self._post(failure)
            return
        self._is_failing = False
        with self._lock:
            if self._jobs and self._jobs[0] is job:
                self._jobs.popleft()
        self._post(Printed(slip=job.slip, mark=job.mark))

    def _keep_or_give_up(self, job: Job, fault: Fault) -> bool:
        """Keep the slip for another try, or not; whether it was given up.

        A torn piece may be out: the next try says that it is a second one.
        """
        mark = Mark.REPRINT if job.mark is Mark.NONE else job.mark
        tries = job.tries + (fault not in _MENDABLE)
        with self._lock:
            if not self._jobs or self._jobs[0] is not job:
                # It had to give way meanwhile, and that was told.
                return False
            if tries >= MAX_TRIES:
                self._jobs.popleft()
                return True
            self._jobs[0] = replace(job, mark=mark, tries=tries)
            return False


def is_paper(fault: Fault) -> bool:
    """Whether the cashier helps with a new roll (E10), not with cover or cable (E11)."""
    return fault is Fault.PAPER_OUT
