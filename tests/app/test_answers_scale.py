"""firmware.app.answers_scale: weights, and faults in words."""

import pytest

from firmware.app.answers_scale import weigh
from firmware.till.requests import Failed, Weighed
from hal.errors import Fault, HalError
from hal.scale.port import Weight


class Pan:
    """A scale that answers what it is told."""

    def __init__(self, answer: Weight | Fault) -> None:
        self._answer = answer

    def read(self, deadline_s: float) -> Weight:
        """As `Scale.read`."""
        assert 0 < deadline_s <= 2
        if isinstance(self._answer, Fault):
            raise HalError(self._answer, "scale", "test")
        return self._answer


@pytest.mark.parametrize("is_stable", [True, False])
def test_weight(*, is_stable: bool) -> None:
    """What the scale says is passed on, at rest or not."""
    answer = weigh(Pan(Weight(milli=1345, is_stable=is_stable)))
    assert Weighed(milli=1345, is_stable=is_stable) == answer


def test_no_scale() -> None:
    """A till without one says so."""
    assert Failed(words="Keine Waage") == weigh(None)


@pytest.mark.parametrize("fault", list(Fault))
def test_faults_have_words(fault: Fault) -> None:
    """Every fault is a sentence of at most sixteen characters about the scale."""
    answer = weigh(Pan(fault))
    assert isinstance(answer, Failed)
    assert answer.words.startswith("Waage")
    assert len(answer.words) <= 16
