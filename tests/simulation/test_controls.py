"""Each planted fault is found by the checker that is there for it; without one nothing is."""

from dataclasses import replace
from functools import partial

import pytest

from tests.simulation.controls import CONTROLS, MORNING, PAYING, SIGNED, Control
from tests.simulation.live import Failure, live
from tests.simulation.market import Market
from tests.simulation.plan import Plan, from_text

pytestmark = pytest.mark.whole


def day(control: Control, touch: int) -> Plan:
    """The day of a control with the plug pulled at a touch."""
    return Plan(seed=touch, morning=MORNING, is_fitted=False, steps=control.steps(touch))


def spent(control: Control) -> str:
    """The same for all controls that spend it alike."""
    return replace(day(control, control.touches[0]), seed=1).text


def touches(control: Control) -> tuple[int, ...]:
    """Where the plug is pulled: as the control says, or at the edge it names."""
    if not control.edge:
        return control.touches
    passed: dict[int, list[str]] = {}

    def note(step: int, market: Market) -> None:
        passed[step] = list(market.plug.trace)

    with pytest.MonkeyPatch.context() as patch:
        live(day(control, 0), note, partial(control.plant, patch))
    edges = passed[PAYING][len(passed[PAYING - 1]) :]
    signed = edges.index(SIGNED)
    return (edges.index(control.edge, signed) + 1,)


def broken(control: Control, touch: int, patch: pytest.MonkeyPatch) -> Failure | None:
    """What breaks with the fault."""
    return live(day(control, touch), plant=partial(control.plant, patch)).failure


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_planted_fault_is_found(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own checker."""
    pulled = touches(control)
    found: list[str] = []
    for touch in pulled:
        with monkeypatch.context() as patch:
            failure = broken(control, touch, patch)
        found.append("nothing" if failure is None else failure.kind)
        if found[-1] == control.kind:
            break
    assert control.kind in found


@pytest.mark.heavy
@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_without_it_nothing_is_found(control: Control) -> None:
    """The same day without the fault is like any other."""
    assert None is live(day(control, touches(control)[0])).failure


@pytest.mark.parametrize("text", list(dict.fromkeys(map(spent, CONTROLS))))
def test_their_days_are_good_days(text: str) -> None:
    """Each of their ways of spending a day: nothing is planted, and nothing breaks."""
    assert None is live(from_text(text)).failure
