"""What one page has not seen yet: a view of the bench turned into the messages that are new."""

from dataclasses import dataclass

from firmware.desk import wire
from firmware.desk.protocol import Desk, Neighbour, Slip, Switch, View

#: A page shows at most so many slips; older ones are torn off and gone.
MAX_SLIPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What a page was told last."""

    switches: tuple[tuple[Switch, str], ...]
    is_powered: bool
    drawer_opened: int
    row: str
    is_stick_mounted: bool
    archive: Neighbour | None
    link: str
    display_revision: int
    paper_revision: int
    sound_revision: int

    @classmethod
    def of(cls, view: View) -> "_Shown":
        return cls(
            switches=tuple(view.switches.items()),
            is_powered=view.is_powered,
            drawer_opened=view.drawer_opened,
            row=view.row,
            is_stick_mounted=view.is_stick_mounted,
            archive=view.archive,
            link=view.link,
            display_revision=view.display_revision,
            paper_revision=view.paper_revision,
            sound_revision=view.sound_revision,
        )

    @property
    def hands(self) -> tuple[object, ...]:
        """What a `view` message tells."""
        return (
            *(self.switches, self.is_powered, self.drawer_opened),
            *(self.row, self.is_stick_mounted, self.archive, self.link),
        )


class Watch:
    """The memory of one page; used by one task at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: _Shown | None = None
        self._next_slip = 0
        self._growing: Slip | None = None

    def is_stale(self, view: View) -> bool:
        """Whether the page shows something older than `view`."""
        return self._shown != _Shown.of(view)

    def news(self, view: View) -> tuple[str, ...]:
        """The messages that bring the page from what it shows to `view`.

        The first call tells everything, but not the tune of before: that has long sounded. A view
        comes last, so that a page knows from its first one that it has been told everything.
        """
        old, new = self._shown, _Shown.of(view)
        self._shown = new
        messages: list[str] = []
        if old is None or old.paper_revision != new.paper_revision:
            messages.extend(self._slips())
        if old is None or old.display_revision != new.display_revision:
            message = wire.display_message(self._desk.display_png(), self._desk.display_text())
            messages.append(message)
        if old is not None and old.sound_revision != new.sound_revision:
            messages.append(wire.sound_message(self._desk.sound()))
        if old is None or old.hands != new.hands:
            messages.append(wire.view_message(view))
        return tuple(messages)

    def _slips(self) -> tuple[str, ...]:
        """New slips, and the unfinished one when it has grown."""
        slips = self._desk.slips(self._next_slip)[-MAX_SLIPS:]
        if slips:
            newest = slips[-1]
            # A slip that still hangs in the printer is asked for again.
            self._next_slip = newest.index + (1 if newest.is_complete else 0)
            news = [slip for slip in slips if slip != self._growing]
            self._growing = None if newest.is_complete else newest
            return tuple(wire.slip_message(slip) for slip in news)
        return ()
