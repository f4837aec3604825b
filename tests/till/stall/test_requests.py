"""firmware.till.stall.requests: each request names its answer."""

from firmware.till import requests
from firmware.till.stall.requests import StallFound, StallWanted


def test_they_are_requests_like_the_others() -> None:
    """Dialogues want them, the app answers them."""
    assert set(StallWanted.__args__) <= set(requests.Wanted.__args__)
    assert set(StallFound.__args__) <= set(requests.Found.__args__)
