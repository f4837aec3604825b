"""DEPs both are asked about, what is known of them beforehand, and how chance is asked."""

import json
from dataclasses import replace
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from firmware.export.key_container import parse_key_container
from firmware.rksv.trust import KeyStore
from tests.vectors.forge import Forge, document
from tests.vectors.negative_build import CARD, OTHER, keys

STORE: Final = parse_key_container(json.dumps(keys(CARD, OTHER)).encode())
#: The devices, nothing at all, or nobody of them.
STORES: Final[dict[str, KeyStore | None]] = {
    "keys": STORE,
    "nothing": None,
    "strangers": replace(STORE, devices={}),
}


def written(*groups: Any) -> bytes:
    """The file of a DEP."""
    return json.dumps(document(*groups)).encode()


def busy_till() -> Forge:
    """Sales, training, cancellation, an outage with its Sammelbeleg, amounts below zero."""
    till = Forge(CARD)
    till.add()
    till.sell(100, 2500)
    till.add(300, mark="TRA")
    till.add(-100, mark="STO", besonders=7)
    till.add(250, is_signed=False)
    till.add(90)
    till.add()
    till.add(-9999)
    return till


def at_random(test: Any) -> Any:
    """Give seeds, each for a batch of files that go to the page in one call; none is simpler."""
    return settings(
        max_examples=5,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )(given(seed=st.integers(0, 2**32))(test))
