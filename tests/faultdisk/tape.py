"""All that was done to a medium, in order: of one recorded run any cut can be made afterwards."""

import copy
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from tests.faultdisk.platter import Deleted, Loss, Platter, Synced, Touch

#: How many of the last syncs a lying medium may have made up.
MAX_LIES: Final = 40


class Tape:
    """Touches since a medium was as `files`; `syncs_kept` of None keeps all of them.

    What is older than the last syncs a medium may lie about is played into the medium for good.
    """

    def __init__(self, files: Mapping[str, bytes], *, syncs_kept: int | None = None) -> None:
        self._start = Platter(files)
        self._syncs_kept = syncs_kept
        self.touches: list[Touch] = []
        self._syncs: list[int] = []

    def add(self, touch: Touch) -> None:
        """Something was done."""
        if isinstance(touch, Synced):
            self._syncs.append(len(self.touches))
        self.touches.append(touch)
        if self._syncs_kept is not None and len(self._syncs) > 2 * self._syncs_kept:
            self._forget(self._syncs[-self._syncs_kept])

    def add_file(self, path: str, content: bytes) -> None:
        """A file was there already when it was first looked at."""
        self._start.add(path, content)

    def left(self, cut_at: int, dice: random.Random, loss: Loss) -> dict[str, bytes]:
        """The files after a cut in the `cut_at`-th touch (1 is the first), which may be there.

        One more than there are is a cut after the last.
        """
        lies_from = cut_at - 1
        if loss is Loss.LIES:
            made_up = [one for one in self._syncs if one < lies_from][-dice.randint(1, MAX_LIES) :]
            lies_from = made_up[0] if made_up else lies_from
        platter = copy.deepcopy(self._start)
        platter.apply(self.touches[:lies_from])
        platter.apply(_unsynced(self.touches[lies_from:cut_at]))
        return platter.left(dice, loss)

    def cuts(
        self, points: Iterable[int], dice: random.Random, loss: Loss
    ) -> Iterator[tuple[int, dict[str, bytes]]]:
        """`left` for many cuts in order, in one playing; not for a medium that lies."""
        platter, played = copy.deepcopy(self._start), 0
        for point in sorted(points):
            platter.apply(self.touches[played : point - 1])
            played = point - 1
            last = copy.deepcopy(platter)
            last.apply(_unsynced(self.touches[played:point]))
            yield point, last.left(dice, loss)

    def _forget(self, until: int) -> None:
        self._start.apply(self.touches[:until])
        del self.touches[:until]
        self._syncs = [one - until for one in self._syncs if one >= until]


def _unsynced(touches: Iterable[Touch]) -> Iterator[Touch]:
    """The same touches by a medium that keeps nothing safe."""
    for touch in touches:
        if isinstance(touch, Deleted):
            yield replace(touch, is_synced=False)
        elif not isinstance(touch, Synced):
            yield touch
